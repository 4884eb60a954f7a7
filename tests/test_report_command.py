"""The command `report`: what it writes, what it prints, and what it says of mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from tests import runs

from agent_tunix.rewards import RewardAnalysis, analyze
from agent_tunix.rewards.cli.app import program

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "agent_tunix.rewards.cli", "report"]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of parts."""
    folder = tmp_path_factory.mktemp("records")
    table = pa.table(runs.healthy())
    for number in range(2):
        pq.write_table(table.slice(1280 * number, 1280), folder / f"part-test-0-{number:05}.parquet")
    return folder


def run(*arguments: object) -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(program, ["report", *map(str, arguments)])


def refused(*arguments: object) -> str:
    """Run it, and return the one line that it is refused with."""
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_without_out_it_prints_a_summary_and_writes_nothing(records: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, str(records)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100"},
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{records}: 2,560 responses in ")
    assert lines[2].split()[:4] == ["reward", "mean", "deviation", "min"]
    assert [line.split()[0] for line in lines[3:6]] == ["reward", "check_answer", "match_format_exactly"]
    assert "Nothing that calls for a change." in lines
    assert lines[-1] == "add --out report.html for the page"
    assert not list(tmp_path.iterdir())


def test_findings_are_printed(records: Path, tmp_path: Path) -> None:
    accuracies = tmp_path / "held_out.csv"
    accuracies.write_text("step,accuracy\n" + "".join(f"{at},{0.6 - at / 100}\n" for at in range(0, 40, 5)), "utf-8")
    done = run(records, "--held-out", accuracies)
    assert "high: The reward rises, the held-out accuracy falls" in done.output


def test_every_ending_is_written(records: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.html", "a.md", "a.json", "figures")]
    done = run(records, "--title", "My <run>", *(part for path in paths for part in ("--out", path)))
    assert done.exit_code == 0, done.output
    assert "written to" in done.output
    assert "<h1>My &lt;run&gt;</h1>" in paths[0].read_text("utf-8")
    assert paths[1].read_text("utf-8").startswith("# My \\<run\\>\n")
    assert RewardAnalysis.from_dict(json.loads(paths[2].read_text("utf-8"))) == analyze(records)
    assert all(path.suffix == ".png" for path in paths[3].iterdir())
    # Nothing is left of what was written on the way.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.json", "a.md", "figures"]


def test_a_format_without_out_goes_to_standard_output(records: Path) -> None:
    done = run(records, "--format", "json")
    assert RewardAnalysis.from_dict(json.loads(done.stdout)) == analyze(records)
    assert run(records, "--format", "md").stdout.startswith("# What the reward does\n")


def test_a_format_decides_over_an_ending(records: Path, tmp_path: Path) -> None:
    assert run(records, "--format", "md", "--out", tmp_path / "report.txt", "--quiet").output == ""
    assert (tmp_path / "report.txt").read_text("utf-8").startswith("# ")


def test_two_runs_are_compared(records: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.parquet"
    columns = runs.run(np.linspace(0.7, 0.2, 40), seed=1)
    pq.write_table(pa.table(columns | {"run": ["worse"] * len(columns["reward"])}), second)
    done = run(records, second)
    assert done.exit_code == 0, done.output
    rows = {line[:28].strip(): line.split() for line in done.output.splitlines()}
    assert rows["two runs"][-3:] == ["test", "worse", "change"]
    assert rows["finding fall"][-2:] == ["no", "high"]
    end = [float(value) for value in rows["at the end"][3:]]
    assert end[2] == pytest.approx(end[1] - end[0], abs=0.002)
    assert end[2] < -0.2
    page, text, plain = (tmp_path / name for name in ("a.html", "a.md", "a.json"))
    done = run(records, second, "--out", page, "--out", text, "--out", plain, "--quiet")
    assert done.exit_code == 0, done.output
    assert 'id="comparison"' in page.read_text("utf-8")
    assert 'data-plot="reward_of_both"' in page.read_text("utf-8")
    assert "## Two runs" in text.read_text("utf-8")
    assert [found["facts"]["runs"] for found in json.loads(plain.read_text("utf-8"))] == [["test"], ["worse"]]


def test_columns_have_options(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    lines = [f"{at},text {at},{at % 2},{at % 3}\n" for at in range(40)]
    file.write_text("when,said,points,extra\n" + "".join(lines), "utf-8")
    names = ("--response-column", "said", "--reward-column", "points", "--step-column", "when")
    done = run(file, *names, "--component-column", "extra", "--groups", 4, "--format", "json")
    found = RewardAnalysis.from_dict(json.loads(done.stdout))
    assert (found.facts.components, found.facts.groups, found.facts.steps) == (["extra"], 10, 40)
    assert found.reward.mean == 0.5


def test_what_was_left_out_is_told(records: Path, tmp_path: Path) -> None:
    for part in records.iterdir():
        (tmp_path / part.name).write_bytes(part.read_bytes())
    last = max(tmp_path.iterdir())
    last.write_bytes(last.read_bytes()[:-100])
    done = run(tmp_path)
    assert "1,280 responses" in done.output
    assert f"note: {last}" in done.output


def test_mistakes_are_one_line_that_says_what_to_do(records: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine", "utf-8")
    assert "exists; choose another name or pass --overwrite" in refused(records, "--out", there)
    assert there.read_text("utf-8") == "mine"
    assert "the ending '.pdf' is not known; use .html" in refused(records, "--out", tmp_path / "a.pdf")
    assert "make it first" in refused(records, "--out", tmp_path / "no" / "a.html")
    assert "is a folder; name a file" in refused(records, "--format", "md", "--out", tmp_path)
    assert "add --out FOLDER" in refused(records, "--format", "png")
    assert "add --out FILE" in refused(records, "--quiet")
    assert "does not exist" in refused(tmp_path / "nothing")
    assert "no row of the run 'x' to analyse; the runs are test" in refused(records, "--run", "x")
    file = tmp_path / "own.csv"
    file.write_text("response,points\na,1\n", "utf-8")
    assert "error: --reward-column: name the column that holds the rewards, because none is called " in refused(file)
    assert "--reward-column: there is no column 'poits'; there are points" in refused(file, "--reward-column", "poits")
    assert "--component-column: there is no column 'x'" in refused(
        file, "--reward-column", "points", "--component-column", "x"
    )
    assert "--held-out: expected a column 'step'" in refused(records, "--held-out", file)
    file.write_text("", "utf-8")
    assert "own.csv is empty" in refused(file)


def test_overwrite_replaces(records: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.md"
    there.write_text("mine", "utf-8")
    assert run(records, "--out", there, "--overwrite").exit_code == 0
    assert there.read_text("utf-8").startswith("# ")


def test_what_is_missing_is_told_with_its_remedy(
    records: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in [name for name in sys.modules if name.startswith("pyarrow.")]:
        monkeypatch.delitem(sys.modules, name)
    message = refused(records, "--out", tmp_path / "a.md")
    assert "reports need pyarrow: pip install 'agent-tunix-rewards[analysis]'" in message
    assert not list(tmp_path.iterdir())


def test_what_a_model_wrote_steers_no_terminal(tmp_path: Path) -> None:
    answer, name = "\x1b[31m7\u202e", "component/\x1b[2Jform"
    rows = [
        {
            "step": at // 8,
            "prompt": f"{at} + {at}?",
            "response": f"Step {at} by step. The answer is {answer}" if at % 9 else f"The answer is {at}.",
            "truth": str(2 * at),
            "answer": answer if at % 9 else str(at),
            "reason": "wrong_value",
            "reward": float(at % 5 == 0),
            name: float(at % 3),
        }
        for at in range(480)
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    printed = run(file).stdout
    # The finding quotes the answer, so that there is something to be made harmless.
    assert r"\x1b[31m7\u202e” is the answer" in printed
    assert r"\x1b[2Jform" in printed
    markdown = run(file, "--format", "md").stdout
    assert "⟨U+001B⟩" in markdown
    for text in (printed, markdown):
        assert "\x1b" not in text
        assert "\u202e" not in text
