"""GRPO with OpenRLHF: `python openrlhf_grpo.py`. It needs `pip install openrlhf[vllm]` and a running Ray.

OpenRLHF loads this file for `reward_func`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from agent_tunix.rewards.trainers import openrlhf
from sums import BUILD, MODEL, REWARD, launch, make_rows, write_rows

# OpenRLHF would drop in silence what raises; a label that is no truth earns nothing instead.
reward_func = openrlhf.Reward(REWARD, name="sums", on_invalid=0.0)


def main() -> None:
    """Write the data and start the training."""
    rows = [{"prompt": row["prompt"], "label": row["answer"]} for row in make_rows(8000)]
    settings = {
        "--actor.model_name_or_path": MODEL,
        "--reward.remote_url": str(Path(__file__).resolve()),
        "--data.prompt_dataset": write_rows("openrlhf/train.jsonl", rows),
        "--data.input_key": "prompt",
        "--data.label_key": "label",
        "--data.max_len": "384",
        "--algo.advantage.estimator": "group_norm",
        "--rollout.n_samples_per_prompt": "8",
        "--rollout.batch_size": "128",
        "--rollout.micro_batch_size": "8",
        "--rollout.max_new_tokens": "256",
        "--train.batch_size": "128",
        "--train.micro_batch_size": "8",
        "--actor.num_nodes": "1",
        "--actor.num_gpus_per_node": "1",
        "--ref.num_nodes": "1",
        "--ref.num_gpus_per_node": "1",
        "--vllm.num_engines": "1",
        "--vllm.tensor_parallel_size": "1",
        "--ckpt.output_dir": str((BUILD / "openrlhf" / "checkpoints").resolve()),
    }
    flags = ("--data.apply_chat_template", "--train.colocate_all", "--vllm.enable_sleep", "--ds.enable_sleep")
    pairs = [part for pair in settings.items() for part in pair]
    launch(sys.executable, "-m", "openrlhf.cli.train_ppo_ray", *pairs, *flags)


if __name__ == "__main__":
    main()
