"""What a caller may say about a reward beside the reward: components, options, columns and policies of grading."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import numpy as np
import pytest
from tests.hosts import HOSTS

from agent_tunix.rewards import (
    RewardLog,
    as_reward,
    by_task,
    check_answer,
    evaluate_clarity,
    explain_answer,
    linear,
    match_format_exactly,
    vectorized,
    weighted_sum,
)
from agent_tunix.rewards.trainers import easyr1, lm_eval, slime, trl, tunix, verl

pytestmark = pytest.mark.usefixtures("stand_ins")

FORM = "The answer is [NUM]."
RIGHT, CLOSE = "The answer is 4.", "The answer is 4.1."
BOTH = 0.3 * as_reward(match_format_exactly, expected_format=FORM, name="form") + 0.7 * as_reward(check_answer)
OPTIONS = ["1/3", "1/2", "1/4"]


def judge(response: str, ground_truth: str) -> dict[str, Any]:
    found: dict[str, Any] = {"score": check_answer(response, ground_truth), "long": float(len(response) > 16)}
    return found if found["long"] else found | {"bonus": 0.5}


# Components


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("reward", "components", "message"),
    [
        (BOTH, "form", "expected a list of names, got 'form'; the components are: form, check_answer, weighted_sum"),
        (BOTH, ["from"], "there is no 'from'; the components are: form, check_answer, weighted_sum"),
        (BOTH, ["form", "from/x"], "there is no 'from/x'; the components are: "),
        (RewardLog(BOTH), ["from"], "there is no 'from'; the components are: form"),
        (explain_answer, ["reson"], "there is no 'reson'; the components are: reason"),
        (judge, "long", "expected a list of names, got 'long'"),
        (judge, [1], "expected names, got int"),
    ],
)
def test_unknown_components_are_refused(host: str, reward: Any, components: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"components: {message}") as caught:
        HOSTS[host].make(reward, components=components)
    assert caught.value.argument == "components"  # type: ignore[attr-defined]


def test_components_that_no_result_names_are_refused() -> None:
    with pytest.raises(ValueError, match="judge: components: there is no 'lang'; the components are: long, bonus"):
        verl.Reward(judge, components=["lang"])("sums", RIGHT, "4")
    # What some results name is 0.0 in the others, and a failure may name nothing but why.
    some = verl.Reward(judge, components=["long", "bonus"])
    assert some("sums", CLOSE, "4") == {"score": 0.5, "acc": 0.5, "long": 1.0, "bonus": 0.0}
    replies = iter([{"score": 0.0, "error": "no answer"}, {"score": 1.0, "depth": 2}])
    failing = verl.Reward(lambda _: next(replies), name="failing", components=["depth"])
    assert [failing("sums", RIGHT, "4")["depth"] for _ in range(2)] == [0.0, 2.0]


def test_the_parts_of_a_function_inside_are_components() -> None:
    both = weighted_sum({judge: 0.5, check_answer: 0.5})
    reward = verl.Reward(both, components=["judge", "judge/bonus"])
    assert reward("sums", RIGHT, "4") == {"score": 1.0, "acc": 1.0, "judge": 1.0, "judge/bonus": 0.5}
    assert reward("sums", CLOSE, "4")["judge/bonus"] == 0.0
    with pytest.raises(ValueError, match="there is no 'jugde'"):
        verl.Reward(both, components=["jugde"])


@pytest.mark.parametrize("reward", [as_reward(check_answer), BOTH, weighted_sum(check_answer)])
def test_the_rewards_own_name_is_the_score(reward: Any) -> None:
    found = verl.Reward(reward, components=[reward.__name__, "score"])("sums", RIGHT, "4")
    assert found == {"score": 1.0, "acc": 1.0, reward.__name__: 1.0}
    assert asyncio.run(slime.Reward(reward, components=["score"])(None, sample())) == {"score": 1.0}
    named = lm_eval.Reward(reward, name="both", components=["both"])
    assert named({"answer": "4"}, [RIGHT]) == {"both": 1.0}
    assert [each["metric"] for each in named.metric_list] == ["both"]


def test_components_may_be_any_names_once() -> None:
    for names in (["form", "check_answer"], ("form", "check_answer"), iter(["form", "check_answer"])):
        reward = lm_eval.Reward(BOTH, name="both", components=names)
        for same in (reward, pickle.loads(pickle.dumps(reward))):
            assert same({"answer": "4"}, [CLOSE]) == pytest.approx({"both": 0.65, "form": 1.0, "check_answer": 0.5})
            assert [each["metric"] for each in same.metric_list] == ["both", "form", "check_answer"]


def test_a_score_that_is_replaced_is_so_under_each_name() -> None:
    reward = verl.Reward(as_reward(lambda _: None, name="unsure"), components=["unsure"], on_invalid=-1.0)
    assert reward("sums", RIGHT, "4") == {"score": -1.0, "acc": -1.0, "unsure": -1.0}


def test_no_part_stands_in_for_the_score() -> None:
    def odd(response: str) -> dict[str, float]:
        return {"score": 1.0, "overall": 0.25}

    assert easyr1.Reward(odd)({"response": RIGHT}) == {"overall": 1.0}


def sample() -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(prompt="?", response=RIGHT, label="4", metadata={})


# Options


@pytest.mark.parametrize("host", [name for name, host in HOSTS.items() if host.batched])
def test_a_list_is_one_option_for_all_responses(host: str) -> None:
    texts = ["The answer is B.", "The answer is 0.5.", "The answer is C."]
    seen: list[Any] = []

    def look(response: str, words: Any = ()) -> float:
        seen.append(words)
        return float(any(word in response for word in words))

    native, own = as_reward(check_answer), as_reward(look)
    rewards: list[Any] = [
        native,
        weighted_sum(native),
        RewardLog(weighted_sum(native)),
        by_task({"a": native}, column=lambda *_: "a"),
    ]
    for reward in rewards:
        made = HOSTS[host].make(reward, choices=OPTIONS, on_invalid=-1.0)
        assert ask(host, made, texts, ["B"] * 3) == [1.0, 1.0, 0.0]
        # A truth that is none sends the batch another way.
        assert ask(host, made, texts, ["B", " ", "B"]) == [1.0, -1.0, 0.0]
    for reward in (own, weighted_sum(own), by_task({"a": own}, column=lambda *_: "a")):
        for words in (["B", "C", "D"], ("B", "C"), np.array(["B", "C", "D"])):
            seen.clear()
            assert ask(host, HOSTS[host].make(reward, words=words), texts, ["B"] * 3) == [1.0, 0.0, 1.0]
            assert [list(each) for each in seen] == [list(words)] * 3


def ask(host: str, reward: Any, texts: list[str], truths: Any) -> list[Any]:
    found = HOSTS[host].ask(reward, texts, truths, {})
    return [each["score"] if isinstance(each, dict) else each for each in found]


def test_a_column_is_still_one_value_for_each_response() -> None:
    reward = trl.Reward(as_reward(check_answer), columns={"choices": "options"})
    options = [OPTIONS, ["1/2", "1/3"]]
    assert reward([RIGHT.replace("4", "1/2")] * 2, solution=["B", "A"], options=options) == [1.0, 1.0]


# Columns


@pytest.mark.parametrize("host", HOSTS)
def test_columns_for_what_a_reward_object_does_not_take_are_refused(host: str) -> None:
    for reward in (as_reward(check_answer), BOTH, RewardLog(BOTH), by_task({"a": check_answer})):
        with pytest.raises(TypeError, match="no parameter 'tolerence'"):
            HOSTS[host].make(reward, columns={"tolerence": "t"})
    HOSTS[host].make(as_reward(check_answer), columns={"grading": "data_source", "ground_truth": "gold"})


def test_columns_for_what_a_reward_object_takes_are_read() -> None:
    routed = by_task({"a": check_answer, "b": evaluate_clarity})
    assert tunix.Reward(routed, columns={"task": "kind"})(["?"], [RIGHT], answer=["5"], kind=["a"]) == [0.0]
    fading = linear(0.0, 1.0, steps=10) * as_reward(check_answer)
    assert tunix.Reward(fading, columns={"step": "at"})(["?"], [RIGHT], answer=["4"], at=[5]) == [0.5]


# Policies


def test_a_misspelt_policy_is_named_with_what_is_near() -> None:
    for reward in (check_answer, as_reward(check_answer), BOTH):
        made = trl.Reward(reward, grading="gms8k")
        message = r"grading: there is no policy or data source 'gms8k': give one such as 'gsm8k'.* name of a column"
        with pytest.raises(ValueError, match=message) as caught:
            made([RIGHT], solution=["4"])
        assert caught.value.argument == "grading"  # type: ignore[attr-defined]
        # One that is a column is that, also inside another.
        assert made([RIGHT], solution=["4"], gms8k=["gsm8k"])[0] > 0
    inside = trl.Reward(check_answer, grading="info.source")
    assert inside([CLOSE], solution=["4"], info=[{"source": "openai/gsm8k"}]) == [0.0]


def test_grading_of_a_foreign_function_is_its_own() -> None:
    def strict(response: str, ground_truth: str, grading: str = "soft") -> float:
        return {"soft": 0.5, "hard": 1.0}[grading]

    @vectorized
    def all_strict(responses: list[str], grading: str = "soft") -> list[float]:
        return [{"soft": 0.5, "hard": 1.0}[grading]] * len(responses)

    for reward in (strict, all_strict, as_reward(strict), weighted_sum(strict)):
        assert trl.Reward(reward, grading="hard")([RIGHT], solution=["4"]) == [1.0]
