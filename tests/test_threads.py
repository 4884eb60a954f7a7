"""Any thread may grade, any number of threads may be set, and the interpreter goes on while a batch is graded."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from agent_tunix.rewards import (
    Format,
    check_answer,
    check_numbers,
    combined_reward,
    explain_answer,
    extract_answer,
    get_num_threads,
    match_format_exactly,
    math_equal,
    set_num_threads,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


FORMAT = "The answer is [NUM]."
FUNCTIONS: list[Callable[[list[str]], Any]] = [
    lambda batch: check_answer(batch, "4").tolist(),
    lambda batch: explain_answer(batch, "4"),
    lambda batch: check_numbers(batch, [4]),
    lambda batch: match_format_exactly(batch, Format(FORMAT)).tolist(),
    lambda batch: combined_reward(batch, "4", FORMAT).tolist(),
    extract_answer,
    lambda batch: math_equal(batch, "4").tolist(),
    lambda batch: [check_answer(text, "4") for text in batch[:50]],
]


def test_eight_threads_each_with_another_function() -> None:
    set_num_threads(2)
    alone = [function(BATCH) for function in FUNCTIONS]
    barrier = threading.Barrier(len(FUNCTIONS))

    def work(function: Callable[[list[str]], Any]) -> list[Any]:
        barrier.wait()
        return [function(BATCH) for _ in range(3)]

    with ThreadPoolExecutor(len(FUNCTIONS)) as pool:
        for results, right in zip(pool.map(work, FUNCTIONS), alone, strict=True):
            assert results == [right] * 3


def test_asyncio_goes_on_while_threads_grade() -> None:
    async def grade() -> tuple[list[list[float]], int]:
        ticks = 0
        done = False

        async def tick() -> None:
            nonlocal ticks
            while not done:
                ticks += 1
                await asyncio.sleep(0.001)

        ticker = asyncio.create_task(tick())
        calls = [asyncio.to_thread(check_answer, BATCH * 5, TRUTHS * 5) for _ in range(8)]
        results = await asyncio.gather(*calls)
        done = True
        await ticker
        return [scores.tolist() for scores in results], ticks

    scores, ticks = asyncio.run(grade())
    assert scores == [SCORES * 5] * 8
    assert ticks > 1


class Text(str):
    """Text that may be a part of a cycle."""

    __slots__ = ("__dict__",)

    itself: Text


def test_garbage_is_collected_meanwhile() -> None:
    set_num_threads(2)
    stop = threading.Event()

    def collect() -> None:
        while not stop.is_set():
            cycle = Text("in a cycle")
            cycle.itself = cycle
            del cycle
            gc.collect()

    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for _ in range(10):
            # The list and its texts are this call's alone, and are let go when it ends.
            made: list[str] = [Text(text) for text in BATCH]
            assert check_answer(made, list(TRUTHS)).tolist() == SCORES
            del made
            shared = [Text(text) for text in BATCH]
            grader = threading.Thread(target=check_answer, args=(shared, "4"))
            grader.start()
            shared.clear()
            grader.join()
    finally:
        stop.set()
        collector.join()


#: Texts that go as deep as they are long.
DEEP = [
    "The answer is " + "(" * 100_000,
    "The answer is " + "(" * 30 + "4" + ")" * 30 + ".",
    "The answer is $" + "{" * 100_000 + "4" + "}" * 100_000 + "$.",
    "\\boxed{" * 50_000 + "4" + "}" * 50_000,
    "The answer is $" + "\\frac{1}{" * 1_000 + "2" + "}" * 1_000 + "$.",
    "The answer is $" + "\\sqrt{" * 60 + "2" + "}" * 60 + "$.",
    "The answer is $" + "2^{" * 500 + "2" + "}" * 500 + "$.",
    "The answer is " + "-" * 100_000 + "4.",
    "The answer is " + "[[" * 5_000 + "4" + "]]" * 5_000 + ".",
    "The answer is 4" + "!" * 10_000 + ".",
    "The answer is $" + "\\log " * 200 + "4$.",
    '{"answer": ' * 5_000 + "4" + "}" * 5_000,
    "<answer>" * 10_000 + "4" + "</answer>" * 10_000,
    "<b>" * 10_000 + "4" + "</b>" * 10_000,
    "**" * 10_001 + "4" + "**" * 10_001,
]


@pytest.mark.parametrize("kilobytes", [64, 128, 256])
def test_deep_text_on_a_small_stack(kilobytes: int) -> None:
    right = [check_answer(text, text) for text in DEEP]
    results: list[list[float]] = []

    def work() -> None:
        alone = [check_answer(text, text) for text in DEEP]
        for function in FUNCTIONS:
            function(DEEP)
        results.append(alone)

    before = threading.stack_size(kilobytes * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert results == [right]
