"""The table of a run: printed, and written into the guide."""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benches import report
from benches.mutation.record import KILLED, NEVER_ENDED, NOT_COMPILED, SURVIVED, Outcome

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "mutants.md"
HEADER = ("area", "possible", "tried", "noticed", "not noticed", "share", "aim", "median time", "longest")


@dataclass(frozen=True)
class Sample:
    """A sample: where its changes lie, how many there are in all by area, and what share of them is to be noticed."""

    areas: Mapping[str, str]
    in_all: Mapping[str, int]
    aims: Mapping[str, float]
    seed: int


@dataclass(frozen=True)
class Result:
    """What came of a sample: the outcomes by name, and the reasons of those that no test can notice."""

    sample: Sample
    outcomes: Mapping[str, Outcome]
    excused: Mapping[str, str]

    def of(self, *kinds: str, area: str | None = None) -> list[Outcome]:
        """The outcomes of some kinds, in one area or in all."""
        return [
            outcome
            for name, outcome in self.outcomes.items()
            if outcome.outcome in kinds and name not in self.excused and area in (None, outcome.area)
        ]

    def row(self, title: str, area: str | None, in_all: int, aim: str) -> tuple[str, ...]:
        """A line of the table."""
        noticed, missed = self.of(KILLED, NEVER_ENDED, area=area), self.of(SURVIVED, area=area)
        tried = len(noticed) + len(missed)
        seconds = [outcome.seconds for outcome in noticed + missed]
        share = f"{len(noticed) / tried:.1%}" if tried else "–"
        times = (f"{statistics.median(seconds):.1f} s", f"{max(seconds):.0f} s") if seconds else ("–", "–")
        return (title, f"{in_all:,}", str(tried), str(len(noticed)), str(len(missed)), share, aim, *times)

    def rows(self) -> list[tuple[str, ...]]:
        """A line for each area, and one for all."""
        in_all = self.sample.in_all
        rows = [
            self.row(area, area, in_all[area], f"{aim:.0%}") for area, aim in self.sample.aims.items() if area in in_all
        ]
        return [*rows, self.row("all", None, sum(in_all.values()), "")]

    def notes(self) -> str:
        """How many changes count for nothing, and why."""
        excused = sum(name in self.excused for name in self.sample.areas)
        untried = len(self.sample.areas) - excused - len(self.of(KILLED, NEVER_ENDED, SURVIVED, NOT_COMPILED))
        parts = [
            f"a sample of {len(self.sample.areas)} with seed {self.sample.seed}",
            f"{len(self.of(NOT_COMPILED))} did not compile",
            f"{excused} that no test can notice",
            f"{untried} not tried yet" if untried else "",
        ]
        return ", ".join(filter(None, parts))


def print_result(result: Result) -> None:
    """Prints what survived, and the table."""
    for outcome in result.of(SURVIVED):
        print(f"survived: {outcome.name}")
    print(report.plain_table(HEADER, result.rows()))
    print(result.notes())


def write_result(name: str, result: Result, code: str) -> None:
    """Writes the table into the guide, with the date and the last commit that changed `code`, the folder."""
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h", "--", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    day = dt.datetime.now(tz=dt.timezone.utc).date().isoformat()
    table = report.markdown_table(HEADER, result.rows())
    said = f"Measured on {day}, of the code as of commit {commit}: {result.notes()}."
    report.write_readme(name, f"\n{table}\n\n{said}\n", PAGE)
