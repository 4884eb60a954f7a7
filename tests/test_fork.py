"""A process may be forked at any time: before, after and while a batch is graded."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import pytest

from agent_tunix.rewards import Format, check_answer, get_num_threads, match_format_exactly, set_num_threads

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here"),
    # Python warns of what these tests are about.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*fork.*:RuntimeWarning"),
]

BATCH = [f"{at} + 1 = {at + 1}. The answer is {at + 1}." for at in range(3000)]
FORMAT = Format("The answer is [NUM].")
PATIENCE = 30


def grade(first: int) -> list[float]:
    """Grade a batch that is large enough for the pool."""
    set_num_threads(2)
    scores: list[float] = check_answer(BATCH, str(first + 1)).tolist()
    return scores


def expected(first: int) -> list[float]:
    return [1.0 if at == first else check_answer(BATCH[at], str(first + 1)) for at in range(len(BATCH))]


def in_child(work: Callable[[], bool]) -> bool:
    """Fork, work in the child, and say whether it came out right in time."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if work() else 2
        finally:
            os._exit(code)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def test_a_child_grades_after_its_parent_did() -> None:
    right = expected(5)
    assert grade(5) == right
    assert in_child(lambda: grade(5) == right)
    assert grade(5) == right


def test_a_grandchild_grades() -> None:
    right = expected(6)
    grade(6)
    assert in_child(lambda: grade(6) == right and in_child(lambda: grade(6) == right))


def test_a_child_keeps_the_number_of_threads() -> None:
    before = get_num_threads()
    set_num_threads(5)
    assert in_child(lambda: get_num_threads() == 5)
    set_num_threads(before)


@pytest.mark.parametrize("threads", [1, 2])
def test_forks_while_a_batch_is_graded_in_another_thread(threads: int) -> None:
    set_num_threads(threads)
    stop = threading.Event()
    large, right = BATCH * 20, match_format_exactly(BATCH, FORMAT).tolist()
    scores: list[bool] = []

    def keep_grading() -> None:
        while not stop.is_set():
            scores.append(check_answer(large, [str(at % 7) for at in range(len(large))]).shape == (len(large),))

    thread = threading.Thread(target=keep_grading)
    thread.start()
    try:
        for _ in range(15):
            assert in_child(lambda: match_format_exactly(BATCH, FORMAT).tolist() == right)
            assert in_child(lambda: check_answer("The answer is 1/2.", "0.5") == 1.0)
    finally:
        stop.set()
        thread.join()
    assert all(scores)


#: What is registered first runs last before a fork: this hook, like that of Python's own pools of threads, lets other
#: threads run when the package has already stopped all grading.
HOOKED = """
import os, threading
forking, over = threading.Event(), threading.Event()
os.register_at_fork(before=lambda: (forking.set(), over.wait(0.5)), after_in_parent=over.set)
from agent_tunix.rewards import check_answer, has_repetition

def grade():
    forking.wait()
    found.append((check_answer("The answer is 4.", 4), has_repetition("It is."), over.is_set()))

found = []
thread = threading.Thread(target=grade)
thread.start()
child = os.fork()
if child == 0:
    os._exit(0 if check_answer("The answer is 4.", 4) == 1.0 else 1)
thread.join()
print(found, os.waitpid(child, 0)[1])
"""


def test_a_text_that_is_graded_while_another_hook_waits_does_not_hold_up_the_fork() -> None:
    command = [sys.executable, "-W", "ignore", "-c", HOOKED]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "[(1.0, False, True)] 0\n"), done.stderr


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_pools_of_processes(method: str) -> None:
    firsts = [3, 4, 5, 6]
    right = [expected(first) for first in firsts]
    grade(3)
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(grade, firsts, timeout=PATIENCE)) == right
    with context.Pool(2) as workers:
        assert workers.map_async(grade, firsts).get(PATIENCE) == right
