"""Mixed work for many minutes: memory stays flat, no file handle and no thread is left, and scores stay the same.

Eight threads call every function, coroutines wait for threads, processes are spawned and forked, a server answers right
and wrong requests, and a log writes records, of which none may be missing.

python -m proof.soak --minutes 30
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import http.client
import json
import multiprocessing
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import uvicorn

from agent_tunix.rewards import RewardLog, check_answer, set_num_threads
from agent_tunix.rewards.serving import make_app
from proof.mixed import WORKS, Pairs, digest, made_up

THREADS = 8
#: Seconds in which a round begins new work; what has begun is finished.
ROUND = 8.0
#: The share of all rounds after which memory has to stay as it is.
WARM_UP = 1 / 3
#: How much more memory, of all that is resident, there may be at the end than after the warm-up.
GROWTH = 0.01
#: Seconds that a child process may take, on a machine that does other work as well.
PATIENCE = 300
REQUESTS = [
    ("/score", b'{"responses": ["The answer is 4.", "The answer is 5."], "ground_truth": "4"}', 200),
    ("/score", b'{"response": "The answer is 4."', 400),
    ("/score", b'{"response": "The answer is 4.", "ground_truth": [true]}', 422),
    ("/remote_rm", b'{"response": "The answer is 4.", "label": "4"}', 200),
    ("/nothing", b"{}", 404),
]


class Reading(NamedTuple):
    """What the process has at the end of a round."""

    kilobytes: int
    handles: int
    threads: int


def read_process() -> Reading:
    """Give free memory back, then read the process's memory, handles and threads from the kernel."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    status = Path("/proc/self/status").read_text("utf-8")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return Reading(int(fields["VmRSS"].split()[0]), len(list(Path("/proc/self/fd").iterdir())), int(fields["Threads"]))


def say_digest(sent: Any) -> None:
    """Send the digest of the scores from a child process."""
    set_num_threads(2)
    sent.send(digest())
    sent.close()


def ask_child(method: str) -> str:
    """Return the digest that a new process finds, or why there is none."""
    context: Any = multiprocessing.get_context(method)
    received, sent = context.Pipe(duplex=False)
    child = context.Process(target=say_digest, args=(sent,))
    with warnings.catch_warnings():
        # Newer versions of Python warn of forks beside threads, which is what is tried here.
        warnings.simplefilter("ignore")
        child.start()
    sent.close()
    try:
        return str(received.recv()) if received.poll(PATIENCE) else "no answer in time"
    except EOFError:
        return "ended without an answer"
    finally:
        received.close()
        child.kill()
        child.join()
        child.close()


class Server:
    """A reward server on a thread of this process, and a client of it."""

    def __init__(self, folder: Path) -> None:
        """Start it on a free port of this machine."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.log = RewardLog(check_answer, folder=folder)
        config = uvicorn.Config(make_app(self.log), host="127.0.0.1", port=self.port, log_level="error")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def ask(self, draw: random.Random) -> None:
        """Send some requests on one connection; each has to get its own status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            for path, body, status in draw.choices(REQUESTS, k=20):
                connection.request("POST", path, body)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status != status:
                    raise AssertionError(f"{path} {body!r}: {answer.status} {text!r}")
                if path == "/score" and status == 200 and json.loads(text)["rewards"] != [1.0, 0.0]:
                    raise AssertionError(f"{path} {body!r}: {text!r}")
        finally:
            connection.close()

    def end(self) -> None:
        """Stop it and wait until it has."""
        self._server.should_exit = True
        self._thread.join()
        self.log.close()


class Soak:
    """Rounds of work, and what was found wrong."""

    def __init__(self, folder: Path) -> None:
        """Grade the fixed texts once, and start the server."""
        self.folder = folder / "records"
        self.first = digest()
        self.log = RewardLog(check_answer, folder=self.folder, samples="all")
        self.server = Server(folder / "served")
        self.calls = self.recorded = 0
        self.wrong: list[str] = []
        self._lock = threading.Lock()

    def work(self, number: int, deadline: float) -> None:
        """Do this and that until the time is over."""
        draw = random.Random(f"{number} {self.calls}")
        while time.monotonic() < deadline:
            pairs = made_up(draw)
            kind = draw.randrange(len(WORKS) + 2)
            if kind < len(WORKS):
                WORKS[kind](pairs, draw)
            elif kind == len(WORKS):
                self.record(pairs)
            else:
                self.server.ask(draw)
            with self._lock:
                self.calls += 1

    def record(self, pairs: Pairs) -> None:
        """Grade through the log."""
        self.log([text for text, _ in pairs], [truth for _, truth in pairs])
        with self._lock:
            self.recorded += len(pairs)

    def round(self) -> Reading:
        """Let all work at the same time, then compare scores and count records."""
        deadline = time.monotonic() + ROUND
        with ThreadPoolExecutor(THREADS + 2) as pool:
            workers = [pool.submit(self.work, number, deadline) for number in range(THREADS)]
            children = {method: pool.submit(ask_child, method) for method in ("fork", "spawn")}
            for worker in workers:
                worker.result()
            found = {method: child.result() for method, child in children.items()} | {"here": digest()}
        self.wrong += [f"other scores, {where}: {each}" for where, each in found.items() if each != self.first]
        self.log.flush()
        self.server.log.flush()
        rows = 0
        for part in self.folder.glob("*.parquet"):
            rows += pq.read_metadata(part).num_rows
            part.unlink()
        if rows != self.recorded:
            self.wrong.append(f"{rows} of {self.recorded} records")
        self.recorded = 0
        return read_process()


def judge(readings: list[Reading]) -> list[str]:
    """Compare the end with what was there after the warm-up."""
    steady = readings[int(len(readings) * WARM_UP) :]
    part = max(1, len(steady) // 4)
    early, late = steady[:part], steady[-part:]
    before, after = (statistics.median(each.kilobytes for each in part) for part in (early, late))
    growth = after / before - 1
    print(
        f"resident memory: {before / 1024:.1f} MiB after the warm-up, {after / 1024:.1f} MiB at the end: {growth:+.2%}"
    )
    wrong = [] if growth <= GROWTH else [f"memory grew by {growth:.2%}"]
    for name in ("handles", "threads"):
        counts = [{getattr(each, name) for each in readings} for readings in (early, late)]
        print(f"{name}: {sorted(counts[0])} after the warm-up, {sorted(counts[1])} at the end")
        if max(counts[1]) > max(counts[0]):
            wrong.append(f"more {name}: {max(counts[0])} and then {max(counts[1])}")
    return wrong


def main() -> int:
    """Work for the minutes that are asked for, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    minutes = parser.parse_args().minutes
    set_num_threads(2)
    began, readings = time.monotonic(), []
    with tempfile.TemporaryDirectory() as name:
        soak = Soak(Path(name))
        while time.monotonic() - began < minutes * 60 or len(readings) < 6:
            reading = soak.round()
            readings.append(reading)
            print(
                f"{(time.monotonic() - began) / 60:6.1f} min  {soak.calls:8} calls  {reading.kilobytes / 1024:7.1f} MiB"
                f"  {reading.handles:3} handles  {reading.threads:3} threads",
                flush=True,
            )
        soak.log.close()
        soak.server.end()
    wrong = soak.wrong + judge(readings)
    for each in wrong:
        print(f"WRONG: {each}")
    print(f"soak: {'NO' if wrong else 'pass'}: {soak.calls} calls in {(time.monotonic() - began) / 60:.1f} minutes")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
