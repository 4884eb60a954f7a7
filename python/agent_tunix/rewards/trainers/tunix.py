"""Tunix: ``f(prompts, completions, **columns)``, once for a batch, a list of floats; and rewards of agents' tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.functions import get_reward_functions
from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.trainers._log import Log

__all__ = ["Reward", "TaskReward", "get_reward_functions", "log_metrics"]


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


def log_metrics(log: Log) -> Callable[..., dict[str, tuple[float, Any]]]:
    """Make what puts the metrics of a `RewardLog` into Tunix's own log, beside its `rewards/…`.

    With ``GRPOLearner(reward_fns=log.rewards, metric_fns=[log_metrics(log)], …)`` they go wherever Tunix's log goes:
    TensorBoard, W&B, `with_external_metrics_logger`.

    >>> from agent_tunix.rewards import RewardLog, check_answer
    >>> log = RewardLog([Reward(check_answer)])
    >>> metrics = log_metrics(log)
    >>> log.rewards[0](prompts=["2 + 2?"] * 2, completions=["The answer is 4.", "5"], answer=["4", "4"])
    [1.0, 0.0]
    >>> metrics(prompts=["2 + 2?"] * 2, completions=["The answer is 4.", "5"])["reason/correct"][0]
    0.5

    Args:
        log: whose rewards the learner has.

    Returns:
        What ``metric_fns`` takes: a function whose result has for each metric a value and how several become one.
    """

    def metrics(**_: Any) -> dict[str, tuple[float, Any]]:
        found: dict[str, float] = {}
        log.tell(found.__setitem__)
        return {name: (value, np.mean) for name, value in found.items()}

    return metrics
