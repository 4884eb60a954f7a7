"""What single trainers ask of a reward beyond its number: options of a configuration, votes, environments, outputs."""

from __future__ import annotations

import asyncio
import functools
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agent_tunix.rewards import as_reward, check_answer, explain_answer, match_format_exactly, weighted_sum
from agent_tunix.rewards.trainers import areal, easyr1, nemo_rl, tunix, verifiers, verl

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


def combine_reward_functions(reward_functions: Any) -> Any:
    """As `nemo_rl/environments/rewards.py` at 7ea279a does."""
    weights = np.array([weight for _, weight in reward_functions])
    weights = weights / np.sum(weights)

    def combined_reward_func(ground_truth: str, response: str) -> tuple[float, bool]:
        found = [function(ground_truth, response) for function, _ in reward_functions]
        right = [each[1] for each in found if each[1] is not None]
        return float(np.sum(np.array([each[0] for each in found]) * weights)), all(right)

    return combined_reward_func


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
def nemo(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand-ins for ray, torch and the modules of NeMo RL at 7ea279a that an environment needs."""
    modules: dict[str, dict[str, Any]] = {
        "ray": {"remote": lambda **_: lambda kind: kind},
        "torch": {"tensor": np.array, "ones": np.ones},
        "nemo_rl": {},
        "nemo_rl.environments": {},
        "nemo_rl.environments.interfaces": {
            "EnvironmentInterface": object, "EnvironmentReturn": SimpleNamespace,
        },
        "nemo_rl.environments.metrics": {
            "calculate_pass_rate_per_prompt": lambda _, right: float(np.mean(right > 0)),
        },
        "nemo_rl.environments.utils": {"register_env": lambda name, path: registered.append((name, path))},
        "nemo_rl.distributed": {},
        "nemo_rl.distributed.ray_actor_environment_registry": {
            "ACTOR_ENVIRONMENT_REGISTRY": {}, "PY_EXECUTABLES": SimpleNamespace(SYSTEM="python"),
        },
    }  # fmt: skip
    registered: list[Any] = []
    for name, content in modules.items():
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)
    return registered


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
