"""The sink of Weights & Biases."""

from __future__ import annotations

import os
from typing import Any

from agent_tunix.rewards.recording.sinks._sink import PROJECT, RunSink, load

#: The metric that is the axis of the others: a trainer counts its own steps in the same run.
STEP = "reward/step"


class WandB(RunSink):
    """Log to the run that is active, or to one of its own, with `reward/step` as the axis of what is logged.

    In a run that is not its own it adds to the entry that the trainer logs next, for an entry of its own could
    come after the trainer's step, and W&B drops what is logged for a step that is past. Where nobody else logs between
    two writes, the first of them becomes an entry while the run's step is behind the reward's.

    Args:
        target: the project of a run of its own.
    """

    def __init__(self, target: str | None = None) -> None:
        """Import wandb.

        Raises:
            ImportError: it is not installed.
        """
        self._library = load("wandb", sink="wandb")
        self._defined: set[str] = set()
        self._at = -1
        super().__init__(target)

    def find(self) -> Any:
        """Return the run that is active, or None."""
        return self._library.run

    def begin(self) -> Any:
        """Begin a run, in the mode that `WANDB_MODE` says."""
        return self._library.init(project=self._target or os.environ.get("WANDB_PROJECT") or PROJECT)

    def finish(self, run: Any) -> None:
        """End the run."""
        run.finish()

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Log the metrics of one step."""
        run = self.run()
        for name in metrics.keys() - self._defined:
            run.define_metric(name, step_metric=STEP)
        self._defined |= metrics.keys()
        if self._own:
            run.log({**metrics, STEP: step})
            return
        now = run.step
        if now == self._at and now < step:
            run.log({}, commit=True)
            now += 1
        self._at = now
        run.log({**metrics, STEP: step}, commit=False)

    def end(self) -> None:
        """End the run if it is the sink's own."""
        super().end()
        self._defined, self._at = set(), -1
