"""Curricula: weights that change with the step, and stages that follow each other by step or by success.

The step is the trainer's where it tells it: a column `step`, or TRL's `trainer_state`. Else a reward counts its own
calls; a batch in evaluation (`mode="eval"`) is no step.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.combine import Learner
from agent_tunix.rewards.composing.parts import at_least_one
from agent_tunix.rewards.composing.reward import as_reward
from agent_tunix.rewards.reading.numbers import finite, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent_tunix.rewards.composing.batch import Batch, Values
    from agent_tunix.rewards.composing.reward import Reward

#: How much of a moving mean the newest batch replaces.
MOMENTUM = 0.1


class Schedule:
    """A weight that depends on the step: `schedule(step)`; times a reward it is a reward.

    >>> from agent_tunix.rewards import linear
    >>> weight = linear(1.0, 0.0, steps=10)
    >>> weight(0), weight(5), weight(20)
    (1.0, 0.5, 0.0)
    """

    def __init__(self, start: float, end: float, steps: int, shape: Literal["linear", "cosine"], after: int) -> None:
        """Keep both ends and the way between them."""
        self.start, self.end = finite(start, "start"), finite(end, "end")
        for name, value, least in (("steps", steps, 1), ("after", after, 0)):
            if value < least:
                raise ArgumentValueError(
                    f"{name}: expected at least {least}, got {value}", argument=name, code="out_of_range"
                )
        self.steps, self.shape, self.after = steps, shape, after

    def __call__(self, step: float) -> float:
        """Return the weight at a step."""
        done = min(max((step - self.after) / self.steps, 0.0), 1.0)
        if self.shape == "cosine":
            done = (1.0 - math.cos(math.pi * done)) / 2.0
        # To the digit at both ends.
        return self.end if done == 1.0 else self.start + (self.end - self.start) * done

    def __mul__(self, reward: Any) -> Reward:
        """Weigh a reward by the schedule."""
        return Scheduled(as_reward(reward), self)

    __rmul__ = __mul__

    def __repr__(self) -> str:
        """Return how to make another."""
        return f"{self.shape}({self.start}, {self.end}, steps={self.steps}, after={self.after})"


def linear(start: float, end: float, *, steps: int, after: int = 0) -> Schedule:
    """Go from one weight to another in equal parts.

    >>> from agent_tunix.rewards import linear
    >>> [linear(0.0, 1.0, steps=4, after=10)(step) for step in (0, 10, 11, 20)]
    [0.0, 0.0, 0.25, 1.0]

    Args:
        start: the weight before and at step `after`.
        end: the weight `steps` steps later, and from then on.
        steps: how many steps the way takes.
        after: the step at which it begins.
    """
    return Schedule(start, end, steps, "linear", after)


def cosine(start: float, end: float, *, steps: int, after: int = 0) -> Schedule:
    """Go from one weight to another along half a cosine wave: slowly at both ends. Arguments as for `linear`.

    >>> from agent_tunix.rewards import cosine
    >>> [round(cosine(0.0, 1.0, steps=4)(step), 3) for step in range(5)]
    [0.0, 0.146, 0.5, 0.854, 1.0]
    """
    return Schedule(start, end, steps, "cosine", after)


class Stepper(Learner):
    """A reward that goes by the step."""

    def __init__(self, name: str, parts: Sequence[Reward]) -> None:
        """Begin to count."""
        super().__init__(name, parts)
        self.calls = 0

    def knows(self, option: str) -> bool:
        """Say whether it has use for a value of this name: the step is one."""
        return option == "step" or super().knows(option)

    def step(self, batch: Batch) -> float:
        """Return the step that a batch belongs to."""
        told = batch.columns.get("step")
        if told is None:
            told = getattr(batch.columns.get("trainer_state"), "global_step", None)
        with self.lock:
            now = self.calls
            if batch.learning:
                self.calls += 1
        if told is None:
            return now
        if not is_number(told):
            told = np.unique(np.asarray(told)).tolist()
            if len(told) != 1 or not is_number(told[0]):
                raise ArgumentTypeError(f"step: expected one number for the whole batch, got {told!r}", argument="step")
            told = told[0]
        return finite(told, "step")


class Scheduled(Stepper):
    """A reward times a weight that changes with the step; `linear(…) * reward` makes it."""

    def __init__(self, reward: Reward, schedule: Callable[[float], float]) -> None:
        """Keep the schedule."""
        super().__init__(f"scheduled_{reward.__name__}", (reward,))
        self.schedule = schedule
        self.weight = schedule(0)

    def grade(self, batch: Batch) -> Values:
        """Weigh the reward as the step wants it, and tell TRL the weight."""
        self.weight = self.schedule(self.step(batch))
        log(batch, f"{self.__name__}/weight", self.weight)
        return batch.grade(self.parts[0]) * self.weight

    def metrics(self) -> dict[str, float]:
        """Return the weight in force."""
        return {**super().metrics(), f"{self.__name__}/weight": self.weight}

    def state(self) -> Any:
        """Return how often it was called, and the weight in force."""
        return {"calls": self.calls, "weight": self.weight}

    def restore(self, state: Any) -> None:
        """Go on from there."""
        self.calls, self.weight = state["calls"], state["weight"]


class Stage:
    """One stage of a curriculum: a reward, and when the next one begins.

    >>> from agent_tunix.rewards import Stage, check_answer, match_format_exactly
    >>> Stage(match_format_exactly, until_step=100)
    Stage(match_format_exactly, until step 100)
    >>> Stage(match_format_exactly, until_mean=0.9, back_below=0.5)
    Stage(match_format_exactly, until its mean is 0.9)

    Args:
        reward: what is paid during the stage.
        until_step: the step at which the stage ends.
        until_mean: the stage ends when the moving mean of `watch` is at least this.
        watch: what is watched for that; the stage's reward if not given.
        back_below: while the next stage runs, `watch` is watched on; when its moving mean falls below this, the
            stage begins again.

    Raises:
        ValueError: it has both ends, or `back_below` without `until_mean` or not below it.
    """

    def __init__(
        self,
        reward: Any,
        *,
        until_step: float | None = None,
        until_mean: float | None = None,
        watch: Any = None,
        back_below: float | None = None,
    ) -> None:
        """Check that it ends in one way."""
        if until_step is not None and until_mean is not None:
            raise ArgumentValueError("a stage ends by until_step or by until_mean, not by both", code="conflict")
        if back_below is not None and (until_mean is None or back_below >= until_mean):
            raise ArgumentValueError(
                "back_below: expected a value below until_mean, and that one given",
                argument="back_below",
                code="out_of_range",
            )
        self.reward = as_reward(reward)
        self.watch = self.reward if watch is None else as_reward(watch)
        self.until_step, self.until_mean, self.back_below = until_step, until_mean, back_below

    def __repr__(self) -> str:
        """Return what it pays and how long."""
        if self.until_step is not None:
            return f"Stage({self.reward.__name__}, until step {self.until_step})"
        if self.until_mean is not None:
            return f"Stage({self.reward.__name__}, until its mean is {self.until_mean})"
        return f"Stage({self.reward.__name__})"


class Curriculum(Stepper):
    """A reward that changes as the policy learns: one stage after the other.

    >>> from agent_tunix.rewards import Curriculum, Stage, check_answer, match_format_exactly
    >>> reward = Curriculum([Stage(match_format_exactly, until_step=2), Stage(check_answer)])
    >>> form = {"expected_format": "The answer is [NUM].", "ground_truth": 4}
    >>> [reward("The answer is 5.", **form) for _ in range(3)]
    [1.0, 1.0, 0.0]

    Args:
        stages: the stages in order; the last has no end.
        momentum: how much of a moving mean the newest batch replaces, more than 0 and at most 1.
        name: what trainers log it as.

    Raises:
        ValueError: there are no stages, one before the last has no end, or the last has one.
    """

    def __init__(self, stages: Sequence[Stage], *, momentum: float = MOMENTUM, name: str = "curriculum") -> None:
        """Begin with the first stage."""
        rewards = at_least_one([stage.reward for stage in stages])
        for at, stage in enumerate(stages):
            ends = stage.until_step is not None or stage.until_mean is not None
            if ends == (at == len(stages) - 1):
                wrong = "the last stage must have no end" if ends else "it has no end"
                raise ArgumentValueError(
                    f"stages[{at}]: {wrong}", argument="stages", index=at, code="conflict" if ends else "missing"
                )
        if not 0 < finite(momentum, "momentum") <= 1:
            raise ArgumentValueError(
                f"momentum: expected more than 0 and at most 1, got {momentum}",
                argument="momentum",
                code="out_of_range",
            )
        watched = [stage.watch for stage in stages[:-1] if stage.until_mean is not None]
        super().__init__(name, [*rewards, *watched])
        self.stages, self.momentum = tuple(stages), momentum
        self.stage = 0
        self.means: list[float | None] = [None] * len(self.stages)

    def grade(self, batch: Batch) -> Values:
        """Pay what the stage pays, then see whether it ends."""
        step = self.step(batch)
        with self.lock:
            stage = self.stage
            # A stage that ends by step is over when its step has come, however the others end.
            while (until := self.stages[stage].until_step) is not None and step >= until:
                stage += 1
            if batch.learning:
                self.stage = stage
        log(batch, f"{self.__name__}/stage", stage)
        values = batch.grade(self.stages[stage].reward)
        if batch.learning and len(batch):
            self._learn(stage, batch)
        return values

    def _learn(self, stage: int, batch: Batch) -> None:
        """Move the means on, and with them the stage."""
        ahead, behind = self.stages[stage], self.stages[stage - 1] if stage else None
        moved = stage
        if ahead.until_mean is not None and self._mean(stage, batch) >= ahead.until_mean:
            moved = stage + 1
        elif behind is not None and behind.back_below is not None and self._mean(stage - 1, batch) < behind.back_below:
            moved = stage - 1
        with self.lock:
            if moved != self.stage:
                self.stage = moved
                # A stage that begins is judged by what happens in it, one that is left by what happens since.
                if moved < stage:
                    self.means[moved] = None

    def _mean(self, stage: int, batch: Batch) -> float:
        values = batch.grade(self.stages[stage].watch)
        known = values[~np.isnan(values)]
        with self.lock:
            before = self.means[stage]
            if known.size:
                now = float(known.mean())
                self.means[stage] = now if before is None else before + self.momentum * (now - before)
            mean = self.means[stage]
        return 0.0 if mean is None else mean

    def metrics(self) -> dict[str, float]:
        """Return the stage in force, counted from 0, and the moving means that decide."""
        means = {f"{self.__name__}/mean_{at}": mean for at, mean in enumerate(self.means) if mean is not None}
        return {**super().metrics(), f"{self.__name__}/stage": float(self.stage), **means}

    def state(self) -> Any:
        """Return where it is."""
        return {"calls": self.calls, "stage": self.stage, "means": list(self.means)}

    def restore(self, state: Any) -> None:
        """Go on from there."""
        if len(state["means"]) != len(self.stages):
            raise ArgumentValueError(
                f"the state has {len(state['means'])} stages, the curriculum {len(self.stages)}",
                argument="state",
                code="wrong_state",
            )
        self.calls, self.stage, self.means = state["calls"], state["stage"], list(state["means"])


def log(batch: Batch, name: str, value: float) -> None:
    """Tell the trainer a number, where it gives a way to: TRL's `log_metric`."""
    tell = batch.columns.get("log_metric")
    if callable(tell) and batch.learning:
        tell(name, float(value))
