"""Pairs for reward models: laws over generated batches."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tunix.rewards import preference_pairs, write_preferences

REWARD = st.one_of(st.just(float("nan")), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
ROWS = st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from("abcdef"), REWARD), max_size=30)


def columns(rows: list[tuple[str, str, float]]) -> tuple[list[str], list[str], list[float]]:
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


@given(ROWS, st.sampled_from([0.0, 0.25, 0.3]))
def test_all_pairs_are_those_that_differ_enough(rows: list[tuple[str, str, float]], margin: float) -> None:
    first: dict[tuple[str, str], float] = {}
    for prompt, text, reward in rows:
        if not np.isnan(reward):
            first.setdefault((prompt, text), reward)
    expected = {
        (prompt, good, bad)
        for (prompt, good), high in first.items()
        for (other, bad), low in first.items()
        if prompt == other and high - low > margin
    }
    pairs = preference_pairs(*columns(rows), margin=margin, per_prompt=None)
    assert len(pairs) == len(expected)
    assert {(pair["prompt"], pair["chosen"], pair["rejected"]) for pair in pairs} == expected
    assert all(pair["margin"] > margin for pair in pairs)


@given(ROWS, st.integers(1, 5), st.integers(0, 3))
def test_prompts_are_balanced(rows: list[tuple[str, str, float]], most: int, seed: int) -> None:
    everything = preference_pairs(*columns(rows), per_prompt=None)
    kept = preference_pairs(*columns(rows), per_prompt=most, seed=seed)
    counts, before = Counter(pair["prompt"] for pair in kept), Counter(pair["prompt"] for pair in everything)
    assert counts == {prompt: min(count, most) for prompt, count in before.items()}
    assert all(pair in everything for pair in kept)
    assert len({json.dumps(pair) for pair in kept}) == len(kept)
    assert kept == preference_pairs(*columns(rows), per_prompt=most, seed=seed)


def test_no_response_is_used_more_often_than_it_must() -> None:
    texts = [f"good {at}" for at in range(4)] + [f"bad {at}" for at in range(4)]
    pairs = preference_pairs(["p"] * 8, texts, [1.0] * 4 + [0.0] * 4, per_prompt=4)
    assert sorted(pair["chosen"] for pair in pairs) == texts[:4]
    assert sorted(pair["rejected"] for pair in pairs) == sorted(texts[4:])


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.parquet"])
def test_files_have_the_rows(tmp_path: Path, name: str) -> None:
    pairs = preference_pairs(["2 + 2?\n", "\N{SNOWMAN}", "\N{SNOWMAN}", "2 + 2?\n"], ["4", "x", "y", "5"], [1, 0, 1, 0])
    assert len(pairs) == 2
    path: Any = tmp_path / name
    write_preferences(pairs, path)
    if name.endswith("parquet"):
        assert pq.read_table(path).to_pylist() == pairs
    else:
        assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == pairs


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["p"], ["a", "b"], [1, 0]), "1 prompts, 2 responses, 2 rewards"),
        ((["p"], "a", [1]), None),
        ((["p"], ["a"], [1]), None),
    ],
)
def test_lengths_must_agree(arguments: Any, message: str | None) -> None:
    if message is None and not isinstance(arguments[1], str):
        assert preference_pairs(*arguments) == []
        return
    with pytest.raises(ValueError, match=message or "as many of each"):
        preference_pairs(*arguments)


@pytest.mark.parametrize("options", [{"margin": -0.1}, {"margin": float("nan")}, {"per_prompt": 0}])
def test_mistakes_say_what_is_wrong(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        preference_pairs(["p"], ["a"], [1.0], **options)
