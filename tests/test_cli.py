"""The command line: every kind of file, every error, and nothing half-written."""

from __future__ import annotations

import csv
import importlib
import json
import os
import pty
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
from click.testing import CliRunner, Result
from rich.cells import cell_len

from agent_tunix.rewards.cli.app import program

SAMPLE = Path(__file__).parent.parent / "examples" / "sample.jsonl"
COMMAND = [sys.executable, "-m", "agent_tunix.rewards.cli"]
# Of the 200 rows of the sample, those that may get less than their notes say.
MOST_MISSED = 5
FORMAT = "The answer is [NUM]."
ROWS: list[dict[str, Any]] = [
    {"id": 1, "response": "2 + 2 = 4. The answer is 4.", "answer": "4"},
    {"id": 2, "response": "The answer is 9.", "answer": "4"},
    {"id": 3, "response": "Die Straße, 日本, and 2 plus 2 equals 4.", "answer": "4"},
    {"id": 4, "response": "no idea", "answer": "4"},
]
REASONS = ["correct", "wrong_value", "correct_not_stated", "no_answer"]
parquet: Any = importlib.import_module("pyarrow.parquet")
arrow: Any = importlib.import_module("pyarrow")


def run(*arguments: object) -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def spawn(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, its output piped."""
    command = COMMAND + [str(argument) for argument in arguments]
    options["env"] = {**os.environ, "COLUMNS": "120", **options.pop("env", {})}
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, **options)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows in the kind of file that the path's ending names."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        parquet.write_table(arrow.Table.from_pylist(rows), path)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """Read rows back."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return rows


def leftovers(folder: Path) -> list[str]:
    """Return the names of temporary files."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


# Every kind of file, in and out


@pytest.mark.parametrize("source", [".jsonl", ".csv", ".parquet"])
@pytest.mark.parametrize("target", [".jsonl", ".csv", ".parquet"])
def test_scores_every_kind_of_file_into_every_kind(tmp_path: Path, source: str, target: str) -> None:
    path, out = write(tmp_path / f"in{source}", ROWS), tmp_path / f"out{target}"
    result = run("score", path, "--format", FORMAT, "--out", out)
    assert result.exit_code == 0, result.output
    rows = read(out)
    assert list(rows[0]) == [*ROWS[0], "format_reward", "answer_reward", "total_reward", "reason", "extracted"]
    assert [row["reason"] for row in rows] == REASONS
    assert [row["response"] for row in rows] == [row["response"] for row in ROWS]
    assert [float(row["format_reward"]) for row in rows] == [1.0, 1.0, 0.5, 0.0]
    assert [float(row["answer_reward"]) for row in rows] == [1.0, 0.0, 0.5, 0.0]
    assert [float(row["total_reward"]) for row in rows] == pytest.approx([1.0, 0.3, 0.5, 0.0])
    assert [row["extracted"] or None for row in rows] == ["4", "9", "4", None]
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("kind", [".jsonl", ".csv", ".parquet"])
def test_without_a_format_the_total_is_the_answer(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"out{kind}"
    result = run("score", write(tmp_path / f"in{kind}", ROWS), "--out", out)
    rows = read(out)
    assert "format_reward" not in rows[0]
    assert "format_reward" not in result.stdout
    assert [row["total_reward"] for row in rows] == [row["answer_reward"] for row in rows]


def test_many_chunks_keep_their_order(tmp_path: Path) -> None:
    rows = [{"id": i, "response": f"The answer is {i}.", "answer": i if i % 3 else i + 1000} for i in range(10_000)]
    for kind in (".jsonl", ".csv", ".parquet"):
        out = tmp_path / f"out{kind}"
        result = run("score", write(tmp_path / f"in{kind}", rows), "--out", out, "--quiet")
        assert (result.exit_code, result.stdout) == (0, "")
        scored = read(out)
        assert [int(row["id"]) for row in scored] == list(range(10_000))
        assert [row["extracted"] for row in scored] == [str(i) for i in range(10_000)]


def test_alpha_and_beta_weigh_the_total(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("score", write(tmp_path / "in.jsonl", ROWS), "--format", FORMAT, "--alpha", 2, "--beta", 10, "--out", out)
    assert [row["total_reward"] for row in read(out)] == [12.0, 2.0, 6.0, 0.0]


def test_the_grading_options_reach_the_grader(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"response": "The answer is 97.", "answer": 100},
        {"response": "The answer is 0.6667.", "answer": "2/3"},
    ]
    path, out = write(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl"
    options = ["--tolerance", 0.01, "--partial-credit", 0.25, "--significant-digits", 4, "--threads", 1, "--out", out]
    assert run("score", path, *options).exit_code == 0
    assert [row["answer_reward"] for row in read(out)] == [0.0, 1.0]
    assert run("score", path, "--partial-credit", 0.25, "--out", out, "--overwrite").exit_code == 0
    assert [row["answer_reward"] for row in read(out)] == [0.25, 0.25]


NEAR = [{"response": f"The answer is {answer}.", "answer": 4, "data_source": source} for answer, source in (
    ("4.1", "TheoremQA"), ("4.1", "openai/gsm8k"), ("4.1", None), ("4", "openai/gsm8k")
)]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [0.5, 0.5, 0.5, 1.0]),
        (["--grading", "physics"], [1.0, 1.0, 1.0, 1.0]),
        (["--grading", "openai/gsm8k"], [0.0, 0.0, 0.0, 1.0]),
        (["--grading", "gsm8k", "--tolerance", 0.1], [0.5, 0.5, 0.5, 1.0]),
        (["--grading", "physics", "--relative-tolerance", 0.01], [0.5, 0.5, 0.5, 1.0]),
        (["--absolute-tolerance", 0.1], [1.0, 1.0, 1.0, 1.0]),
        (["--sources", "boxed, tag"], [0.0, 0.0, 0.0, 0.0]),
        (["--extract", "is (.)"], [1.0, 1.0, 1.0, 1.0]),
        (["--grading-column", "data_source"], [1.0, 0.0, 0.5, 1.0]),
        (["--grading-column", "data_source", "--grading", "math"], [1.0, 0.0, 0.0, 1.0]),
        (["--grading-column", "data_source", "--relative-tolerance", 0.05], [1.0, 1.0, 1.0, 1.0]),
    ],
)
def test_a_policy_grades_a_file(tmp_path: Path, options: list[Any], expected: list[float]) -> None:
    out = tmp_path / "out.jsonl"
    result = run("score", write(tmp_path / "in.jsonl", NEAR), *options, "--out", out)
    assert result.exit_code == 0, result.output
    assert [row["answer_reward"] for row in read(out)] == expected


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--grading", "phisics"], "'physics'"),
        (["--units", "metric"], "lenient"),
        (["--sources", "box"], "boxed"),
        (["--extract", "no group"], "0 groups"),
        (["--relative-tolerance", "1"], "--relative-tolerance"),
        (["--absolute-tolerance", "-1"], "--absolute-tolerance"),
        (["--grading-column", "response"], "line 1"),
        (["--grading-column", "source"], "source"),
    ],
)
def test_a_policy_that_is_none_is_one_line(tmp_path: Path, options: list[str], words: str) -> None:
    result = run("score", write(tmp_path / "in.jsonl", NEAR), *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", [".jsonl", ".parquet"])
def test_nested_columns_and_chat_messages(tmp_path: Path, kind: str) -> None:
    messages = [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "The answer is 4."}]
    rows = [{"data": {"chat": messages}, "reward_model": {"ground_truth": "4", "style": "rule"}}]
    out = tmp_path / f"out{kind}"
    path = write(tmp_path / f"in{kind}", rows)
    columns = ["--response-column", "data.chat", "--truth-column", "reward_model.ground_truth"]
    result = run("score", path, *columns, "--out", out)
    assert result.exit_code == 0, result.output
    assert read(out)[0]["reason"] == "correct"
    assert read(out)[0]["data"] == rows[0]["data"]


def test_truths_may_be_numbers_text_or_several(tmp_path: Path) -> None:
    truths: list[Any] = [4, 4.0, "4", ["four", "4"], [5, 4], "2 + 2 = 4\n#### 4"]
    path = write(tmp_path / "in.jsonl", [{"response": "The answer is 4.", "answer": truth} for truth in truths])
    out = tmp_path / "out.parquet"
    assert run("score", path, "--out", out).exit_code == 0
    assert [row["reason"] for row in read(out)] == ["correct"] * len(truths)


def test_rows_of_different_shapes(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"response": "The answer is 4.", "answer": 4, "meta": {}},
        {"response": "The answer is 4.", "answer": "4", "meta": {"a": 1}, "late": True},
        {"response": "A lone surrogate \ud83d. The answer is 4.", "answer": 4.5},
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    for kind in (".jsonl", ".csv", ".parquet"):
        out = tmp_path / f"out{kind}"
        result = run("score", path, "--out", out)
        assert result.exit_code == 0, result.output
        assert [row["reason"] for row in read(out)][:2] == ["correct"] * 2
    assert read(tmp_path / "out.jsonl")[2]["response"] == rows[2]["response"]
    assert list(read(tmp_path / "out.csv")[0])[:4] == ["response", "answer", "meta", "late"]


def test_scoring_a_scored_file_again_replaces_its_columns(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.parquet", tmp_path / "twice.parquet"
    run("score", write(tmp_path / "in.jsonl", ROWS), "--format", FORMAT, "--out", once)
    refused = run("score", once, "--format", FORMAT, "--out", twice)
    assert refused.exit_code == 2
    assert "row 1: has a column 'format_reward' already; rename it, or pass --replace-columns" in refused.stderr
    assert not twice.exists()
    # Without --out nothing is replaced, and a column of another name is none of the scores'.
    assert run("score", once, "--format", FORMAT).exit_code == 0
    assert run("score", once, "--format", FORMAT, "--out", twice, "--replace-columns").exit_code == 0
    assert read(once) == read(twice)


def test_a_column_that_only_a_late_row_has_is_not_replaced(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [*ROWS, {**ROWS[0], "reason": "mine"}])
    for kind in (".jsonl", ".csv", ".parquet"):
        result = run("score", path, "--out", tmp_path / f"out{kind}")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "line 5: has a column 'reason' already" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


def test_overwriting_the_input_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", ROWS)
    assert run("score", path, "--out", path, "--overwrite").exit_code == 0
    assert [row["reason"] for row in read(path)] == REASONS


def test_long_fields_and_line_breaks_in_csv(tmp_path: Path) -> None:
    response = 'He said "so",\n' + "on and on, " * 50_000 + "\r\nThe answer is 4."
    path, out = write(tmp_path / "in.csv", [{"response": response, "answer": 4}]), tmp_path / "out.csv"
    assert run("score", path, "--out", out).exit_code == 0
    assert [row["response"] for row in read(out)] == [response]


# What is printed


def test_the_summary_counts_means_shares_and_examples(tmp_path: Path) -> None:
    rows = [{"response": f"Well. The answer is {i}.", "answer": "1000"} for i in range(8)] + ROWS
    output = spawn("score", write(tmp_path / "in.jsonl", rows), "--format", FORMAT).stdout
    assert "12 rows" in output
    counts = {line.split()[0]: line.split()[1:] for line in output.splitlines() if line.endswith("%")}
    assert counts == {
        "correct": ["1", "8.3%"],
        "wrong_value": ["9", "75.0%"],
        "correct_not_stated": ["1", "8.3%"],
        "no_answer": ["1", "8.3%"],
    }
    assert "wrong_value: 9, the first 5" in output
    assert "   5  1000   4          Well. The answer is 4." in output
    assert "Well. The answer is 5." not in output
    assert all(line == line.rstrip() for line in output.splitlines())
    assert "\x1b" not in output
    means = {line.split()[0]: line.split()[1] for line in output.splitlines() if "_reward" in line}
    assert means == {"format_reward": "0.8750", "answer_reward": "0.1250", "total_reward": "0.3500"}


def test_examples_can_be_fewer_or_none(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", [ROWS[1]] * 9)
    assert run("score", path, "--examples", 2).stdout.count("The answer is 9.") == 2
    assert "The answer is 9." not in run("score", path, "--examples", 0).stdout


def test_hostile_text_can_not_steer_the_terminal(tmp_path: Path) -> None:
    response = "\x1b[2J\x1b]0;title\x07\u202e[bold]\u200b no idea \x00"
    path = write(tmp_path / "in.jsonl", [{"response": response, "answer": "\x1b[31m4"}])
    output = spawn("score", path).stdout
    assert not set(output) & set("\x1b\x07\x00\u202e\u200b")
    assert "\\x1b[2J" in output
    assert "[bold]" in output


def test_lines_fit_the_width(tmp_path: Path) -> None:
    rows = [{"response": "日本語の長い文章 " * 40 + "The answer is 9.", "answer": "a very long truth " * 9}]
    path = write(tmp_path / "in.jsonl", rows)
    lines = spawn("score", path, env={"COLUMNS": "80"}, cwd=tmp_path).stdout.splitlines()
    assert max(cell_len(line) for line in lines[1:]) <= 80
    assert any(line.endswith("The answer is 9.") for line in lines)


def test_no_progress_and_no_escapes_when_piped() -> None:
    result = spawn("score", SAMPLE)
    assert result.stderr == ""
    assert "\x1b" not in result.stdout


def show_on_terminal(path: Path, *options: str, **environment: str) -> str:
    """Run ``score`` with a terminal as its standard error; return what it shows there."""
    master, slave = pty.openpty()
    values = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    command = [*COMMAND, "score", str(path), *options]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=slave, env=values, timeout=60, check=True)
    os.set_blocking(master, False)
    os.close(slave)
    try:
        return os.read(master, 1 << 20).decode()
    except OSError:
        return ""
    finally:
        os.close(master)


def test_progress_is_shown_on_a_terminal_unless_unwanted() -> None:
    assert "scoring" in show_on_terminal(SAMPLE)
    assert show_on_terminal(SAMPLE, "--no-progress") == ""


def test_sample_scores_as_its_notes_say(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run("score", SAMPLE, "--format", FORMAT, "--out", out)
    rows = read(out)
    assert len(rows) == 200
    wanted = {"right": 1.0, "close": 0.5, "not stated": 0.5, "left to do": 0.5, "wrong": 0.0, "no answer": 0.0}
    missed = [row for row in rows if row["answer_reward"] != wanted[row["note"].partition(":")[0]]]
    # Nothing that is wrong may earn a mark; of what is right, a kind that we can't prove equal yet may miss one.
    assert [row["id"] for row in missed if row["answer_reward"] > wanted[row["note"].partition(":")[0]]] == []
    assert len(missed) <= MOST_MISSED, [(row["id"], row["note"], row["reason"], row["extracted"]) for row in missed]
    for reason in ("correct", "wrong_value", "close", "correct_not_stated", "no_answer", "unfinished_reasoning"):
        assert reason in result.stdout


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


# explain, help, version


def test_explain_marks_the_span() -> None:
    result = spawn("explain", "Let me see.\n2 + 2 = 4. The answer is 5.", "4")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "wrong_value  score 0"
    marked = next(index for index, line in enumerate(lines) if "^" in line)
    start = lines[marked].index("^")
    assert lines[marked - 1][start] == "5"
    assert lines[marked].count("^") == 1


def test_explain_reads_standard_input_and_negative_numbers() -> None:
    assert "correct  score 1" in spawn("explain", "-", "-7", input="So -7 it is. The answer is -7.").stdout
    assert "correct  score 1" in spawn("explain", "-7", "-7").stdout


def test_explain_shows_the_end_of_a_response_without_an_answer() -> None:
    output = spawn("explain", "I do not\x1b[J know", "4").stdout
    assert "no_answer  score 0" in output
    assert "I do not\\x1b[J know" in output


def test_explain_as_json_and_with_a_format() -> None:
    verdict = json.loads(spawn("explain", "The answer is 4.", "4", "--json", "--format", FORMAT).stdout)
    assert (verdict["score"], verdict["reason"], verdict["format_reward"]) == (1.0, "correct", 1.0)
    assert "format   1" in spawn("explain", "The answer is 4.", "4", "--format", FORMAT).stdout


def test_explain_lists_what_took_and_refused_a_statement() -> None:
    response = "<think>5</think>I doubt that the answer is 5. The answer is 4."
    output = spawn("explain", response, "4", "--trace", env={"COLUMNS": "120"}).stdout
    assert "taken off   characters 0 to 16: reasoning" in output
    assert "taken       word" in output
    assert "compared    written" in output
    assert "zone" not in spawn("explain", response, "4").stdout
    verdict = json.loads(spawn("explain", "I doubt that the answer is 4.", "4", "--trace", "--json").stdout)
    assert verdict["trace"]["candidates"][0]["rule"] == "before.denied"
    assert "trace" not in json.loads(spawn("explain", response, "4", "--json").stdout)


def test_explain_keeps_wide_and_long_lines_within_the_width() -> None:
    response = "前" * 200 + " The answer is 4. " + "后" * 200
    lines = spawn("explain", response, "4", env={"COLUMNS": "80"}).stdout.splitlines()
    assert max(map(cell_len, lines)) <= 80


def test_explain_refuses_a_blank_truth() -> None:
    result = run("explain", "4", " ")
    assert result.exit_code == 2
    assert "TRUTH is blank" in result.stderr


def test_help_and_version() -> None:
    assert run("--version").stdout.startswith("agent-tunix-rewards ")
    for command in ("score", "explain", "report", "audit"):
        for flag in ("-h", "--help"):
            result = run(command, flag)
            assert (result.exit_code, result.stderr) == (0, "")
            assert "Examples:" in result.stdout


def test_without_arguments_the_help_is_printed() -> None:
    bare, asked = spawn(), spawn("-h")
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout == asked.stdout
    for command in ("score", "explain", "report", "audit"):
        assert f"  {command} " in bare.stdout
    unknown = run("scor")
    assert (unknown.exit_code, unknown.stdout, unknown.stderr.count("\n")) == (2, "", 1)


def test_no_color_is_respected() -> None:
    assert "\x1b[" in spawn("score", SAMPLE, env={"FORCE_COLOR": "1", "NO_COLOR": ""}).stdout
    assert "\x1b" not in spawn("score", SAMPLE, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout
