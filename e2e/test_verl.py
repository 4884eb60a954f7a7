"""verl's own reward managers: the one that the trainer loads, and those of older versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from omegaconf import OmegaConf
from verl import DataProto
from verl.trainer.ppo.metric_utils import process_validation_metrics
from verl.trainer.ppo.reward import load_reward_manager
from verl.workers.reward_manager import get_reward_manager_cls

from agent_tunix.rewards import check_answer, explain_answer
from agent_tunix.rewards.recording.recorder import flush_all
from agent_tunix.rewards.trainers import verl

FILE = """
import asyncio

from agent_tunix.rewards import RewardLog, as_reward, check_answer, explain_answer, match_format_exactly
from agent_tunix.rewards.trainers import verl

compute_score = verl.Reward(check_answer)

async def judge_later(response, ground_truth):
    await asyncio.sleep(0.01)
    return check_answer(response, ground_truth)

class Judge:
    __name__ = "judge"
    async def __call__(self, response, ground_truth):
        return await judge_later(response, ground_truth)

judge = verl.Reward(judge_later, concurrency=2, timeout=5, retries=1)
object_judge = verl.Reward(Judge())
composed_judge = verl.Reward(as_reward(judge_later))
votes = verl.Reward(check_answer, pred=True)
with_reason = verl.Reward(explain_answer, on_invalid=0.0)
log = RewardLog(explain_answer, folder="FOLDER", samples="all")
logged = verl.Reward(log)
parts = verl.Reward(RewardLog(0.3 * as_reward(match_format_exactly, expected_format="The answer is [NUM].")
                              + 0.7 * as_reward(check_answer)))
"""
TEXTS = ["The answer is 4.", "2 plus 2 equals 4.", "The answer is 5."]


class Characters:
    """A tokenizer of characters, with one special token."""

    eos_token = "</s>"

    def decode(self, ids: Any, *, skip_special_tokens: bool = True) -> str:
        signs = [int(each) for each in ids]
        return "".join(
            "" if each == 0 and skip_special_tokens else "</s>" if each == 0 else chr(each) for each in signs
        )

    def batch_decode(self, batch: Any, *, skip_special_tokens: bool = True) -> list[str]:
        return [self.decode(ids, skip_special_tokens=skip_special_tokens) for ids in batch]


def make_data() -> DataProto:
    width = max(map(len, TEXTS)) + 1
    responses = torch.zeros((len(TEXTS), width), dtype=torch.long)
    mask = torch.zeros((len(TEXTS), 4 + width), dtype=torch.long)
    mask[:, :4] = 1
    for at, text in enumerate(TEXTS):
        ids = [*map(ord, text), 0]
        responses[at, : len(ids)] = torch.tensor(ids)
        mask[at, 4 : 4 + len(ids)] = 1
    prompts = torch.tensor([[ord(sign) for sign in "2+2="]] * len(TEXTS))
    return DataProto.from_dict(
        tensors={"prompts": prompts, "responses": responses, "attention_mask": mask},
        non_tensors={
            "data_source": np.array(["sums"] * len(TEXTS), dtype=object),
            "reward_model": np.array([{"ground_truth": "4", "style": "rule"}] * len(TEXTS), dtype=object),
            "extra_info": np.array([{"index": at} for at in range(len(TEXTS))], dtype=object),
        },
    )


def grade(file: Path, name: str, manager: str = "naive", **options: Any) -> list[dict[str, Any]]:
    settings = OmegaConf.create(
        {
            "reward": {
                "custom_reward_function": {"path": str(file), "name": name, "reward_kwargs": options},
                "reward_manager": {"source": "register", "name": manager},
                "sandbox_fusion": {"url": None},
                "reward_kwargs": {},
            },
            "trainer": {"experiment_name": "sums"},
        }
    )
    manager_object = load_reward_manager(settings, Characters())
    data = make_data()
    return [
        manager_object.loop.run_until_complete(manager_object.run_single(data[at : at + 1])) for at in range(len(TEXTS))
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sums_rewards.py"
    path.write_text(FILE.replace("FOLDER", str(tmp_path / "records")))
    return path


@pytest.mark.parametrize("manager", ["naive", "gdpo"])
def test_the_loaded_manager_gets_the_reward(file: Path, manager: str) -> None:
    found = grade(file, "with_reason" if manager == "gdpo" else "compute_score", manager)
    assert [each["reward_score"] for each in found] == [1.0, 0.5, 0.0]
    assert all(type(each["reward_score"]) is float for each in found)


def test_the_options_of_the_configuration_are_the_rewards(file: Path) -> None:
    assert [each["reward_score"] for each in grade(file, "compute_score", partial_credit=0.25)] == [1.0, 0.25, 0.0]
    with pytest.raises(TypeError, match="no parameter 'unknown'"):
        grade(file, "compute_score", unknown=1)


@pytest.mark.parametrize("name", ["judge", "object_judge", "composed_judge"])
def test_async_rewards_are_awaited(file: Path, name: str) -> None:
    assert [each["reward_score"] for each in grade(file, name)] == [1.0, 0.5, 0.0]


def test_validation_counts_votes(file: Path) -> None:
    found = [each["reward_extra_info"] for each in grade(file, "votes")]
    assert [each["pred"] for each in found] == ["4", "4", "5"]
    infos = {name: [each[name] for each in found] for name in found[0]}
    metrics = process_validation_metrics(["sums"] * 3, ["2 + 2?"] * 3, infos)
    assert metrics["sums"]["acc"]["maj@2/mean"] > 0


def test_dicts_have_the_same_keys(file: Path) -> None:
    found = [each["reward_extra_info"] for each in grade(file, "with_reason")]
    assert [each["reason"] for each in found] == ["correct", "correct_not_stated", "wrong_value"]
    assert [each["acc"] for each in found] == [1.0, 0.5, 0.0]
    assert len({tuple(each) for each in found}) == 1


def test_a_logged_reward_gives_what_it_gave_and_keeps_records(file: Path) -> None:
    assert [each["reward_extra_info"] for each in grade(file, "logged")] == [
        each["reward_extra_info"] for each in grade(file, "with_reason")
    ]
    flush_all()
    rows = {row["response"]: row for row in pq.read_table(file.parent / "records").to_pylist()}
    assert [rows[text]["reason"] for text in TEXTS] == ["correct", "correct_not_stated", "wrong_value"]
    assert {row["truth"] for row in rows.values()} == {"4"}


def test_the_parts_of_a_logged_reward_have_the_same_keys(file: Path) -> None:
    found = [each["reward_extra_info"] for each in grade(file, "parts")]
    assert {frozenset(each) for each in found} == {frozenset({"acc", "score", "match_format_exactly", "check_answer"})}
    assert [each["check_answer"] for each in found] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("manager", "reward"),
    [
        ("naive", verl.Reward(check_answer)),
        ("naive", verl.Reward(explain_answer)),
        ("batch", verl.BatchReward(check_answer)),
        ("batch", verl.BatchReward(explain_answer)),
        ("prime", verl.Reward(check_answer)),
    ],
    ids=str,
)
def test_older_managers_get_the_reward(manager: str, reward: Any) -> None:
    found = get_reward_manager_cls(manager)(Characters(), num_examine=0, compute_score=reward)(
        make_data(), return_dict=True
    )
    tensor = found["reward_tensor"] if isinstance(found, dict) else found
    assert tensor.sum(-1).tolist() == [1.0, 0.5, 0.0]
