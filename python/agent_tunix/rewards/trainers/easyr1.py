"""EasyR1: ``f(reward_inputs)`` for a batch of dicts, or ``f(reward_input)`` for one; dicts with ``overall``."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter


class Reward(Adapter):
    """A reward for ``worker.reward.reward_function: file.py:variable``, for both of EasyR1's reward types.

    The truth is the input's ``ground_truth`` unless `truth` says otherwise. The parts that are numbers stand beside
    ``overall`` and become metrics; `components` gives every sample the same.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)([{"response": "The answer is 4.", "response_length": 6, "ground_truth": "4"}])
    [{'overall': 1.0}]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def __call__(self, reward_inputs: Any, **kwargs: Any) -> Any:  # noqa: ARG002  the configuration's own arguments
        """Return a dict of finite floats for each input, or for the one that is given."""
        if isinstance(reward_inputs, dict):
            return self._shape(*self.grade(reward_inputs["response"], reward_inputs))
        names = {name: None for each in reward_inputs for name in each}
        columns = {name: [each.get(name) for each in reward_inputs] for name in names}
        return [self._shape(*graded) for graded in self.grade_batch(columns.get("response", []), columns)]

    @staticmethod
    def _shape(score: float | None, parts: dict[str, Any]) -> dict[str, Any]:
        return {"overall": score, **{part: value for part, value in parts.items() if isinstance(value, float)}}
