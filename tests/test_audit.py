"""The audit finds each planted fault under its name, a sound reward comes out clean, every calling form is known."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import planted
from tests.audits import ROWS, found, quick

from agent_tunix.rewards import (
    ArgumentValueError,
    as_reward,
    audit,
    check_answer,
    check_numbers,
    combined_reward,
)
from agent_tunix.rewards.auditing import SIGNATURES
from agent_tunix.rewards.auditing.signatures import FORMS
from agent_tunix.rewards.auditing.worker import Call, Rewards, Setting
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

MIXED = [
    *ROWS,
    {"prompt": "What share of a day are 9 hours, as a fraction?", "answer": r"\frac{3}{8}"},
    {"prompt": "Which of these is prime? A) 51 B) 57 C) 59 D) 63", "answer": "C"},
    {"prompt": "How long is one part of a rope of 250 cm that is cut in 8?", "answer": "31.25"},
    {"prompt": "What is the capital of France?", "answer": "Paris"},
    {"prompt": "Expand (x+2)(x-5).", "answer": "x^2-3x-10"},
    {"prompt": "How many litres are sold in a year?", "answer": "12,500"},
]


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
