"""This tree beside an older one: the same rows on both builds, interleaved in one run, so that a slow-down is seen.

    python -m benches.past --base COMMIT [--rounds 9] [--only WORD]

Both wheels are built here, the older one from a worktree that is removed again, and unpacked side by side. Each build
grades in a process of its own; the two take turns, row by row and round by round. Above 1.10 a row is called slower.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from benches import report, timing

if TYPE_CHECKING:
    from collections.abc import Callable

#: Times the base from which on a row is slower.
SLOWER = 1.10
BUILD = ("-m", "maturin", "build", "--release", "--locked", "--quiet")


def rows() -> dict[str, Callable[[], object]]:
    """What is measured, by name; each call grades all of its texts once."""
    from agent_tunix import rewards
    from agent_tunix.rewards.presets import tunix
    from benches import data, generate, peers

    rewards.set_num_threads(1)
    problems, _ = data.word_problems(512)
    plain, truths = [row.response for row in problems], [row.truth for row in problems]
    tagged = [peers.wrap(row, index) for index, row in enumerate(problems)]
    whole = [peers.wrap(row, 0) for row in problems]
    damaged = [peers.wrap(row, 3 + 4 * (index % 2)) for index, row in enumerate(problems)]
    formulas = [(row.response, row.truth) for row in data.math_pairs(200)[0]]
    tags, template = rewards.Format.tags("reasoning", "answer"), "The answer is [NUM]."
    prose = [generate.prose(10_000, alphabet="") + " The answer is 42."]
    short, pairs = "2 + 2 = 4. The answer is 4.", list(zip(plain, truths, strict=True))
    found: dict[str, Callable[[], object]] = {
        "format, tagged": lambda: rewards.match_format_exactly(tagged, tags),
        "format, tagged, whole": lambda: rewards.match_format_exactly(whole, tags),
        "format, tagged, damaged": lambda: rewards.match_format_exactly(damaged, tags),
        "format, 10 kB": lambda: rewards.match_format_exactly(prose, tags),
        "format, untagged": lambda: rewards.match_format_exactly(plain, tags),
        "format, [NUM]": lambda: rewards.match_format_exactly(plain, template),
        "answer, batch": lambda: rewards.check_answer(plain, truths),
        "answer, one by one": lambda: [rewards.check_answer(r, t) for r, t in pairs],
        "answer, formulas one by one": lambda: [rewards.check_answer(r, t) for r, t in formulas],
        "answer, 10 kB": lambda: rewards.check_answer(prose, "42"),
        "combined_reward, batch": lambda: rewards.combined_reward(plain, truths, template),
        "one short call: check_answer": lambda: rewards.check_answer(short, "4"),
        "one short call: match_format_exactly": lambda: rewards.match_format_exactly(short, template),
        "one short call: check_numbers": lambda: rewards.check_numbers(short, [4]),
        "one short call: math_equal": lambda: rewards.math_equal("0.5", "1/2"),
    }
    for name in ("match_format_exactly", "match_format_approximately", "check_answer", "check_numbers"):
        reward = getattr(tunix, name)
        found[f"preset {name}"] = lambda reward=reward: reward(None, tagged, answer=truths)
    return found


def serve() -> None:
    """Measures the rows that it is asked for, once each, and writes the seconds."""
    table = rows()
    print(json.dumps(list(table)), flush=True)
    for line in sys.stdin:
        print(timing.seconds(table[json.loads(line)], clock="cpu"), flush=True)


class Build:
    """A build in a process of its own."""

    def __init__(self, package: Path) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(package), str(report.ROOT)])}
        command = [sys.executable, "-m", "benches.past", "--serve"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)
        self.rows: list[str] = json.loads(self.read())

    def read(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a build died: its message stands above")
        return line

    def measure(self, row: str) -> float:
        """Seconds of one call."""
        assert self.process.stdin is not None
        print(json.dumps(row), file=self.process.stdin, flush=True)
        return float(self.read())


def build(tree: Path, into: Path, target: Path) -> Path:
    """Builds the wheel of a tree and unpacks it."""
    environment = os.environ | {"CARGO_TARGET_DIR": str(target)}
    subprocess.run([sys.executable, *BUILD, "--out", str(into)], cwd=tree, env=environment, check=True)
    (wheel,) = into.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(into / "unpacked")
    return into / "unpacked"


def main() -> None:
    """Builds both, measures in turns, prints; fails where a row is slower."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="HEAD", help="the commit, tag or branch to compare with")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="a part of a row's name")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        git = ["git", "-C", str(report.ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(place / "tree"), options.base], check=True)
        try:
            target = report.ROOT / "target"
            packages = (
                build(place / "tree", place / "base", target / "past"),
                build(report.ROOT, place / "here", target),
            )
        finally:
            subprocess.run([*git, "remove", "--force", str(place / "tree")], check=True)
        base, here = (Build(package) for package in packages)
        names = [row for row in base.rows if options.only in row]
        times = {row: [(base.measure(row), here.measure(row)) for _ in range(options.rounds)] for row in names}
    cells, slower = [], []
    for row, taken in times.items():
        share = statistics.median(after / before for before, after in taken)
        slower += [row] if share > SLOWER else []
        medians = [f"{statistics.median(column) * 1e6:,.2f} µs" for column in zip(*taken, strict=True)]
        cells.append((row, *medians, f"{share:.2f}", "slower" if share > SLOWER else ""))
    print(report.plain_table(("row", options.base, "here", "of it", ""), cells))
    raise SystemExit(bool(slower))


if __name__ == "__main__":
    main()
