"""Tunix's own reward manager, its command line's way of finding rewards, and a real run of its GRPO learner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
import pyarrow.parquet as pq
import pytest
from flax import nnx
from tunix.cli import config as command_line
from tunix.cli.reward_fn import gsm8k as originals
from tunix.models.llama3 import model as llama
from tunix.rl import reward_manager, rl_cluster
from tunix.rl.agentic.environments import task_environment
from tunix.rl.agentic.rewards import reward as rewards
from tunix.rl.grpo.grpo_learner import GRPOConfig, GRPOLearner
from tunix.rl.rollout.base_rollout import RolloutConfig

from agent_tunix.rewards import RewardLog, check_answer, combined_reward, get_reward_functions, match_format_exactly
from agent_tunix.rewards.trainers import tunix

FORM = "The answer is [NUM]."
COMPLETIONS = ["The answer is 4.", "2 plus 2 equals 4.", "The answer is 5.", ""]
REWARDS = [
    tunix.Reward(check_answer),
    tunix.Reward(match_format_exactly, expected_format=FORM),
    tunix.Reward(combined_reward, name="both", expected_format=FORM),
    tunix.Reward(check_answer, truth="meta.gold", name="nested"),
]


def manage(rewards: Any, **columns: Any) -> dict[str, Any]:
    manager = reward_manager.SequenceRewardManager(rewards, GRPOConfig(num_generations=2))
    length = len(columns["completions"])
    found: dict[str, Any] = manager(prompts=[np.str_("2 + 2?")] * length, mode="train", **columns)
    return found


def test_the_manager_adds_and_logs() -> None:
    found = manage(
        REWARDS,
        completions=COMPLETIONS,
        answer=np.array(["4"] * 4),
        meta=np.array([{"gold": 4}] * 4, dtype=object),
        level=np.arange(4),
        trajectory_ids=["0_0", "0_1", "0_2", "0_3"],
    )
    graded = check_answer(COMPLETIONS, "4")
    form = match_format_exactly(COMPLETIONS, FORM)
    both = combined_reward(COMPLETIONS, "4", FORM)
    assert found["rewards"].tolist() == (graded + form + both + graded).tolist()
    for name, expected in (
        ("check_answer", graded),
        ("match_format_exactly", form),
        ("both", both),
        ("nested", graded),
    ):
        values, combine = found["log_metrics"][f"rewards/{name}"]
        assert values.tolist() == expected.tolist()
        assert combine(values) == expected.mean()


@pytest.mark.parametrize("value", [float("inf"), float("nan"), None])
def test_no_infinity_reaches_the_manager(value: Any) -> None:
    odd = tunix.Reward(lambda response: value, name="odd", on_invalid=0.0)
    assert manage(odd, completions=COMPLETIONS)["rewards"].tolist() == [0.0] * 4


def test_nothing_is_injected() -> None:
    def option(response: str, epsilon: float = 0.5) -> float:
        return epsilon

    assert manage(tunix.Reward(option), completions=COMPLETIONS)["rewards"].tolist() == [0.5] * 4


def test_the_four_rewards_are_those_of_tunix() -> None:
    completions = [
        "<reasoning>2 + 2</reasoning>\n<answer>4</answer>",
        "<reasoning>2 + 2</reasoning><answer>4.2</answer>",
        "<answer>It is 4</answer>",
        "4",
    ]
    columns = {"completions": completions, "answer": np.array(["4"] * 4)}
    theirs = [getattr(originals, function.__name__) for function in get_reward_functions()]
    ours, expected = manage(get_reward_functions(), **columns), manage(theirs, **columns)
    assert ours["rewards"].tolist() == expected["rewards"].tolist()
    assert set(ours["log_metrics"]) == set(expected["log_metrics"])


def test_the_command_line_finds_the_functions_of_a_file() -> None:
    file = Path(__file__).parent.parent / "examples" / "trainers" / "tunix_rewards.py"
    loader = command_line.HyperParameters.__new__(command_line.HyperParameters)
    loader.config = {"reward_functions": [str(file)], "verl_compatible": False}
    found = loader.obtain_reward_fn()
    assert [function.__name__ for function in found] == ["answer", "form"]
    scores = manage(found, completions=["<reasoning>2</reasoning><answer>4</answer>", "4"], answer=np.array(["4", "4"]))
    assert scores["rewards"].tolist() == [2.0, 1.0]


def test_an_environment_of_one_task() -> None:
    environment = task_environment.TaskEnvironment(
        single_example={"question": "2 + 2?", "answer": "4"}, reward_fn=tunix.TaskReward(check_answer)
    )
    environment.reset()
    _, reward, done, _ = environment.step("The answer is 4.")
    assert (reward, done) == (1.0, True)


def test_rewards_of_the_registry_are_combined() -> None:
    rewards.register("our_answer")(tunix.TaskReward(check_answer))
    combined = rewards.combine_rewards({"our_answer": 0.5, "exact_match": 1.0})
    found = combined({"ground_truth": "The answer is 4.", "answer": "4"}, "The answer is 4.")
    assert found.reward == 1.5
    assert found.metadata == {"exact_match": 1.0}


def test_the_command_line_takes_a_file_for_verl(tmp_path: Path) -> None:
    file = tmp_path / "sums.py"
    file.write_text(
        "from agent_tunix.rewards import check_answer\n"
        "from agent_tunix.rewards.trainers import verl\n"
        "compute_score = verl.Reward(check_answer)\n"
    )
    loader = command_line.HyperParameters.__new__(command_line.HyperParameters)
    loader.config = {"reward_functions": [str(file)], "verl_compatible": True}
    truths = {"ground_truth": np.array(["4"] * 4)}
    scores = manage(loader.obtain_reward_fn(), completions=COMPLETIONS, reward_model=truths)["rewards"].tolist()
    assert scores == check_answer(COMPLETIONS, "4").tolist()


class Characters:
    """The smallest tokenizer that Tunix takes."""

    signs = "0123456789+-= "

    def encode(self, text: str, **_: Any) -> list[int]:
        return [3 + self.signs.index(sign) for sign in text]

    def decode(self, ids: Any, **_: Any) -> str:
        return "".join(self.signs[int(each) - 3] for each in ids if 3 <= int(each) < 3 + len(self.signs))

    def pad_id(self) -> int:
        return 0

    def bos_id(self) -> int:
        return 1

    def eos_id(self) -> int:
        return 2


def fives(response: str, prompt: str, metadata: dict[str, Any]) -> float:
    """A reward that random texts get at times: the share of fives."""
    assert prompt.endswith("=")
    assert str(eval(prompt[:-1])) == metadata["answer"]
    return response.count("5") / 4


def batches(steps: int) -> Iterator[dict[str, np.ndarray[Any, Any]]]:
    random = np.random.default_rng(0)
    for _ in range(steps):
        pairs = random.integers(0, 5, (4, 2)).tolist()
        yield {
            "prompts": np.array([f"{a}+{b}=" for a, b in pairs]),
            "answer": np.array([str(a + b) for a, b in pairs]),
            "sums": np.array([a + b for a, b in pairs]),
        }


def train(
    rewards: list[Callable[..., Any]], steps: int, metrics: Sequence[Callable[..., Any]] = ()
) -> list[tuple[str, dict[str, Any]]]:
    tokenizer = Characters()
    shape = llama.ModelConfig(
        num_layers=1, vocab_size=3 + len(tokenizer.signs), embed_dim=32, hidden_dim=64, num_heads=2, head_dim=16,
        num_kv_heads=2, rope_theta=10000, norm_eps=1e-5,
    )  # fmt: skip
    mesh = jax.sharding.Mesh(np.array(jax.devices()[:1]).reshape(1, 1), ("fsdp", "tp"))
    with mesh:
        actor = llama.Llama3(shape, rngs=nnx.Rngs(params=0))
    cluster = rl_cluster.RLCluster(
        actor=actor,
        tokenizer=tokenizer,
        cluster_config=rl_cluster.ClusterConfig(
            role_to_mesh=dict.fromkeys(
                (rl_cluster.Role.ACTOR, rl_cluster.Role.REFERENCE, rl_cluster.Role.ROLLOUT), mesh
            ),
            rollout_engine="vanilla",
            offload_to_cpu=False,
            training_config=rl_cluster.RLTrainingConfig(
                actor_optimizer=optax.adam(3e-3), eval_every_n_steps=2, max_steps=steps
            ),
            rollout_config=RolloutConfig(
                max_tokens_to_generate=6, max_prompt_length=8, kv_cache_size=32, temperature=1.0, top_p=1.0, top_k=None
            ),
        ),
    )
    logged: list[tuple[str, dict[str, Any]]] = []
    cluster.with_external_metrics_logger(lambda buffer: logged.append((str(buffer.mode), dict(buffer.metrics))))
    learner = GRPOLearner(
        rl_cluster=cluster,
        reward_fns=rewards,
        metric_fns=metrics,
        algo_config=GRPOConfig(num_generations=8, beta=0.0, epsilon=0.2),
    )
    learner.train(batches(steps), list(batches(1)))
    return logged


def test_a_learner_trains_on_our_rewards() -> None:
    logged = train([tunix.Reward(fives), tunix.Reward(check_answer, truth="sums")], steps=24)
    means = [
        float(np.mean(metrics["rewards/fives"][0]))
        for mode, metrics in logged
        if "rewards/fives" in metrics and "train" in mode.lower()
    ]
    assert len(means) >= 20
    assert np.mean(means[-5:]) > np.mean(means[:5]) + 0.1
    assert any("rewards/check_answer" in metrics for _, metrics in logged)


def test_the_log_of_the_learner_has_what_a_reward_log_knows(tmp_path: Path) -> None:
    log = RewardLog([tunix.Reward(fives), tunix.Reward(check_answer, truth="sums")], folder=tmp_path, samples="all")
    logged = train(log.rewards, steps=6, metrics=[tunix.log_metrics(log)])
    log.close()
    steps = [metrics for mode, metrics in logged if "train" in mode.lower() and "reward/mean" in metrics]
    assert len(steps) == 6
    for metrics in steps:
        # What Tunix counts by itself is what the log counts.
        theirs = np.mean(metrics["rewards/fives"][0]), np.mean(metrics["rewards/check_answer"][0])
        assert np.mean(metrics["component/fives/mean"][0]) == pytest.approx(theirs[0])
        assert np.mean(metrics["component/check_answer/mean"][0]) == pytest.approx(theirs[1])
        assert np.mean(metrics["reward/mean"][0]) == pytest.approx(sum(theirs))
        assert metrics["groups"] == ([4.0], np.mean)
        assert sum(np.mean(values) for name, (values, _) in metrics.items() if name.startswith("reason/")) == (
            pytest.approx(1.0)
        )
    evaluated = [metrics for mode, metrics in logged if "eval" in mode.lower() and "reward/mean" in metrics]
    assert evaluated
    summary = log.summary()
    assert (summary["batches"], summary["samples"]) == (6, 6 * 4 * 8)
    assert summary["eval/samples"] == len(evaluated) * 4 * 8
    table = pq.read_table(tmp_path)
    assert table.num_rows == summary["samples"] + summary["eval/samples"]
    assert set(table["mode"].to_pylist()) == {"train", "eval"}
    assert set(table["prompt"].to_pylist()) <= {f"{a}+{b}=" for a in range(5) for b in range(5)}
