"""EasyR1: ``f(reward_inputs)`` for a batch of dicts, or ``f(reward_input)`` for one; dicts with ``overall``."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter, as_columns


class Reward(Adapter):
    """A reward for ``worker.reward.reward_function: file.py:variable``, for both of EasyR1's reward types.

    The truth is the input's ``ground_truth`` unless `truth` says otherwise. ``reward_function_kwargs`` are arguments as
    those of `Adapter`: options of the reward; what neither knows is refused. The parts that are numbers stand beside
    ``overall`` and become metrics; `components` gives every sample the same.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)([{"response": "The answer is 4.", "response_length": 6, "ground_truth": "4"}])
    [{'overall': 1.0}]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def __call__(self, reward_inputs: Any, **kwargs: Any) -> Any:
        """Return a dict of finite floats for each input, or for the one that is given."""
        if kwargs:
            return self.configured(kwargs)(reward_inputs)
        if isinstance(reward_inputs, dict):
            response = reward_inputs["response"]
            score = self.quick(response, reward_inputs)
            return {"overall": score} if score is not None else self._shape(*self.grade(response, reward_inputs))
        if len(reward_inputs) == 1 and isinstance(reward_inputs[0], dict):
            return [self(reward_inputs[0])]
        columns = as_columns(reward_inputs)
        return [self._shape(*graded) for graded in self.grade_batch(columns.get("response", []), columns)]

    @staticmethod
    def _shape(score: float | None, parts: dict[str, Any]) -> dict[str, Any]:
        numbers = {part: value for part, value in parts.items() if isinstance(value, float)}
        return {**numbers, "overall": score}
