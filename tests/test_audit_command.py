"""The command `audit` in the hands of somebody who gets things wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent_tunix.rewards import audit
from agent_tunix.rewards.auditing.report import CATEGORIES
from agent_tunix.rewards.cli.app import program

ROWS = [
    {"question": "What is 2 + 2?", "answer": "4"},
    {"question": "What is 6 * 7?", "answer": "42"},
]
MODULE = """
import os
contains = lambda response, answer: float(answer in response)
def by_name(*, response, answer):
    return float(answer in response)
def the_truth_first(answer, tries, response):
    return float(answer in response)
def nothing(response, answer):
    return None
def broken(response, answer):
    raise RuntimeError("boom")
number = 3
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "audited_by_command.py").write_text(MODULE)
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({**row, "tries": 1}) + "\n" for row in ROWS))
    (tmp_path / "other.jsonl").write_text('{"text": "four"}\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(program, ["audit", *map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check_answer", "--data", "other.jsonl"], "--truth-column: name the column of the truths; there are 'text'"),
        (["check_answer", "--data", "rows.jsonl", "--signature", "x"], "--signature: there is no 'x'; known are: "),
        (["check_answer", "--data", "rows.jsonl", "--carrier", "x"], "--carrier: expected a text with {answer} in it"),
        (["audited_by_command:broken", "--data", "rows.jsonl"], "called in another way, name its signature"),
        (["audited_by_command.py", "--data", "rows.jsonl"], "name the function in it, audited_by_command.py:my_reward"),
        (["no_such_module:x", "--data", "rows.jsonl"], "error: the reward can't be loaded: reward module 'no_such_m"),
        (["audited_by_command:x", "--data", "rows.jsonl"], "it has: broken, by_name, contains, nothing, the_truth_fir"),
        (["nothing_like_it", "--data", "rows.jsonl"], "xml_count. Others are registered"),
        (["check_answer", "--data", "rows.jsonl", "--fail-on", "high"], "--fail-on: there is no 'high'"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_mistakes_are_told_in_the_words_of_the_command(arguments: list[str], message: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert message in found.stderr
    assert found.stderr.count("\n") == 1
    assert "Argument" not in found.stderr


def test_help_says_what_fail_on_takes_and_shows_no_marks() -> None:
    text = run("--help").stdout
    assert "\\b" not in text
    words = text.partition("--fail-on takes:")[2].replace(",", " ").split()
    assert set(CATEGORIES) <= set(words)
    codes = text.partition("The exit code is")[2].splitlines()
    assert [line.split()[0] for line in codes if line.strip()][:4] == ["0", "1", "2", "3"]


@pytest.mark.usefixtures("folder")
def test_a_lambda_is_called_as_it_was_asked_for() -> None:
    found = run("audited_by_command:contains", "--data", "rows.jsonl", "--out", "found.json")
    assert found.exit_code == 1
    assert found.stdout.startswith("contains: 2 examples")
    report = json.loads(Path("found.json").read_text())
    assert report["findings"][0]["reproduce"].startswith("contains(")


@pytest.mark.parametrize("name", ["by_name", "the_truth_first"])
@pytest.mark.usefixtures("folder")
def test_the_response_goes_to_the_parameter_of_its_name(name: str) -> None:
    report = audit(f"audited_by_command:{name}", [{**row, "tries": 1} for row in ROWS])
    assert report.signature == ["plain"]
    assert next(form.right for form in report.forms if form.used) == 1.0
    assert "response=" in report.findings[0].reproduce


@pytest.mark.usefixtures("folder")
def test_no_more_is_found_than_was_tried() -> None:
    report = audit("audited_by_command:nothing", ROWS)
    (invalid,) = [finding for finding in report.findings if finding.category == "invalid"]
    assert invalid.name == "None"
    # Whatever it was graded, it was None; what was graded again is one response.
    assert invalid.count == invalid.tried > 100
