"""NeMo RL: functions of ``(ground_truth, response)``, and ``verify`` of the workers of its environments."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter


class Reward(Adapter):
    """A reward for the list of reward functions of an environment: ``(reward, whether it is right)``.

    A reward of 1.0 or more is right; ``right_from`` of a subclass changes that.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)("4", "The answer is 4.")
    (1.0, True)

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"
    right_from = 1.0

    def __call__(self, ground_truth: Any, response: Any, **kwargs: Any) -> tuple[float | None, bool]:
        """Return a finite float and whether it means a right answer."""
        score, _ = self.grade(response, kwargs | {"ground_truth": ground_truth})
        return score, score is not None and score >= self.right_from


class Verifier(Adapter):
    """A reward as the ``verify`` of a verification worker: exactly one float for each response of a chunk.

    >>> from agent_tunix.rewards import check_answer
    >>> Verifier(check_answer).verify(["The answer is 4.", "5"], ["4", "4"])
    [1.0, 0.0]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def verify(
        self, pred_responses: Any, ground_truths: Any, return_extracted_answer: bool = False, **kwargs: Any
    ) -> Any:
        """Return the rewards, and beside them, if asked for, the answers that the responses state (or None)."""
        scores = [score for score, _ in self.grade_batch(pred_responses, {**kwargs, "ground_truth": ground_truths})]
        if not return_extracted_answer:
            return scores
        from agent_tunix.rewards.functions import extract_answer

        return scores, [answer and answer.text for answer in extract_answer(list(pred_responses))]

    __call__ = verify
