"""The sink of TensorBoard."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from agent_tunix.rewards.recording.sinks._sink import BaseSink, load

#: The folder where none is named.
FOLDER = "runs"
#: How often what was written is brought to the file.
SECONDS = 1


class TensorBoard(BaseSink):
    """Write scalars into event files for TensorBoard.

    With PyTorch's writer where PyTorch and `tensorboard` are installed, else with tensorboardX. Their threads bring to
    the file what was written about a second ago; what is younger is lost if the run is killed.

    Args:
        target: the folder of the event files.
    """

    def __init__(self, target: str | None = None) -> None:
        """Find a library that writes event files.

        Raises:
            ImportError: neither is installed.
        """
        super().__init__(target)
        # PyTorch takes seconds to import, and its writer is nothing without the other package.
        torch = find_spec("torch") is not None and find_spec("tensorboard") is not None
        if torch:
            self._library = load("torch.utils.tensorboard", sink="tensorboard", install="tensorboard")
        else:
            self._library = load("tensorboardX", sink="tensorboard")
        self._writer: Any = None

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Write the metrics of one step."""
        if self._writer is None:
            self._writer = self._library.SummaryWriter(self._target or FOLDER, flush_secs=SECONDS)
        for name, value in metrics.items():
            self._writer.add_scalar(name, value, step)

    def end(self) -> None:
        """Close the event file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
