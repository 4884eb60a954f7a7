"""Fuzz targets in Python: the server's requests, and equality beside mpmath.

python -m proof.fuzzing server --seconds 60

With atheris (`pip install atheris`) inputs grow by the code that they reach; without it they are mutations of one
another. An input that breaks a rule is printed and ends the run; it becomes a line of `tests/test_fuzzing.py`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import time
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from agent_tunix.rewards import check_answer, math_equal
from proof.oracles import judge_numbers
from proof.trees import choose, make_pair, print_latex

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a request may be answered with; 500 would be a fault of the server.
STATUSES = {200, 400, 404, 413, 422}
#: A right request of each form, in which some values are replaced.
REQUESTS: dict[str, dict[str, Any]] = {
    "/score": {"responses": ["The answer is 4.", "5"], "ground_truth": ["4", ["5", 4]], "columns": {"x": 1}},
    "/remote_rm": {"response": "The answer is 4.", "label": "4", "prompt": "2 + 2?"},
    "/openrlhf": {"query": ["2 + 2? The answer is 4."], "prompts": ["2 + 2? "], "labels": ["4"]},
    "/verify_answer": {"prediction": "The answer is 4.", "gold": "4", "strict": True},
    "/verify": {
        "response": {"output": [{"type": "message", "content": [{"type": "output_text", "text": "The answer is 4."}]}]},
        "expected_answer": "4",
    },
}
PATHS = [*REQUESTS, "/seed_session", "/nothing"]
KEYS = ["", "x", *{key: None for request in REQUESTS.values() for key in request}, "response", "output", "content"]
TEXTS = ["The answer is 4.", "4", "", " ", "1e400", "\ud800", "\\boxed{4}", "message", "x" * 300, "\0", "\u5341"]
NUMBERS = [0, 4, -1, 1.5, 1e308, 2**63, 10**30, True, False, None]
MOST_BYTES = 400


class Bytes:
    """Decisions by the bytes of an input; at its end the first option is taken each time."""

    def __init__(self, data: bytes) -> None:
        """Begin at the first byte."""
        self._data, self._at = data, 0

    def randrange(self, start: int, stop: int) -> int:
        """Return a number from `start` up to below `stop`."""
        byte = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        return start + byte % (stop - start)

    def rest(self) -> bytes:
        """Return what was not used."""
        return self._data[self._at :]


def make_value(draw: Bytes, depth: int) -> Any:
    """Return a value that JSON can hold."""
    kind = draw.randrange(0, 6 if depth else 3)
    if kind < 2:
        return choose(draw, TEXTS)
    if kind == 2:
        return choose(draw, NUMBERS)
    if kind == 3:
        return {choose(draw, KEYS): make_value(draw, depth - 1) for _ in range(draw.randrange(0, 4))}
    return [make_value(draw, depth - 1) for _ in range(draw.randrange(0, 4))]


@cache
def client() -> TestClient:
    """Return a client of a server that runs as long as the process."""
    # The server is imported here, where atheris may have its eyes on what is imported.
    from agent_tunix.rewards.serving import Limits, make_app

    found = TestClient(make_app(check_answer, limits=Limits(rows=64, body=4096, wait=0)), raise_server_exceptions=True)
    found.__enter__()
    return found


def server(data: bytes) -> None:
    """Whatever is sent, the server answers with a status of its own, in JSON, and goes on."""
    draw = Bytes(data)
    path = choose(draw, PATHS)
    if draw.randrange(0, 3):
        changed = {choose(draw, KEYS): make_value(draw, 3) for _ in range(draw.randrange(0, 4))}
        row = {**REQUESTS.get(path, {}), **changed} if draw.randrange(0, 3) else changed
        body = json.dumps(row).encode()
        if draw.randrange(0, 4) == 0:
            at = draw.randrange(0, 256) % (len(body) + 1)
            body = body[:at] + draw.rest()[:8] + body[at + draw.randrange(0, 8) :]
    else:
        body = draw.rest()
    answer = client().post(path, content=body)
    if answer.status_code not in STATUSES:
        raise AssertionError(f"{path} {body!r}: {answer.status_code} {answer.text}")
    if answer.status_code == 200 and path == "/score":
        told = answer.json()
        if len(told["rewards"]) != len(told["reasons"]):
            raise AssertionError(f"{path} {body!r}: {answer.text}")


def equality(data: bytes) -> None:
    """What mpmath calls different is not equal, and what is rewritten by exact rules is not refused as different."""
    draw = Bytes(data)
    first, second = make_pair(draw, draw.randrange(1, 4))
    said = judge_numbers(first, second)
    texts = print_latex(first), print_latex(second)
    if said is False and math_equal(*texts):
        raise AssertionError(f"{texts} are equal to us alone")


TARGETS: dict[str, Callable[[bytes], None]] = {"server": server, "equality": equality}


def mutate(draw: random.Random, data: bytes) -> bytes:
    """Return an input with a few bytes changed, put in or taken out."""
    out = bytearray(data)
    for _ in range(draw.randrange(1, 6)):
        at = draw.randrange(len(out) + 1)
        kind = draw.randrange(3)
        if kind == 0:
            out[at:at] = draw.randbytes(draw.randrange(1, 8))
        else:
            out[at : at + draw.randrange(1, 8)] = b"" if kind == 1 else draw.randbytes(1)
    return bytes(out[:MOST_BYTES])


def run(target: Callable[[bytes], None], *, runs: int | None = None, seconds: float = 60, seed: int = 1) -> int:
    """Try inputs until so many were tried, or the time is over; return how many."""
    draw, done, end = random.Random(seed), 0, time.monotonic() + seconds
    pool = [draw.randbytes(draw.randrange(MOST_BYTES)) for _ in range(64)]
    while (runs is None or done < runs) and (runs is not None or time.monotonic() < end):
        at = draw.randrange(len(pool))
        pool[at] = mutate(draw, pool[at])
        try:
            target(pool[at])
        except Exception:
            print(f"input: {pool[at]!r}")
            raise
        done += 1
    return done


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", help="a folder that atheris keeps its inputs in")
    arguments = parser.parse_args()
    target = TARGETS[arguments.target]
    warnings.simplefilter("error", RuntimeWarning)
    if importlib.util.find_spec("atheris") is None:
        print(f"{arguments.target}: {run(target, seconds=arguments.seconds)} inputs, without a finding")
        return
    import atheris

    if arguments.target == "server":
        with atheris.instrument_imports(include=["agent_tunix.rewards.serving", "msgspec"]):
            client()
    corpus = [arguments.corpus] if arguments.corpus else []
    options = [f"-max_total_time={arguments.seconds}", f"-max_len={MOST_BYTES}", "-timeout=20"]
    atheris.Setup([sys.argv[0], *options, *corpus], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
