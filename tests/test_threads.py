"""Any thread may grade, any number of threads may be set, and the interpreter goes on while a batch is graded."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from agent_tunix.rewards import check_answer, explain_answer, get_num_threads, match_format_exactly, set_num_threads

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = [f"{'So it goes on. ' * (at % 40)}{at} + 1 = {at + 1}. The answer is {at + 1}." for at in range(3000)]
TRUTHS = [str(at + at % 2) for at in range(3000)]
SCORES = [check_answer(text, truth) for text, truth in zip(BATCH, TRUTHS, strict=True)]


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = get_num_threads()
    yield
    set_num_threads(before)


def test_many_threads_at_once() -> None:
    set_num_threads(3)
    with ThreadPoolExecutor(10) as pool:
        for scores in pool.map(lambda _: check_answer(BATCH, TRUTHS).tolist(), range(40)):
            assert scores == SCORES


def test_the_number_of_threads_may_change_meanwhile() -> None:
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            set_num_threads(number % 5 + 1)
            time.sleep(0.001)

    changer = threading.Thread(target=change)
    changer.start()
    try:
        for _ in range(30):
            assert check_answer(BATCH, TRUTHS).tolist() == SCORES
    finally:
        stop.set()
        changer.join()


def test_a_daemon_thread_may_grade() -> None:
    results: list[list[float]] = []
    thread = threading.Thread(target=lambda: results.append(check_answer(BATCH, TRUTHS).tolist()), daemon=True)
    thread.start()
    thread.join()
    assert results == [SCORES]


@pytest.mark.parametrize("threads", [1, 2])
def test_the_interpreter_goes_on_while_a_batch_is_graded(threads: int) -> None:
    set_num_threads(threads)
    large = BATCH * 60
    done = threading.Event()
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    ticker.start()
    match_format_exactly(BATCH, "The answer is [NUM].")
    begin = ticks
    scores = check_answer(large, "1")
    end = ticks
    done.set()
    ticker.join()
    assert scores.shape == (len(large),)
    assert end - begin >= 10


def test_the_truths_may_be_the_responses() -> None:
    set_num_threads(2)
    assert [verdict.reason for verdict in explain_answer(BATCH, BATCH)] == ["correct"] * len(BATCH)


def run(code: str, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "RAYON_NUM_THREADS"} | variables
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


COUNT = "import agent_tunix.rewards as r; print(r.get_num_threads())"


def test_the_environment_says_how_many_threads() -> None:
    assert run(COUNT, RAYON_NUM_THREADS="3") == "3"
    assert run(COUNT, RAYON_NUM_THREADS="1") == "1"
    default = run(COUNT)
    assert int(default) >= 1
    for meaningless in ("0", "", "many", "-1"):
        assert run(COUNT, RAYON_NUM_THREADS=meaningless) == default
    assert (
        run("import agent_tunix.rewards as r; r.set_num_threads(2); print(r.get_num_threads())", RAYON_NUM_THREADS="5")
        == "2"
    )


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="counts threads in /proc")  # noqa: PTH112
def test_no_thread_starts_before_a_large_batch() -> None:
    code = (
        "import os, numpy, agent_tunix.rewards as r\n"
        "r.set_num_threads(3)\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "r.check_answer(['The answer is 4.'] * 50, '4')\n"
        "small = len(os.listdir('/proc/self/task'))\n"
        "r.check_answer(['The answer is 4.'] * 5000, '4')\n"
        "print(small - before, len(os.listdir('/proc/self/task')) - small)"
    )
    # The calling thread is one of the three.
    assert run(code) == "0 2"
