"""Looking on while rewards grade: which batches were graded, and why each answer got its score.

Whatever stands around a reward, an adapter of a trainer or a function of the user's, who looks on sees the same.
"""

from __future__ import annotations

from contextvars import ContextVar
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from agent_tunix.rewards import _core, functions

if TYPE_CHECKING:
    from contextvars import Token


class Shown(NamedTuple):
    """Answers that were graded in one call, each with the numbers of its reason and its source."""

    responses: Any
    """As they were given; one response, or many."""
    truths: Any
    reasons: Any
    """Places in `_core.REASONS`: a `uint8` array, or one number for one response."""
    sources: Any
    """Places in `_core.SOURCES`, or 255 where there is no answer."""
    described: Any = None
    """What `_core.describe_texts` gives for the responses, where it is known."""


class Seen:
    """What was seen: the batches in the order in which they were made, and the answers that were graded."""

    def __init__(self, outer: Seen | None) -> None:
        """Begin with nothing; who looks on further out sees the same."""
        self.outer = outer
        self.batches: list[Any] = []
        self.shown: list[Shown] = []

    def add_batch(self, batch: Any) -> None:
        """Note a batch."""
        self.batches.append(batch)
        if self.outer is not None:
            self.outer.add_batch(batch)

    def show(self, shown: Shown) -> None:
        """Note graded answers."""
        self.shown.append(shown)
        if self.outer is not None:
            self.outer.show(shown)


#: Who looks on in this thread or task.
OBSERVER: ContextVar[Seen | None] = ContextVar("observer", default=None)


class observe:  # noqa: N801 # it is called like a function
    """Look on while the block grades.

    >>> from agent_tunix.rewards import as_reward, check_answer
    >>> from agent_tunix.rewards.composing.observation import observe
    >>> with observe() as seen:
    ...     as_reward(check_answer)(["The answer is 4.", "It is 5"], ground_truth=4)
    array([1., 0.])
    >>> len(seen.batches), [_core.REASONS[reason] for reason in seen.shown[0].reasons]
    (1, ['correct', 'wrong_value'])
    """

    __slots__ = ("_token",)

    def __enter__(self) -> Seen:
        """Begin."""
        functions.replace_graders(check_answer, combined_reward, explain_answer)
        seen = Seen(OBSERVER.get())
        self._token: Token[Seen | None] = OBSERVER.set(seen)
        return seen

    def __exit__(self, *_: object) -> None:
        """End."""
        OBSERVER.reset(self._token)


def check_answer(
    response: Any, ground_truth: Any, tolerance: float, partial_credit: float, significant_digits: int | None, /
) -> Any:
    """Grade as `_core.check_answer` does, and show the reasons to who looks on."""
    seen = OBSERVER.get()
    if seen is None:
        return _core.check_answer(response, ground_truth, tolerance, partial_credit, significant_digits)
    graded = _core.grade_answers(response, ground_truth, tolerance, partial_credit, significant_digits)
    seen.show(Shown(response, ground_truth, graded[1], graded[2], graded[3:] or None))
    return graded[0]


def combined_reward(response: Any, ground_truth: Any, expected_format: Any, alpha: Any, beta: Any, /) -> Any:
    """Grade as `_core.combined_reward` does, and show the reasons to who looks on."""
    seen = OBSERVER.get()
    # What it refuses, it refuses in its own words.
    if seen is None or not (type(alpha) is type(beta) is float and isfinite(alpha) and isfinite(beta)):
        return _core.combined_reward(response, ground_truth, expected_format, alpha, beta)
    graded = _core.grade_answers(response, ground_truth, 0.1, 0.5, None)
    form = _core.match_format_exactly(response, expected_format, 0.5)
    seen.show(Shown(response, ground_truth, graded[1], graded[2], graded[3:] or None))
    return alpha * form + beta * graded[0]


def explain_answer(response: Any, ground_truth: Any, /, *options: Any) -> Any:
    """Explain as `_core.explain_answer` does, and show the reasons to who looks on."""
    verdicts = _core.explain_answer(response, ground_truth, *options)
    seen = OBSERVER.get()
    if seen is not None:
        one = isinstance(verdicts, _core.Verdict)
        codes = [code(verdict) for verdict in ([verdicts] if one else verdicts)]
        reasons, sources = [reason for reason, _ in codes], [source for _, source in codes]
        shown = (reasons[0], sources[0]) if one else (reasons, sources)
        seen.show(Shown(response, ground_truth, *shown))
    return verdicts


def code(verdict: _core.Verdict) -> tuple[int, int]:
    """Return the numbers of a verdict's reason and source."""
    source = 255 if verdict.answer is None else _core.SOURCES.index(verdict.answer.source)
    return _core.REASONS.index(verdict.reason), source
