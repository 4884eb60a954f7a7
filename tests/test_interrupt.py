"""Ctrl-C ends a long batch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

BEGIN = """
import sys, threading, time
from agent_tunix import rewards
rewards.set_num_threads({threads})
batch = ["We add 1 to it and see what comes. " * 1000 + "The answer is 4." for _ in range(100)] * {times}
rewards.check_answer(batch[:5000], "4")
def grade():
    print("begin", flush=True)
    {call}
    print("end", flush=True)
"""

IN_MAIN = """
try:
    grade()
except KeyboardInterrupt:
    print("interrupted", flush=True)
print(rewards.check_answer(batch[:5000], "4").sum(), flush=True)
"""

IN_THREAD = """
thread = threading.Thread(target=grade)
thread.start()
try:
    while thread.is_alive():
        time.sleep(0.01)
except KeyboardInterrupt:
    print("interrupted", flush=True)
thread.join()
"""

ENDLESS, LONG = 4_000_000, 400
CALLS = [
    'rewards.check_answer(batch, "4")',
    'rewards.match_format_exactly(batch, "The answer is [NUM].")',
    "rewards.extract_answer(batch)",
]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_ends_a_batch(threads: int, call: str) -> None:
    code = BEGIN.format(threads=threads, times=ENDLESS // 100, call=f"while True: {call}") + IN_MAIN
    lines = interrupt(code)
    assert lines == ["begin", "interrupted", "5000.0"]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_a_batch_in_another_thread_goes_on() -> None:
    code = BEGIN.format(threads=2, times=LONG, call="for _ in range(10): " + CALLS[0]) + IN_THREAD
    assert sorted(interrupt(code)) == ["begin", "end", "interrupted"]


def interrupt(code: str) -> list[str]:
    """Run code, press Ctrl-C a moment after it begins, and return what it printed; it must end soon."""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip()]
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return lines + rest.split()
