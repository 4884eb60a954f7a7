"""`agent-tunix-rewards score` over many files: folders, patterns, packed files, and going on after an end."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards import get_num_threads, set_num_threads
from agent_tunix.rewards.cli import arrow, readers
from agent_tunix.rewards.cli.app import program

ROWS: list[dict[str, Any]] = [
    {"id": 1, "response": "The answer is 4.", "answer": "4"},
    {"id": 2, "response": "The answer is 9.", "answer": "4"},
    {"id": 3, "response": None, "answer": "4"},
]
REASONS = ["correct", "wrong_value", "not_graded"]
COMMAND = [sys.executable, "-m", "agent_tunix.rewards.cli", "score"]


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(program, ["score", *map(str, arguments)], input=stdin)


def lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def packed(data: bytes, kind: str) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, kind) as stream:
        stream.write(data)
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


def write(path: Path, rows: list[dict[str, Any]] = ROWS, schema: Any = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    suffixes = "".join(path.suffixes)
    table = pa.Table.from_pylist(rows, schema)
    if suffixes == ".parquet":
        pq.write_table(table, path)
    elif suffixes == ".arrow":
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    elif suffixes in {".csv", ".tsv"}:
        mark = "," if suffixes == ".csv" else "\t"
        path.write_text(
            "\n".join(mark.join(str(row[name] or "") for name in rows[0]) for row in [{n: n for n in rows[0]}, *rows])
        )
    elif suffixes == ".json":
        path.write_text(json.dumps(rows))
    elif suffixes.endswith(".gz"):
        path.write_bytes(gzip.compress(lines(rows)))
    elif suffixes.endswith(".zst"):
        path.write_bytes(packed(lines(rows), "zstd"))
    else:
        path.write_bytes(lines(rows))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".json", ".parquet", ".arrow", ".jsonl.gz", ".jsonl.zst"])
def test_every_kind_is_read(tmp_path: Path, ending: str) -> None:
    source = write(tmp_path / "in" / f"rows{ending}")
    done = run(source.parent, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    out = tmp_path / "out" / ("rows.parquet" if ending in {".parquet", ".arrow"} else "rows.jsonl")
    assert [row["reason"] for row in read(out)] == REASONS
    assert {path.name for path in (tmp_path / "out").iterdir()} == {out.name, "manifest.json"}


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_tables_of_text_are_read(tmp_path: Path, ending: str) -> None:
    source = write(tmp_path / f"rows{ending}", ROWS[:2])
    done = run(source, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "wrong_value" in (tmp_path / "out" / "rows.csv").read_text()


def test_folders_and_patterns_keep_the_places(tmp_path: Path) -> None:
    for place in ("a/one.jsonl", "a/deep/two.parquet", "b/one.jsonl", "b/notes.txt", ".hidden.jsonl"):
        write(tmp_path / "in" / place)
    assert run(tmp_path / "in", "--out", tmp_path / "out").exit_code == 0
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert found == ["a/deep/two.parquet", "a/one.jsonl", "b/one.jsonl", "manifest.json"]
    assert run(f"{tmp_path}/in/**/*.jsonl", "--out", tmp_path / "some").exit_code == 0
    found = sorted(str(path.relative_to(tmp_path / "some")) for path in (tmp_path / "some").rglob("*.jsonl"))
    assert found == ["a/one.jsonl", "b/one.jsonl"]


def test_a_second_run_skips_what_is_finished_and_nothing_else(tmp_path: Path) -> None:
    first, second = write(tmp_path / "in" / "a.jsonl"), write(tmp_path / "in" / "b.jsonl")
    out = tmp_path / "out"
    assert "skipped" not in run(tmp_path / "in", "--out", out).stdout
    times = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    again = run(tmp_path / "in", "--out", out)
    assert "skipped: 2 files that an earlier run has finished" in again.stdout
    assert "6 rows" not in again.stdout
    assert "4 rows" in again.stdout
    assert {name: (out / name).stat().st_mtime_ns for name in ("a.jsonl", "b.jsonl")} == {
        name: times[name] for name in ("a.jsonl", "b.jsonl")
    }
    # Another size, other options and an output that is gone are each a reason to score anew.
    write(first, ROWS[:2])
    assert "skipped: 1 file" in run(tmp_path / "in", "--out", out).stdout
    assert len(read(out / "a.jsonl")) == 2
    assert "skipped" not in run(tmp_path / "in", "--out", out, "--partial-credit", 0.25).stdout
    (out / second.name).unlink()
    assert "skipped: 1 file" in run(tmp_path / "in", "--out", out, "--partial-credit", 0.25).stdout


def test_the_totals_are_printed_and_written(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl")
    write(tmp_path / "in" / "b.jsonl", ROWS[:2])
    totals = tmp_path / "totals.json"
    done = run(tmp_path / "in", "--out", tmp_path / "out", "--summary", totals)
    assert "2 files, 4 rows in" in done.stdout
    assert "1 row can't be graded:" in done.stdout
    assert "a.jsonl: 1; the first:" in done.stdout
    found = json.loads(totals.read_text())
    assert (found["rows"], found["not_graded"], found["means"]["answer_reward"]) == (4, 1, 0.5)
    assert found["reasons"] == {"correct": 2, "wrong_value": 2}
    assert set(found["files"]) == {"a.jsonl", "b.jsonl"}
    alone = run(tmp_path / "in" / "b.jsonl", "--summary", totals, "--quiet", "--overwrite")
    assert (alone.exit_code, json.loads(totals.read_text())["rows"]) == (0, 2)


def test_a_place_for_the_totals_is_looked_at_before_any_work(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl")
    kept = write(tmp_path / "kept.json")
    for place, words in ((kept, "exists; choose another name"), (tmp_path / "no" / "x.json", "there is no folder")):
        done = run(tmp_path / "in", "--out", tmp_path / "out", "--summary", place)
        assert (done.exit_code, f"--summary {place}" in done.stderr, words in done.stderr) == (2, True, True)
    assert json.loads(kept.read_text()) == ROWS
    assert not (tmp_path / "out").exists()


def test_the_totals_are_written_though_nobody_reads_what_is_printed(tmp_path: Path) -> None:
    source = write(tmp_path / "in" / "a.jsonl")
    for number, place in enumerate((source, source.parent)):
        totals = tmp_path / f"{number}.json"
        command = [*COMMAND, str(place), "--out", str(tmp_path / f"out{number or '.jsonl'}"), "--summary", str(totals)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.close()
            assert process.wait(timeout=60) == 141
        assert json.loads(totals.read_text())["rows"] == 2


def test_standard_input_and_output(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "-", "--out", "-"], input=lines(ROWS), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["reason"] for line in done.stdout.splitlines()] == REASONS
    assert b"standard input: 2 rows in" in done.stderr
    quiet = subprocess.run(
        [*COMMAND, "-", "--out", "-", "--quiet"], input=lines(ROWS), capture_output=True, check=False
    )
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.jsonl"], "there is no such file or folder"),
        (["in"], "2 files are scored into a folder: give --out DIR"),
        (["in", "--out", "out.jsonl"], "give --out DIR"),
        (["empty", "--out", "out"], "there is no file of rows"),
        (["in/*.csv", "--out", "out"], "there is no file of rows"),
        (["in/a.jsonl", "clash/a.json", "--out", "out"], "would both be written to"),
        (["broken.jsonl.gz", "--out", "out"], "not a gzip file"),
        (["noscheme://x/y.jsonl", "--out", "out"], "noscheme"),
        (["broken.jsonl.zst"], "broken.jsonl.zst: not a zstd file that can be read"),
        (["cut.jsonl.zst", "--out", "out.jsonl"], "cut.jsonl.zst: not a zstd file that can be read"),
        (["wrong", "--out", "out"], "wrong/a.parquet has no column 'response'; give --response-column one of: "),
        (["wrong/b.jsonl", "--out", "out"], "wrong/b.jsonl has no column 'response'"),
        (["wrong", "--out", "out", "--response-column", "text"], "has no column 'text'"),
        (["in", "--out", "out", "--examples", "3"], "--examples shows rows of one file"),
        (["in", "--out", "out", "--address", "auto"], "--address is that of a cluster"),
        (["in", "--out", "out", "--engine", "ray"], "--engine ray needs Ray: pip install"),
        (["in/a.jsonl", "--grading", "foo"], "error: --grading: there is no policy"),
        (["in/a.jsonl", "--sources", "foo"], "error: --sources: there is none of the name"),
    ],
)
def test_what_is_wrong_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "ray", None)
    write(tmp_path / "in" / "a.jsonl")
    write(tmp_path / "in" / "b.jsonl")
    write(tmp_path / "clash" / "a.json")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.jsonl.gz").write_bytes(b"no gzip")
    (tmp_path / "broken.jsonl.zst").write_bytes(b"no zstd")
    (tmp_path / "cut.jsonl.zst").write_bytes(packed(lines(ROWS * 1000), "zstd")[:-20])
    for name in ("a.parquet", "b.jsonl"):
        write(tmp_path / "wrong" / name, [{"respones": "The answer is 4.", "answer": "4"}] * 3)
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("out/*.jsonl")), "nothing was graded"


def test_a_file_among_others_may_have_no_row_that_can_be_graded(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl")
    write(tmp_path / "in" / "b.parquet", [{"response": None, "answer": "4"}, {"response": None, "answer": "5"}])
    (tmp_path / "in" / "c.jsonl").write_text("")
    for what in ("null", "skip"):
        done = run(tmp_path / "in", "--out", tmp_path / what, "--on-invalid", what)
        assert (done.exit_code, "3 files, 2 rows" in done.stdout) == (0, True), done.output
        assert "b.parquet: 2; the first:" in done.stdout
    assert [row["reason"] for row in read(tmp_path / "null" / "b.parquet")] == ["not_graded"] * 2
    assert read(tmp_path / "skip" / "b.parquet") == read(tmp_path / "skip" / "c.jsonl") == []
    (tmp_path / "in" / "a.jsonl").unlink()
    done = run(tmp_path / "in", "--out", tmp_path / "none")
    assert (done.exit_code, "2 files: there are no rows that can be graded; the first: " in done.stderr) == (2, True)


def test_a_folder_may_have_a_dot_in_its_name(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl")
    write(tmp_path / "in" / "b.jsonl")
    assert run(tmp_path / "in", "--out", tmp_path / "out.v1").exit_code == 0
    assert len(read(tmp_path / "out.v1" / "a.jsonl")) == 3
    # A name of a file of rows is none of a folder.
    assert "give --out DIR" in run(tmp_path / "in", "--out", tmp_path / "out.jsonl.gz").stderr


def test_a_run_forgets_no_file_of_another_run(tmp_path: Path) -> None:
    write(tmp_path / "one" / "a.jsonl")
    write(tmp_path / "two" / "b.jsonl")
    out = tmp_path / "out"
    for name in ("one", "two"):
        assert run(tmp_path / name, "--out", out).exit_code == 0
    assert set(json.loads((out / "manifest.json").read_text())["files"]) == {"a.jsonl", "b.jsonl"}
    again = run(tmp_path / "one", "--out", out)
    assert (again.exit_code, "skipped: 1 file" in again.stdout) == (0, True)
    # The totals are those of this run.
    assert "1 file, 2 rows" in again.stdout


def test_a_run_that_ends_with_an_error_keeps_what_it_finished(tmp_path: Path) -> None:
    for number in range(20):
        write(tmp_path / "in" / f"{number:02}.jsonl", ROWS[:2])
    bad = tmp_path / "in" / "15.jsonl"
    bad.write_text("{")
    out = tmp_path / "out"
    refused = run(tmp_path / "in", "--out", out)
    assert (refused.exit_code, "15.jsonl, line 1: not valid JSON" in refused.stderr) == (2, True)
    write(bad)
    assert "skipped: 15 files" in run(tmp_path / "in", "--out", out).stdout


def test_another_version_of_the_package_grades_anew(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl")
    out = tmp_path / "out"
    run(tmp_path / "in", "--out", out)
    told = (out / "manifest.json").read_text()
    entry = json.loads(told)["files"]["a.jsonl"]
    (out / "manifest.json").write_text(told.replace(f'"{entry["package"]}"', '"0.0.1"'))
    assert "skipped" not in run(tmp_path / "in", "--out", out).stdout
    (out / "manifest.json").write_text(told.replace('"version": 2', '"version": 1'))
    refused = run(tmp_path / "in", "--out", out)
    assert (refused.exit_code, "has the form 1 of another version" in refused.stderr) == (2, True)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    write(tmp_path / "in" / "deep" / "a.jsonl")
    (tmp_path / "out" / "deep").mkdir(parents=True)
    (tmp_path / "out" / "deep" / ".0123456789ab.unfinished").write_text("half")
    assert run(tmp_path / "in", "--out", tmp_path / "out").exit_code == 0
    assert [path.name for path in (tmp_path / "out" / "deep").iterdir()] == ["a.jsonl"]


def test_a_strange_output_is_kept(tmp_path: Path) -> None:
    source = write(tmp_path / "in" / "a.jsonl")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.jsonl").write_text("precious")
    assert "exists; choose another folder or pass --overwrite" in run(source.parent, "--out", out).stderr
    assert (out / "a.jsonl").read_text() == "precious"
    assert run(source.parent, "--out", out, "--overwrite").exit_code == 0
    (out / "manifest.json").write_text("{")
    assert "no manifest" in run(source.parent, "--out", out).stderr


def test_addresses_are_read_through_fsspec(tmp_path: Path) -> None:
    fsspec: Any = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for name in ("a.jsonl", "deep/b.jsonl.gz"):
        system.pipe(f"/rows/{name}", gzip.compress(lines(ROWS)) if name.endswith(".gz") else lines(ROWS))
    done = run("memory://rows", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert [row["reason"] for row in read(tmp_path / "out" / "deep" / "b.jsonl")] == REASONS
    assert "skipped: 2 files" in run("memory://rows", "--out", tmp_path / "out").stdout
    # The size is the same, the content is not.
    system.pipe("/rows/a.jsonl", lines(ROWS).replace(b"The answer is 9.", b"The answer is 4."))
    assert "skipped: 1 file" in run("memory://rows", "--out", tmp_path / "out").stdout
    assert read(tmp_path / "out" / "a.jsonl")[1]["reason"] == "correct"
    wrong = run("memory://rows/a.jsonl", "--truth-column", "gold")
    assert "error: memory:///rows/a.jsonl has no column 'gold'" in wrong.stderr


def test_a_run_that_is_killed_goes_on_and_loses_at_most_one_file(tmp_path: Path) -> None:
    rows = [
        {"id": n, "response": f"Let me see. {n} is the number. The answer is {n}.", "answer": str(n)}
        for n in range(4000)
    ]
    for number in range(8):
        write(tmp_path / "in" / f"{number}.jsonl", rows)
    out = tmp_path / "out"
    command = [*COMMAND, str(tmp_path / "in"), "--out", str(out)]
    whole: set[str] = set()
    for _ in range(6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        # It is killed when one more file is there.
        while process.poll() is None and time.monotonic() < deadline:
            there = {path.name for path in out.glob("*.jsonl")} if out.exists() else set()
            if len(there) > len(whole):
                break
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        there = {path.name for path in out.glob("*.jsonl")}
        assert all(len(read(out / name)) == len(rows) for name in there)
        assert whole <= there
        whole = there
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir() if not path.name.startswith(".")} == {
        *(f"{number}.jsonl" for number in range(8)), "manifest.json"
    }  # fmt: skip
    assert all(
        [row["answer_reward"] for row in read(out / f"{number}.jsonl")] == [1.0] * len(rows) for number in range(8)
    )


def test_an_output_folder_inside_the_input_is_not_scored_again(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.jsonl")
    for name in (tmp_path / "in", tmp_path / "in" / "**" / "*.jsonl", tmp_path / "in"):
        result = run(name, "--out", tmp_path / "in" / "out")
        assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "in" / "out").iterdir()) == ["a.jsonl", "manifest.json"]


def test_a_folder_is_not_scored_into_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl")
    before = path.read_bytes()
    result = run(tmp_path, "--out", tmp_path, "--overwrite")
    assert (result.exit_code, "over itself" in result.output) == (2, True)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", "{", '{"version": 2, "files": []}', '{"version": 2, "files": {"a": 5}}'],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path / "in" / "a.jsonl")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(text)
    result = run(tmp_path / "in", "--out", tmp_path / "out")
    assert (result.exit_code, "no manifest" in result.output) == (2, True)


def test_one_address_is_scored_into_the_folder_that_is_named(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    path = write(tmp_path / "in" / "a.csv")
    result = run(path.as_uri(), "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "a.csv").is_file()


def test_a_file_that_is_named_twice_is_scored_once(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.jsonl")
    result = run(path, tmp_path / "in" / ".." / "in" / "a.jsonl", "--out", tmp_path / "out")
    assert (result.exit_code, "1 file, " in result.output) == (0, True)


#: Rows of every kind: right, wrong, without an answer, without a response, without a truth that can be used.
MIXED = [
    {"id": number, "response": response and response.format(number % 4), "answer": answer}
    for number, (response, answer) in enumerate(
        (response, answer)
        for response in ("The answer is {}.", r"So \\boxed{{{}}}", "I can't tell.", None)
        for answer in ("0", "1", "2/2", " ", None)
    )
]


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(0, len(MIXED)), max_size=4),
    st.lists(st.sampled_from([".jsonl", ".jsonl.gz", ".json", ".parquet", ".arrow"]), min_size=5, max_size=5),
    st.integers(1, 7),
    st.integers(1, 3),
    st.booleans(),
)
def test_any_split_into_files_batches_and_threads_gives_the_same_rows(
    cuts: list[int], kinds: list[str], rows_of_a_batch: int, threads: int, skip: bool
) -> None:
    options = ["--quiet", "--format", "The answer is [NUM].", "--on-invalid", "skip" if skip else "null"]
    edges = sorted({0, *cuts, len(MIXED)})
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        whole = run(write(folder / "whole.jsonl", MIXED), "--out", folder / "one.jsonl", *options)
        assert whole.exit_code == 0, whole.output
        patch.setattr(arrow, "_BATCH_ROWS", rows_of_a_batch)
        patch.setattr(readers, "CHUNK_ROWS", rows_of_a_batch)
        for number, ((start, end), kind) in enumerate(zip(pairwise(edges), kinds, strict=False)):
            # A column of nulls alone is no column of texts.
            schema = pa.schema([("id", pa.int64()), ("response", pa.string()), ("answer", pa.string())])
            write(folder / "in" / f"{number}{kind}", MIXED[start:end], schema)
        before = get_num_threads()
        totals = folder / "totals.json"
        try:
            done = run(folder / "in", "--out", folder / "out", "--threads", threads, "--summary", totals, *options)
        finally:
            set_num_threads(before)
        assert done.exit_code == 0, done.output
        found = [row for path in sorted((folder / "out").glob("[0-9]*")) for row in read(path)]
        assert found == read(folder / "one.jsonl")
        assert json.loads(totals.read_text())["not_graded"] == 11
