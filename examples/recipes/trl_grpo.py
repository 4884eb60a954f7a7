"""GRPO with TRL: `python trl_grpo.py`. It needs `pip install trl`."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers import trl
from sums import BUILD, MODEL, REWARD, make_rows

reward = trl.Reward(REWARD, name="sums")


def make_trainer() -> Any:
    """Return the trainer, which downloads the model."""
    from datasets import Dataset

    from trl import GRPOConfig, GRPOTrainer

    rows = [{"prompt": row["prompt"], "solution": row["answer"]} for row in make_rows(2000)]
    config = GRPOConfig(
        output_dir=str(BUILD / "trl"),
        per_device_train_batch_size=16,
        num_generations=8,
        max_completion_length=256,
        learning_rate=1e-6,
        max_steps=200,
    )
    return GRPOTrainer(model=MODEL, reward_funcs=[reward], args=config, train_dataset=Dataset.from_list(rows))


if __name__ == "__main__":
    make_trainer().train()
