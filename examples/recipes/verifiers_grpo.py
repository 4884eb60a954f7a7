"""GRPO with a taskset of verifiers 0.4 and the trainer prime-rl: `python verifiers_grpo.py`. It needs `prime-rl`.

verifiers imports this module, which must be on `PYTHONPATH`, for the taskset, and loads this file for `reward`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

import verifiers.v1 as vf

from agent_tunix.rewards.trainers import verifiers
from sums import BUILD, MODEL, REWARD, launch, make_rows

__all__ = ["SumsTaskset"]

reward = verifiers.TaskReward(REWARD, name="sums")

CONFIGURATION = """\
max_steps = 200

[model]
name = "{model}"

[orchestrator]
batch_size = 128
rollouts_per_example = 8
seq_len = 512

[orchestrator.sampling]
max_tokens = 256

[[orchestrator.env]]
id = "verifiers_grpo"

[trainer.optim]
lr = 1e-6

[inference]
"""


class SumData(vf.TaskData):  # type: ignore[misc]
    """A question and its answer."""

    answer: str


class SumsTaskset(vf.Taskset[vf.Task[SumData], vf.TasksetConfig]):  # type: ignore[misc]
    """Sums of two numbers."""

    def load(self) -> list[Any]:
        """Return the tasks, all with the one reward."""
        config = vf.TaskConfig(rewards={"sums": vf.RewardFunctionConfig(fn=f"{Path(__file__).resolve()}:reward")})
        return [
            vf.Task(SumData(idx=at, prompt=row["prompt"][0]["content"], answer=row["answer"]), config)
            for at, row in enumerate(make_rows(2000))
        ]


def main() -> None:
    """Write the configuration and start the training."""
    folder = str(Path(__file__).resolve().parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH"))))
    path = (BUILD / "verifiers" / "sums.toml").resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CONFIGURATION.format(model=MODEL), "utf-8")
    launch("rl", "@", str(path))


if __name__ == "__main__":
    main()
