"""What all sinks share: one writer at a time, what is finite, and pickling by what they were made of."""

from __future__ import annotations

import math
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a run, a project or an experiment is called that a sink begins.
PROJECT = "rewards"


class BaseSink:
    """A sink that one thread at a time writes to."""

    def __init__(self, target: str | None = None) -> None:
        """Keep what it writes to, and open nothing yet."""
        self._target = target
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Return how to make another."""
        return f"{type(self).__name__}({self._target!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it was made of: another process opens its own file or run."""
        return type(self), (self._target,)

    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        """Write the metrics of one step; those that are not finite are left out."""
        finite = {name: float(value) for name, value in metrics.items() if math.isfinite(value)}
        with self._lock:
            self.put(int(step), finite)

    def close(self) -> None:
        """Write what is held back, and end what was begun; a write after that begins anew."""
        with self._lock:
            self.end()

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Write metrics that are finite, with the lock held."""
        raise NotImplementedError

    def end(self) -> None:
        """End what was begun, with the lock held."""


class RunSink(BaseSink):
    """A sink that writes to a run: the one that is active, or one of its own."""

    def __init__(self, target: str | None = None) -> None:
        """Look for a run: what is active in this thread may not be in the one that writes."""
        super().__init__(target)
        self._seen: Any = self.find()
        self._run: Any = None
        self._own = False

    def find(self) -> Any:
        """Return the run that is active, or None."""
        raise NotImplementedError

    def begin(self) -> Any:
        """Begin a run of its own."""
        raise NotImplementedError

    def finish(self, run: Any) -> None:
        """End a run that it began."""
        raise NotImplementedError

    def run(self) -> Any:
        """Return the run to write to."""
        if self._run is None:
            # Trainers begin their run when the training begins, which is after the sink was made.
            self._run = self.find() or self._seen
            self._own = self._run is None
            if self._own:
                self._run = self.begin()
        return self._run

    def end(self) -> None:
        """End the run if it is the sink's own."""
        run, self._run = self._run, None
        if run is not None and self._own:
            self.finish(run)


def load(name: str, *, sink: str, install: str | None = None) -> Any:
    """Import a sink's library.

    Raises:
        ImportError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        needed = install or name
        raise ImportError(f"sink {sink!r} needs {needed}; install it: pip install {needed} ({error})") from error
