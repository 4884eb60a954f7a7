"""The recipes of examples/recipes run up to where a GPU is needed, with stand-ins for what needs one."""

from __future__ import annotations

import asyncio
import importlib
import json
import runpy
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.stand_ins import Install

FOLDER = Path(__file__).parent.parent / "examples" / "recipes"
NAMES = sorted(path.stem for path in FOLDER.glob("*_grpo.py"))
#: A right answer in the right form, one in another form, a wrong one, and a right one in too many words.
GRADED = [
    ("The answer is {}.", 1.0),
    ("It is {}.", 0.5),
    ("The answer is 1.", 0.2),
    ("so " * 200 + "\n\nThe answer is {}.", 0.8),
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write into a folder of the test's own, as a recipe that runs in its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["recipe.py", "--dry-run"])
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("sums", *NAMES):
        monkeypatch.delitem(sys.modules, name, raising=False)


def texts(answer: str) -> tuple[list[str], list[float]]:
    return [text.format(answer) for text, _ in GRADED], [score for _, score in GRADED]


def run(name: str) -> dict[str, Any]:
    """Run a recipe's own part, without starting it."""
    return runpy.run_path(str(FOLDER / f"{name}.py"))


def test_trl(install: Install) -> None:
    class GRPOTrainer:
        def __init__(self, model: str, reward_funcs: list[Any], args: Any, train_dataset: list[Any]) -> None:
            assert "/" in model
            self.rewards, self.args, self.rows = reward_funcs, args, train_dataset

        def train(self) -> list[float]:
            row = self.rows[0]
            said, _ = texts(row["solution"])
            count = len(said)
            assert self.args.per_device_train_batch_size % self.args.num_generations == 0
            (reward,) = self.rewards
            return reward(  # type: ignore[no-any-return]
                prompts=[row["prompt"]] * count,
                completions=[[{"role": "assistant", "content": each}] for each in said],
                completion_ids=[[1]] * count,
                solution=[row["solution"]] * count,
                trainer_state=SimpleNamespace(global_step=0),
                log_extra=lambda name, values: None,
                log_metric=lambda name, value: None,
            )

    install("datasets", Dataset=SimpleNamespace(from_list=list))
    install("trl", GRPOConfig=SimpleNamespace, GRPOTrainer=GRPOTrainer)
    assert run("trl_grpo")["make_trainer"]().train() == pytest.approx(texts("")[1])


def test_tunix(install: Install) -> None:
    seen: list[Any] = []

    class GRPOLearner:
        def __init__(self, rl_cluster: Any, reward_fns: list[Any], algo_config: Any) -> None:
            assert rl_cluster.cluster_config.rollout_config.max_tokens_to_generate
            self.rewards, self.count = reward_fns, algo_config.num_generations

        def train(self, batches: Any) -> None:
            batch = next(iter(batches))
            said, _ = texts(batch["answer"][0])
            answers = np.repeat(batch["answer"][:1], len(said))
            seen.extend(self.rewards[0](prompts=["?"] * len(said), completions=said, answer=answers, mode="train"))

    tokenizer = SimpleNamespace(apply_chat_template=lambda messages, **_: messages[0]["content"])
    install("jax", devices=lambda: [0], sharding=SimpleNamespace(Mesh=lambda *given: given))
    install("optax", adam=lambda rate: rate)
    install("transformers", AutoTokenizer=SimpleNamespace(from_pretrained=lambda name: tokenizer))
    install("tunix.models.automodel", AutoModel=SimpleNamespace(from_pretrained=lambda name, mesh: (name, mesh)))
    cluster = SimpleNamespace(
        Role=SimpleNamespace(ACTOR=0, REFERENCE=1, ROLLOUT=2), RLCluster=SimpleNamespace,
        ClusterConfig=SimpleNamespace, RLTrainingConfig=SimpleNamespace,
    )  # fmt: skip
    install("tunix.rl", rl_cluster=cluster)
    install("tunix.rl.rollout.base_rollout", RolloutConfig=SimpleNamespace)
    install("tunix.rl.grpo.grpo_learner", GRPOConfig=SimpleNamespace, GRPOLearner=GRPOLearner)
    run("tunix_grpo")["main"]()
    assert seen == pytest.approx(texts("")[1])


def test_verl(capsys: pytest.CaptureFixture[str]) -> None:
    run("verl_grpo")["main"]()
    command = shlex.split(capsys.readouterr().out)
    settings = dict(each.split("=", 1) for each in command if "=" in each)
    assert command[1:3] == ["-m", "verl.trainer.main_ppo"]
    # The reward is found as verl finds it, and the data has what it reads.
    file = settings["reward.custom_reward_function.path"]
    compute_score = runpy.run_path(file)[settings["reward.custom_reward_function.name"]]
    row = pq.read_table(settings["data.train_files"]).to_pylist()[0]
    said, scores = texts(row["reward_model"]["ground_truth"])
    found = [
        compute_score(
            data_source=row["data_source"],
            solution_str=text,
            ground_truth=row["reward_model"]["ground_truth"],
            extra_info=row["extra_info"],
        )
        for text in said
    ]
    assert [each["score"] for each in found] == pytest.approx(scores)
    assert {frozenset(each) for each in found} == {frozenset({"score", "acc", "form", "answer", "length"})}


def test_openrlhf(capsys: pytest.CaptureFixture[str]) -> None:
    run("openrlhf_grpo")["main"]()
    command = shlex.split(capsys.readouterr().out)
    reward_func = runpy.run_path(command[command.index("--reward.remote_url") + 1])["reward_func"]
    row = json.loads(Path(command[command.index("--data.prompt_dataset") + 1]).read_text().splitlines()[0])
    prompt = row["prompt"][0]["content"]
    said, scores = texts(row["label"])
    found = [reward_func([prompt + text + "</s>"], [prompt], [row["label"]]) for text in said]
    assert [each["rewards"] for each in found] == pytest.approx(scores)
    assert set(found[0]["extra_logs"]) == {"form", "answer", "length"}


def test_verifiers(install: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Base:
        def __init__(self, *given: Any, **named: Any) -> None:
            self.given = given
            vars(self).update(named)

        def __class_getitem__(cls, _: Any) -> type:
            return cls

    monkeypatch.setenv("PYTHONPATH", "")
    install("verifiers.v1", **dict.fromkeys(("TaskData", "Taskset", "Task", "TasksetConfig"), Base),
            TaskConfig=Base, RewardFunctionConfig=Base)  # fmt: skip
    found = run("verifiers_grpo")
    found["main"]()
    configuration = Path(shlex.split(capsys.readouterr().out)[-1]).read_text("utf-8")
    assert 'id = "verifiers_grpo"' in configuration
    taskset = getattr(importlib.import_module("verifiers_grpo"), found["__all__"][0])()
    data, config = taskset.load()[0].given
    file, _, name = config.rewards["sums"].fn.rpartition(":")
    reward = runpy.run_path(file)[name]
    said, scores = texts(data.answer)
    traces = [SimpleNamespace(last_reply=text, record_metrics=lambda numbers: None) for text in said]
    assert [asyncio.run(reward(data, trace)) for trace in traces] == pytest.approx(scores)


def test_skyrl(install: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    install("skyrl_gym.envs.base_text_env", BaseTextEnv=object)
    run("skyrl_grpo")["main"]()
    settings = json.loads(capsys.readouterr().out)
    # Without the dry run, the environment is registered in a process of Ray, and the experiment runs.
    monkeypatch.setattr(sys, "argv", ["recipe.py"])
    monkeypatch.setenv("PYTHONPATH", "")
    ran: list[Any] = []

    class Experiment:
        def __init__(self, config: Any) -> None:
            self.config = config

        def run(self) -> None:
            ran.append(self.config)

    def remote(**_: Any) -> Any:
        return lambda function: SimpleNamespace(remote=function)

    install("ray", get=lambda value: value, remote=remote)
    install("skyrl.train.config", SkyRLTrainConfig=SimpleNamespace(from_cli_overrides=lambda settings: settings))
    install("skyrl.train.entrypoints.main_base", BasePPOExp=Experiment, validate_cfg=lambda config: None)
    install("skyrl.train.utils", initialize_ray=lambda config: None)
    install("skyrl_gym.envs", register=lambda **given: ran.append(given["entry_point"]))
    install("skyrl_gym.envs.base_text_env", BaseTextEnv=object)
    run("skyrl_grpo")["main"]()
    assert ran == ["skyrl_grpo:SumsEnv", settings]
    row = pq.read_table(settings["data.train_data"][0]).to_pylist()[0]
    assert row["env_class"] == settings["environment.env_class"]
    environment = importlib.import_module("skyrl_grpo").SumsEnv({}, row)
    said, scores = texts(row["reward_spec"]["ground_truth"])
    assert [environment.step(text)["reward"] for text in said] == pytest.approx(scores)


def test_every_recipe_is_here() -> None:
    source, readme = Path(__file__).read_text("utf-8"), (FOLDER / "README.md").read_text("utf-8")
    assert NAMES == ["openrlhf_grpo", "skyrl_grpo", "trl_grpo", "tunix_grpo", "verifiers_grpo", "verl_grpo"]
    assert all(f'run("{name}")' in source and f"{name}.py" in readme for name in NAMES)
