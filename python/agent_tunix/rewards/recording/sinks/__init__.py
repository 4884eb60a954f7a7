"""Where the statistics of rewards go, batch after batch: a log, a terminal, a file, or what a team already looks at.

A sink has `write(step, metrics)` and `close()`. Those here are made by name, with what they write to after a colon:

=============== ================================================= ======================================================
name            what it writes to                                 after the colon
=============== ================================================= ======================================================
``logging``     Python's logging, at level INFO                   the logger; ``agent_tunix.rewards`` if not given
``rich``        a table on a terminal, else a line for each write nothing can stand there
``jsonl``       a file of JSON Lines, a line for each write       the file; ``rewards.jsonl``
``tensorboard`` event files for TensorBoard                       the folder; ``runs``
``wandb``       Weights & Biases                                  the project of a new run; ``WANDB_PROJECT``, or
                                                                  ``rewards``
``trackio``     trackio                                           the project of a new run; ``rewards``
``mlflow``      MLflow's tracking                                 the experiment of a new run;
                                                                  ``MLFLOW_EXPERIMENT_NAME``, or ``rewards``
=============== ================================================= ======================================================

A library is imported when its sink is made, and a file or a run is opened at the first write. The last three write to
the run that is active then, or was when they were made, and leave its end to whoever began it; where there is none
they begin one, and end it when they are closed. Values that are not finite are left out. Sinks may be called from any
thread; one that was pickled opens its own file or run.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "rewards.jsonl")
    >>> sink = make_sink(f"jsonl:{path}")
    >>> sink.write(1, {"reward/mean": 0.5, "reward/skewness": float("nan")})
    >>> sink.close()
    >>> path.read_text()[:30]
    '{"step": 1, "reward/mean": 0.5'
"""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Sink", "make_sink", "sink_names"]

#: The modules of the sinks, and their classes.
_SINKS = {
    "jsonl": "JsonLines",
    "logging": "Logging",
    "mlflow": "MLflow",
    "rich": "Table",
    "tensorboard": "TensorBoard",
    "trackio": "Trackio",
    "wandb": "WandB",
}


@runtime_checkable
class Sink(Protocol):
    """What takes the statistics of rewards."""

    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        """Write the metrics of one step."""

    def close(self) -> None:
        """Write what is held back, and end what was begun."""


def sink_names() -> tuple[str, ...]:
    """Return the names that `make_sink` knows."""
    return tuple(_SINKS)


def make_sink(sink: str | Any) -> Sink:
    """Make a sink by name, or take an object that has `write(step, metrics)` and `close()`.

    >>> make_sink("logging:my.rewards")
    Logging('my.rewards')

    Args:
        sink: a name, and after a colon what it writes to: `"tensorboard:runs/first"`; or a sink.

    Raises:
        ValueError: there is no sink of that name, or nothing can stand after its colon.
        TypeError: it is neither a name nor a sink.
        ImportError: the library of the sink is not installed; the message says how to install it.
    """
    if not isinstance(sink, str):
        # A file has both methods too, but its `write` takes text.
        if isinstance(sink, (type, io.IOBase)) or not isinstance(sink, Sink):
            raise ArgumentTypeError(
                "sink: expected a name or an object with write(step, metrics) and close(), got"
                f" {sink.__name__ if isinstance(sink, type) else type(sink).__name__}",
                argument="sink",
            )
        return sink
    name, colon, target = sink.partition(":")
    if name not in _SINKS:
        raise ArgumentValueError(f"sink: there is no {name!r}; the sinks are {', '.join(_SINKS)}", argument="sink")
    if colon and not target:
        raise ArgumentValueError(f"sink: nothing stands after the colon of {sink!r}", argument="sink")
    made: Sink = getattr(import_module(f"{__name__}.{name}"), _SINKS[name])(target or None)
    return made
