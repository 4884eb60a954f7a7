"""Measures which lines the tests run, in the core and in the package, and writes the shares into CONTRIBUTING.md.

    python -m benches.coverage [--write] [--uncovered]

The core is measured by cargo-llvm-cov with the core's own tests; the package by coverage.py with all of pytest, on the
installed package. cargo-llvm-cov needs llvm-cov and llvm-profdata of the LLVM that rustc uses: `rustup component add
llvm-tools` brings them, or Debian's package `llvm-22`; LLVM_COV and LLVM_PROFDATA name others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benches import report

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "coverage"
CORE, PACKAGE = "rust/core/src/", "agent_tunix/rewards/"
HEADER = ("part", "lines", "run by tests", "share")


def tools() -> dict[str, str]:
    """The environment that names LLVM's programs, if Debian's package of rustc's own version has them."""
    version = re.search(r"LLVM version: (\d+)", subprocess.check_output(["rustc", "-vV"], text=True))
    folder = Path(f"/usr/lib/llvm-{version[1]}/bin") if version else None
    if folder is None or not folder.is_dir():
        return {}
    return {"LLVM_COV": str(folder / "llvm-cov"), "LLVM_PROFDATA": str(folder / "llvm-profdata")}


def measure_core() -> dict[str, Any]:
    """What cargo-llvm-cov says of the core after its tests."""
    out = BUILD / "core.json"
    command = [
        str(Path(sys.executable).with_name("cargo-llvm-cov")), "llvm-cov", "--locked", "--package", "rewards-core",
        "--lib", "--tests", "--json", "--output-path", str(out),
    ]  # fmt: skip
    environment = {**tools(), **os.environ, "EQUALITY_PAIRS_TIMES": "0.1"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    content: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))["data"][0]
    return content


def measure_python() -> dict[str, Any]:
    """What coverage.py says of the package after pytest."""
    out = BUILD / "python.json"
    environment = {**os.environ, "COVERAGE_FILE": str(BUILD / "python")}
    program = [sys.executable, "-m", "coverage"]
    subprocess.run(
        [*program, "run", "-m", "pytest", "-q", "--numprocesses", "auto", "--dist", "worksteal"],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    subprocess.run([*program, "combine", "--quiet"], cwd=ROOT, env=environment, check=False)
    subprocess.run([*program, "json", "--quiet", "-o", str(out)], cwd=ROOT, env=environment, check=True)
    content: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True)
class Source:
    """A source: how many of its lines hold code, how many of those tests run, and where something does not run."""

    name: str
    lines: int
    run: int
    missing: list[int]


def core_sources(content: dict[str, Any]) -> Iterator[Source]:
    """The sources of the core; its tests are not measured."""
    for file in content["files"]:
        name = file["filename"].partition(CORE)[2]
        if name and not name.endswith("tests.rs"):
            total = file["summary"]["lines"]
            yield Source(name, total["count"], total["covered"], list(idle_lines(file["segments"])))


def idle_lines(segments: list[list[Any]]) -> Iterator[int]:
    """The lines on which something never runs: a segment reaches from its place to the next one's."""
    last = 0
    for (line, _, count, has_count, _, is_gap), (end, *_) in pairwise(segments):
        if has_count and not is_gap and count == 0:
            for number in range(max(line, last + 1), end + 1):
                yield number
                last = number


def python_sources(content: dict[str, Any]) -> Iterator[Source]:
    """The sources of the package."""
    for path, file in content["files"].items():
        name = path.partition(PACKAGE)[2]
        if name:
            run, missing = len(file["executed_lines"]), file["missing_lines"]
            yield Source(name, run + len(missing), run, missing)


def rows(title: str, sources: list[Source]) -> list[tuple[str, ...]]:
    """A line for all, and one for each folder."""
    lines: Counter[str] = Counter()
    run: Counter[str] = Counter()
    for source in sources:
        for room in ("", source.name.split("/")[0].split(".")[0]):
            lines[room] += source.lines
            run[room] += source.run
    return [
        (f"{title} {room}".strip(), f"{lines[room]:,}", f"{run[room]:,}", f"{run[room] / lines[room]:.1%}")
        for room in sorted(lines)
        if lines[room]
    ]


def spans(numbers: list[int]) -> Iterator[str]:
    """Numbers in order as `3-5`, `9`."""
    start = last = numbers[0]
    for number in [*numbers[1:], numbers[-1] + 2]:
        if number != last + 1:
            yield str(start) if start == last else f"{start}-{last}"
            start = number
        last = number


def main() -> None:
    """Measures, prints the table, and writes the shares where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the shares into CONTRIBUTING.md")
    parser.add_argument("--uncovered", action="store_true", help="print the lines that no test runs")
    parser.add_argument("--only", choices=("core", "python"))
    options = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    shares = {}
    for title, measure, read in (("core", measure_core, core_sources), ("python", measure_python, python_sources)):
        if options.only not in (None, title):
            continue
        sources = sorted(read(measure()), key=lambda source: source.name)
        table = rows(title, sources)
        print(report.plain_table(HEADER, table))
        shares[title] = table[0]
        for source in sources if options.uncovered else ():
            if source.missing:
                print(f"{source.name}: {', '.join(spans(source.missing))}")
    if options.write:
        day = dt.datetime.now(tz=dt.timezone.utc).date().isoformat()
        body = report.markdown_table(HEADER, [shares[title] for title in ("core", "python")])
        report.write_readme("coverage", f"\n{body}\n\nMeasured on {day}.\n", ROOT / "CONTRIBUTING.md")


if __name__ == "__main__":
    main()
