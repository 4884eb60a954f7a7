"""A copy of the repository in which all changes of a sample are built at once, and its tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benches.mutation.limited import run_limited
from benches.mutation.sample import ROOT, SOURCE, Listed
from benches.mutation.switches import CHOICE, LOOK_UP, Change, write_switches

PROFILE = ("--profile", "mutants", "--locked", "--package", "rewards-core")
#: The most seconds of a processor for one test program; none takes three without a change.
MOST_SECONDS = 10
#: Fewer generated texts than the tests try by themselves.
FEWER = {"EQUALITY_PAIRS_TIMES": "0.03", "PROPTEST_CASES": "32"}
FAILED = re.compile(r"^test (\S+) (?:- should panic )?\.\.\. FAILED$", re.MULTILINE)


@dataclass(frozen=True)
class Ran:
    """How tests went: whether they passed (nothing where they did not end), the seconds, and the first that failed."""

    passed: bool | None
    seconds: float
    by: str = ""


class Tree:
    """The copy; `numbers` has the changes that were built into it, `programs` the tests by name."""

    def __init__(self, into: Path) -> None:
        """Takes the folder of the copy: what was built there before is used again."""
        self.root = into / "tree"
        self.target = into / "target"
        self.numbers: Mapping[str, int] = {}
        self.programs: dict[str, str] = {}

    def copy(self) -> None:
        """Copies all but the core's sources; what has not changed keeps its time, so that it is not built again."""
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in listed.splitlines():
            source, target = ROOT / name, self.root / name
            if name.startswith(SOURCE) or not source.is_file():
                continue
            if not (target.is_file() and target.read_bytes() == source.read_bytes()):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def build(self, changes: list[Listed], numbers: Mapping[str, int]) -> list[Listed]:
        """Builds the tests with all changes in them, each behind its switch; returns those that do not compile."""
        self.copy()
        self.numbers = numbers
        refused: list[Listed] = []
        while True:
            places = self.write(changes)
            wrong = [change for change in changes if self.numbers[change.name] not in places]
            wrong = wrong or self.find_refused(changes, places)
            if not wrong:
                break
            refused += wrong
            changes = [change for change in changes if change not in wrong]
        told = self.cargo("test", "--no-run", *PROFILE, "--lib", "--tests", "--message-format", "json").stdout
        built = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
        self.programs = {
            "unit tests" if "lib" in one["target"]["kind"] else one["target"]["name"]: one["executable"]
            for one in built
            if one.get("executable")
        }
        return refused

    def write(self, changes: list[Listed]) -> dict[int, tuple[str, int, int]]:
        """Writes the sources with the changes in them; says which bytes of which file each has taken."""
        by_file: defaultdict[str, list[Change]] = defaultdict(list)
        for change in changes:
            entry = Change(self.numbers[change.name], change.kind, change.start, change.end, change.replacement)
            by_file[change.file].append(entry)
        places = {}
        for path in sorted((ROOT / SOURCE).rglob("*.rs")):
            file = str(path.relative_to(ROOT))
            written = write_switches(path.read_text(encoding="utf-8"), by_file[file]) if by_file[file] else None
            text = written.text if written else path.read_text(encoding="utf-8")
            if file == SOURCE + "lib.rs":
                text += LOOK_UP
            target = self.root / file
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            if written:
                places |= {number: (file, *place) for number, place in written.places.items()}
        return places

    def find_refused(self, changes: list[Listed], places: dict[int, tuple[str, int, int]]) -> list[Listed]:
        """The changes that the compiler refuses; the narrowest of those around an error is to blame."""
        done = self.cargo("check", *PROFILE, "--lib", "--message-format", "json", check=False)
        refused: set[int] = set()
        unexplained = []
        for line in done.stdout.splitlines():
            message = json.loads(line).get("message")
            if not isinstance(message, dict) or message.get("level") != "error" or not message["spans"]:
                continue
            # The error itself may lie outside, where what a change has moved is used.
            for spans in ([span for span in message["spans"] if span["is_primary"]], message["spans"]):
                around = [
                    (end - start, number)
                    for number, (file, start, end) in places.items()
                    for span in spans
                    if span["file_name"] == file and start <= span["byte_end"] and span["byte_start"] <= end
                ]
                if around:
                    refused.add(min(around)[1])
                    break
            else:
                unexplained.append(message["rendered"])
        if not refused and (unexplained or done.returncode):
            raise SystemExit("\n".join(unexplained) or done.stderr)
        return [change for change in changes if self.numbers[change.name] in refused]

    def cargo(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs cargo in the copy."""
        environment = {**os.environ, "CARGO_TARGET_DIR": str(self.target)}
        done = subprocess.run(
            ["cargo", *words], cwd=self.root, env=environment, check=False, capture_output=True, text=True
        )
        if check and done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        return done

    def test(self, which: Iterable[str], name: str | None) -> Ran:
        """Runs some of the test programs with a change made, until a test fails."""
        environment = {**FEWER, CHOICE: str(self.numbers[name] if name else 0)}
        seconds = 0.0
        for program in which:
            # A program of its own rather than a process for each test, which would take longer to start than to run.
            ended = run_limited(
                [self.programs[program]], self.root / "rust/core", environment, most_seconds=MOST_SECONDS
            )
            seconds += ended.seconds
            if ended.code != 0:
                failed = FAILED.search(ended.said)
                by = f"{program} {failed[1] if failed else 'ended'}"
                return Ran(None if ended.code is None else False, seconds, by)
        return Ran(True, seconds)
