"""Ray, Spark, Daft, polars, DuckDB and datasets give the same rows the same columns as one process does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import daft
import datasets
import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray

import agent_tunix.rewards.scale.polars
from agent_tunix.rewards.scale import SCHEMA, Scorer, score_table
from agent_tunix.rewards.scale import daft as daft_rewards
from agent_tunix.rewards.scale import duckdb as duckdb_rewards
from agent_tunix.rewards.scale import ray as ray_rewards
from agent_tunix.rewards.scale import spark as spark_rewards
from agent_tunix.rewards.scale.table import plain

assert agent_tunix.rewards.scale.polars
ROWS = 200_000
FORMS = ("The answer is {}.", r"So \boxed{{{}}}", "#### {}", "It may be {}", "{} apples", "", None)
TRUTHS = ("0", "1", "2/2", "3.0", " ", "10", None)


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    """Rows of every kind: stated, inferred, empty, without a response, without a truth."""
    responses = [form and form.format(number % 11) for number in range(ROWS) for form in [FORMS[number % len(FORMS)]]]
    truths = [TRUTHS[number // 7 % len(TRUTHS)] for number in range(ROWS)]
    return pa.table({"id": range(ROWS), "response": responses, "answer": truths})


@pytest.fixture(scope="module")
def expected(rows: pa.Table) -> pa.Table:
    return plain(score_table(rows))


@pytest.fixture(scope="module")
def folder(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows in four files."""
    made = tmp_path_factory.mktemp("rows")
    for part in range(4):
        start = part * ROWS // 4
        # Spark's library for the usual compression does not load on a Debian that has musl beside its own libc.
        pq.write_table(rows.slice(start, ROWS // 4), made / f"{part}.parquet", compression="gzip")
    return made


def same(found: pa.Table, expected: pa.Table) -> None:
    """Compare tables whatever the order of their rows and the width of their texts."""
    ordered = found.select(expected.column_names).sort_by("id").cast(expected.schema).combine_chunks()
    assert ordered.equals(expected.combine_chunks())


def test_polars(rows: pa.Table, expected: pa.Table) -> None:
    frame = pl.DataFrame(rows)
    verdicts = frame.select("id", "response", "answer", v=pl.col("response").rewards.explain_answer("answer")).unnest(
        "v"
    )
    same(verdicts.to_arrow(), expected)
    lazy = frame.lazy().select(pl.col("response").rewards.check_answer(pl.col("answer")).alias("reward")).collect()
    assert lazy["reward"].to_list() == expected["reward"].to_pylist()


def test_duckdb(folder: Path, expected: pa.Table) -> None:
    connection = duckdb.connect()
    duckdb_rewards.register(connection)
    query = f"SELECT id, check_answer(response, answer) AS reward FROM '{folder}/*.parquet' ORDER BY id"
    found = [reward for _, reward in connection.execute(query).fetchall()]
    assert found == expected["reward"].to_pylist()


def test_daft(folder: Path, expected: pa.Table) -> None:
    frame = daft.read_parquet(f"{folder}/*.parquet")
    graded = daft_rewards.expression(daft.col("response"), daft.col("answer"))
    found = frame.with_column("reward", graded).sort("id").to_arrow()
    assert found["reward"].to_pylist() == expected["reward"].to_pylist()


def test_datasets(rows: pa.Table, expected: pa.Table) -> None:
    graded = datasets.Dataset(rows).with_format("arrow").map(Scorer(), batched=True, batch_size=10_000)
    same(graded[:], expected)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A cluster of two workers on this machine."""
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


@pytest.mark.usefixtures("cluster")
def test_ray(folder: Path, expected: pa.Table) -> None:
    graded = ray_rewards.score(ray.data.read_parquet(str(folder)))
    found = pa.concat_tables(plain(ray.get(ref)) for ref in graded.to_arrow_refs())
    same(found, expected)


#: The command, with the paths that this process has.
COMMAND = [sys.executable, "-m", "agent_tunix.rewards.cli", "score"]


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their names."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_gives_the_same_on_ray(folder: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for out, options in ((here, []), (there, ["--engine", "ray"])):
        subprocess.run([*COMMAND, str(folder), "--out", str(out), "--quiet", *options], check=True, timeout=300)
    assert set(outputs(here)) == {"0.parquet", "1.parquet", "2.parquet", "3.parquet", "manifest.json"}
    for name in outputs(here).keys() - {"manifest.json"}:
        assert pq.read_table(there / name).equals(pq.read_table(here / name))
    told, expected = (json.loads(outputs(out)["manifest.json"]) for out in (there, here))
    assert told == expected
    # What one engine has finished the other one skips.
    done = subprocess.run([*COMMAND, str(folder), "--out", str(there)], capture_output=True, text=True, check=True)
    assert "skipped: 4 files" in done.stdout


def find_workers(above: int) -> list[int]:
    """Return the processes of Ray's that work on a task, below another process."""
    shown = subprocess.check_output(["ps", "-eo", "pid=,ppid=,args="], text=True).splitlines()
    rows = [line.split(maxsplit=2) for line in shown]
    parents = {int(process): int(parent) for process, parent, *_ in rows}

    def below(process: int) -> bool:
        return process == above or (process in parents and below(parents[process]))

    # Ray's own agents have names with `ray::` as well: it does not live on without them.
    tasks = [int(process) for process, _, *name in rows if name and name[0].startswith("ray::Map")]
    return [process for process in tasks if below(process)]


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    rows = [{"id": n, "response": f"Let me see. The answer is {n}.", "answer": str(n)} for n in range(100_000)]
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / "in" / f"{number}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out"
    process = subprocess.Popen([*COMMAND, str(tmp_path / "in"), "--out", str(out), "--engine", "ray", "--quiet"])
    killed: list[int] = []
    deadline = time.monotonic() + 120
    while not killed and process.poll() is None and time.monotonic() < deadline:
        # A worker has begun to write.
        if any(out.glob(".*")):
            for worker in find_workers(process.pid)[:1]:
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)
        time.sleep(0.01)
    assert process.wait(timeout=300) == 0
    assert killed
    assert set(outputs(out)) == {*(f"{number}.jsonl" for number in range(4)), "manifest.json"}
    for number in range(4):
        found = [json.loads(line) for line in (out / f"{number}.jsonl").read_text().splitlines()]
        assert [(row["id"], row["answer_reward"]) for row in found] == [(row["id"], 1.0) for row in rows]


def test_spark(folder: Path, expected: pa.Table, tmp_path: Path) -> None:
    pyspark_sql: Any = pytest.importorskip("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {"spark.ui.enabled": "false", "spark.sql.execution.arrow.maxRecordsPerBatch": "10000"}
    settings["spark.sql.parquet.compression.codec"] = "gzip"
    builder = pyspark_sql.SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        spark_rewards.score(session.read.parquet(str(folder))).write.parquet(str(tmp_path / "out"))
    finally:
        session.stop()
    same(pq.read_table(tmp_path / "out"), expected)


def test_any_split_gives_the_same(rows: pa.Table, expected: pa.Table) -> None:
    pieces = [rows.slice(start, 7_919) for start in range(0, ROWS, 7_919)]
    found = plain(pa.concat_tables([score_table(piece) for piece in pieces]))
    same(found, expected)
    assert set(SCHEMA.names) < set(found.column_names)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--address", "127.0.0.1:1"], "error: --address 127.0.0.1:1: Ray can't be reached there"),
        (["--threads", "1024"], "error: --threads 1024: a task has no more than this machine's"),
        (["--on-invalid", "error"], "error: {folder}/0.parquet, row 7: column 'response' holds null"),
    ],
)
def test_what_is_wrong_on_ray_is_one_line(folder: Path, tmp_path: Path, options: list[str], words: str) -> None:
    command = [*COMMAND, str(folder / "0.parquet"), "--out", str(tmp_path / "out"), "--engine", "ray", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert words.format(folder=folder) in done.stderr
