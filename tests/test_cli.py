"""The command line: every kind of file, what is printed, explain and help."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.command import COMMAND, FORMAT, REASONS, ROWS, SAMPLE, leftovers, read, run, spawn, write

# Of the 200 rows of the sample, those that may get less than their notes say.
MOST_MISSED = 5


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
