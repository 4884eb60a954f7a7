"""A real run of TRL's GRPOTrainer, on plain and on conversational data."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import pandas as pd
import pytest
import torch
from datasets import Dataset
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from agent_tunix.rewards import Curriculum, RewardLog, Stage, as_reward, check_answer, explain_answer
from agent_tunix.rewards.trainers import trl
from trl import GRPOConfig, GRPOTrainer

SIGNS = "0123456789+= usraitn"


def make_tokenizer(*, chat: bool) -> Any:
    specials = ["<pad>", "<s>", "</s>", "<unk>", "<|user|>", "<|assistant|>"]
    vocabulary = {piece: at for at, piece in enumerate([*specials, *dict.fromkeys(SIGNS)])}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    inner.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        additional_special_tokens=["<|user|>", "<|assistant|>"], padding_side="left",
    )  # fmt: skip
    if chat:
        tokenizer.chat_template = (
            "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}"
            "{% if add_generation_prompt %}<|assistant|>{% endif %}"
        )
    return tokenizer


def make_data(*, chat: bool) -> Dataset:
    pairs = np.random.default_rng(0).integers(0, 5, (64, 2)).tolist()
    return Dataset.from_list(
        [
            {
                "prompt": [{"role": "user", "content": f"{a}+{b}="}] if chat else f"{a}+{b}=",
                "solution": str(a + b),
                # A truth is missing here and there.
                "sparse": None if at % 4 == 0 else str(a + b),
                "nested": {"gold": a + b},
            }
            for at, (a, b) in enumerate(pairs)
        ]
    )


def fives(response: str, prompt: str, metadata: dict[str, Any]) -> float:
    """A reward that random texts get at times."""
    assert prompt.endswith("=")
    assert str(metadata["nested"]["gold"]) == metadata["solution"]
    return response.count("5") / 4


def make_trainer(rewards: list[Any], folder: Path, *, chat: bool, steps: int, **others: Any) -> GRPOTrainer:
    torch.manual_seed(0)
    tokenizer = make_tokenizer(chat=chat)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
            num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=64, pad_token_id=0, bos_token_id=1,
            eos_token_id=2, tie_word_embeddings=False,
        )
    )  # fmt: skip
    settings = GRPOConfig(
        output_dir=str(folder), use_cpu=True, bf16=False, gradient_checkpointing=False, per_device_train_batch_size=32,
        num_generations=8, max_completion_length=6, max_steps=steps, learning_rate=3e-3, logging_steps=1,
        seed=0, disable_tqdm=True,
        **{"report_to": "none", "save_strategy": "no", "log_completions": True}
        | {name: value for name, value in others.items() if name not in ("callbacks", "eval_dataset")},
    )  # fmt: skip
    data = make_data(chat=chat)
    return GRPOTrainer(
        model=model, reward_funcs=rewards, args=settings, train_dataset=data, processing_class=tokenizer,
        callbacks=others.get("callbacks"), eval_dataset=data.select(range(32)) if "eval_strategy" in others else None,
    )  # fmt: skip


@pytest.mark.parametrize("chat", [False, True])
def test_a_trainer_trains_on_our_rewards(tmp_path: Path, *, chat: bool) -> None:
    rewards = [
        trl.Reward(fives),
        trl.Reward(check_answer, truth="nested.gold"),
        trl.Reward(check_answer, truth="sparse", name="where_known", on_invalid=None),
        trl.Reward(explain_answer),
        trl.Reward(lambda response: {"score": 0.0, "characters": len(response)}, name="parts"),
    ]
    trainer = make_trainer(rewards, tmp_path, chat=chat, steps=20)
    trainer.train()
    assert trainer.reward_func_names == ["fives", "check_answer", "where_known", "explain_answer", "parts"]
    logs = trainer.state.log_history
    means = [log["rewards/fives/mean"] for log in logs if "rewards/fives/mean" in log]
    assert len(means) == 20
    assert np.mean(means[-5:]) > np.mean(means[:5]) + 0.05
    assert all(0 <= log["parts/characters"] <= 7 for log in logs if "parts/characters" in log)
    assert sum("parts/characters" in log for log in logs) == 20
    table = pd.concat(map(pd.read_parquet, sorted(tmp_path.rglob("completions_*.parquet"))))
    assert set(table["explain_answer/reason"]) <= {
        "correct", "close", "correct_not_stated", "not_evaluated", "wrong_value", "no_answer", "unparseable",
        "too_many_answers", "false_chain",
    }  # fmt: skip
    # A sample whose truth is missing has no reward of that kind; others have.
    assert table["where_known"].isna().any()
    assert table["where_known"].notna().any()
    assert table["check_answer"].notna().all()


def test_a_trainer_waits_for_async_rewards(tmp_path: Path) -> None:
    loops: set[Any] = set()

    async def later(response: str, metadata: dict[str, Any]) -> float:
        loops.add(asyncio.get_running_loop())
        await asyncio.sleep(0.001)
        return response.count("5") / 4 if metadata else 0.0

    rewards = [trl.Reward(fives), trl.Reward(later), trl.Reward(as_reward(later), name="composed")]
    trainer = make_trainer(rewards, tmp_path, chat=True, steps=2)
    trainer.train()
    # All of them run in the trainer's own loop, and give what the plain reward gives.
    assert len(loops) == 1
    for entry in trainer.state.log_history:
        if "rewards/fives/mean" in entry:
            assert entry["rewards/fives/mean"] == entry["rewards/later/mean"] == entry["rewards/composed/mean"]


def make_log(folder: Path) -> RewardLog:
    fading = Curriculum([Stage(as_reward(fives), until_step=1000), Stage(check_answer)], name="fading")
    rewards = [
        trl.Reward(fives),
        trl.Reward(check_answer, truth="sparse", name="where_known", on_invalid=None),
        trl.Reward(fading),
    ]
    return RewardLog(rewards, folder=folder, samples="all")


def test_the_log_of_the_trainer_has_what_a_reward_log_knows(tmp_path: Path) -> None:
    log = make_log(tmp_path / "records")
    trainer = make_trainer(
        log.rewards, tmp_path, chat=True, steps=4, callbacks=[trl.log_callback(log)], eval_strategy="steps",
        eval_steps=2, per_device_eval_batch_size=32,
    )  # fmt: skip
    assert trainer.reward_func_names == ["fives", "where_known", "fading"]
    trainer.train()
    steps = [entry for entry in trainer.state.log_history if "reward/mean" in entry]
    assert [entry["step"] for entry in steps] == [1, 2, 3, 4]
    for entry in steps:
        # What TRL counts by itself is what the log counts.
        for name in ("fives", "where_known"):
            assert entry[f"component/{name}/mean"] == pytest.approx(entry[f"rewards/{name}/mean"], abs=1e-6)
        assert entry["groups"] == 4
        assert entry["zero_variance_groups"] == pytest.approx(entry["frac_reward_zero_std"])
    evaluated = [entry for entry in trainer.state.log_history if "eval_reward/mean" in entry]
    assert [entry["step"] for entry in evaluated] == [2, 4]
    summary = log.summary()
    assert (summary["samples"], summary["eval/samples"]) == (4 * 32, 2 * 32 * 8)
    # The trainer's end has written all records.
    table = pd.read_parquet(tmp_path / "records")
    assert len(table) == summary["samples"] + summary["eval/samples"]
    assert set(table["step"][table["mode"] == "train"]) == {0, 1, 2, 3}
    assert all(table["prompt"].str.contains("="))


def test_a_log_goes_on_from_a_checkpoint(tmp_path: Path) -> None:
    saving = {"save_strategy": "steps", "save_steps": 2, "save_only_model": False}
    whole = make_log(tmp_path / "whole")
    make_trainer(
        whole.rewards, tmp_path / "a", chat=False, steps=4, callbacks=[trl.log_callback(whole)], **saving
    ).train()
    first = make_log(tmp_path / "first")
    make_trainer(
        first.rewards, tmp_path / "b", chat=False, steps=2, callbacks=[trl.log_callback(first)], **saving
    ).train()
    assert (tmp_path / "b" / "checkpoint-2" / "reward_log_0.json").exists()
    second = make_log(tmp_path / "second")
    make_trainer(
        second.rewards, tmp_path / "b", chat=False, steps=4, callbacks=[trl.log_callback(second)], **saving
    ).train(resume_from_checkpoint=True)
    assert second.summary()["samples"] == whole.summary()["samples"] == 4 * 32
    assert second.state_dict()["rewards"] == whole.state_dict()["rewards"]
    assert second.state_dict()["rewards"][2]["fading"]["calls"] == 4
    # What the resumed log counted is what both wrote down.
    written = pd.concat([pd.read_parquet(tmp_path / "first"), pd.read_parquet(tmp_path / "second")])
    assert len(written) == second.summary()["samples"]
    assert second.summary()["reward/mean"] == pytest.approx(written["reward"].mean())
