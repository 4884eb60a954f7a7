"""The command line: every error is one line, and nothing is left half-written."""

from __future__ import annotations

import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.command import COMMAND, FORMAT, REASONS, ROWS, SAMPLE, leftovers, read, run, spawn, write

# Errors: one line that says what to do, exit code 2, nothing half-written

ERRORS: dict[str, tuple[str, bytes, list[str], list[str]]] = {
    "missing response column": (
        "in.jsonl",
        b'{"respones": "x", "answer": "4", "id": 1}\n',
        [],
        ["in.jsonl has no column 'response'", "--response-column", "respones, answer, id"],
    ),
    "missing truth column": ("in.csv", b"response,anwser\nx,4\n", [], ["no column 'answer'", "anwser, response"]),
    "missing nested column": (
        "in.jsonl",
        b'{"response": "x", "reward_model": {"ground_truth": "4"}}\n',
        ["--truth-column", "reward_model.groundtruth"],
        ["no column 'reward_model.groundtruth'", "one of: reward_model.ground_truth"],
    ),
    "column missing in one row": (
        "in.jsonl",
        b'{"response": "x", "answer": "4"}\n\n{"response": "x"}\n',
        [],
        ["line 3: has no column 'answer'"],
    ),
    "row that is no JSON": (
        "in.jsonl",
        b'{"response": "x", "answer": "4"}\n{"response": "x", "answer\n',
        [],
        ["in.jsonl, line 2", "not valid JSON", "mend or drop"],
    ),
    "row that is no object": ("in.jsonl", b'[{"response": "x"}]\n', [], ["line 1", "expected a JSON object"]),
    "row that is nested too deeply": ("in.jsonl", b"[" * 200_000 + b"\n", [], ["line 1", "JSON"]),
    "row that is not UTF-8": ("in.jsonl", b'{"response": "\xff"}\n', [], ["line 1", "UTF-8"]),
    "CSV that is not UTF-8": ("in.csv", b"response,answer\n\xff\xfe,4\n", [], ["line", "UTF-8"]),
    "CSV row with too many fields": (
        "in.csv",
        b"response,answer\nx,4\nx, y,4\n",
        [],
        ["in.csv, line 3", "3 fields where the header has 2"],
    ),
    "CSV with an open quote": ("in.csv", b'response,answer\n"x,4\n', [], ["line 2", "not valid CSV"]),
    "CSV with a name twice": ("in.csv", b"response,answer,answer\nx,4,5\n", [], ["answer", "more than once"]),
    "Parquet that is none": ("in.parquet", b"PAR1 but not really", [], ["in.parquet", "not a Parquet file"]),
    "empty file": ("in.jsonl", b"", [], ["in.jsonl is empty"]),
    "file of blank lines": ("in.jsonl", b"\n\n", [], ["has no rows"]),
    "CSV with only a header": ("in.csv", b"response,answer\n", [], ["has no rows"]),
    "unknown ending": ("in.txt", b"x", [], ["'.txt'", ".jsonl", ".parquet"]),
    "blank truth": ("in.csv", b"response,answer\nx,4\nx, \n", [], ["line 3", "'answer' is blank"]),
    "null truth": ("in.jsonl", b'{"response": "x", "answer": null}\n', [], ["line 1", "is blank"]),
    "no truth in a list": ("in.jsonl", b'{"response": "x", "answer": []}\n', [], ["line 1", "empty list"]),
    "truth that is NaN": ("in.jsonl", b'{"response": "x", "answer": NaN}\n', [], ["line 1", "nan"]),
    "truth that is true or false": (
        "in.jsonl",
        b'{"response": "x", "answer": true}\n',
        [],
        ["line 1", "'answer' holds true or false, not text or a number"],
    ),
    "truth that is true among others": (
        "in.jsonl",
        b'{"response": "x", "answer": [4, false]}\n',
        [],
        ["true or false"],
    ),
    "too many threads": (
        "in.jsonl",
        b'{"response": "x", "answer": 4}\n',
        ["--threads", "99999999"],
        ["--threads", "1<=x<=1024"],
    ),
    "no threads": ("in.jsonl", b'{"response": "x", "answer": 4}\n', ["--threads", "0"], ["--threads"]),
    "weight that is NaN": (
        "in.jsonl",
        b'{"response": "x", "answer": 4}\n',
        ["--format", "[NUM]", "--alpha", "nan"],
        ["--alpha", "not a finite number"],
    ),
    "weight that is infinite": (
        "in.jsonl",
        b'{"response": "x", "answer": 4}\n',
        ["--format", "[NUM]", "--beta", "-inf"],
        ["--beta", "not a finite number"],
    ),
    "tolerance that is NaN": (
        "in.jsonl",
        b'{"response": "x", "answer": 4}\n',
        ["--tolerance", "nan"],
        ["finite number"],
    ),
    "weight without a format": (
        "in.jsonl",
        b'{"response": "x", "answer": 4}\n',
        ["--alpha", "0.3"],
        ["--alpha weighs the format", "add --format"],
    ),
    "other weight without a format": (
        "in.jsonl",
        b'{"response": "x", "answer": 4}\n',
        ["--beta", "1"],
        ["--beta weighs"],
    ),
    "truth that is an object": ("in.jsonl", b'{"response": "x", "answer": {"a": 4}}\n', [], ["an object, not text"]),
    "response that is null": ("in.jsonl", b'{"response": null, "answer": 4}\n', [], ["line 1", "null, not text"]),
    "response that is a number": ("in.jsonl", b'{"response": 4, "answer": 4}\n', [], ["line 1", "a number, not text"]),
    "list that is no chat": ("in.jsonl", b'{"response": ["x"], "answer": 4}\n', [], ["line 1", "a list, not text"]),
    "blank format": ("in.jsonl", b'{"response": "x", "answer": 4}\n', ["--format", " "], ["--format", "blank"]),
    "unknown placeholder": ("in.jsonl", b'{"response": "x", "answer": 4}\n', ["--format", "[FOO]"], ["[FOO]", "[NUM]"]),
    "tolerance of one": ("in.jsonl", b'{"response": "x", "answer": 4}\n', ["--tolerance", "1"], ["--tolerance"]),
    "unknown option": ("in.jsonl", b'{"response": "x", "answer": 4}\n', ["--quite"], ["--quite", "--quiet", "--help"]),
    "scores over the response": (
        "in.jsonl",
        b'{"reason": "x", "answer": 4}\n',
        ["--response-column", "reason"],
        ["'reason' would be written over"],
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_one_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    file, content, options, says = ERRORS[name]
    (tmp_path / file).write_bytes(content)
    for target in ("out.jsonl", "out.csv", "out.parquet"):
        result = run("score", tmp_path / file, "--on-invalid", "error", "--out", tmp_path / target, *options)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("error: ")
        assert result.stderr.count("\n") == 1
        for part in says:
            assert part in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_an_error_late_in_a_file_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"response": "The answer is 4.", "answer": 4}\n' * 9000 + "{}\n", "utf-8")
    result = run("score", path, "--on-invalid", "error", "--out", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "line 9001" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_rows_are_nested_as_deep_as_it_goes_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    for depth in (10, *range(950, 1000, 3), 100_000):
        nested = "[" * depth + "]" * depth
        path.write_text(f'{{"response": "The answer is 4.", "answer": 4, "x": {nested}}}\n', "utf-8")
        result = run("score", path, "--out", tmp_path / "out.jsonl", "--overwrite")
        assert result.exit_code == 0 if depth == 10 else result.exit_code in (0, 2)
        assert result.stderr.count("\n") == (1 if result.exit_code else 0)
    assert leftovers(tmp_path) == []


def test_an_out_that_exists_is_kept(tmp_path: Path) -> None:
    path, out = write(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl"
    out.write_text("precious", "utf-8")
    result = run("score", path, "--out", out)
    assert result.exit_code == 2
    assert "choose another name or pass --overwrite" in result.stderr
    assert out.read_text("utf-8") == "precious"
    assert run("score", path, "--out", out, "--overwrite").exit_code == 0
    assert len(read(out)) == len(ROWS)


def test_an_error_with_overwrite_keeps_the_old_file(tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text('{"response": "x", "answer": 4}\n{', "utf-8")
    out.write_text("precious", "utf-8")
    assert run("score", path, "--out", out, "--overwrite").exit_code == 2
    assert out.read_text("utf-8") == "precious"


@pytest.mark.parametrize(
    ("out", "says"),
    [("no/such/out.csv", "no folder"), ("out.xlsx", "'.xlsx'"), (".", "would be written over itself")],
)
def test_an_out_that_can_not_be(tmp_path: Path, out: str, says: str) -> None:
    result = run("score", write(tmp_path / "in.jsonl", ROWS), "--out", tmp_path / out)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_file_that_is_not_there_and_quiet_without_out(tmp_path: Path) -> None:
    assert "there is no such file" in run("score", tmp_path / "none.jsonl").stderr
    assert "add --out" in run("score", write(tmp_path / "in.jsonl", ROWS), "--quiet").stderr


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "in.parquet", ROWS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = run("score", path)
    assert result.exit_code == 2
    assert "install it: pip install pyarrow" in result.stderr
    result = run("score", write(tmp_path / "in.jsonl", ROWS), "--out", tmp_path / "out.parquet")
    assert result.exit_code == 2
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("kind", [".jsonl", ".parquet"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, number: signal.Signals, code: int, kind: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"response": "2 + 2 = 4. The answer is 4.", "answer": 4}\n' * 300_000, "utf-8")
    command = [*COMMAND, "score", str(path), "--out", str(tmp_path / f"out{kind}")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    deadline = time.monotonic() + 60
    while not leftovers(tmp_path) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert output == ""
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_broken_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, "score", str(SAMPLE)]
    result = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False)
    os.close(writer)
    # As a shell says it of a program that the signal ends; 1 is what an audit has found.
    assert (result.returncode, result.stderr) == (141, "")


# Rows that can't be graded

INVALID: list[dict[str, Any]] = [
    {"id": 1, "response": None, "answer": "4"},
    {"id": 2, "response": "The answer is 4.", "answer": "4"},
    {"id": 3, "response": "The answer is 4.", "answer": " "},
    {"id": 4, "response": "The answer is 4.", "answer": "5"},
    {"id": 5, "response": "The answer is 4.", "answer": None},
]


@pytest.mark.parametrize("source", [".jsonl", ".parquet"])
@pytest.mark.parametrize("target", [".jsonl", ".csv", ".parquet"])
def test_invalid_rows_are_skipped_or_null_or_an_error(tmp_path: Path, source: str, target: str) -> None:
    path, out = write(tmp_path / f"in{source}", INVALID), tmp_path / f"out{target}"
    place = "line" if source == ".jsonl" else "row"
    result = run("score", path, "--format", FORMAT, "--out", out, "--on-invalid", "error")
    assert (result.exit_code, leftovers(tmp_path), out.exists()) == (2, [], False)
    assert f"{place} 1: column 'response' holds null" in result.stderr
    result = run("score", path, "--format", FORMAT, "--out", out, "--on-invalid", "skip")
    assert result.exit_code == 0, result.output
    assert [int(row["id"]) for row in read(out)] == [2, 4]
    assert "2 rows in" in result.stdout
    first = f"in{source}, {place} 1: column 'response' holds null"
    assert "left out: 3 rows that can't be graded; the first:" in result.stdout
    assert first in " ".join(result.stdout.split())
    result = run("score", path, "--format", FORMAT, "--out", out, "--overwrite")
    assert result.exit_code == 0, result.output
    assert "without scores: 3 rows that can't be graded" in result.stdout
    assert [(int(row["id"]), row["reason"] or None) for row in read(out)] == [
        (1, "not_graded"), (2, "correct"), (3, "not_graded"), (4, "wrong_value"), (5, "not_graded")
    ]  # fmt: skip
    assert [row["total_reward"] or None for row in read(out)][::2] == [None] * 3
    # The means are those of the rows that were graded.
    assert "answer_reward  0.5000" in result.stdout


def test_lines_that_are_no_rows_are_skipped_but_never_null(tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    path.write_bytes(b'{"response": "The answer is 4.", "answer": 4}\n{"response": \n[]\n"\xff"\n{"answer": 4}\n')
    result = run("score", path, "--on-invalid", "skip", "--out", out)
    assert result.exit_code == 0, result.output
    assert "1 row in" in result.stdout
    assert "left out: 4 rows" in result.stdout
    assert len(read(out)) == 1
    result = run("score", path, "--on-invalid", "null")
    assert result.exit_code == 2
    assert "line 2: not valid JSON" in result.stderr
    table = tmp_path / "in.csv"
    table.write_text("response,answer\nThe answer is 4.,4\nx, y,4\n")
    assert "left out: 1 row that" in run("score", table, "--on-invalid", "skip").stdout
    assert run("score", table, "--on-invalid", "null").exit_code == 2


def test_a_file_without_a_row_that_can_be_graded_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [{"respones": "x", "answer": 4}] * 3)
    for what in ("skip", "null"):
        result = run("score", path, "--on-invalid", what, "--out", tmp_path / "out.jsonl")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "in.jsonl has no column 'response'; give --response-column one of: respones, answer" in result.stderr
    write(tmp_path / "in.jsonl", [{"response": None, "answer": 4}] * 3)
    for what in ("skip", "null"):
        result = run("score", path, "--on-invalid", what, "--out", tmp_path / "out.jsonl")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "no rows that can be graded; the first:" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


# Pipes and full disks


@pytest.mark.parametrize("target", [".jsonl", ".csv", ".parquet"])
@pytest.mark.parametrize("name", ["pipe", "pipe.jsonl", "pipe.csv", "pipe.parquet"])
def test_a_named_pipe_is_read(tmp_path: Path, name: str, target: str) -> None:
    kind = Path(name).suffix or ".jsonl"
    content = write(tmp_path / f"in{kind}", ROWS).read_bytes()
    pipe, out = tmp_path / name, tmp_path / f"out{target}"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    result = run("score", pipe, "--out", out)
    writer.join()
    assert result.exit_code == 0, result.output
    assert [row["reason"] for row in read(out)] == REASONS
    assert result.stdout.startswith(f"{pipe}: 4 rows in")


def test_a_pipe_of_the_shell_is_read_and_errors_name_it(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [*ROWS, {"answer": 4}])
    command = f"{shlex.join(COMMAND)} score <(cat {path}) --on-invalid skip"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"the first: /dev/fd/\d+, line 5: has no column 'response'", " ".join(done.stdout.split()))
    empty = subprocess.run(
        [*COMMAND, "score", "/dev/stdin"], input="", capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (empty.returncode, empty.stderr) == (2, "error: /dev/stdin is empty: it has no rows\n")


@pytest.mark.parametrize("target", [".jsonl", ".csv", ".parquet"])
def test_a_full_disk_names_the_file_and_leaves_nothing(tmp_path: Path, target: str) -> None:
    rows = [{"response": f"{i} " * 50 + "The answer is 4.", "answer": i} for i in range(3000)]
    path, out = write(tmp_path / "in.jsonl", rows), tmp_path / f"out{target}"

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    result = spawn("score", path, "--out", out, preexec_fn=bound)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"error: {out}: File too large\n"
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [*COMMAND, "score", str(SAMPLE)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, "error: standard output: No space left on device\n")
