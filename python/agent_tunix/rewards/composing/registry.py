"""Rewards by name, for configuration files: a registered name, or the dotted path of a function."""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.composing.calling import Function

PACKAGE = "agent_tunix.rewards"

#: What is found by its name alone, and where it is defined.
BUILT_IN: dict[str, tuple[str, ...]] = {
    "functions": ("check_answer", "check_numbers", "combined_reward", "match_format_exactly"),
    "patterns": (
        *("binary_reward", "composite_reward", "continuous_reward", "graduated_reward"),
        *("improved_reward", "robust_reward", "shaped_reward", "stable_reward"),
    ),
    "aspects": (
        *("evaluate_clarity", "evaluate_completeness", "evaluate_conciseness", "evaluate_correctness"),
        *("evaluate_efficiency", "evaluate_format", "evaluate_relevance"),
        *("has_hallucination", "has_reasoning_steps", "has_repetition", "language_consistency", "step_reward"),
    ),
    "combine": ("clip", "first_available", "floor", "gate", "noisy", "product", "weighted_sum"),
}
#: Classes, by the names that trainers log for what they make.
AUXILIARY = {
    "cosine_length": "CosineLength",
    "length": "Length",
    "repetition": "Repetition",
    "soft_overlong": "SoftOverlong",
    "tag_count": "TagCount",
    "xml_count": "XmlCount",
}
PLACES = {
    **{name: (f"{PACKAGE}.{module}", name) for module, names in BUILT_IN.items() for name in names},
    **{name: (f"{PACKAGE}.auxiliary", kind) for name, kind in AUXILIARY.items()},
}
#: Functions that make a reward of their arguments: calling them with a response would be a mistake.
MAKERS = frozenset(BUILT_IN["combine"])

_registered: dict[str, Any] = {}
_lock = threading.Lock()


def register_reward(name: str) -> Callable[[Function], Function]:
    """Register the function or class below under a name.

    >>> from agent_tunix.rewards import get_reward, register_reward
    >>> @register_reward("polite")
    ... def polite(response: str) -> float:
    ...     return float("please" in response)
    >>> get_reward("polite")("Read on, please.")
    1.0

    Args:
        name: the name, which no other reward has; a letter, then letters, digits and `_`.

    Raises:
        ValueError: another reward has the name, or it is no name.
    """

    def register(reward: Function) -> Function:
        register_reward_function(name, reward)
        return reward

    return register


def register_reward_function(name: str, reward: Any) -> None:
    """Register a function, a reward or a class of either under a name.

    >>> from agent_tunix.rewards import check_answer, floor, get_reward, register_reward_function
    >>> register_reward_function("never_zero", floor(check_answer, 0.1))
    >>> get_reward("never_zero")("The answer is 5.", ground_truth=4)
    0.1

    Args:
        name: the name, which no other reward has; a letter, then letters, digits and `_`.
        reward: what `as_reward` takes, or a class of such, which is made with the arguments of `get_reward`.

    Raises:
        ValueError: another reward has the name, or it is no name.
        TypeError: it is nothing that can be called.
    """
    if not name.isidentifier():
        raise ArgumentValueError(f"name: expected a name such as 'my_reward', got {name!r}", argument="name")
    if not callable(reward):
        raise ArgumentTypeError(f"{name}: expected a function or a reward, got {type(reward).__name__}")
    with _lock:
        known = _registered.get(name)
        # A module that is imported again, as notebooks do, brings the same function again.
        if name in PLACES or (known is not None and identity(known) != identity(reward)):
            raise ArgumentValueError(
                f"name: there is a reward {name!r} already; take another name", argument="name", code="name_taken"
            )
        _registered[name] = reward


def reward_names() -> list[str]:
    """Return the names that `get_reward` knows, sorted; dotted paths come on top.

    >>> from agent_tunix.rewards import reward_names
    >>> "check_answer" in reward_names()
    True
    """
    return sorted({*PLACES, *_registered})


def find(name: str) -> Any:
    """Return what a name or a dotted path stands for."""
    if name in _registered:
        return _registered[name]
    if name in PLACES:
        module_name, attribute = PLACES[name]
        return getattr(importlib.import_module(module_name), attribute)
    if "." in name.strip("."):
        module_name, _, attribute = name.rpartition(".")
        try:
            return getattr(importlib.import_module(module_name), attribute)
        except (ImportError, AttributeError) as error:
            raise ArgumentValueError(
                f"reward {name!r}: {error}", argument="reward_function", code="failed_call"
            ) from error
    import difflib

    near = difflib.get_close_matches(name, reward_names(), n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"known are: {', '.join(reward_names())}."
    raise ArgumentValueError(
        f"there is no reward {name!r}; {hint} Others are registered with register_reward, or named by a dotted path",
        argument="reward_function",
        code="unknown_name",
    )


def identity(reward: Any) -> tuple[str | None, str | None]:
    """Return where something was defined: the same for a function that was imported twice."""
    return getattr(reward, "__module__", None), getattr(reward, "__qualname__", repr(reward))
