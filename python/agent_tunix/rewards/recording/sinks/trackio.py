"""The sink of trackio."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.recording.sinks._sink import PROJECT, RunSink, load


class Trackio(RunSink):
    """Log to the run that is active, or to one of its own, at the step of the reward.

    trackio keeps entries of any step in any order, so that those of a trainer in the same run stay as they are.

    Args:
        target: the project of a run of its own.
    """

    def __init__(self, target: str | None = None) -> None:
        """Import trackio.

        Raises:
            ImportError: it is not installed.
        """
        self._library = load("trackio", sink="trackio")
        super().__init__(target)

    def find(self) -> Any:
        """Return the run that is active in this thread, or None."""
        return self._library.context_vars.current_run.get()

    def begin(self) -> Any:
        """Begin a run."""
        return self._library.init(project=self._target or PROJECT)

    def finish(self, run: Any) -> None:
        """End the run."""
        # Where the library has it as the active one, it also forgets it.
        if self.find() is run:
            self._library.finish()
        else:
            run.finish()

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Log the metrics of one step."""
        self.run().log(dict(metrics), step=step)
