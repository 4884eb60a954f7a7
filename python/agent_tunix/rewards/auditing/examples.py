"""The caller's examples: which columns have the prompts and the truths, and which rows are taken."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.auditing.truths import Truth, make_truth, read_truth
from agent_tunix.rewards.reading.columns import plain
from agent_tunix.rewards.reading.messages import read_prompt, read_text
from agent_tunix.rewards.reading.names import DATA_TRUTHS, OTHERS
from agent_tunix.rewards.reading.paths import MISSING, look_up
from agent_tunix.rewards.writing.numbers import plural


@dataclass(frozen=True)
class Example:
    """One row of the data."""

    row: Mapping[str, Any]
    #: The prompt of the data, which is text or chat messages, and its text.
    prompt: Any
    asked: str
    #: The truth of the data, and what is known about it.
    truth: Any
    known: Truth
    response: str | None


def read_examples(
    examples: Iterable[Mapping[str, Any]], columns: Mapping[str, str | None], limit: int, seed: int
) -> tuple[list[Example], list[str]]:
    """Return rows as examples, and notes on what was left out.

    Args:
        examples: rows, or a table (pyarrow, pandas, datasets).
        columns: the columns `truth`, `prompt` and `response`; None for those that are found by their names.
        limit: how many rows to take; rows whose prompt and truth occur for the first time come first.
        seed: decides which rows are taken.
    """
    rows = read_rows(examples)
    if not rows:
        raise ArgumentValueError(
            "examples: there are none; give rows with a prompt and a truth", argument="examples", code="empty"
        )
    truth = choose_column(rows, columns, "truth", DATA_TRUTHS)
    if truth is None:
        there = ", ".join(map(repr, rows[0])) or "none"
        raise ArgumentValueError(
            f"truth_column: name the column of the truths; there are {there}", argument="truth_column", code="missing"
        )
    prompt = choose_column(rows, columns, "prompt", OTHERS["prompt"])
    response = choose_column(rows, columns, "response", OTHERS["response"])
    read = [found for row in rows if (found := read_row(row, truth, prompt, response))]
    if not read:
        raise ArgumentValueError(f"truth_column: every row's {truth!r} is blank", argument="truth_column", code="blank")
    texts = list(dict.fromkeys(each.text for each in read))
    made = [
        Example(each.row, each.prompt, each.asked, each.truth, make_truth(each.truth, texts), each.response)
        for each in choose(read, limit, seed)
    ]
    blank = len(rows) - len(read)
    notes = [f"{plural(blank, 'row')} without a truth, or whose prompt is no text"] if blank else []
    if len(read) > len(made):
        notes.append(f"{len(read) - len(made):,} of {len(read):,} rows, beyond the limit of {limit:,}")
    return made, notes


class Row(NamedTuple):
    """The values of a row that an example is made of."""

    row: Mapping[str, Any]
    prompt: Any
    asked: str
    truth: Any
    text: str
    response: str | None


def read_row(row: Mapping[str, Any], truth: str, prompt: str | None, response: str | None) -> Row | None:
    """Return the values of a row; None if its truth is blank or its prompt is no text."""
    value, asked = read_cell(row, truth), read_cell(row, prompt)
    try:
        text, words = read_truth(value), read_prompt(asked) if asked is not None else ""
    except (ValueError, TypeError):
        return None
    return Row(row, asked, words, value, text, _read_said(read_cell(row, response)))


def read_cell(row: Mapping[str, Any], column: str | None) -> Any:
    """Return the value of a column; None without a column, or if the row does not have it."""
    value = look_up(row, column) if column else None
    return None if value is MISSING else plain(value)


def read_rows(examples: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a table or an iterable, checked."""
    if hasattr(examples, "to_pylist"):
        examples = examples.to_pylist()
    elif hasattr(examples, "to_dict") and hasattr(examples, "columns"):
        examples = examples.to_dict("records")
    if isinstance(examples, (str, bytes, Mapping)) or not hasattr(examples, "__iter__"):
        raise ArgumentTypeError(
            f"examples: expected rows, each a dict, got {type(examples).__name__}", argument="examples"
        )
    rows = list(examples)
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise ArgumentTypeError(
                f"examples[{number}]: expected a dict, got {type(row).__name__}", argument="examples", index=number
            )
    return rows


def choose_column(
    rows: list[Mapping[str, Any]], columns: Mapping[str, str | None], what: str, names: Iterable[str]
) -> str | None:
    """Return the column that the caller names, or the first of some names that most rows have."""
    named = columns[what]
    if named is None:
        return next((name for name in names if 2 * count_rows(rows, name) > len(rows)), None)
    if not count_rows(rows, named):
        there = ", ".join(map(repr, rows[0])) or "none"
        message = f"{what}_column: there is no column {named!r}; the columns are: {there}"
        raise ArgumentValueError(message, argument=f"{what}_column", code="unknown_column")
    return named


def count_rows(rows: list[Mapping[str, Any]], column: str) -> int:
    """Return how many rows have a column."""
    return sum(look_up(row, column) is not MISSING for row in rows)


def _read_said(value: Any) -> str | None:
    try:
        return read_text(value) if value else None
    except ArgumentTypeError:
        return None


def choose(rows: list[Row], limit: int, seed: int) -> list[Row]:
    """Return at most so many rows; rows whose prompt and truth occur for the first time are preferred."""
    seen: set[tuple[str, str]] = set()
    new: list[int] = []
    again: list[int] = []
    for number, row in enumerate(rows):
        (again if (row.asked, row.text) in seen else new).append(number)
        seen.add((row.asked, row.text))
    # Chance decides which rows are taken, but not their order.
    chance = random.Random(seed)  # noqa: S311  no secret
    if len(new) > limit:
        new = chance.sample(new, limit)
    elif len(new) < limit:
        new += again[: limit - len(new)] if len(new) + len(again) <= limit else chance.sample(again, limit - len(new))
    return [rows[number] for number in sorted(new)]
