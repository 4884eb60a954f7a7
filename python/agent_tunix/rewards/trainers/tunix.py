"""Tunix: ``f(prompts, completions, **columns)``, once for a batch, a list of floats; and rewards of agents' tasks."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.functions import get_reward_functions
from agent_tunix.rewards.trainers._adapter import Adapter

__all__ = ["Reward", "TaskReward", "get_reward_functions"]


class Reward(Adapter):
    """A reward for ``reward_fns=[…]`` of Tunix's GRPO, PPO and DAPO learners.

    Tunix adds up the rewards, counts NaN as 0 and is destroyed by one infinity, so that every reward is finite here.
    It has no way to leave a sample out: `on_invalid` is ``"raise"`` or a number. The truth is in the column ``answer``
    unless `truth` says otherwise.

    Tunix's command line takes the functions that a file defines, not objects; there, call this inside a ``def``.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)(prompts=["2 + 2?"], completions=["The answer is 4."], answer=["4"], mode="train")
    [1.0]

    Args, and what is raised: as `Adapter`.
    """

    # Tunix fills parameters that are named like a field of its configuration, so there are no others here.
    def __call__(self, prompts: Any, completions: Any, **kwargs: Any) -> list[float | None]:
        """Return one finite float for each completion."""
        return [score for score, _ in self.grade_batch(completions, kwargs, prompts)]


class TaskReward(Adapter):
    """A reward for ``reward_fn=`` of Tunix's agent environments: ``f(task, action)``, a float.

    >>> from agent_tunix.rewards import check_answer
    >>> TaskReward(check_answer)(task={"question": "2 + 2?", "answer": "4"}, action="The answer is 4.")
    1.0

    Args, and what is raised: as `Adapter`.
    """

    def __call__(self, task: Any, action: Any) -> float | None:
        """Return a finite float for the agent's last action."""
        return self.grade(action, task)[0]
