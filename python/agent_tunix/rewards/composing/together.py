"""Several of the package's functions asked of one batch in one compiled call.

What they have in common, the words and the answer of each response, is then read once. Each gives what it gives alone,
and those that grade the answer also say why each response got its score.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from agent_tunix.rewards import _core

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Call: TypeAlias = tuple[Callable[..., Any], Any]
"""A function and what it gets beside the responses, by name."""
Answered: TypeAlias = tuple[Any, "_core.Shown | None"]
"""The scores of a function for a batch, and why, if it grades the answer."""


class Part(NamedTuple):
    """A function that can be asked together with others."""

    kind: str
    """Its name in `_core.score_together`."""
    takes: dict[str, Any]
    """What it gets beside the responses, with its defaults; `...` stands for what it must get."""
    fixed: dict[str, Any] = {}  # noqa: RUF012
    """The options of the compiled part that the function sets itself."""


#: The options of each compiled part, in its order.
OPTIONS: dict[str, tuple[str, ...]] = {
    "correctness": ("tolerance", "partial_credit", "significant_digits", "grading", "choices"),
    "format": ("expected_format", "partial_credit"),
    "conciseness": ("words",),
}
#: The options of `check_answer` where nobody gives others.
DEFAULTS: dict[str, Any] = {
    "tolerance": _core.TOLERANCE,
    "partial_credit": _core.PARTIAL_CREDIT,
    "significant_digits": None,
    "grading": None,
    "choices": None,
}
#: The functions that can be asked together with others, by name.
PARTS: dict[str, Part] = {
    "check_answer": Part("correctness", {"ground_truth": ..., **DEFAULTS}),
    "evaluate_correctness": Part("correctness", {"ground_truth": ..., "grading": None}, DEFAULTS),
    "graduated_reward": Part("correctness", {"ground_truth": ...}, DEFAULTS),
    "binary_reward": Part("correctness", {"ground_truth": ...}, {**DEFAULTS, "partial_credit": 0.0}),
    "improved_reward": Part("correctness", {"ground_truth": ..., "tolerance": 0.1}, DEFAULTS),
    "match_format_exactly": Part("format", {"expected_format": ..., "partial_credit": 0.5}),
    "evaluate_format": Part("format", {"expected_format": ...}, {"partial_credit": 0.5}),
    "evaluate_relevance": Part("relevance", {"prompt": ...}),
    "evaluate_completeness": Part("completeness", {"prompt": None}),
    "evaluate_clarity": Part("clarity", {}),
    "evaluate_conciseness": Part("conciseness", {"words": 100}),
    "evaluate_efficiency": Part("efficiency", {}),
}
#: What all parts of a call share.
SHARED = ("ground_truth", "prompt")


def ask(response: Any, calls: Sequence[Call]) -> list[Any]:
    """Return what each of several functions gives for one response or a batch.

    >>> from agent_tunix.rewards import evaluate_clarity, evaluate_conciseness
    >>> ask(["The answer is 18."], [(evaluate_clarity, {}), (evaluate_conciseness, {"words": 2})])
    [array([1.]), array([0.5])]
    """
    if isinstance(response, str):
        return [function(response, **given) for function, given in calls]
    scores: list[Any] = []
    for answered, (function, given) in zip(ask_together(response, calls), calls, strict=True):
        if answered is not None and answered[1] is not None:
            _core.show(answered[1])
        scores.append(function(response, **given) if answered is None else answered[0])
    return scores


def ask_together(responses: Any, calls: Sequence[Call]) -> list[Answered | None]:
    """Return what each function gives for a batch, `None` for those that must be asked alone.

    A call that has a mistake in it is not made: asked alone, the function at fault says what is wrong.
    """
    found: list[Answered | None] = [None] * len(calls)
    places: list[int] = []
    parts: list[tuple[Any, ...]] = []
    shared: dict[str, Any] = {}
    for at, (function, given) in enumerate(calls):
        part = part_of(function, given)
        if part is None:
            continue
        # The parts of a call have one truth and one prompt.
        for name in SHARED:
            value = given.get(name)
            if value is not None and shared.setdefault(name, value) is not value:
                break
        else:
            places.append(at)
            parts.append(part)
    if not parts:
        return found
    try:
        scores, shown = _core.score_together(responses, parts, shared.get("ground_truth"), shared.get("prompt"))
    except (_core.ArgumentTypeError, _core.ArgumentValueError):
        return found
    for at, values, why in zip(places, scores, shown, strict=True):
        found[at] = values, why
    return found


def part_of(function: Callable[..., Any], given: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return a function and its options as `_core.score_together` reads them, `None` if it must be asked alone."""
    name = getattr(function, "__name__", "")
    part = PARTS.get(name)
    # What only has the name of one of them is called itself.
    if part is None or getattr(sys.modules.get(function.__module__), name, None) is not function:
        return None
    kind, takes, fixed = part
    values = {**takes, **given}
    if len(values) > len(takes):
        return None
    if kind == "completeness":
        return kind, values["prompt"] is not None
    # Without a truth, a prompt or a format it is another function.
    for name, default in takes.items():
        if default is ... and (values[name] is ... or values[name] is None):
            return None
    options = {**fixed, **values}
    return kind, *map(options.__getitem__, OPTIONS.get(kind, ()))
