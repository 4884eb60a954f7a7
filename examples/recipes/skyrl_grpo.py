"""GRPO with SkyRL: `python skyrl_grpo.py`. It needs `pip install skyrl[fsdp]`.

SkyRL's processes import this module, which must be on `PYTHONPATH`, for the environment.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

from agent_tunix.rewards.trainers import skyrl
from sums import BUILD, MODEL, REWARD, make_rows, write_rows

SumsEnv = skyrl.environment(REWARD, name="sums", on_invalid=0.0)


def make_data(split: str, count: int, seed: int) -> str:
    """Write the columns that SkyRL reads, and return the file's path."""
    rows = [
        {
            "data_source": "sums",
            "prompt": row["prompt"],
            "env_class": "sums",
            "reward_spec": {"method": "rule", "ground_truth": row["answer"]},
        }
        for row in make_rows(count, seed)
    ]
    return write_rows(f"skyrl/{split}.parquet", rows)


def run(config: Any) -> None:
    """Train, in a process of Ray."""
    from skyrl.train.entrypoints.main_base import BasePPOExp
    from skyrl_gym.envs import register

    register(id="sums", entry_point="skyrl_grpo:SumsEnv")
    BasePPOExp(config).run()


def main() -> None:
    """Write the data and start the training."""
    settings = {
        "data.train_data": [make_data("train", 8000, seed=0)],
        "data.val_data": [make_data("test", 200, seed=1)],
        "environment.env_class": "sums",
        "trainer.algorithm.advantage_estimator": "grpo",
        "trainer.policy.model.path": MODEL,
        "trainer.policy.optimizer_config.lr": 1e-6,
        "trainer.placement.colocate_all": True,
        "trainer.placement.policy_num_gpus_per_node": 1,
        "trainer.placement.ref_num_gpus_per_node": 1,
        "trainer.train_batch_size": 128,
        "trainer.policy_mini_batch_size": 64,
        "trainer.max_prompt_length": 128,
        "trainer.epochs": 2,
        "trainer.ckpt_path": str((BUILD / "skyrl" / "checkpoints").resolve()),
        "trainer.logger": "console",
        "generator.n_samples_per_prompt": 8,
        "generator.sampling_params.max_generate_length": 256,
        "generator.inference_engine.num_engines": 1,
        "generator.inference_engine.tensor_parallel_size": 1,
    }
    if "--dry-run" in sys.argv[1:]:
        print(json.dumps(settings, indent=2))
        return
    import ray
    from skyrl.train.config import SkyRLTrainConfig
    from skyrl.train.entrypoints.main_base import validate_cfg
    from skyrl.train.utils import initialize_ray

    folder = str(Path(__file__).resolve().parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH"))))
    config = SkyRLTrainConfig.from_cli_overrides(settings)
    validate_cfg(config)
    initialize_ray(config)
    ray.get(ray.remote(num_cpus=1)(run).remote(config))


if __name__ == "__main__":
    main()
