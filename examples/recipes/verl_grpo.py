"""GRPO with verl: `python verl_grpo.py`. It needs `pip install verl` and an engine such as vLLM.

verl loads this file in each of its processes, for `compute_score`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

from agent_tunix.rewards.trainers import verl
from sums import BUILD, MODEL, REWARD, launch, make_rows, write_rows

compute_score = verl.Reward(REWARD, name="sums", on_invalid=0.0)


def make_data(split: str, count: int, seed: int) -> str:
    """Write the columns that verl reads, and return the file's path."""
    rows: list[dict[str, Any]] = [
        {
            "data_source": "sums",
            "prompt": row["prompt"],
            "reward_model": {"style": "rule", "ground_truth": row["answer"]},
            "extra_info": {"index": at, "split": split},
        }
        for at, row in enumerate(make_rows(count, seed))
    ]
    return write_rows(f"verl/{split}.parquet", rows)


def main() -> None:
    """Write the data and start the training."""
    settings = {
        "algorithm.adv_estimator": "grpo",
        "data.train_files": make_data("train", 8000, seed=0),
        "data.val_files": make_data("test", 200, seed=1),
        "data.train_batch_size": 128,
        "data.max_prompt_length": 128,
        "data.max_response_length": 256,
        "actor_rollout_ref.model.path": MODEL,
        "actor_rollout_ref.actor.optim.lr": 1e-6,
        "actor_rollout_ref.actor.ppo_mini_batch_size": 64,
        "actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu": 8,
        "actor_rollout_ref.actor.use_kl_loss": True,
        "actor_rollout_ref.rollout.name": "vllm",
        "actor_rollout_ref.rollout.n": 8,
        "actor_rollout_ref.rollout.tensor_model_parallel_size": 1,
        "actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu": 8,
        "actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu": 8,
        "reward.custom_reward_function.path": str(Path(__file__).resolve()),
        "reward.custom_reward_function.name": "compute_score",
        "trainer.n_gpus_per_node": 1,
        "trainer.nnodes": 1,
        "trainer.total_epochs": 2,
        "trainer.default_local_dir": str((BUILD / "verl" / "checkpoints").resolve()),
        "trainer.logger": "[console]",
    }
    launch(sys.executable, "-m", "verl.trainer.main_ppo", *(f"{name}={value}" for name, value in settings.items()))


if __name__ == "__main__":
    main()
