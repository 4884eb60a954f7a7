"""Many tasks, one reward: each response is judged by the reward of its task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.batch import Batch, Same
from agent_tunix.rewards.composing.combine import Learner
from agent_tunix.rewards.composing.reward import Reward, as_reward
from agent_tunix.rewards.reading.numbers import finite, is_number
from agent_tunix.rewards.shaping.normalization import EPSILON, Moments

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.composing.batch import Values

Scale: TypeAlias = Literal["deviation"] | Mapping[str, float] | None


class ByTask(Learner):
    """The reward of each response's task; made by `by_task`."""

    def __init__(
        self, rewards: Mapping[str, Reward], column: str | Callable[..., Any], scale: Scale, default: Reward | None
    ) -> None:
        """Keep a reward and moments for each task."""
        super().__init__("by_task", [*rewards.values(), *([] if default is None else [default])])
        self.rewards, self.column, self.scale, self.default = dict(rewards), column, scale, default
        self.moments = {task: Moments() for task in rewards}
        if isinstance(column, str):
            # The columns that a task needs are needed by its own responses alone.
            Reward.__init__(self, self.__name__, (column,))

    def grade(self, batch: Batch) -> Values:
        """Grade the responses of each task with its own reward."""
        tasks = self._tasks(batch)
        values = np.full(len(batch), np.nan)
        for task in dict.fromkeys(tasks):
            rows = [at for at, other in enumerate(tasks) if other == task]
            reward = self.rewards.get(task, self.default)
            if reward is None:
                raise ArgumentValueError(
                    f"responses[{rows[0]}]: there is no task {task!r}; the tasks are: {', '.join(self.rewards)}",
                    argument=self.column if isinstance(self.column, str) else None,
                    index=rows[0],
                    code="unknown_name",
                )
            part = take(batch, rows)
            graded = part.grade(reward)
            values[rows] = self._scale(task, graded, learning=batch.learning)
            collect(batch, part, rows)
        return values

    def _tasks(self, batch: Batch) -> list[Any]:
        if isinstance(self.column, str):
            return batch.rows(self.column, reward=self.__name__)
        columns = {name: batch.rows(name, reward=self.__name__) for name in batch.columns}
        return [
            self.column(response, {name: values[at] for name, values in columns.items()})
            for at, response in enumerate(batch.responses)
        ]

    def _scale(self, task: str, values: Values, *, learning: bool) -> Values:
        with self.lock:
            moments = self.moments.setdefault(task, Moments())
            if learning:
                moments.update(values)
            deviation = moments.deviation
        if isinstance(self.scale, Mapping):
            return values * self.scale.get(task, 1.0)
        return values / (deviation + EPSILON) if self.scale == "deviation" and deviation > 0 else values

    def statistics(self) -> dict[str, dict[str, float]]:
        """Return for each task how many responses it had, and the mean and deviation of what its reward gave."""
        return {
            task: {"count": moments.count, "mean": moments.mean, "deviation": moments.deviation}
            for task, moments in self.moments.items()
        }

    def metrics(self) -> dict[str, float]:
        """Return the mean of each task."""
        means = {f"{self.__name__}/{task}": moments.mean for task, moments in self.moments.items() if moments.count}
        return {**super().metrics(), **means}

    def state(self) -> Any:
        """Return the moments of each task."""
        return {task: moments.state() for task, moments in self.moments.items()}

    def restore(self, state: Any) -> None:
        """Go on from there."""
        self.moments = {task: Moments(**moments) for task, moments in state.items()}


def by_task(
    rewards: Mapping[str, Any],
    *,
    column: str | Callable[..., Any] = "task",
    scale: Scale = None,
    default: Any = None,
) -> ByTask:
    """Judge each response by the reward of its task.

    >>> from agent_tunix.rewards import by_task, check_answer, match_format_exactly
    >>> reward = by_task({"maths": check_answer, "form": match_format_exactly})
    >>> reward(
    ...     ["The answer is 4.", "The answer is 4."],
    ...     task=["maths", "form"], ground_truth="5", expected_format="The answer is [NUM].",
    ... )
    array([0., 1.])

    Args:
        rewards: a reward for each task, as `as_reward` takes it.
        column: the column that names the task; or a function of a response and the dictionary of its columns, which
            returns the task.
        scale: so that no task dominates: `"deviation"` divides each task's rewards by their running deviation; a
            mapping has a factor for each task.
        default: the reward of every other task; without it, another task is an error.

    Returns:
        The reward. `statistics()` has the count, mean and deviation of each task.

    Raises:
        ValueError: there are no tasks, or `scale` has a factor for a task that does not exist.
        TypeError: `scale` is none of these. When called: ValueError for a task without a reward.
    """
    if not rewards:
        raise ArgumentValueError("rewards: expected at least one task", argument="rewards", code="empty")
    if isinstance(scale, Mapping):
        if unknown := [task for task in scale if task not in rewards]:
            raise ArgumentValueError(
                f"scale: there is no task {unknown[0]!r}; the tasks are: {', '.join(rewards)}",
                argument="scale",
                code="unknown_name",
            )
        scale = {task: finite(factor, f"scale[{task!r}]", argument="scale") for task, factor in scale.items()}
    elif scale not in (None, "deviation"):
        raise ArgumentTypeError(f'scale: expected "deviation" or a mapping of factors, got {scale!r}', argument="scale")
    made = {task: as_reward(reward) for task, reward in rewards.items()}
    return ByTask(made, column, scale, None if default is None else as_reward(default))


def take(batch: Batch, rows: list[int]) -> Batch:
    """Return the batch of some of the responses, with their columns."""
    columns: dict[str, Any] = {}
    for name, value in batch.columns.items():
        if name in batch.same:
            columns[name] = Same(value)
        elif (
            batch.is_one
            or isinstance(value, (str, bytes, Mapping))
            or is_number(value)
            or not hasattr(value, "__len__")
        ):
            columns[name] = value
        else:
            spread = batch.rows(name, reward="by_task")
            columns[name] = [spread[at] for at in rows]
    part = Batch([batch.responses[at] for at in rows], columns, learning=batch.learning)
    if batch.is_one:
        part.is_one = True
    return part


def collect(batch: Batch, part: Batch, rows: list[int]) -> None:
    """Bring what was graded for some responses back to the batch, NaN for the others."""
    found = [(reward.__name__, values) for reward, values in part.graded.values()]
    for name, values in (*found, *part.details.items()):
        whole = batch.details.setdefault(name, np.full(len(batch), np.nan))
        whole[rows] = values
