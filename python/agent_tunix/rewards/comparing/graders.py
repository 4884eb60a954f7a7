"""The graders that have a short name, and how any reward is asked about a batch."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import AnyOf
from agent_tunix.rewards.trainers._adapter import Adapter
from agent_tunix.rewards.writing.truths import list_truths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What each short name stands for: a function of this package, or one that is made here.
NAMED: dict[str, str] = {
    "check_answer": "agent_tunix.rewards.functions:check_answer",
    "math-verify": "agent_tunix.rewards.comparing.graders:make_math_verify",
    "verl-gsm8k": "agent_tunix.rewards.presets.verl.gsm8k:compute_score",
    "verl-math": "agent_tunix.rewards.presets.verl.math_reward:compute_score",
}


def find_grader(name: str) -> Callable[..., Any] | None:
    """Return the grader of a short name; None if it is none of these.

    Raises:
        ImportError: its package is not installed.
    """
    if name not in NAMED:
        return None
    module, _, attribute = NAMED[name].partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found() if attribute.startswith("make_") else found


def make_math_verify() -> Callable[[str, str], float]:
    """Return Math-Verify's verdict as its documentation calls it: both texts parsed, the truth between dollar signs."""
    try:
        from math_verify import parse, verify
    except ImportError as error:
        raise ImportError("math-verify is not installed: pip install math-verify") from error

    def math_verify(response: str, ground_truth: str) -> float:
        return float(verify(parse(f"${ground_truth}$"), parse(response)))

    return math_verify


class Grader(Adapter):
    """A reward that is asked about a batch of rows, of which one column has the truth."""

    knows_none = True
    truth_column = "ground_truth"

    def scores(self, responses: list[str], columns: Mapping[str, Any], truth: str) -> list[float | None]:
        """Return the score of each response; None where the reward gives none.

        Where several truths are acceptable, the grader is asked about each, since few know lists, and the best score
        counts.
        """
        truths: list[Any] = columns.get(truth, [])
        if not any(isinstance(each, AnyOf) for each in truths):
            return [score for score, _ in self.grade_batch(responses, columns)]
        asked = [(at, each) for at, given in enumerate(truths) for each in list_truths(given)]
        rows = {name: [values[at] for at, _ in asked] for name, values in columns.items()}
        rows[truth] = [each for _, each in asked]
        best: list[float | None] = [None] * len(responses)
        graded = self.grade_batch([responses[at] for at, _ in asked], rows)
        for (at, _), (score, _) in zip(asked, graded, strict=True):
            best[at] = max((each for each in (best[at], score) if each is not None), default=None)
        return best
