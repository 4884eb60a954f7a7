"""A real run of TRL's GRPOTrainer, on plain and on conversational data."""

from __future__ import annotations

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
from trl import GRPOConfig, GRPOTrainer

from agent_tunix.rewards import check_answer, explain_answer
from agent_tunix.rewards.trainers import trl

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


def train(rewards: list[Any], folder: Path, *, chat: bool, steps: int) -> GRPOTrainer:
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
        report_to="none", save_strategy="no", seed=0, disable_tqdm=True, log_completions=True,
    )  # fmt: skip
    trainer = GRPOTrainer(
        model=model, reward_funcs=rewards, args=settings, train_dataset=make_data(chat=chat), processing_class=tokenizer
    )
    trainer.train()
    return trainer


@pytest.mark.parametrize("chat", [False, True])
def test_a_trainer_trains_on_our_rewards(tmp_path: Path, *, chat: bool) -> None:
    rewards = [
        trl.Reward(fives),
        trl.Reward(check_answer, truth="nested.gold"),
        trl.Reward(check_answer, truth="sparse", name="where_known", on_invalid=None),
        trl.Reward(explain_answer),
        trl.Reward(lambda response: {"score": 0.0, "characters": len(response)}, name="parts"),
    ]
    trainer = train(rewards, tmp_path, chat=chat, steps=20)
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
