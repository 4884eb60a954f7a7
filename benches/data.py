"""Responses to measure on: real ones where there are some, else generated ones."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches import generate
from benches.report import ROOT


@dataclass(frozen=True)
class Row:
    """One response with its truth, its stated answer, and whether that is right."""

    response: str
    truth: str
    final: str
    right: bool


def folder() -> Path | None:
    """The folder of real responses: `REWARDS_DATA`, else `../shared/data` beside the project."""
    named = os.environ.get("REWARDS_DATA")
    places = [Path(named)] if named else [ROOT.parent / "shared" / "data"]
    return next((place for place in places if place.is_dir()), None)


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Every row of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def word_problems(count: int, shortest: int = 200, longest: int = 360) -> tuple[list[Row], str]:
    """`count` responses to word problems of about 280 characters, and what they are."""
    place = folder()
    if place is None:
        return [Row(*row) for row in generate.word_problems(count)], "generated"
    rows = [r for r in read_jsonl(place / "gsm8k.jsonl") if shortest <= len(r["response"]) <= longest]
    return [_row(r) for r in spread(rows, count)], "real"


def math_pairs(count: int) -> tuple[list[Row], str]:
    """`count` responses to competition problems whose answers are formulas and structures, and what they are."""
    place = folder()
    if place is None:
        return [Row(*row) for row in generate.math_pairs(count)], "generated"
    return [_row(r) for r in spread(read_jsonl(place / "math_pairs.jsonl"), count)], "real"


def spread(rows: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """`count` rows at even distances; fewer where there are fewer."""
    count = min(count, len(rows))
    return [rows[i * len(rows) // count] for i in range(count)]


def _row(row: dict[str, Any]) -> Row:
    return Row(row["response"], row["gold"], row["final"] or row["gold"], bool(row["label"]))
