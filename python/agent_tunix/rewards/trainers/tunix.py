"""Tunix: ``f(prompts, completions, **columns)``, once for a batch, a list of floats; and rewards of agents' tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.functions import get_reward_functions
from agent_tunix.rewards.reading.paths import MISSING, look_up
from agent_tunix.rewards.trainers._adapter import Adapter, as_dict, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.trainers._log import Log

__all__ = ["Output", "Reward", "TaskReward", "get_reward_functions", "log_metrics"]


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
        return self.quick_batch(completions, kwargs) or scores(self.grade_batch(completions, kwargs, prompts))


class Output(float):
    """A reward as Tunix's agents take it: the number itself, with what ``combine_rewards`` asks of a ``RewardOutput``.

    Attributes:
        metadata: the parts of the reward.
    """

    metadata: dict[str, Any]

    @property
    def reward(self) -> float:
        """The number alone."""
        return float(self)


class TaskReward(Adapter):
    """A reward for ``reward_fn=`` of Tunix's agent environments, for ``register(name)``, and for ``StandardRLProgram``.

    Environments and ``combine_rewards`` call ``f(task, action)``, ``StandardRLProgram`` calls ``f(item)``. The response
    of an item is the ``text`` in its metadata, or the last step's ``model_response``; its columns are those of the
    task and of the metadata.

    >>> from agent_tunix.rewards import check_answer
    >>> found = TaskReward(check_answer)(task={"question": "2 + 2?", "answer": "4"}, action="The answer is 4.")
    >>> found, found.reward, dict(found.metadata)
    (1.0, 1.0, {})

    Args, and what is raised: as `Adapter`.
    """

    def __call__(self, task: Any, action: Any = MISSING) -> Any:
        """Return a finite float for the agent's last action."""
        if action is MISSING:
            action, task = read_item(task)
        score, parts = self.grade(action, task)
        output = Output(score)  # type: ignore[arg-type]  # There is no None here.
        output.metadata = parts
        return output


def read_item(item: Any) -> tuple[Any, dict[str, Any]]:
    """Return the response of a trajectory item, and the columns of its task and its metadata."""
    task, metadata = look_up(item, "traj.task"), dict(item.metadata or {})
    steps = look_up(item, "traj.steps") or [MISSING]
    said = metadata.get("text") if "text" in metadata else look_up(steps[-1], "model_response")
    return "" if said is MISSING else said, {**(as_dict(task) if task is not MISSING else {}), **metadata}


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
