"""What an audit takes for examples, its report, and the command."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests import planted
from tests.audits import ROWS, found, quick

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    audit,
    check_answer,
    match_format_exactly,
)
from agent_tunix.rewards.auditing import CATEGORIES
from agent_tunix.rewards.auditing.examples import read_examples
from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.trainers import (
    trl,
    verl,
)

# Examples


def rows_with(column: str) -> list[dict[str, Any]]:
    """Return the examples with their truths in another column, which may be nested."""
    outer, _, inner = column.partition(".")
    return [
        {"question": row["prompt"], outer: {inner: row["answer"]} if inner else row["answer"]}
        for row in ROWS
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["ground_truth", "solution", "reward_model.ground_truth", "expected_answer"])
def test_columns_are_guessed(column: str) -> None:
    examples, notes = read_examples(rows_with(column), dict.fromkeys(("truth", "prompt", "response")), 10, 0)
    assert {(each.prompt, each.truth) for each in examples} == {(row["prompt"], row["answer"]) for row in ROWS}
    assert notes == []


def test_guessed_columns_reach_the_reward() -> None:
    report = quick(verl.Reward(check_answer), rows_with("reward_model.ground_truth"))
    assert (report.scale.right, report.findings) == (1.0, [])


def test_truths_of_other_types_and_worked_solutions() -> None:
    rows: list[dict[str, Any]] = [
        {"prompt": "one", "answer": 180},
        {"prompt": "two", "answer": 2.5},
        {"prompt": "three", "answer": "It is 6 * 7 = 42.\n#### 42"},
        {"prompt": [{"role": "user", "content": "four"}], "answer": ["17", "seventeen"]},
        {"prompt": "five", "answer": None},
    ]
    report = audit(trl.Reward(check_answer, on_invalid=None), rows)
    assert report.left_out == ["1 row without a truth, or whose prompt is no text"]
    assert report.findings == []
    assert report.examples == 4


def test_rows_that_are_no_examples_are_left_out() -> None:
    rows: list[dict[str, Any]] = [*ROWS, {"prompt": "no truth"}, {"prompt": 3, "answer": "4"}, {"answer": None}]
    report = quick(planted.plain, rows)
    assert report.left_out[0] == "3 rows without a truth, or whose prompt is no text"
    assert report.examples == 4
    # A column that only few rows have is not guessed, but it may be named.
    with pytest.raises(ArgumentValueError, match="name the column of the truths") as caught:
        quick(planted.plain, [{"prompt": "?"}, {"prompt": "?"}, ROWS[0]])
    assert (caught.value.argument, caught.value.code) == ("truth_column", "missing")
    assert quick(planted.plain, [{"prompt": "?"}, {"prompt": "?"}, ROWS[0]], truth_column="answer").examples == 1
    with pytest.raises(ArgumentValueError, match="there is no column 'gold'") as caught:
        quick(planted.plain, truth_column="gold")
    assert (caught.value.argument, caught.value.code) == ("truth_column", "unknown_column")


def test_an_error_without_words_is_an_error() -> None:
    assert found(quick(planted.raises_the_unspeakable), "exception") == ["UnspeakableError"]


def test_wrong_arguments_are_told() -> None:
    for examples, message in (
        ([], "examples: there are none"),
        ([{"prompt": "x"}], "name the column of the truths"),
        ([{"answer": " "}], "is blank"),
    ):
        with pytest.raises(ArgumentValueError, match=message):
            audit(check_answer, examples)
    with pytest.raises(ArgumentTypeError, match=r"examples\[0\]: expected a dict, got str"):
        audit(check_answer, ["x"])  # type: ignore[list-item]
    with pytest.raises(ArgumentTypeError, match="expected a function or its name, got int"):
        audit(4, ROWS)
    with pytest.raises(ArgumentValueError, match="time_limit"):
        audit(check_answer, ROWS, time_limit=0)
    with pytest.raises(ArgumentValueError, match="limit: expected 1 or more"):
        audit(check_answer, ROWS, limit=0)
    with pytest.raises(ArgumentValueError, match=r"carriers: expected a text with {answer} in it"):
        audit(check_answer, ROWS, carriers=["RESULT"])
    with pytest.raises(ArgumentValueError, match="nothing fills its parameter 'difficulty'"):
        quick(lambda response, answer, difficulty: float(response == answer + difficulty))


def test_the_same_seed_gives_the_same_report() -> None:
    rows = [{"prompt": f"What is {n} * 7?", "answer": str(7 * n)} for n in range(3, 60)]
    one, other = (quick(planted.substring, rows, seed=3) for _ in range(2))
    for report in (one, other):
        report.timing.mean = report.timing.longest = None
    assert one.to_dict() == other.to_dict()
    assert quick(planted.substring, rows, seed=4).findings[0].response != one.findings[0].response


# The report


def test_a_report_is_text_json_and_markdown(tmp_path: Path) -> None:
    report = quick(planted.not_a_number, [*ROWS[:2], {"prompt": "`|` <script>\n# x", "answer": "12"}])
    data = json.loads(report.to_json())
    assert data["findings"][0]["category"] in CATEGORIES
    assert data["version"] == 1
    assert json.loads(json.dumps(report.to_dict(), default=str))["reward"] == "not_a_number"
    text = report.to_markdown()
    assert "| severity | what | name |" in text
    assert "invalid" in str(report)
    report.save(tmp_path / "audit.md")
    assert (tmp_path / "audit.md").read_text("utf-8") == text + "\n"
    report.save(tmp_path / "audit.json")
    with pytest.raises(ArgumentValueError, match=r"\.md or \.json"):
        report.save(tmp_path / "audit.html")


def test_a_row_that_is_not_attacked_may_make_it_raise() -> None:
    """Policies are tried on more rows than attacks are; their findings show the row that they are about."""
    rows = [{"prompt": f"What is {n} + 0?", "answer": str(n)} for n in range(100, 130)]
    report = quick(planted.raises_on_some_truths, rows, limit=2)
    (finding,) = [each for each in report.findings if each.category == "exception"]
    assert int(finding.truth) % 3 == 2
    assert finding.reproduce.endswith(f"answer={finding.truth!r})")
    # The rows that are attacked may also be the ones for which no wrong answer can be made.
    assert quick(planted.substring, [{"prompt": "?", "answer": "\\text{?}"}, *ROWS], limit=1).signature == ["plain"]


def test_errors_of_one_type_are_one_finding() -> None:
    report = quick(planted.quotes_the_text)
    assert found(report, "exception") == ["ValueError", "IndexError"]
    first = next(each for each in report.findings if each.name == "ValueError")
    assert first.text.endswith("other messages came with other texts.")
    assert first.count > 20
    # The report has every message, folded up.
    messages = [each.error for each in report.exceptions]
    assert len(messages) == len(set(messages)) > 20
    assert f"<summary>{len(messages)} messages</summary>" in report.to_markdown()


def test_attacks_of_one_kind_are_one_row_that_opens() -> None:
    report = quick(planted.substring)
    groups = {group.name: group for group in report.groups()}
    assert sum(len(group.findings) for group in groups.values()) == len(report.findings)
    denied = groups["denied"]
    assert denied.title == "denied (40)"
    assert {"denied: supposed in Korean", "denied: asked in Arabic"} <= {each.name for each in denied.findings}
    assert groups["near the truth"].title == "near the truth: half more"
    text = report.to_markdown()
    assert "| high | false-payment | `denied (40)` | 1 | 0 | 4 of 4 |" in text
    assert text.count("denied: ") == 1 + 1 + 39  # the heading, the sentence below it, and what opens
    opened = text.partition("<summary>39 more: denied</summary>")[2].partition("</details>")[0]
    assert "`denied: supposed in Korean`" in opened
    assert opened.count("\n| ") == 39 + 2
    assert str(report).count("denied: ") == 1


def test_the_attack_itself_is_shown() -> None:
    report = quick(planted.substring)
    for finding in report.findings:
        assert finding.response[: finding.lead] == "" or "step by step" in finding.response[: finding.lead]
    (either,) = [each for each in report.findings if each.name == "several answers: one or the other"]
    assert either.response[either.lead :].strip("$.}").endswith(f" or {either.truth}")
    assert not either.response[either.lead :].startswith("Let")


def test_a_finding_says_how_to_repeat_it() -> None:
    report = quick(planted.substring)
    for finding in report.findings:
        if finding.reproduce:
            paid = eval(finding.reproduce, vars(planted))
            assert finding.category == "constant-policy" or paid == finding.pay
    assert sum(bool(finding.reproduce) for finding in report.findings) > 20


def test_what_fails_a_check_is_chosen() -> None:
    report = quick(planted.strict_tag)
    assert not report.passed("false-refusal")
    assert report.passed("hang")
    assert report.passed("never")
    assert not report.passed(["hang", "any"])
    with pytest.raises(ArgumentValueError, match="fail_on: there is no 'refusal'"):
        report.passed("refusal")


# The command


def command(*arguments: object) -> Any:
    return CliRunner().invoke(program, ["audit", *map(str, arguments)])


@pytest.fixture(name="data")
def make_data(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    return path


def test_the_command_tells_by_its_exit_code(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Wide enough for the names of all findings.
    monkeypatch.setenv("COLUMNS", "140")
    clean = command("check_answer", "--data", data)
    assert clean.exit_code == 0
    assert "passed" in clean.stdout
    out = tmp_path / "audit.json"
    failed = command(
        "tests.planted:substring", "--data", data, "--out", out, "--out", tmp_path / "audit.md", "--limit", 2
    )
    assert failed.exit_code == 1
    assert "FAILED" in failed.stdout
    assert re.search(r"several answers \(\d\)", failed.stdout)
    # What is due, what the share of full is and what a number behind a name means is said where it is shown.
    for explained in ("due: what", "share of full: the mean", "so many findings of one kind"):
        assert explained in " ".join(failed.stdout.split())
        assert explained not in clean.stdout or explained.startswith("share")
    assert json.loads(out.read_text("utf-8"))["examples"] == 2
    assert (tmp_path / "audit.md").read_text("utf-8").startswith("# Audit of `substring`")
    assert command("tests.planted:substring", "--data", data, "--fail-on", "hang").exit_code == 0
    quiet = command("tests.planted:substring", "--data", data, "--fail-on", "any", "--quiet")
    assert (quiet.exit_code, quiet.stdout) == (1, "")


def test_the_table_shows_the_attack_at_any_width(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (80, 100, 140):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = command("tests.planted:substring", "--data", data, "--limit", 2).stdout.splitlines()
        (denied,) = [line for line in lines if " denied (40) " in line]
        assert denied.split()[-2] in {"…not", "not"}
        assert denied.startswith("high    false-payment")
        assert max(len(line) for line in lines if line.startswith(("high", "medium", "low", "  "))) <= width
        assert "Let me work it out" not in denied


def test_an_audit_that_fails_has_an_exit_code_of_its_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The module can be imported once; the text that ends the process needs it to be imported again.
    (tmp_path / "once.py").write_text(
        "import os, pathlib\n"
        "mark = pathlib.Path(__file__).with_suffix('.mark')\n"
        "if mark.exists():\n    raise ImportError('not again')\n"
        "mark.touch()\n"
        "def ends(response, answer):\n"
        "    return os._exit(3) if 'boxed' in response else float(answer in response)\n"
    )
    failed = command(f"{tmp_path}/once.py:ends", "--data", data)
    assert (failed.exit_code, failed.stdout, failed.stderr.count("\n")) == (3, "", 1)
    assert "the audit itself failed: RuntimeError: the reward was loaded once" in failed.stderr
    # At first, that is a mistake of the caller.
    assert command(f"{tmp_path}/once.py:ends", "--data", data).exit_code == 2
    # So is an --out that can't be; a report that can't be written after all is not.
    assert command("check_answer", "--data", data, "--out", tmp_path / "no" / "audit.md").exit_code == 2

    def fill_the_disk(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", fill_the_disk)
    failed = command("check_answer", "--data", data, "--out", tmp_path / "audit.md")
    assert failed.exit_code == 3
    assert f"error: {tmp_path}/audit.md: No space left on device" in failed.stderr


def test_the_command_takes_arguments_of_the_reward(data: Path) -> None:
    settings = ("--set", "expected_format=The answer is [NUM].", "--set", "alpha=0.2", "--set", "beta=0.8")
    result = command("combined_reward", "--data", data, *settings)
    assert result.exit_code == 0, result.output
    result = command("tests.planted:plain", "--data", data, "--signature", "verl")
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such_module:x"], "No module named 'no_such_module'"),
        (["check_answer", "--fail-on", "hangs"], "--fail-on: there is no 'hangs'"),
        (["check_answer", "--out", "audit.html"], "use one of .md, .json"),
        (["check_answer", "--set", "alpha"], "--set: expected NAME=VALUE"),
        (["check_answer", "--truth-column", "gold"], "--truth-column: there is no column 'gold'"),
        (["check_answer", "--carrier", "x"], "{answer}"),
    ],
)
def test_mistakes_are_one_line_and_code_two(data: Path, arguments: list[str], message: str) -> None:
    result = command(*arguments, "--data", data)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_command_finds_modules_in_the_folder_that_it_is_run_in(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def half(response, answer):\n    return 0.5 * (answer in response)\n")
    done = subprocess.run(
        [sys.executable, "-m", "agent_tunix.rewards.cli", "audit", "mine:half", "--data", str(data)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "half: 4 examples" in done.stdout


def test_form_rewards_alone_are_told_as_such() -> None:
    report = audit(match_format_exactly, ROWS, options={"expected_format": "The answer is [NUM]."})
    assert found(report, "indifferent") == ["right and wrong"]
    assert report.attacks == 0
