"""What single trainers ask of a reward beyond its number: options of a configuration, votes, environments, outputs."""

from __future__ import annotations

import asyncio
import copy
import functools
import pickle
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.stand_ins import Install, combine_reward_functions, stand_in_for_nemo_rl

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    as_reward,
    check_answer,
    explain_answer,
    match_format_exactly,
    weighted_sum,
)
from agent_tunix.rewards.trainers import (
    areal,
    easyr1,
    lighteval,
    lm_eval,
    ms_swift,
    nemo_rl,
    skyrl,
    trl,
    tunix,
    verifiers,
    verl,
)

RIGHT, CLOSE = "The answer is 4.", "The answer is 4.1."
FORM = "The answer is [NUM]."


def count(response: str) -> float:
    return float(len(response))


def ask(response: str, prompt: str) -> float:
    return float(response in prompt)


# Options of a configuration: verl, EasyR1


@pytest.mark.parametrize("reward", [check_answer, as_reward(check_answer)])
def test_the_options_of_a_configuration_are_applied(reward: Any) -> None:
    # verl and EasyR1 give them in every call; verl adds its own where a reward model is served.
    compute_score = verl.Reward(reward)
    served = {"reward_router_address": "http://127.0.0.1:1", "reward_model_tokenizer": None}
    assert compute_score("sums", CLOSE, "4", {}) == 0.5
    for _ in range(2):
        assert compute_score("sums", CLOSE, "4", {}, tolerance=0, **served) == 0.0
        assert compute_score("sums", CLOSE, "4", {}, **served) == 0.5
        assert compute_score("sums", RIGHT, None, {}, tolerance=0, on_invalid=-1.0) == -1.0
    assert verl.BatchReward(reward)(["sums"], [CLOSE], ["4"], [{}], tolerance=0) == [0.0]
    given = {"response": CLOSE, "response_length": 1, "ground_truth": "4"}
    assert functools.partial(easyr1.Reward(reward), tolerance=0)(given) == {"overall": 0.0}
    assert functools.partial(easyr1.Reward(reward), tolerance=0)([given]) == [{"overall": 0.0}]


@pytest.mark.parametrize("reward", [check_answer, as_reward(check_answer)])
def test_unknown_options_of_a_configuration_are_refused(reward: Any) -> None:
    calls: list[Any] = [
        lambda: verl.Reward(reward)("sums", RIGHT, "4", {}, tolerence=0),
        lambda: verl.BatchReward(reward)(["sums"], [RIGHT], ["4"], [{}], tolerence=0),
        lambda: easyr1.Reward(reward)([{"response": RIGHT, "ground_truth": "4"}], tolerence=0),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="no parameter 'tolerence'"):
            call()


def test_what_verl_serves_reaches_a_reward_that_asks_for_it() -> None:
    async def judge(response: str, reward_router_address: str) -> float:
        await asyncio.sleep(0)
        return float(len(response) + len(reward_router_address))

    assert asyncio.run(verl.Reward(judge)("sums", "ab", "4", {}, reward_router_address="xyz")) == 5.0


# The votes of verl


def test_verl_gets_the_answers_that_it_counts_votes_by() -> None:
    reward = verl.Reward(check_answer, pred=True, on_invalid=0.0)
    texts = [RIGHT, "So $x = 4$, thus \\boxed{4}.", "The answer is 5.", "I do not know."]
    found = [reward("sums", text, "4", {}) for text in texts]
    assert [each["pred"] for each in found] == ["4", "4", "5", ""]
    assert [each["score"] for each in found] == [each["acc"] for each in found]
    assert len({tuple(each) for each in found}) == 1
    explained = verl.Reward(explain_answer, pred=True)("sums", RIGHT, "4")
    assert explained == {"score": 1.0, "acc": 1.0, "reason": "correct", "pred": "4"}
    assert reward("sums", RIGHT, "4", {}, tolerance=0)["pred"] == "4"


# Tunix


def test_tunix_takes_a_file_for_verl() -> None:
    # `cli/config.py` of Tunix at c7d8950: `verl_compatible: true`.
    for compute_score in (
        verl.Reward(check_answer),
        verl.Reward(weighted_sum(check_answer)),
        verl.Reward(explain_answer),
    ):
        found = [compute_score(c, gt) for c, gt in zip([RIGHT, CLOSE], np.array(["4", "4"]), strict=True)]
        assert found == [1.0, 0.5]
        assert all(type(score) is float for score in found)


def test_tunix_combines_rewards_of_agents() -> None:
    registry: dict[str, Any] = {
        "answer": tunix.TaskReward(check_answer),
        "explained": tunix.TaskReward(explain_answer),
        "form": tunix.TaskReward(match_format_exactly, expected_format=FORM),
    }

    def combine_rewards(weights: dict[str, float]) -> Any:
        """As `tunix/rl/agentic/rewards/reward.py` at c7d8950 does."""

        def _fn(task: Any, action: str) -> Any:
            total, meta = 0.0, {}
            for name, w in weights.items():
                out = registry[name](task, action)
                total += w * out.reward
                meta.update(out.metadata)
            return total, meta

        return _fn

    found = combine_rewards({"answer": 0.5, "explained": 1.0, "form": 0.25})({"answer": "4"}, CLOSE)
    assert found == (0.5 * 0.5 + 0.5 + 0.25, {"reason": "close"})


def test_tunix_calls_rewards_with_items() -> None:
    # `StandardRLProgram.critique_stage` at c7d8950: `sum(fn(item) for fn in reward_fns)`.
    step = SimpleNamespace(model_response=CLOSE)
    items = [
        SimpleNamespace(traj=SimpleNamespace(task={"answer": "4"}, steps=[step]), metadata={}),
        SimpleNamespace(traj={"task": {"answer": "4"}, "steps": [{"model_response": RIGHT}]}, metadata=None),
        SimpleNamespace(traj=SimpleNamespace(task=None, steps=[]), metadata={"text": RIGHT, "answer": "4"}),
        SimpleNamespace(traj=SimpleNamespace(task={"answer": "4"}, steps=[]), metadata={}),
    ]
    functions = [tunix.TaskReward(check_answer), tunix.TaskReward(match_format_exactly, expected_format=FORM)]
    assert [float(sum(fn(item) for fn in functions)) for item in items] == [1.5, 2.0, 2.0, 0.0]


# NeMo RL


def test_a_reward_without_the_truth_does_not_say_whether_an_answer_is_right() -> None:
    form = nemo_rl.Reward(match_format_exactly, expected_format=FORM)
    assert form("4", "2 + 2 makes 4.") == (0.5, None)
    assert nemo_rl.Reward(count)("4", RIGHT) == (16.0, None)
    assert nemo_rl.Reward(as_reward(match_format_exactly, expected_format=FORM))("4", RIGHT) == (1.0, None)
    both = 0.5 * as_reward(match_format_exactly, expected_format=FORM) + 0.5 * as_reward(check_answer)
    assert nemo_rl.Reward(both)("4", RIGHT) == (1.0, True)
    assert nemo_rl.Reward(both)("5", RIGHT) == (0.5, False)
    assert nemo_rl.Reward(lambda response, **row: float(row["ground_truth"] in response), name="any")("4", RIGHT)[1]
    combined = combine_reward_functions([(nemo_rl.Reward(check_answer), 0.5), (form, 0.5)])
    assert combined("4", "2 + 2 makes 4.") == (0.75 - 0.25, False)
    assert combined("4", "\\boxed{4}") == (0.75, True)


@pytest.fixture
def nemo(install: Install) -> Any:
    return stand_in_for_nemo_rl(install)


LOGS = [
    [{"role": "user", "content": "2 + 2?", "token_ids": [1]}, {"role": "assistant", "content": text, "token_ids": [2]}]
    for text in (RIGHT, CLOSE)
]


def test_an_environment_of_nemo_rl(nemo: Any) -> None:
    environment = nemo_rl.environment(check_answer)({"num_workers": 2})
    metadata = [{"ground_truth": "4", "extracted_answer": None}, {"ground_truth": "4"}]
    found = environment.step(LOGS, metadata, return_extracted_answer=True)
    assert found.rewards.tolist() == [1.0, 0.5]
    assert found.terminateds.tolist() == [1.0, 1.0]
    assert found.answers == ["4", "4.1"]
    assert found.metadata is metadata
    assert found.next_stop_strings == [None, None]
    assert [each["role"] for each in found.observations] == ["environment"] * 2
    batch = {"rewards": np.array([1.0, 1.0]), "is_end": np.array([1.0, 0.0]), "text": None}
    assert environment.global_post_process_and_metrics(batch) == (
        batch,
        {"reward": 0.5, "pass@samples_per_prompt": 0.5},
    )
    nemo_rl.register("sums", "my_environments.SumsEnv")
    assert nemo == [("sums", "my_environments.SumsEnv")]
    registry = sys.modules["nemo_rl.distributed.ray_actor_environment_registry"].ACTOR_ENVIRONMENT_REGISTRY
    assert registry == {"my_environments.SumsEnv": "python"}


@pytest.mark.usefixtures("nemo")
def test_gdpo_gets_the_parts_of_a_reward() -> None:
    both = weighted_sum({as_reward(match_format_exactly, expected_format=FORM, name="form"): 0.3, check_answer: 0.7})
    environment = nemo_rl.environment(both, components=("form", "check_answer"))()
    rewards = environment.step(LOGS, [{"ground_truth": "4"}] * 2).rewards
    assert {name: values.tolist() for name, values in rewards.items()} == {
        "reward/form": [1.0, 1.0],
        "reward/check_answer": [1.0, 0.5],
    }
    ended = {**rewards, "is_end": np.array([1.0, 1.0]), "text": None}
    assert environment.global_post_process_and_metrics(ended)[1]["reward"] == 1.75


# TRL


def test_each_rank_logs_the_components_that_the_caller_named() -> None:
    """TRL up to 1.13 gathers the values of one name after the other, `for name in sorted(self._pending_metrics)` in
    trainer/grpo_trainer.py, and stands still where ranks have other names; since 1.14 it gathers the names first.
    """

    def judge(response: str) -> dict[str, Any]:
        found = {"score": 1.0, "reason": "long", "size": float(len(response)), "rare": None}
        return found if len(response) > 2 else {"score": 0.0, "reason": "short"}

    def log(completions: list[str], **arguments: Any) -> tuple[dict[str, float], dict[str, Any]]:
        metrics: dict[str, float] = {}
        columns: dict[str, Any] = {}
        reward = trl.Reward(judge, **arguments)
        reward(completions, log_metric=metrics.__setitem__, log_extra=columns.__setitem__)
        return metrics, columns

    ranks = [log(texts, components=["size", "rare", "reason"]) for texts in (["abc", "a"], ["a"], ["abcd"])]
    assert [set(metrics) for metrics, _ in ranks] == [{"judge/size", "judge/rare"}] * 3
    assert [set(columns) for _, columns in ranks] == [{"judge/size", "judge/rare", "judge/reason"}] * 3
    assert [metrics["judge/size"] for metrics, _ in ranks] == [1.5, 0.0, 4.0]
    assert [metrics["judge/rare"] for metrics, _ in ranks[:2]] == [0.0, 0.0]
    # What no sample of a rank knows has no mean.
    assert np.isnan(ranks[2][0]["judge/rare"])
    assert ranks[0][1]["judge/reason"] == ["long", "short"]
    # Without components a rank logs what its samples have.
    assert [set(log(texts)[0]) for texts in (["abc", "a"], ["a"])] == [{"judge/size"}, set()]


# ms-swift


class ORM:
    """The base class of ms-swift's rewards, as in `swift/rewards/orm.py` at 3602360."""

    def __call__(self, completions: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def describe(self) -> str:
        return f"an ORM for {type(self).__name__}"


class Halved(ms_swift.Reward, ORM):
    """A class of the user's own."""

    truth_column = "gold"

    def __call__(self, completions: Any, **kwargs: Any) -> Any:
        return [score / 2 for score in super().__call__(completions, **kwargs)]


def test_a_class_derived_from_that_of_ms_swift_stays_one() -> None:
    reward = Halved(check_answer, name="answer")
    for same in (reward, pickle.loads(pickle.dumps(reward)), copy.deepcopy(reward)):
        assert isinstance(same, Halved)
        assert isinstance(same, ORM)
        # ms-swift logs by the name of the class.
        assert type(same).__name__ == "answer"
        assert same.describe() == "an ORM for answer"
        assert same([RIGHT, "5"], gold=["4", "4"]) == [0.5, 0.0]
    assert type(type(reward)(check_answer, name="other")).__name__ == "other"
    assert pickle.loads(pickle.dumps(type(reward)(check_answer, name="other")))([RIGHT], gold=["4"]) == [0.5]
    assert not isinstance(ms_swift.Reward(check_answer), ORM)


# SkyRL


def test_the_prompt_of_skyrl_reaches_a_reward(install: Install) -> None:
    """`generators/skyrl_gym_generator.py` at a956457: `env.init(chat_history)`, then `env.step(action)`."""

    class BaseTextEnv:
        def init(self, prompt: Any) -> tuple[Any, dict[str, Any]]:
            return prompt, {}

    install("skyrl_gym.envs.base_text_env", BaseTextEnv=BaseTextEnv)
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2 + 2 is 4?"}]
    environment = skyrl.environment(ask)({}, {"reward_spec": {"ground_truth": "4"}})
    assert environment.init(chat) == (chat, {})
    assert environment.step("2 + 2")["reward"] == 1.0
    assert environment.step("3 + 3")["reward"] == 0.0
    # A row may have it, where nothing else does.
    assert skyrl.Reward(ask)("2 + 2", {"prompt": "2 + 2 is 4?"}) == 1.0
    assert skyrl.Reward(ask)("2 + 2", {"prompt": "1"}, "2 + 2") == 1.0
    with pytest.raises(ValueError, match="no column 'prompt'"):
        skyrl.Reward(ask)("2 + 2", {})


# Evaluations


def test_evaluations_say_what_is_missing() -> None:
    def doc(*golds: str) -> Any:
        return SimpleNamespace(query="2 + 2?", get_golds=lambda: list(golds), specific=None)

    calls: list[tuple[str, Any]] = [
        ("results", lambda: lm_eval.Reward(check_answer)({"answer": "4"}, [])),
        ("results", lambda: lm_eval.Reward(check_answer)({"answer": "4"}, [[]])),
        ("model_response", lambda: lighteval.Reward(check_answer)(doc("4"), SimpleNamespace(final_text=[]))),
    ]
    for argument, call in calls:
        with pytest.raises(ArgumentValueError, match=f"check_answer: {argument}: .*give at least one") as caught:
            call()
        assert (caught.value.argument, caught.value.code) == (argument, "empty")
    with pytest.raises(ArgumentTypeError, match="component 'reason' is 'correct', and a metric is a number") as refused:
        lm_eval.Reward(explain_answer, components=["reason"])({"answer": "4"}, [RIGHT])
    assert refused.value.argument == "components"
    # A document without a gold choice has no truth.
    with pytest.raises(ArgumentTypeError, match="ground_truth"):
        lighteval.Reward(check_answer)(doc(), SimpleNamespace(final_text=[RIGHT]))
    assert lighteval.Reward(check_answer, on_invalid=0.25)(doc(), SimpleNamespace(final_text=[RIGHT])) == 0.25


def test_all_responses_to_a_document_count() -> None:
    reward = lm_eval.Reward(check_answer)
    for results in ([RIGHT, "5"], [[RIGHT], ["5"]], [[RIGHT, "5"]], [[RIGHT], "5"]):
        assert reward({"answer": "4"}, results) == {"check_answer": 0.5}


# Others


def test_an_agent_of_areal_gives_no_prompt() -> None:
    # `areal/workflow/openai/math_agent.py` at 4aef98d.
    assert areal.Reward(check_answer)(completions=RIGHT, answer="4") == 1.0
    with pytest.raises(ValueError, match="no column 'prompt'"):
        areal.Reward(ask)(completions=RIGHT, answer="4")


def test_a_task_of_verifiers_may_leave_a_reward_out() -> None:
    task, trace = SimpleNamespace(answer=None, prompt="?"), SimpleNamespace(last_reply=RIGHT)
    assert asyncio.run(verifiers.TaskReward(check_answer, on_invalid=None)(task, trace)) is None
    with pytest.raises(ValueError, match="can't leave a sample out"):
        verifiers.Reward(check_answer, on_invalid=None)
