"""How many rows a second tables are graded at: by the bare function, as tables, in polars, on Ray, by the command.

    python -m benches.scale [--rows 2000000]

The rows stand in 12 Parquet files. What is compared runs one after the other in one process, on one thread. The command
runs on all cores. Ray Data reads, grades and writes the files with two workers of one CPU each; its rate for each CPU
is compared with that of the command on one thread, which does the same; it is left out where Ray is not installed. The
memory is that of the command's process at its highest, over these files and over one file of each kind.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
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
#: What each way must reach: a share of the rate that it is compared with, or rows a second.
GOALS = {"score_table": 0.8, "polars": 0.9, "Ray Data": 0.85, "command": 200_000}
#: Megabytes that the command may take: over the Parquet files, and over a single file of half as many rows.
MOST, MOST_OF_ONE = 300, 200
KINDS = (".jsonl", ".csv", ".parquet")


def main() -> None:
    """Write the rows, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    rows = parser.parse_args().rows
    problems, what = data.word_problems(DISTINCT)
    print(machine.summary(machine.describe()))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        paths = write(problems, rows, source)
        print(f"{rows:,} rows in {FILES} Parquet files: {what}")
        set_num_threads(1)
        table = pq.read_table(paths[0])
        # Each gets the whole first file, three times over, and the fastest counts.
        bare = rate(lambda: check_answer(table["response"], table["answer"]), len(table))
        print(f"check_answer on Arrow columns, 1 thread: {bare:,.0f} rows/s")
        tell("score_table, 1 thread", rate(lambda: score_table(table), len(table)), bare, GOALS["score_table"])
        frame = pl.DataFrame(table)
        expression = pl.col("response").rewards.check_answer("answer")  # type: ignore[attr-defined]
        tell("polars, 1 thread", rate(lambda: frame.select(expression), len(table)), bare, GOALS["polars"])
        found, memory = run(source, Path(folder) / "out", rows)
        print(f"command, all columns, Parquet: {found:,.0f} rows/s{'' if found >= GOALS['command'] else '  NO'}")
        print(f"at most {memory:,.0f} MB{'' if memory < MOST else '  NO'}")
        measure_ray(paths, Path(folder), rows)
        for kind in KINDS:
            one = Path(folder) / f"one{kind}"
            write_one(problems, rows // 2, one)
            _, memory = run(one, Path(folder) / f"scored{kind}", rows // 2)
            print(f"{rows // 2:,} rows of {kind}: at most {memory:,.0f} MB{'' if memory < MOST_OF_ONE else '  NO'}")


def run(source: Path, out: Path, rows: int, *options: str) -> tuple[float, float]:
    """Run the command; return its rows a second, and the megabytes that it held at most."""
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", "score", str(source), "--quiet", "--no-progress"]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--out", str(out), *options])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the command failed: {process.returncode}")
    return rows / (time.perf_counter() - began), usage.ru_maxrss / 1024


def measure_ray(paths: list[Path], folder: Path, rows: int) -> None:
    """Print Ray Data's rate for each CPU beside the command's on one thread."""
    try:
        import ray
    except ImportError:
        print("Ray Data: not installed")
        return
    from agent_tunix.rewards.scale import ray as engine

    alone, _ = run(folder / "in", folder / "alone", rows, "--threads", "1")
    # Workers find the package where this process does.
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    # The workers start before the clock does.
    (folder / "warm").mkdir()
    for path in paths[:2]:
        shutil.copy(path, folder / "warm")
    engine.score(ray.data.read_parquet(str(folder / "warm"))).materialize()
    began = time.perf_counter()
    engine.score(ray.data.read_parquet(str(folder / "in"))).write_parquet(str(folder / "ray"))
    tell("Ray Data, each of 2 CPUs", rows / (time.perf_counter() - began) / 2, alone, GOALS["Ray Data"])
    ray.shutdown()


def write(problems: list[data.Row], rows: int, folder: Path) -> list[Path]:
    """Write the rows in files of equal length."""
    paths = [folder / f"part-{number:02}.parquet" for number in range(FILES)]
    count = rows // FILES
    for number, path in enumerate(paths):
        picked = [problems[(number * count + at) % len(problems)] for at in range(count)]
        columns = {"id": range(count), "response": [p.response for p in picked], "answer": [p.truth for p in picked]}
        pq.write_table(pa.table(columns), path)
    return paths


def write_one(problems: list[data.Row], rows: int, path: Path) -> None:
    """Write the rows in one file."""
    picked = [problems[at % len(problems)] for at in range(rows)]
    if path.suffix == ".parquet":
        columns = {"id": range(rows), "response": [p.response for p in picked], "answer": [p.truth for p in picked]}
        pq.write_table(pa.table(columns), path, row_group_size=250_000)
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if path.suffix == ".csv":
            writer.writerow(["id", "response", "answer"])
        for at, each in enumerate(picked):
            if path.suffix == ".csv":
                writer.writerow([at, each.response, each.truth])
            else:
                file.write(json.dumps({"id": at, "response": each.response, "answer": each.truth}) + "\n")


def rate(call: Callable[[], Any], rows: int) -> float:
    """Return the rows a second of the fastest of three calls."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return rows / min(times)


def tell(name: str, found: float, bare: float, goal: float) -> None:
    """Print a rate beside the one that it is compared with."""
    share = found / bare
    print(f"{name}: {found:,.0f} rows/s, {share:.2f} of {bare:,.0f}{'' if share >= goal else '  NO'}")


if __name__ == "__main__":
    main()
