"""The answers that adapters report are read as the reward reads them: by its grading, and with its choices."""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import Any

import pytest
from tests.stand_ins import Install, stand_in_for_nemo_rl, stand_in_for_rllm

from agent_tunix.rewards import Grading, RewardLog, as_reward, check_answer, evaluate_clarity, weighted_sum
from agent_tunix.rewards.trainers import dspy, nemo_rl, rllm, verl

#: Only a box counts, though another answer is stated behind it.
TEXT = r"So it is \boxed{4}. The answer is 5."
BOXED = Grading(sources=("boxed",))
#: Rewards with that policy as an option of the function, of the reward object, or inside another.
REWARDS: dict[str, Any] = {
    "partial": functools.partial(check_answer, grading=BOXED),
    "object": as_reward(check_answer, grading=BOXED),
    "sum": 0.5 * as_reward(evaluate_clarity) + 0.5 * as_reward(check_answer, grading=BOXED),
    "log": RewardLog(as_reward(check_answer, grading=BOXED)),
}
GIVEN: dict[str, tuple[Any, dict[str, Any]]] = {
    **{name: (reward, {}) for name, reward in REWARDS.items()},
    "option": (check_answer, {"grading": BOXED}),
    "option of an object": (weighted_sum(check_answer, evaluate_clarity), {"grading": BOXED}),
    "policy": (check_answer, {"grading": "competition"}),
    "column": (check_answer, {"grading": "data_source"}),
    "column of an object": (as_reward(check_answer), {"grading": "data_source"}),
}
FORMS = pytest.mark.parametrize("form", GIVEN)


@FORMS
def test_votes(form: str) -> None:
    reward, options = GIVEN[form]
    compute_score = verl.Reward(reward, pred=True, name="answer", **options)
    for _ in range(2):
        assert compute_score("geometry3k", TEXT, "4", {})["pred"] == "4"
    assert verl.Reward(check_answer, pred=True)("geometry3k", TEXT, "4", {})["pred"] == "5"


@FORMS
def test_sentences(form: str) -> None:
    reward, options = GIVEN[form]
    row = {"answer": "7", "data_source": "geometry3k"}
    found = dspy.Reward(reward, name="answer", **options).judge(TEXT, row)
    assert found.answer == "4"
    assert found.sentence.startswith("The answer 4 differs from the truth 7.")


@FORMS
def test_answers_of_rllm_and_nemo_rl(install: Install, form: str) -> None:
    stand_in_for_rllm(install)
    stand_in_for_nemo_rl(install)
    reward, options = GIVEN[form]
    options = {**options, "name": "answer"}
    output = rllm.Reward(reward, **options)({"ground_truth": "4", "data_source": "geometry3k"}, TEXT)
    assert output.metadata["answer"] == "4"
    verified = nemo_rl.Verifier(reward, **options).verify(
        [TEXT, "5"], ["4", "4"], return_extracted_answer=True, data_source=["geometry3k"] * 2
    )
    assert verified[1] == ["4", None]
    environment = nemo_rl.environment(reward, **options)()
    log = [{"role": "user", "content": "?"}, {"role": "assistant", "content": TEXT}]
    stepped = environment.step([log], [{"ground_truth": "4", "data_source": "geometry3k"}], True)
    assert stepped.answers == ["4"]


def test_an_expression_of_the_policy() -> None:
    result = Grading(extract=r"Result: (\S+)")
    text = "The answer is 5. Result: 4"
    assert verl.Reward(check_answer, grading=result, pred=True)("sums", text, "4") == {
        "score": 1.0, "acc": 1.0, "pred": "4",
    }  # fmt: skip
    assert nemo_rl.Verifier(check_answer, grading=result).verify([text], ["4"], True) == ([1.0], ["4"])


@pytest.mark.parametrize(
    "options",
    [
        ["1/3", "1/2", "1/4"],
        {"A": "1/3", "B": "1/2", "C": "1/4"},
        {"label": ["A", "B", "C"], "text": ["1/3", "1/2", "1/4"]},
        "A. 1/3\nB. 1/2\nC. 1/4",
    ],
    ids=str,
)
def test_votes_for_an_option_are_its_letter(options: Any) -> None:
    texts = [
        "The answer is B.",
        "The answer is 0.5.",
        r"\boxed{\frac{1}{2}}",
        "(B) 1/2",
        "The answer is C.",
        "Who knows?",
    ]
    letters = ["B", "B", "B", "B", "C", ""]
    fixed = [
        verl.Reward(check_answer, choices=options, pred=True, on_invalid=0.0),
        verl.Reward(as_reward(check_answer), choices=options, pred=True, on_invalid=0.0),
        verl.Reward(as_reward(check_answer, choices=options), pred=True, on_invalid=0.0),
    ]
    for reward in fixed:
        assert [reward("quiz", text, "B", {})["pred"] for text in texts] == letters
        # A truth that is none changes nothing in what is stated.
        assert [reward("quiz", text, None, {})["pred"] for text in texts] == letters
    column = verl.Reward(check_answer, columns={"choices": "extra_info.options"}, pred=True)
    assert [column("quiz", text, "B", {"options": options})["pred"] for text in texts] == letters
    # An answer that is no option is itself.
    assert column("quiz", "The answer is 9.", "B", {"options": options})["pred"] == "9"


@pytest.mark.parametrize(
    "reward", [check_answer, as_reward(check_answer), weighted_sum(check_answer, evaluate_clarity)]
)
def test_choices_decide_what_is_stated(reward: Any) -> None:
    """A response that is nothing but an option states it, which is no answer to a question without options."""
    options, texts = ["It stays the same.", "It doubles."], ["It doubles.", "Who knows?"]
    named: dict[str, Any] = {"name": "answer", "on_invalid": 0.0}
    fixed, column = {"choices": options}, {"columns": {"choices": "options"}}
    for given, more in ((fixed, {}), (column, {"options": [options] * 2})):
        row = {"answer": "A", **{name: values[0] for name, values in more.items()}}
        found = dspy.Reward(reward, **given, **named).judge(texts[0], row)
        assert found.answer == "It doubles."
        assert found.sentence.startswith("The answer It doubles. differs from the truth A.")
        verified = nemo_rl.Verifier(reward, **given, **named).verify(texts, ["A", "A"], True, **more)
        assert verified[1] == ["It doubles.", None]


def test_a_foreign_function_is_read_without_a_policy() -> None:
    def mine(response: str, ground_truth: str, grading: str = "strict") -> float:
        return check_answer(response, ground_truth)

    assert verl.Reward(mine, grading="lax", pred=True)("sums", "The answer is 4.", "4")["pred"] == "4"
    seen = SimpleNamespace(answer="4")
    assert dspy.Reward(mine, grading="lax").judge("The answer is 4.", vars(seen)).answer == "4"
