"""rLLM: ``reward_fn(task_info, action)``, and ``evaluate(task, episode)`` of its evaluators."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._explained import Explained, Judgement


class Reward(Explained):
    """A reward for ``reward_fn=`` of rLLM's environments and, as the method ``evaluate``, for its evaluators.

    The truth is ``ground_truth`` of the task's information unless `truth` says otherwise. A reward of 1.0 or more is
    right; ``right_from`` of a subclass changes that. The parts that are numbers are an evaluator's signals. This needs
    `rllm` when it is called.

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"
    right_from = 1.0

    def __call__(self, task_info: Any, action: Any) -> Any:
        """Return the `RewardOutput` for one action, text or an `Action`."""
        from rllm.rewards.reward_types import RewardOutput

        found = self.judge(getattr(action, "action", action), task_info, task_info.get("question"))
        return RewardOutput(reward=found.score, metadata=self._facts(found), is_correct=self._is_right(found))

    def evaluate(self, task: Any, episode: Any) -> Any:
        """Return the `EvalOutput` for one episode, whose last answer is graded."""
        from rllm.eval.reward_fns._helpers import extract_answer_text
        from rllm.eval.types import EvalOutput, Signal

        prompt = task.instruction if isinstance(task.instruction, str) else None
        found = self.judge(extract_answer_text(episode), {"prompt": task.instruction, **task.metadata}, prompt)
        return EvalOutput(
            reward=found.score,
            is_correct=self._is_right(found),
            signals=[Signal(name=name, value=value) for name, value in found.numbers.items()],
            metadata=self._facts(found),
        )

    def _is_right(self, found: Judgement) -> bool:
        return found.score is not None and found.score >= self.right_from

    @staticmethod
    def _facts(found: Judgement) -> dict[str, Any]:
        return {**found.parts, "answer": found.answer, "explanation": found.sentence}
