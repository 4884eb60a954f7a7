"""The caller's examples: which columns are the prompt and the truth, and which rows are taken."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.auditing.truths import Truth, make_truth, read_truth
from agent_tunix.rewards.reading.columns import find_value, plain
from agent_tunix.rewards.reading.messages import read_prompt, read_text
from agent_tunix.rewards.reading.parameters import TRUTHS

#: Where truths, prompts and responses are looked for.
TRUTH_COLUMNS = (
    *TRUTHS, "expected_answer", "final_answer", "labels", "reward_model.ground_truth", "reward_spec.ground_truth",
    "extra_info.answer", "info.answer",
)  # fmt: skip
PROMPT_COLUMNS = ("prompt", "question", "problem", "query", "instruction", "input", "prompts", "messages")
RESPONSE_COLUMNS = ("response", "completion", "output", "generation")


@dataclass(frozen=True)
class Example:
    """One row of the data."""

    row: Mapping[str, Any]
    #: As the data has it, text or chat messages, and its text.
    prompt: Any
    asked: str
    #: As the data has it, and what is known of it.
    truth: Any
    known: Truth
    response: str | None


@dataclass(frozen=True)
class Columns:
    """The names of the columns; None where they are to be guessed."""

    truth: str | None = None
    prompt: str | None = None
    response: str | None = None


def read_examples(
    examples: Iterable[Mapping[str, Any]], columns: Columns, limit: int, seed: int
) -> tuple[list[Example], list[str]]:
    """Return rows as examples, and what was left out.

    Args:
        examples: rows, or a table that has rows (pyarrow, pandas, datasets).
        columns: where the truth, the prompt and the response are.
        limit: how many rows to take; those with a prompt and truth of their own come first.
        seed: decides which.

    Raises:
        TypeError: a row is no mapping.
        ValueError: there are no rows, or no column for the truth.
    """
    rows = read_rows(examples)
    if not rows:
        raise ArgumentValueError("examples: there are none; give rows with a prompt and a truth")
    truth = columns.truth or guess(rows, TRUTH_COLUMNS)
    if truth is None:
        there = ", ".join(map(repr, rows[0])) or "none"
        raise ArgumentValueError(f"truth_column: name the column of the truths; there are {there}")
    prompt = columns.prompt or guess(rows, PROMPT_COLUMNS)
    response = columns.response or guess(rows, RESPONSE_COLUMNS)
    read: list[tuple[Mapping[str, Any], Any, str, Any, str, str | None]] = []
    blank = 0
    for row in rows:
        value = plain(find_value(row, truth, "examples"))
        try:
            text = read_truth(value)
        except ValueError:
            blank += 1
            continue
        asked = plain(find_value(row, prompt, "examples")) if prompt else None
        said = plain(find_value(row, response, "examples")) if response else None
        read.append((row, asked, read_prompt(asked) if asked is not None else "", value, text, read_said(said)))
    if not read:
        raise ArgumentValueError(f"truth_column: every row's {truth!r} is blank")
    chosen = choose(read, limit, seed)
    texts = list(dict.fromkeys(text for *_, text, _ in read))
    made = [
        Example(row, asked, asked_text, value, make_truth(value, texts), said)
        for row, asked, asked_text, value, _, said in chosen
    ]
    notes = [f"{blank:,} rows whose truth is blank"] if blank else []
    if len(read) > len(made):
        notes.append(f"{len(read) - len(made):,} of {len(read):,} rows, beyond the limit of {limit:,}")
    return made, notes


def read_rows(examples: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a table or an iterable.

    Raises:
        TypeError: a row is no mapping.
    """
    if hasattr(examples, "to_pylist"):
        examples = examples.to_pylist()
    elif hasattr(examples, "to_dict") and hasattr(examples, "columns"):
        examples = examples.to_dict("records")
    if isinstance(examples, (str, bytes, Mapping)) or not hasattr(examples, "__iter__"):
        raise ArgumentTypeError(f"examples: expected rows, each a dict, got {type(examples).__name__}")
    rows = list(examples)
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise ArgumentTypeError(f"examples[{number}]: expected a dict, got {type(row).__name__}")
    return rows


def guess(rows: list[Mapping[str, Any]], names: Iterable[str]) -> str | None:
    """Return the first of some names that every row has."""
    for name in names:
        try:
            for row in rows:
                find_value(row, name, "examples")
        except ArgumentValueError:
            continue
        return name
    return None


def read_said(value: Any) -> str | None:
    """Return a response's text, None where there is none."""
    try:
        return read_text(value) if value else None
    except ArgumentTypeError:
        return None


def choose(rows: list[Any], limit: int, seed: int) -> list[Any]:
    """Return at most so many rows, those first that have another prompt and truth than all before."""
    seen: set[tuple[str, str]] = set()
    new: list[int] = []
    again: list[int] = []
    for number, (_, _, asked, _, text, _) in enumerate(rows):
        (again if (asked, text) in seen else new).append(number)
        seen.add((asked, text))
    # Which rows, and not in which order, is left to chance.
    chance = random.Random(seed)  # noqa: S311  no secret
    if len(new) > limit:
        new = chance.sample(new, limit)
    elif len(new) < limit:
        new += again[: limit - len(new)] if len(new) + len(again) <= limit else chance.sample(again, limit - len(new))
    return [rows[number] for number in sorted(new)]
