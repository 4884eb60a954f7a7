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
from agent_tunix.rewards.reading.names import OTHERS
from agent_tunix.rewards.reading.parameters import TRUTHS
from agent_tunix.rewards.reading.paths import MISSING, look_up

#: The names of columns in which truths are looked for, in this order.
TRUTH_COLUMNS = (
    *TRUTHS, "expected_answer", "final_answer", "labels", "reward_model.ground_truth", "reward_spec.ground_truth",
    "extra_info.answer", "info.answer",
)  # fmt: skip


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
    truth = columns["truth"] or guess(rows, TRUTH_COLUMNS)
    if truth is None:
        there = ", ".join(map(repr, rows[0])) or "none"
        raise ArgumentValueError(
            f"truth_column: name the column of the truths; there are {there}", argument="truth_column", code="missing"
        )
    prompt = columns["prompt"] or guess(rows, OTHERS["prompt"])
    response = columns["response"] or guess(rows, OTHERS["response"])
    read: list[Row] = []
    for row in rows:
        value = read_cell(row, truth, "truth_column")
        try:
            text = read_truth(value)
        except ValueError:
            continue
        asked = read_cell(row, prompt, "prompt_column")
        words = read_prompt(asked) if asked is not None else ""
        read.append(Row(row, asked, words, value, text, _read_said(read_cell(row, response, "response_column"))))
    if not read:
        raise ArgumentValueError(f"truth_column: every row's {truth!r} is blank", argument="truth_column", code="blank")
    texts = list(dict.fromkeys(each.text for each in read))
    made = [
        Example(each.row, each.prompt, each.asked, each.truth, make_truth(each.truth, texts), each.response)
        for each in choose(read, limit, seed)
    ]
    blank = len(rows) - len(read)
    notes = [f"{blank:,} rows whose truth is blank"] if blank else []
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


def read_cell(row: Mapping[str, Any], column: str | None, argument: str) -> Any:
    """Return the value of a column, None without a column; the argument is the one that names the column."""
    if column is None:
        return None
    if (value := look_up(row, column)) is MISSING:
        there = ", ".join(map(repr, row)) or "none"
        raise ArgumentValueError(
            f"{argument}: there is no column {column!r}; the columns are: {there}",
            argument=argument,
            code="unknown_column",
        )
    return plain(value)


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


def guess(rows: list[Mapping[str, Any]], names: Iterable[str]) -> str | None:
    """Return the first of some names that every row has."""
    for name in names:
        if all(look_up(row, name) is not MISSING for row in rows):
            return name
    return None


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
