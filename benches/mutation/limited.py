"""Runs tests that a change may have made endless: with an end to their time and their memory."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

#: The most addresses that a process may ask for, in KiB: more is a change that takes all memory.
MOST_MEMORY = 16 * 2**20


@dataclass(frozen=True)
class Ended:
    """How a command ended: its code (nothing where its time was over), what it said, and the seconds."""

    code: int | None
    said: str
    seconds: float


def run_limited(command: list[str], into: Path, environment: dict[str, str], patience: float) -> Ended:
    """Runs a command in a folder for some seconds at most; whatever it has started ends with it."""
    limited = ["sh", "-c", f'ulimit -v {MOST_MEMORY}; exec "$@"', "sh", *command]
    started = time.monotonic()
    process = subprocess.Popen(
        limited,
        cwd=into,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return Ended(None, "", time.monotonic() - started)
    return Ended(process.returncode, said, time.monotonic() - started)
