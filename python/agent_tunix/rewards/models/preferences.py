"""Rows for training a reward model: which of two responses to a prompt is the better one."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError, read_texts
from agent_tunix.rewards.reading.numbers import finite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Preference(TypedDict):
    """One row, with the columns that TRL's `RewardTrainer` and `DPOTrainer` read.

    `RewardTrainer` takes the margin for the distance that the model shall keep; without the column it asks for none.
    """

    prompt: str
    chosen: str
    rejected: str
    margin: float


def preference_pairs(
    prompts: Sequence[str],
    responses: Any,
    rewards: Any,
    *,
    margin: float = 0.0,
    per_prompt: int | None = 8,
    seed: int = 0,
) -> list[Preference]:
    """Make pairs of a chosen and a rejected response to the same prompt.

    Ties and pairs whose rewards differ by `margin` or less are dropped, as are responses that were not judged (NaN) and
    a response that stands in the batch twice. Prompts are balanced: none has more than `per_prompt` pairs, and within a
    prompt no response is used more often than it must be.

    >>> from agent_tunix.rewards import preference_pairs
    >>> preference_pairs(["2 + 2?"] * 3, ["4", "5", "4"], [1.0, 0.0, 1.0])
    [{'prompt': '2 + 2?', 'chosen': '4', 'rejected': '5', 'margin': 1.0}]

    Args:
        prompts: n prompts; responses to equal prompts are a group.
        responses: n responses, of any kind that `check_answer` takes.
        rewards: n rewards; of two equal responses to a prompt the first one's counts.
        margin: how much better the chosen response must be at least, not counting this itself; 0.0 or more.
        per_prompt: the most pairs of one prompt; `None` for all.
        seed: decides which pairs are kept where there are too many.

    Returns:
        The rows, prompts in the order of their first response.

    Raises:
        ValueError: the lengths differ, `margin` is negative, or `per_prompt` is less than 1.
    """
    texts = read_texts(responses)
    values = np.asarray(rewards, dtype=np.float64)
    if isinstance(texts, str) or not len(prompts) == len(texts) == values.size:
        count = 1 if isinstance(texts, str) else len(texts)
        raise ArgumentValueError(
            f"expected as many of each: got {len(prompts)} prompts, {count} responses, {values.size} rewards",
            argument="prompts" if count == values.size else "rewards",
            code="lengths_differ",
        )
    if finite(margin, "margin") < 0:
        raise ArgumentValueError(f"margin: expected 0 or more, got {margin}", argument="margin", code="out_of_range")
    if per_prompt is not None and per_prompt < 1:
        raise ArgumentValueError(
            f"per_prompt: expected at least 1, got {per_prompt}", argument="per_prompt", code="out_of_range"
        )
    groups: dict[str, dict[str, float]] = {}
    for prompt, text, value in zip(prompts, texts, values.tolist(), strict=True):
        if np.isfinite(value):
            groups.setdefault(str(prompt), {}).setdefault(text, value)
    chance = random.Random(seed)  # noqa: S311 # which pairs are kept is no secret
    rows: list[Preference] = []
    for prompt, known in groups.items():
        pairs = [(good, bad) for good in known for bad in known if known[good] - known[bad] > margin]
        rows.extend(
            Preference(prompt=prompt, chosen=good, rejected=bad, margin=known[good] - known[bad])
            for good, bad in spread(pairs, per_prompt, chance)
        )
    return rows


def write_preferences(rows: Sequence[Preference], path: str | Path) -> None:
    """Write the rows of `preference_pairs` as JSON lines, or as Parquet where the path ends in `.parquet`.

    >>> import pathlib, tempfile
    >>> from agent_tunix.rewards import preference_pairs, write_preferences
    >>> path = pathlib.Path(tempfile.mkdtemp(), "pairs.jsonl")
    >>> write_preferences(preference_pairs(["2 + 2?"] * 2, ["4", "5"], [1.0, 0.0]), path)
    >>> path.read_text().strip()
    '{"prompt": "2 + 2?", "chosen": "4", "rejected": "5", "margin": 1.0}'

    Both are read by `datasets.load_dataset`; `datasets.Dataset.from_list(rows)` takes the rows themselves.

    Args:
        rows: what `preference_pairs` returned.
        path: where to; what stands there is replaced.

    Raises:
        ImportError: Parquet is asked for and pyarrow is not installed (`pip install pyarrow`).
    """
    if str(path).endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = pa.schema(
            [*((name, pa.string()) for name in ("prompt", "chosen", "rejected")), ("margin", pa.float64())]
        )
        pq.write_table(pa.Table.from_pylist(list(rows), schema=kinds), str(path))
        return
    with open(path, "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 # a path may be text
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def spread(pairs: list[tuple[str, str]], most: int | None, chance: random.Random) -> list[tuple[str, str]]:
    """Return at most so many pairs, each time one of those whose responses were used least."""
    if most is None or len(pairs) <= most:
        return pairs
    waiting = chance.sample(pairs, len(pairs))
    used: dict[str, int] = {}
    kept: list[tuple[str, str]] = []
    while len(kept) < most:
        best = min(waiting, key=lambda pair: used.get(pair[0], 0) + used.get(pair[1], 0))
        waiting.remove(best)
        kept.append(best)
        for text in best:
            used[text] = used.get(text, 0) + 1
    return kept
