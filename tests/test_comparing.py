"""`compare_graders` and `agent-tunix-rewards compare`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent_tunix.rewards import ArgumentValueError, check_answer
from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.comparing import compare_graders
from agent_tunix.rewards.comparing.comparison import kappa, kind_of_answer
from agent_tunix.rewards.presets.verl import gsm8k

RESPONSES = ["#### 4", "The answer is four.", "#### 5", "I can't tell.", r"\boxed{\frac{1}{2}}"]
TRUTHS = ["4", "4", "4", "4", "1/2"]


def compared(**options: Any) -> Any:
    return compare_graders(check_answer, gsm8k.compute_score, RESPONSES, {"ground_truth": TRUTHS}, **options)


def test_counts_shares_and_examples_say_the_same() -> None:
    found = compared()
    assert (found.a, found.b, found.rows) == ("check_answer", "compute_score", 5)
    assert (found.both, found.only_a, found.only_b, found.neither) == (1, 2, 0, 2)
    assert found.agreement == 0.6
    assert found.kappa == pytest.approx(2 / 7)
    reasons = {each.name: (each.rows, each.only_a, each.only_b) for each in found.reasons}
    assert reasons == {"correct": (3, 2, 0), "wrong_value": (1, 0, 0), "no_answer": (1, 0, 0)}
    assert {each.name: each.only_a for each in found.kinds} == {"whole number": 1, "fraction": 1}
    assert [(each.row, each.accepted_by, each.answer) for each in found.differences] == [
        (1, "check_answer", "four"),
        (4, "check_answer", r"\frac{1}{2}"),
    ]
    assert json.loads(json.dumps(found.to_dict()))["agreement"] == 0.6
    assert "agree on 60.0% of 5 responses" in found.to_markdown()


def test_differences_of_both_directions_are_kept() -> None:
    def refuses(response: str, ground_truth: str) -> float:
        return 1.0 - check_answer(response, ground_truth)

    found = compare_graders(check_answer, refuses, RESPONSES, {"ground_truth": TRUTHS}, examples=2, names=("a", "b"))
    assert found.agreement == 0.0
    assert [each.accepted_by for each in found.differences] == ["a", "b"]
    assert not compared(examples=0).differences


def test_the_threshold_decides_what_is_accepted() -> None:
    def half(response: str) -> float:
        return 0.5

    assert compare_graders(half, half, ["x"], {"ground_truth": ["1"]}).neither == 1
    found = compare_graders(half, half, ["x"], {"ground_truth": ["1"]}, threshold=0.5)
    assert (found.both, found.kappa, found.a, found.b) == (1, None, "half (A)", "half (B)")


def test_misuse() -> None:
    with pytest.raises(ArgumentValueError, match="there is none"):
        compare_graders(check_answer, check_answer, [], {"ground_truth": []})
    with pytest.raises(ArgumentValueError, match="ground_truth"):
        compare_graders(check_answer, check_answer, ["a"], {"answer": ["4"]})


@pytest.mark.parametrize(
    ("latex", "kind"),
    [
        ("0", "whole number"),
        ("-2.5", "decimal"),
        (r"\frac{3}{4}", "fraction"),
        ("B", "letter"),
        (r"\text{Paris}", "words"),
        ("(1, 2)", "list, set or point"),
        ("x = 4", "equation or inequality"),
        (r"\sqrt{2}", "formula"),
    ],
)
def test_kinds(latex: str, kind: str) -> None:
    assert kind_of_answer(latex) == kind


def test_kappa_is_that_of_the_textbook() -> None:
    # Cohen's measure by its definition, in fractions.
    from fractions import Fraction
    from itertools import product

    for both, only_a, only_b, neither in product(range(4), repeat=4):
        rows = both + only_a + only_b + neither
        if not rows:
            continue
        a, b = Fraction(both + only_a, rows), Fraction(both + only_b, rows)
        seen, chance = Fraction(both + neither, rows), a * b + (1 - a) * (1 - b)
        expected = None if chance == 1 else float((seen - chance) / (1 - chance))
        assert kappa(both, only_a, only_b, neither) == expected


def run(*arguments: str) -> Any:
    return CliRunner().invoke(program, ["compare", *arguments])


@pytest.fixture
def rollouts(tmp_path: Path) -> Path:
    path = tmp_path / "rollouts.jsonl"
    rows = [{"response": response, "answer": truth} for response, truth in zip(RESPONSES, TRUTHS, strict=True)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_command_prints_and_writes(rollouts: Path, tmp_path: Path) -> None:
    out = tmp_path / "compared.md"
    done = run("check_answer", "verl-gsm8k", "--data", str(rollouts), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "check_answer and verl-gsm8k agree on 60.0% of 5 responses (Cohen's kappa 0.2857)" in done.output
    assert "whole number" in done.output
    assert "# check\\_answer and verl-gsm8k" in out.read_text()
    run("check_answer", "verl-math", "--data", str(rollouts), "--quiet", "--out", str(tmp_path / "c.json"))
    assert json.loads((tmp_path / "c.json").read_text())["rows"] == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check_answer", "no_such_reward"), "there is no reward 'no_such_reward'"),
        (("check_answer", "nowhere.py:reward"), "there is no such file"),
        (("check_answer", "verl-gsm8k", "--truth-column", "gold"), "gold"),
        (("check_answer", "verl-gsm8k", "--out", "x.txt"), ".md"),
        (("check_answer", "verl-gsm8k", "--quiet"), "--quiet without --out would do nothing"),
    ],
)
def test_the_command_says_what_is_wrong(rollouts: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments, "--data", str(rollouts))
    assert done.exit_code == 2
    assert words in str(done.output) + str(done.exception)


def test_examples_are_filled_up_from_the_direction_that_has_more() -> None:
    responses = ["The answer is 4."] * 3 + ["The answer is 5."] * 2
    columns = {"ground_truth": ["4"] * 5}

    def nothing(response: str, ground_truth: str) -> float:
        return 0.0

    for a, b in ((check_answer, nothing), (nothing, check_answer)):
        counts = [len(compare_graders(a, b, responses, columns, examples=n).differences) for n in range(5)]
        assert counts == [0, 1, 2, 3, 3]
    with pytest.raises(ArgumentValueError, match="examples is -3"):
        compare_graders(check_answer, nothing, responses, columns, examples=-3)


def test_each_acceptable_truth_counts(tmp_path: Path) -> None:
    path = tmp_path / "rollouts.jsonl"
    rows = [
        {"output": "#### 5", "gts": ["4", "5"]},
        {"output": "#### 6", "gts": ["4", 5]},
        {"output": "#### 4", "gts": 4},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "c.json"
    done = run("check_answer", "verl-gsm8k", "--data", str(path), "--out", str(out))
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text())
    assert (found["both"], found["neither"]) == (2, 1)


def test_a_row_that_cannot_be_compared_is_named_with_its_column(tmp_path: Path) -> None:
    path = tmp_path / "rollouts.jsonl"
    path.write_text('{"response": "4", "answer": "4"}\n{"response": "4", "answer": null}\n')
    done = run("check_answer", "verl-gsm8k", "--data", str(path))
    assert (done.exit_code, "line 2: column 'answer' is blank; mend or drop the row" in done.output) == (2, True)


def test_people_count_rows_from_one(rollouts: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.md"
    shown = run("check_answer", "verl-gsm8k", "--data", str(rollouts), "--out", str(out)).output
    assert "| 2 | check\\_answer |" in out.read_text()
    assert any(line.split()[:2] == ["2", "check_answer"] for line in shown.splitlines())
