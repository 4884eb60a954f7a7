"""Runs tests that a change may have made endless: with an end to their time and their memory."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

#: The most addresses that a process may ask for, in KiB: more is a change that takes all memory.
MOST_MEMORY = 16 * 2**20
#: Seconds by the clock after which whatever is left is ended, such as threads that wait for each other.
PATIENCE = 900


@dataclass(frozen=True)
class Ended:
    """How a command ended: its code (nothing where its time was over), what it said, and the seconds."""

    code: int | None
    said: str
    seconds: float


def run_limited(command: list[str], into: Path, environment: dict[str, str], *, most_seconds: int) -> Ended:
    """Runs a command in a folder within the limits; whatever it has started ends with it.

    The seconds are those of a processor, which count the same on a machine that is busy with other things.
    """
    limited = ["sh", "-c", f'ulimit -v {MOST_MEMORY}; ulimit -t {most_seconds}; exec "$@"', "sh", *command]
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
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        # nextest ends its tests, which are in groups of their own, when it is asked to end.
        for way in (signal.SIGTERM, signal.SIGKILL):
            os.killpg(process.pid, way)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=30)
                break
        return Ended(None, "", time.monotonic() - started)
    endless = process.returncode == -signal.SIGXCPU or "SIGXCPU" in said
    return Ended(None if endless else process.returncode, said, time.monotonic() - started)
