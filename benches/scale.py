"""How many rows a second tables are graded at: by the bare function, as tables, in polars, on Ray, by the command.

    python -m benches.scale [--rows 2000000]

The rows stand in 12 Parquet files. What is compared runs one after the other in one process, on one thread. The command
runs on all cores. Ray Data reads, grades and writes the files with two workers that have started; the rows for each
second of a processor, of all of Ray's processes, are compared with those of the command on one thread, which does the
same. It is left out where Ray is not installed. The memory is that of the command's process at its highest, over these
files and over one file of each kind.
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
from typing import Any, NamedTuple

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
#: Runs a command, and prints its processor's seconds and the kilobytes that it held at most.
STARTER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


class Used(NamedTuple):
    """What a run of the command used: seconds, seconds of a processor, megabytes at most."""

    seconds: float
    processor: float
    memory: float


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
        few = Path(folder) / "few"
        few.mkdir()
        for path in paths[:2]:
            shutil.copy(path, few)
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
        used = run(source, Path(folder) / "out")
        found = rows / used.seconds
        print(f"command, all columns, Parquet: {found:,.0f} rows/s{'' if found >= GOALS['command'] else '  NO'}")
        print(f"{rows / used.processor:,.0f} rows a second of a processor, load {os.getloadavg()[0]:.0f}")
        print(f"at most {used.memory:,.0f} MB{'' if used.memory < MOST else '  NO'}")
        measure_ray(Path(folder), rows, rows / run(source, Path(folder) / "alone", "--threads", "1").processor)
        for kind in KINDS:
            one = Path(folder) / f"one{kind}"
            write_one(problems, rows // 2, one)
            memory = run(one, Path(folder) / f"scored{kind}").memory
            print(f"{rows // 2:,} rows of {kind}: at most {memory:,.0f} MB{'' if memory < MOST_OF_ONE else '  NO'}")


def run(source: Path, out: Path, *options: str) -> Used:
    """Run the command, and return what it used."""
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", "score", str(source), "--quiet", "--no-progress"]
    command += ["--out", str(out), *options]
    began = time.perf_counter()
    # A small process starts it: a child counts as its own what its parent holds when it is made.
    told = subprocess.run([sys.executable, "-c", STARTER, *command], check=True, stdout=subprocess.PIPE, text=True)
    processor, memory = map(float, told.stdout.split())
    return Used(time.perf_counter() - began, processor, memory / 1024)


def measure_ray(folder: Path, rows: int, alone: float) -> None:
    """Print Ray Data's rate, and that of the command with it, beside the command's own."""
    try:
        import ray
    except ImportError:
        print("Ray Data: not installed")
        return
    from agent_tunix.rewards.scale import ray as engine

    # Workers find the package where this process does.
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    os.environ["RAY_DATA_LOG_LEVEL"] = "ERROR"
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    # The workers start before anything is counted.
    engine.score(ray.data.read_parquet(str(folder / "few"))).materialize()
    started = processor_below(os.getpid())
    engine.score(ray.data.read_parquet(str(folder / "in"))).write_parquet(str(folder / "ray"))
    used = processor_below(os.getpid()) - started
    ray.shutdown()
    tell("Ray Data, a second of a processor", rows / used, alone, GOALS["Ray Data"])


def processor_below(process: int) -> float:
    """Return the processor's seconds that a process and those below it have taken."""
    times: dict[int, float] = {}
    parents: dict[int, int] = {}
    for line in subprocess.check_output(["ps", "-eo", "pid=,ppid=,cputimes="], text=True).splitlines():
        number, parent, seconds = map(int, line.split())
        parents[number], times[number] = parent, seconds
    below = {process}
    while more := {number for number, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(times[number] for number in below)


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
    """Return the rows a second of the processor of the fastest of five calls, which other work disturbs less."""
    times = []
    for _ in range(5):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return rows / min(times)


def tell(name: str, found: float, bare: float, goal: float) -> None:
    """Print a rate beside the one that it is compared with."""
    share = found / bare
    print(f"{name}: {found:,.0f} rows/s, {share:.2f} of {bare:,.0f}{'' if share >= goal else '  NO'}")


if __name__ == "__main__":
    main()
