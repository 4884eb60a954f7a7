"""The sink of Python's logging."""

from __future__ import annotations

import logging

from agent_tunix.rewards.recording.sinks._lines import show
from agent_tunix.rewards.recording.sinks._sink import BaseSink

#: The logger where none is named.
LOGGER = "agent_tunix.rewards"


class Logging(BaseSink):
    """Write a line for each step to a logger, at level INFO, which a program shows once it has configured logging.

    The record has `step` and `metrics` as attributes of these names, for handlers that write structured logs.

    Args:
        target: the logger's name.
    """

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Log the metrics of one step."""
        logger = logging.getLogger(self._target or LOGGER)
        if logger.isEnabledFor(logging.INFO):
            logger.info("step %d  %s", step, show(metrics), extra={"step": step, "metrics": metrics})
