"""Several of the package's functions asked of one batch in one compiled call.

What they have in common, the words and the answer of each response, is then read once. Each gives what it gives alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from agent_tunix.rewards import _core
from agent_tunix.rewards.composing.observation import OBSERVER, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Call: TypeAlias = tuple[Callable[..., Any], Any]
"""A function and what it gets beside the responses, by name."""

#: What each function that can be asked together with others gets beside the responses, with its defaults; `...` stands
#: for what it must get. The part of `_core.score_together` is its name with the options, in this order.
PARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "check_answer": (
        "correctness",
        {"ground_truth": ..., "tolerance": 0.1, "partial_credit": 0.5, "significant_digits": None},
    ),
    "evaluate_correctness": ("correctness", {"ground_truth": ...}),
    "match_format_exactly": ("format", {"expected_format": ..., "partial_credit": 0.5}),
    "evaluate_format": ("format", {"expected_format": ...}),
    "evaluate_relevance": ("relevance", {"prompt": ...}),
    "evaluate_completeness": ("completeness", {"prompt": None}),
    "evaluate_clarity": ("clarity", {}),
    "evaluate_conciseness": ("conciseness", {"words": 100}),
    "evaluate_efficiency": ("efficiency", {}),
}
#: The options that the parts of the short names have by default.
DEFAULTS = {"evaluate_correctness": (0.1, 0.5, None), "evaluate_format": (0.5,)}
#: What all parts of a call share.
SHARED = ("ground_truth", "prompt")


def ask(response: Any, calls: Sequence[Call]) -> list[Any]:
    """Return what each of several functions gives for one response or a batch.

    >>> from agent_tunix.rewards import evaluate_clarity, evaluate_conciseness
    >>> ask(["The answer is 18."], [(evaluate_clarity, {}), (evaluate_conciseness, {"words": 2})])
    [array([1.]), array([0.5])]
    """
    known = [None] * len(calls) if isinstance(response, str) else try_together(response, calls)
    return [
        function(response, **given) if values is None else values
        for values, (function, given) in zip(known, calls, strict=True)
    ]


def try_together(responses: Any, calls: Sequence[Call]) -> list[Any]:
    """Return an array for each function that could be asked together with others, `None` for the rest.

    A call that has a mistake in it is not made: asked alone, the function at fault says what is wrong.
    """
    found, shown = try_shown(responses, calls)
    seen = OBSERVER.get()
    if seen is not None and shown is not None:
        seen.show(shown[1])
    return found


def try_shown(responses: Any, calls: Sequence[Call]) -> tuple[list[Any], tuple[int, Shown] | None]:
    """Return what `try_together` does, and where somebody looks on, what to show for the function at a place.

    Only one function shows why; others that grade the answer are then asked alone.
    """
    observed = OBSERVER.get() is not None
    found: list[Any] = [None] * len(calls)
    parts: dict[int, tuple[Any, ...]] = {}
    shared: dict[str, Any] = {}
    graded = None
    for at, (function, given) in enumerate(calls):
        part = part_of(function, given)
        takes = {name: given[name] for name in SHARED if given.get(name) is not None}
        explains = observed and part is not None and part[0] == "correctness"
        if part is None or (explains and graded is not None):
            continue
        # The parts of a call have one truth and one prompt.
        if all(shared.setdefault(name, value) is value for name, value in takes.items()):
            parts[at] = part
            graded = at if explains else graded
    if len(parts) <= 1:
        return found, None
    truth, prompt = (shared.get(name) for name in SHARED)
    try:
        values, notes = _core.score_together(responses, list(parts.values()), truth, prompt, graded is not None)
    except (_core.ArgumentTypeError, _core.ArgumentValueError):
        return found, None
    for at, value in zip(parts, values, strict=True):
        found[at] = value
    if graded is None or notes is None:
        return found, None
    return found, (graded, Shown(responses, truth, notes[0], notes[1], notes[2:]))


def part_of(function: Callable[..., Any], given: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return a function and its options as `_core.score_together` reads them, `None` if it must be asked alone."""
    name = getattr(function, "__name__", "")
    if name not in PARTS or getattr(sys.modules.get(function.__module__), name, None) is not function:
        return None
    kind, takes = PARTS[name]
    values = {**takes, **given}
    if values.keys() != takes.keys() or any(value is ... for value in values.values()):
        return None
    if kind == "completeness":
        return kind, values["prompt"] is not None
    # Without a truth, a prompt or a format it is another function.
    if any(values[need] is None for need, default in takes.items() if default is ...):
        return None
    return kind, *(values[option] for option in takes if option not in SHARED), *DEFAULTS.get(name, ())
