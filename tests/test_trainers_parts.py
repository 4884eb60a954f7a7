"""What rewards return beside the score, and what trainers ask of an adapter."""

from __future__ import annotations

import copy
import functools
import inspect
import pickle
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.hosts import HOSTS, Host, run
from tests.trainer_rewards import GUESSED, KINDS, RIGHT, TEXTS, Always, slow_reward

from agent_tunix.rewards import (
    check_answer,
    explain_answer,
    get_reward_functions,
)
from agent_tunix.rewards.trainers import (
    easyr1,
    ms_swift,
    nemo_rl,
    openrlhf,
    slime,
    trl,
    tunix,
    verifiers,
    verl,
)

pytestmark = pytest.mark.usefixtures("stand_ins")


# Parts


def judge(response: str, ground_truth: str) -> dict[str, Any]:
    found = {"score": check_answer(response, ground_truth), "long": len(response) > 20}
    return found | ({"bonus": 0.5} if "3 times" in response else {})


def test_verl_gets_the_same_keys_for_every_sample() -> None:
    reward = verl.Reward(judge, components=("long", "bonus"))
    assert [reward("sums", text, "15") for text in TEXTS] == [
        {"score": 1.0, "acc": 1.0, "long": 1.0, "bonus": 0.0},
        {"score": 0.5, "acc": 0.5, "long": 0.0, "bonus": 0.0},
        {"score": 0.5, "acc": 0.5, "long": 0.0, "bonus": 0.5},
    ]
    unsure = verl.Reward(explain_answer, on_invalid=0.0)
    assert unsure("sums", RIGHT, "15") == {"score": 1.0, "acc": 1.0, "reason": "correct"}
    assert unsure("sums", RIGHT, "") == {"score": 0.0, "acc": 0.0, "reason": "invalid"}


def test_trl_logs_parts() -> None:
    metrics: dict[str, float] = {}
    columns: dict[str, list[Any]] = {}
    reward = trl.Reward(explain_answer)
    scores = reward(TEXTS, solution=["15"] * 3, log_metric=metrics.__setitem__, log_extra=columns.__setitem__)
    assert scores == [1.0, 0.5, 0.5]
    assert columns == {"explain_answer/reason": ["correct", "close", "correct_not_stated"]}
    assert metrics == {}
    trl.Reward(judge)(TEXTS, solution=["15"] * 3, log_metric=metrics.__setitem__, log_extra=columns.__setitem__)
    assert metrics == {"judge/long": pytest.approx(1 / 3), "judge/bonus": 0.5}
    assert columns["judge/long"] == [1.0, 0.0, 0.0]


def test_openrlhf_and_easyr1_log_numbers() -> None:
    assert openrlhf.Reward(judge)(["?" + GUESSED], ["?"], ["15"]) == {
        "rewards": 0.5,
        "scores": 0.5,
        "extra_logs": {"long": 0.0, "bonus": 0.5},
    }
    assert openrlhf.Reward(judge)(["?" + RIGHT, "?" + GUESSED], ["?"] * 2, ["15"] * 2) == {
        "rewards": [1.0, 0.5],
        "scores": [1.0, 0.5],
        "extra_logs": {"long": [1.0, 0.0], "bonus": [0.0, 0.5]},
    }
    inputs = [{"response": text, "response_length": 1, "ground_truth": "15"} for text in TEXTS]
    assert easyr1.Reward(explain_answer)(inputs) == [{"overall": 1.0}, {"overall": 0.5}, {"overall": 0.5}]
    assert easyr1.Reward(judge)(inputs[0]) == {"overall": 1.0, "long": 1.0}


def test_parts_are_finite() -> None:
    reward = verl.Reward(Always({"score": 1.0, "odd": float("nan")}), name="odd")
    assert reward("sums", RIGHT, "15") == {"score": 1.0, "acc": 1.0, "odd": 0.0}


def test_a_batch_may_return_columns() -> None:
    def columns(responses: list[str]) -> dict[str, Any]:
        return {"score": np.arange(len(responses)), "size": [len(text) for text in responses]}

    assert easyr1.Reward(columns, batched=True)([{"response": "a"}, {"response": "bc"}]) == [
        {"overall": 0.0, "size": 1.0},
        {"overall": 1.0, "size": 2.0},
    ]


# What trainers ask of the object


@KINDS
def test_rewards_have_names_and_pickle(host: Host) -> None:
    for reward in (
        host.make(check_answer, tolerance=0.0),
        host.make(functools.partial(check_answer, tolerance=0.0)),
    ):
        assert reward.__name__ == "check_answer"
        for same in (reward, copy.deepcopy(reward), copy.copy(reward), pickle.loads(pickle.dumps(reward))):
            assert same.__name__ == reward.__name__
            assert inspect.signature(same) == inspect.signature(reward)
            assert [host.one(same, text, "15") for text in TEXTS] == [1.0, 0.0, 0.5]
    assert host.make(check_answer, name="answer").__name__ == "answer"
    assert pickle.loads(pickle.dumps(host.make(check_answer, name="answer"))).__name__ == "answer"
    assert "check_answer" in repr(host.make(check_answer))


@KINDS
def test_rewards_run_in_any_thread(host: Host) -> None:
    reward = host.make(check_answer)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: host.one(reward, TEXTS[at % 3], "15"), range(300)))
    assert found == [1.0, 0.5, 0.5] * 100


def test_tunix_has_nothing_to_inject() -> None:
    # Tunix overwrites parameters that are called like a field of its configuration.
    assert set(inspect.signature(tunix.Reward(check_answer)).parameters) == {"prompts", "completions", "kwargs"}


def test_verifiers_sees_functions_of_one_sample() -> None:
    signature = inspect.signature(verifiers.Reward(check_answer))
    plural = {"states", "prompts", "completions", "answers", "tasks", "infos"}
    assert not plural & set(signature.parameters)
    assert "list" not in str(signature.return_annotation)


@pytest.mark.parametrize("host", [HOSTS[name] for name in ("verifiers rubrics", "verifiers tasks", "slime")])
def test_coroutines_where_the_trainer_waits(host: Host) -> None:
    assert inspect.iscoroutinefunction(type(host.make(check_answer)).__call__)
    assert [host.one(host.make(slow_reward), text, "15") for text in TEXTS] == [1.0, 0.5, 0.5]


def test_a_group_of_slime() -> None:
    samples = [SimpleNamespace(prompt="?", response=text, label="15", metadata={}) for text in TEXTS]
    assert run(slime.Reward(check_answer)(None, samples)) == [1.0, 0.5, 0.5]
    assert run(slime.Reward(judge, components=("long",))(None, samples[0])) == {"score": 1.0, "long": 1.0}


def test_ms_swift_makes_its_rewards_itself() -> None:
    reward = ms_swift.orm(check_answer, name="answer")(args=None)
    assert type(reward).__name__ == "answer"
    assert reward(TEXTS, solution=["15"] * 3, messages=[[]] * 3) == [1.0, 0.5, 0.5]


def test_nemo_rl_says_what_is_right() -> None:
    assert nemo_rl.Reward(check_answer)("15", RIGHT) == (1.0, True)
    assert nemo_rl.Reward(check_answer)("15", GUESSED) == (0.5, False)
    assert nemo_rl.Verifier(check_answer).verify(TEXTS, ["15"] * 3, return_extracted_answer=True) == (
        [1.0, 0.5, 0.5],
        ["15", "16", "15"],
    )


def test_tunix_gets_its_four_rewards() -> None:
    functions = get_reward_functions()
    assert all(inspect.isfunction(function) for function in functions)
    assert functions is not get_reward_functions()
    assert tunix.get_reward_functions() == functions
    completion = "<reasoning>3 * 5</reasoning>\n<answer>15</answer>"
    scores = [f(prompts=["?"], completions=[completion], answer=np.array(["15"]), mode="train") for f in functions]
    assert scores == [[3.0], [2.0], [3.0], [1.5]]
