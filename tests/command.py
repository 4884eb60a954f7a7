"""Running the command, and reading and writing rows of every kind of file."""

from __future__ import annotations

import csv
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from agent_tunix.rewards.cli.app import program

SAMPLE = Path(__file__).parent.parent / "examples" / "sample.jsonl"


COMMAND = [sys.executable, "-m", "agent_tunix.rewards.cli"]


FORMAT = "The answer is [NUM]."


ROWS: list[dict[str, Any]] = [
    {"id": 1, "response": "2 + 2 = 4. The answer is 4.", "answer": "4"},
    {"id": 2, "response": "The answer is 9.", "answer": "4"},
    {"id": 3, "response": "Die Straße, 日本, and 2 plus 2 equals 4.", "answer": "4"},
    {"id": 4, "response": "no idea", "answer": "4"},
]


REASONS = ["correct", "wrong_value", "correct_not_stated", "no_answer"]


parquet: Any = importlib.import_module("pyarrow.parquet")


arrow: Any = importlib.import_module("pyarrow")


def run(*arguments: object) -> Result:
    """Run the command within this process."""
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def spawn(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, its output piped."""
    command = COMMAND + [str(argument) for argument in arguments]
    options["env"] = {**os.environ, "COLUMNS": "120", **options.pop("env", {})}
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, **options)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows in the kind of file that the path's ending names."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        parquet.write_table(arrow.Table.from_pylist(rows), path)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """Read rows back."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return rows


def leftovers(folder: Path) -> list[str]:
    """Return the names of temporary files."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]
