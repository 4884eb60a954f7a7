"""How many rows a second tables are graded at: by the bare function, as tables, in polars, by the command over files.

    python -m benches.scale [--rows 2000000]

The rows stand in 12 Parquet files. What is compared runs one after the other in one process, on one thread; the command
runs on all cores.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import agent_tunix.rewards.scale.polars
from agent_tunix.rewards import check_answer, set_num_threads
from agent_tunix.rewards.scale import score_table
from benches import data, machine

assert agent_tunix.rewards.scale.polars
FILES, DISTINCT = 12, 20_000
#: What each way must reach: a share of the bare function's rate, or rows a second.
GOALS = {"score_table": 0.8, "polars": 0.9, "command": 200_000}


def main() -> None:
    """Write the rows, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    rows = parser.parse_args().rows
    problems, what = data.word_problems(DISTINCT)
    print(machine.summary(machine.describe()))
    with tempfile.TemporaryDirectory() as folder:
        paths = write(problems, rows, Path(folder))
        print(f"{rows:,} rows in {FILES} Parquet files: {what}")
        set_num_threads(1)
        table = pq.read_table(paths[0])
        # Each gets the whole first file, three times over, and the fastest counts.
        bare = rate(lambda: check_answer(table["response"], table["answer"]), len(table))
        print(f"check_answer on Arrow columns, 1 thread: {bare:,.0f} rows/s")
        tell("score_table", rate(lambda: score_table(table), len(table)), bare)
        frame = pl.DataFrame(table)
        expression = pl.col("response").rewards.check_answer("answer")  # type: ignore[attr-defined]
        tell("polars", rate(lambda: frame.select(expression), len(table)), bare)
        began = time.perf_counter()
        command = [sys.executable, "-m", "agent_tunix.rewards.cli", "score", folder, "--quiet", "--no-progress"]
        subprocess.run([*command, "--out", f"{folder}/out"], check=True)
        found = rows / (time.perf_counter() - began)
        print(f"command, all columns, Parquet: {found:,.0f} rows/s{'' if found >= GOALS['command'] else '  NO'}")


def write(problems: list[data.Row], rows: int, folder: Path) -> list[Path]:
    """Write the rows in files of equal length."""
    paths = [folder / f"part-{number:02}.parquet" for number in range(FILES)]
    count = rows // FILES
    for number, path in enumerate(paths):
        picked = [problems[(number * count + at) % len(problems)] for at in range(count)]
        columns = {"id": range(count), "response": [p.response for p in picked], "answer": [p.truth for p in picked]}
        pq.write_table(pa.table(columns), path)
    return paths


def rate(call: Callable[[], Any], rows: int) -> float:
    """Return the rows a second of the fastest of three calls."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return rows / min(times)


def tell(name: str, found: float, bare: float) -> None:
    """Print a rate beside the bare function's."""
    share = found / bare
    print(f"{name}, 1 thread: {found:,.0f} rows/s, {share:.2f} of it{'' if share >= GOALS[name] else '  NO'}")


if __name__ == "__main__":
    main()
