"""The sink of JSON Lines."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.recording.sinks._sink import BaseSink

if TYPE_CHECKING:
    from io import FileIO

#: The file where none is named.
FILE = "rewards.jsonl"
#: How often a file is looked at, a hundredth of a second apart, before its last line is taken for torn off.
PATIENCE = 5


class JsonLines(BaseSink):
    """Append a line for each step to a file: `{"step": 1, "reward/mean": 0.5, …, "time": 1767225600.0}`.

    A line is written in one piece, at once, at the end of the file as it is then: several processes may share the file,
    and one that is killed loses nothing that was written. A line that was torn off, as by a full disk, is
    ended before the next begins. `pandas.read_json(path, lines=True)` reads the file.

    Args:
        target: the file; folders that are missing are made.
    """

    def __init__(self, target: str | None = None) -> None:
        """Keep the file's place as it is now, whatever folder is the current one later."""
        super().__init__(str(Path(target or FILE).absolute()))
        self._file: FileIO | None = None

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Append the metrics of one step."""
        line = json.dumps({"step": step, **metrics, "time": round(time.time(), 3)}, ensure_ascii=False) + "\n"
        self._open().write(line.encode("utf-8", "replace"))

    def end(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> Any:
        if self._file is None:
            path = Path(str(self._target))
            path.parent.mkdir(parents=True, exist_ok=True)
            # Without a buffer of Python's, so that each write is one of the system's.
            self._file = path.open("ab+", buffering=0)
            # Another process may be in the midst of a line, which is no longer so a moment later.
            for _ in range(PATIENCE):
                if not is_torn(self._file):
                    break
                time.sleep(0.01)
            else:
                self._file.write(b"\n")
        return self._file


def is_torn(file: FileIO) -> bool:
    """Whether a file ends in the midst of a line."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"
