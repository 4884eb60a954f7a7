"""What the recipes share: sums to train on, and one reward object for the form, the answer and the length."""

from __future__ import annotations

import json
import random
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly, weighted_sum
from agent_tunix.rewards.auxiliary import SoftOverlong

MODEL = "Qwen/Qwen2.5-0.5B-Instruct"
#: Where the recipes write data and checkpoints.
BUILD = Path("build") / "recipes"

REWARD = weighted_sum(
    {
        as_reward(match_format_exactly, name="form", expected_format="The answer is [NUM]."): 0.2,
        as_reward(check_answer, name="answer"): 0.8,
        # Nothing up to 60 words, then less and less; the whole punishment is -1.
        as_reward(SoftOverlong(max_length=120, cache=60, unit="word"), name="length"): 0.2,
    }
)


def make_rows(count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return questions as chat messages, with their answers."""
    rng = random.Random(seed)
    pairs = [(rng.randrange(10, 100), rng.randrange(10, 100)) for _ in range(count)]
    ask = "What is {} + {}? Think briefly, and end with: The answer is NUMBER."
    return [{"prompt": [{"role": "user", "content": ask.format(a, b)}], "answer": str(a + b)} for a, b in pairs]


def write_rows(name: str, rows: list[dict[str, Any]]) -> str:
    """Write rows as JSON Lines or Parquet, which the name's ending says, and return the path."""
    path = (BUILD / name).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return str(path)


def launch(*command: str) -> None:
    """Run a command, which needs a GPU; with ``--dry-run``, print it."""
    if "--dry-run" in sys.argv[1:]:
        print(shlex.join(command))
    else:
        subprocess.run(command, check=True)
