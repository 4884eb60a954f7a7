"""The audit finds each planted fault under its name, a sound reward comes out clean, every calling form is known."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests import planted

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    AuditReport,
    as_reward,
    audit,
    check_answer,
    check_numbers,
    combined_reward,
    match_format_exactly,
)
from agent_tunix.rewards.auditing import CATEGORIES, SIGNATURES
from agent_tunix.rewards.auditing.examples import read_examples
from agent_tunix.rewards.auditing.signatures import FORMS
from agent_tunix.rewards.auditing.worker import Call, Rewards, Setting
from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.presets import tunix as tunix_preset
from agent_tunix.rewards.trainers import (
    areal,
    easyr1,
    ms_swift,
    nemo_rl,
    openrlhf,
    skyrl,
    slime,
    trl,
    tunix,
    verifiers,
    verl,
)

ROWS = [
    {"prompt": "A shop sells 12 boxes of 15 pens. How many pens is that?", "answer": "180"},
    {"prompt": "A bus has 64 seats and 17 of them are free. How many are taken?", "answer": "47"},
    {"prompt": "What is 6 * 7?", "answer": "42"},
    {"prompt": "At midnight it was 6 degrees, and it fell by 15. What is the temperature?", "answer": "-9"},
]
MIXED = [
    *ROWS,
    {"prompt": "What share of a day are 9 hours, as a fraction?", "answer": r"\frac{3}{8}"},
    {"prompt": "Which of these is prime? A) 51 B) 57 C) 59 D) 63", "answer": "C"},
    {"prompt": "How long is one part of a rope of 250 cm that is cut in 8?", "answer": "31.25"},
    {"prompt": "What is the capital of France?", "answer": "Paris"},
    {"prompt": "Expand (x+2)(x-5).", "answer": "x^2-3x-10"},
    {"prompt": "How many litres are sold in a year?", "answer": "12,500"},
]


def found(report: AuditReport, category: str) -> list[str]:
    """Return the names of the findings of one category."""
    return [finding.name for finding in report.findings if finding.category == category]


def quick(reward: Any, rows: Any = ROWS, **arguments: Any) -> AuditReport:
    return audit(reward, rows, **{"limit": 4, "time_limit": 20.0, **arguments})


# What is sound


@pytest.mark.parametrize(
    "reward",
    [
        check_answer,
        as_reward(check_answer, partial_credit=0.0),
        trl.Reward(check_answer),
        "check_answer",
    ],
    ids=["function", "reward", "adapter", "name"],
)
def test_a_sound_reward_comes_out_clean(reward: Any) -> None:
    report = audit(reward, MIXED)
    assert report.findings == []
    assert report.exceptions == []
    assert report.passed("any")
    assert report.attacks > 100
    assert report.honest > 40
    assert (report.paid, report.refused, report.examples) == (0, 0, len(MIXED))
    assert (report.scale.right, report.scale.wrong, report.scale.lowest, report.scale.highest) == (1.0, 0.0, 0.0, 1.0)


def test_form_and_answer_together() -> None:
    report = audit(combined_reward, ROWS, options={"expected_format": "The answer is [NUM]."})
    assert report.passed()
    assert next(form.form for form in report.forms if form.used) == "the answer is"
    assert report.scale.wrong == pytest.approx(0.3)
    # What is out of form costs the form's share and no more.
    assert {finding.severity for finding in report.findings} <= {"low"}


# Planted faults: the reward, the category, a name


@pytest.mark.parametrize(
    ("reward", "faults"),
    [
        (
            planted.substring,
            {"several answers: the truth in a list", "denied: denied in German", "hidden: HTML comment",
             "several answers: many statements, the truth in the middle",
             "repeated: wrong statements around the truth"},
        ),
        (planted.takes_last_number, {"denied: denied in English", "hidden: struck through", "hidden: reasoning alone"}),
        (planted.near, {"near the truth: one more"}),
        (planted.strict_tag, {"formatting: spaces around the answer"}),
        (planted.constant, {"right and wrong"}),
        (planted.noisy, {"the same call twice"}),
        (planted.by_hash, {"another process"}),
        (planted.contrast, {"calls the other way round"}),
        (planted.normalising, {"all in one batch"}),
        (planted.first_of_batch, {"the batch the other way round"}),
        (planted.wrong_length, {"all in one batch"}),
        (planted.raises_on_nul, {"KeyError"}),
        (planted.leaves, {"SystemExit"}),
        (planted.dies, {"exit code 5"}),
        (planted.alarmed, {"outside the main thread"}),
        (planted.not_a_number, {"NaN"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_a_planted_fault_is_found(reward: Callable[..., Any], faults: set[str]) -> None:
    category = {
        "substring": "false-payment", "takes_last_number": "false-payment", "near": "false-payment",
        "strict_tag": "false-refusal", "constant": "indifferent", "noisy": "nondeterminism",
        "by_hash": "nondeterminism",
        "contrast": "order", "normalising": "batch", "first_of_batch": "order", "wrong_length": "batch",
        "raises_on_nul": "exception", "leaves": "exit", "dies": "exit", "alarmed": "threads", "not_a_number": "invalid",
    }[reward.__name__]  # fmt: skip
    report = quick(reward)
    assert faults <= set(found(report, category)), str(report)
    assert not report.passed(category)
    for finding in report.findings:
        assert finding.why
        assert finding.text.endswith(".")
        assert 1 <= finding.count <= finding.tried


def test_code_that_is_evaluated_is_found() -> None:
    report = quick(planted.evaluates, time_limit=0.5, limit=1)
    assert {"left to work out: a sum", "injection: an object equal to all"} <= set(found(report, "false-payment"))
    assert found(report, "exit") == ["exit code 3"]
    assert found(report, "hang") == ["a text"]


def test_what_never_returns_is_left_and_the_rest_goes_on() -> None:
    report = quick(planted.hangs, time_limit=0.3)
    assert found(report, "hang") == ["a text"]
    assert report.findings[0].text == "It was still busy after 0.3 s."
    # The text is 10,000 characters long, what makes it is not.
    assert report.findings[0].reproduce.startswith("hangs('(' * 10000, answer=")
    assert report.paid == 0
    assert set(report.counts()) == {"hang"}


def test_a_reward_that_hangs_on_everything_ends() -> None:
    def asleep(response: str, answer: str) -> float:
        while True:
            pass

    with pytest.raises(ArgumentValueError, match="took longer than the time limit"):
        audit(asleep, ROWS, time_limit=0.05)


def test_what_is_printed_and_left_running_does_no_harm() -> None:
    # How long a call takes depends on what else the machine does.
    assert [finding for finding in quick(planted.loud).findings if finding.category != "slow"] == []


def test_memory_can_be_bounded() -> None:
    def greedy(response: str, answer: str) -> float:
        return len(bytearray(1 << 32)) * 0.0 + planted.equal_at_last(response, answer) if "9**9" in response else (
            planted.equal_at_last(response, answer)
        )  # fmt: skip

    assert found(quick(greedy, memory_limit=3000), "exception") == ["MemoryError"]


# Constant policies


def test_constant_policies_earn_what_they_are_worth() -> None:
    rows = [{"prompt": f"What is {n} + {n}?", "answer": str(2 * n)} for n in (5, 5, 5, 20)]
    rows[1]["prompt"] += "!"
    rows[2]["prompt"] += "?"
    report = audit(check_answer, rows)
    (common,) = [policy for policy in report.policies if "most common" in policy.name]
    assert (common.pay, common.share, common.deserved, common.examples) == (0.75, 0.75, 0.75, 4)
    assert found(report, "constant-policy") == []
    rows = [{"prompt": f"What is it ({n})?", "answer": str(n)} for n in (98, 99, 100, 101, 102)]
    generous = as_reward(check_answer, partial_credit=1.0)
    assert "always 100" in found(audit(generous, rows), "constant-policy")


# Calling forms


def test_expected_numbers_are_a_list() -> None:
    report = quick(check_numbers)
    assert (report.signature, report.scale.right) == (["batch"], 1.0)


@pytest.mark.parametrize(
    ("reward", "signature"),
    [
        (planted.plain, "plain"),
        (planted.default_answer, "plain"),
        (planted.with_metadata, "plain"),
        (check_answer, "batch"),
        (planted.tunix_style, "tunix"),
        (planted.trl_chat_style, "trl-chat"),
        (planted.verl_style, "verl"),
        (planted.openrlhf_style, "openrlhf"),
        (planted.areal_style, "areal"),
        (planted.verifiers_style, "verifiers-chat"),
        (planted.verifiers_task_style, "verifiers-task"),
        (planted.easyr1_style, "easyr1"),
        (planted.slime_style, "slime"),
        (planted.nemo_style, "nemo-rl"),
        (planted.skyrl_style, "skyrl"),
        (planted.task_style, "tunix-task"),
        (planted.Orm(), "ms-swift"),
        ("tests.planted:Orm", "ms-swift"),
        (tunix.Reward(check_answer), "tunix"),
        (tunix.TaskReward(check_answer), "tunix-task"),
        (trl.Reward(check_answer, truth="solution"), "trl"),
        (verl.Reward(check_answer), "verl"),
        (verl.BatchReward(check_answer), "verl-batch"),
        (openrlhf.Reward(check_answer), "openrlhf"),
        (verifiers.Reward(check_answer), "verifiers-chat"),
        (verifiers.TaskReward(check_answer), "verifiers-task"),
        (areal.Reward(check_answer), "areal"),
        (easyr1.Reward(check_answer), "easyr1"),
        (slime.Reward(check_answer), "slime"),
        (ms_swift.Reward(check_answer), "ms-swift"),
        (nemo_rl.Reward(check_answer), "nemo-rl"),
        (nemo_rl.Verifier(check_answer), "nemo-rl-verify"),
        (skyrl.Reward(check_answer), "skyrl"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_each_calling_form_is_recognised(reward: Any, signature: str) -> None:
    """In this process, because a process for each would take long."""
    examples: list[Any] = [(row["prompt"], row["answer"], row) for row in ROWS]
    rewards = Rewards(Setting([reward], pickled=False, signature=None, options={}, examples=examples, path=sys.path[:]))
    right = tuple((at, f"The answer is {row['answer']}.") for at, row in enumerate(ROWS))
    for form in rewards.candidates[0]:
        calls = [Call(((0, form),), (item,)) for item in right]
        calls += [Call(((0, form),), ((at, "The answer is 77777."),)) for at, _ in right]
        if FORMS[form].batch:
            calls.append(Call(((0, form),), right))
        results = [rewards.answer(call)[:2] for call in calls]
        if all(status == "paid" for status, _ in results):
            break
    assert form == signature
    assert [score for _, scores in results for score in scores] == [1.0] * 4 + [0.0] * 4 + [1.0] * 4 * FORMS[form].batch
    assert signature in SIGNATURES
    shown = rewards.show(calls[0], "")
    assert shown.startswith(f"{rewards.names[0]}(")
    assert "180" in shown


@pytest.mark.parametrize(
    ("reward", "signature"),
    [
        (planted.trl_chat_style, "trl-chat"),
        (planted.verifiers_style, "verifiers-chat"),
        ("tests.planted:Orm", "ms-swift"),
        (openrlhf.Reward(check_answer), "openrlhf"),
    ],
    ids=["trl-chat", "verifiers-chat", "ms-swift", "openrlhf"],
)
def test_other_calling_forms_are_audited_alike(reward: Any, signature: str) -> None:
    report = quick(reward)
    assert (report.signature, report.findings, report.scale.right) == ([signature], [], 1.0)


def test_a_signature_can_be_named_and_a_wrong_one_is_told() -> None:
    with pytest.raises(ArgumentValueError, match=r"unclear: it could not be called; tried verl: .*name its signature"):
        quick(planted.unclear)
    with pytest.raises(ArgumentValueError, match=r"tried openrlhf: TypeError: plain\(\) takes 2"):
        quick(planted.plain, signature="openrlhf")
    with pytest.raises(ArgumentValueError, match="there is no 'grpo'; known are: plain, batch"):
        quick(planted.plain, signature="grpo")


def test_several_rewards_are_added_up() -> None:
    rewards = [
        tunix_preset.match_format_exactly, tunix_preset.match_format_approximately, tunix_preset.check_answer,
        tunix_preset.check_numbers,
    ]  # fmt: skip
    report = audit(rewards, ROWS)
    assert report.signature == ["tunix"] * 4
    assert report.reward == "match_format_exactly + match_format_approximately + check_answer + check_numbers"
    assert (report.scale.right, report.scale.highest) == (9.125, 9.5)
    assert [form.form for form in report.forms if form.used] == [
        "reasoning and answer tags", "reasoning and answer tags in a line"
    ]  # fmt: skip
    # The pattern of its last reward knows no sign.
    assert "another value: the other sign" in found(report, "false-payment")


def test_a_form_of_ones_own() -> None:
    def result(response: str, answer: str) -> float:
        return float(f"RESULT[{answer}]" in response)

    assert found(quick(result), "indifferent") == ["right and wrong"]
    report = quick(result, carriers=["RESULT[{answer}]"])
    assert "taken back: corrected to a wrong one" in found(report, "false-payment")
    rows = [{**row, "response": f"It is clear.\nRESULT[{row['answer']}]"} for row in ROWS]
    report = quick(result, rows)
    assert [form.form for form in report.forms if form.used] == ["the data's own responses"]
    assert "several answers: many statements, the truth in the middle" in found(report, "false-payment")


# Where it runs


def test_closures_run_in_a_fork_and_modules_in_an_interpreter_of_their_own() -> None:
    weight = 2.0
    report = quick(lambda response, answer: weight * check_answer(response, answer))
    assert report.process == "a fork of the calling process"
    assert report.scale.right == 2.0
    assert quick(planted.plain).process == "an interpreter of its own"


def test_a_reward_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("TWICE = 2\n")
    file = tmp_path / "json.py"
    file.write_text(
        "from helper import TWICE\n\ndef twice(response, answer):\n    return TWICE * (answer in response)\n"
    )
    report = quick(f"{file}:twice")
    assert (report.reward, report.scale.right) == ("twice", 2.0)
    with pytest.raises(ArgumentValueError, match="has no 'thrice'; it has: twice"):
        quick(f"{file}:thrice")
    file.write_text("import no_such_module\n")
    with pytest.raises(ArgumentValueError, match="No module named 'no_such_module'"):
        quick(f"{file}:twice")
    with pytest.raises(ArgumentValueError, match="there is no such file"):
        quick(f"{tmp_path}/none.py:twice")
    with pytest.raises(ArgumentValueError, match="there is no reward 'chek_answer'; did you mean 'check_answer'"):
        quick("chek_answer")


def test_a_module_that_audits_as_it_is_imported_is_told(tmp_path: Path) -> None:
    file = tmp_path / "careless.py"
    file.write_text(
        "from agent_tunix.rewards import audit\n\n"
        "def half(response, answer):\n    return 0.5 * (answer in response)\n\n"
        f"audit(half, {ROWS!r})\n"
    )
    with pytest.raises(ArgumentValueError, match='put the call under `if __name__ == "__main__":`'):
        quick(f"{file}:half")


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
