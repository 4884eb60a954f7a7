"""Grading a chunk of rows: the columns that scoring adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agent_tunix.rewards import (
    AnyOf,
    ArgumentTypeError,
    ArgumentValueError,
    Format,
    Verdict,
    explain_answer,
    match_format_exactly,
)
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.rows import Chunk, Reader, is_list, missing_column, read_response, read_truth
from agent_tunix.rewards.grading import Grading, named
from agent_tunix.rewards.reading.paths import MISSING, look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent_tunix.rewards.cli.files import Added


#: The reason of a row that can't be graded, which has no scores.
NOT_GRADED = "not_graded"


@dataclass(frozen=True)
class Settings:
    """How to grade: the columns, and the arguments of the reward functions."""

    response_column: str
    truth_column: str
    format: Format | None = None
    alpha: float = 0.3
    beta: float = 0.7
    #: How answers are graded, where a row does not name a policy of its own.
    grading: Grading = Grading()  # noqa: RUF009  it is frozen
    #: The column that names the policy of each row, and the fields that are the same for all of them.
    grading_column: str | None = None
    given: tuple[tuple[str, Any], ...] = ()
    #: What is done with a row that can't be graded: "error", "skip" or "null".
    on_invalid: str = "null"

    def rewards(self) -> list[str]:
        """Return the names of the reward columns, in order."""
        return ["format_reward", "answer_reward", "total_reward"][0 if self.format else 1 :]

    def added(self) -> list[str]:
        """Return the names of all columns that scoring adds, in order."""
        return [*self.rewards(), "reason", "extracted"]


@dataclass(frozen=True)
class Graded:
    """The rows of a chunk that were graded, and what is wrong with the others."""

    chunk: Chunk
    responses: Sequence[str]
    truths: Sequence[Any]
    #: The columns that scoring adds.
    added: Added
    #: The errors of the other rows, by their index in the chunk that was given.
    refused: dict[int, Mistake]

    def spread(self) -> Added:
        """Return the added columns with None for each row that could not be graded, whose reason says so."""
        if not self.refused:
            return self.added
        count = len(self.chunk.rows) + len(self.refused)
        spread: Added = {}
        for name, values in self.added.items():
            each, nothing = iter(values), NOT_GRADED if name == "reason" else None
            spread[name] = [nothing if index in self.refused else next(each) for index in range(count)]
        return spread


def make_settings(
    response_column: str, truth_column: str, format_text: str | None, policy: dict[str, Any], **others: Any
) -> Settings:
    """Return the settings of a command's options, with the format compiled."""
    try:
        form = None if format_text is None else Format(format_text)
    except ValueError as error:
        raise Mistake(f"--format {format_text!r}: {error}") from None
    given = tuple(policy["given"].items())
    return Settings(response_column, truth_column, form, grading=make_grading(policy), given=given, **others)


def make_grading(policy: dict[str, Any]) -> Grading:
    """Return the policy of a name, with the fields that are given; without a name the default one."""
    try:
        return _refine(policy["name"], tuple(policy["given"].items()))
    except ArgumentValueError as error:
        raise Mistake(f"--{error.argument.replace('_', '-')}: {error}" if error.argument else str(error)) from None


@cache
def _refine(name: str | None, given: tuple[tuple[str, Any], ...]) -> Grading:
    return replace(named(name) if name else Grading(), **dict(given))


def grade(reader: Reader, chunk: Chunk, settings: Settings) -> Graded:
    """Grade the rows of a chunk; the error for a row names its place in the file.

    Raises:
        Mistake: a row can't be graded, and the settings do not say what to do with such rows.
    """
    whole = _grade_batch(reader, chunk, settings) if chunk.batch is not None else None
    if whole is not None:
        return whole
    rows = [_read_row(reader, chunk, index, settings) for index in range(len(chunk.rows))]
    found = iter(_explain([row for row in rows if not isinstance(row, Mistake)]))
    results = [row if isinstance(row, Mistake) else next(found) for row in rows]
    refused = {
        index: result if isinstance(result, Mistake) else Mistake(f"{_place(reader, chunk, index)}: {result}")
        for index, result in enumerate(results)
        if not isinstance(result, Verdict)
    }
    if refused and settings.on_invalid == "error":
        raise refused[min(refused)]
    kept = [row for index, row in enumerate(rows) if index not in refused and not isinstance(row, Mistake)]
    responses, truths = [row.response for row in kept], [row.truth for row in kept]
    verdicts = [result for result in results if isinstance(result, Verdict)]
    added: Added = {}
    answers = [verdict.score for verdict in verdicts]
    if settings.format:
        formats: list[float] = match_format_exactly(responses, settings.format).tolist() if responses else []
        added["format_reward"] = formats
        totals = [settings.alpha * form + settings.beta * answer for form, answer in zip(formats, answers, strict=True)]
    else:
        totals = answers
    added |= {"answer_reward": answers, "total_reward": totals}
    added["reason"] = [verdict.reason for verdict in verdicts]
    added["extracted"] = [verdict.answer.text if verdict.answer else None for verdict in verdicts]
    if refused:
        chunk = chunk.pick([index for index in range(len(rows)) if index not in refused])
    return Graded(chunk, responses, truths, added, refused)


def _grade_batch(reader: Reader, chunk: Chunk, settings: Settings) -> Graded | None:
    """Grade a record batch as columns, with no object for a row; None where its columns are no plain texts."""
    from agent_tunix.rewards.cli.columnar import Column, are_plain, grade_columns

    names = settings.response_column, settings.truth_column
    if settings.grading_column or not are_plain(chunk.batch, names):
        return None
    rewards, reasons, extracted = grade_columns(chunk.batch, names, settings.grading)
    refused: dict[int, Mistake] = {}
    for index in np.flatnonzero(np.isnan(rewards)).tolist():
        row = _read_row(reader, chunk, index, settings)
        found = row if isinstance(row, Mistake) else _explain_one(row)
        refused[index] = found if isinstance(found, Mistake) else Mistake(f"{_place(reader, chunk, index)}: {found}")
        if settings.on_invalid == "error":
            raise refused[index]
    if refused:
        kept = [index for index in range(len(rewards)) if index not in refused]
        chunk, rewards = chunk.pick(kept), rewards[kept]
        reasons, extracted = [reasons[index] for index in kept], [extracted[index] for index in kept]
    responses = chunk.batch[settings.response_column]
    added: Added = {}
    totals = rewards
    if settings.format:
        formats = match_format_exactly(responses, settings.format) if len(rewards) else rewards
        added["format_reward"] = formats.tolist()
        totals = settings.alpha * formats + settings.beta * rewards
    added |= {"answer_reward": rewards.tolist(), "total_reward": totals.tolist()}
    added |= {"reason": reasons, "extracted": extracted}
    return Graded(chunk, Column(responses), Column(chunk.batch[settings.truth_column]), added, refused)


def _place(reader: Reader, chunk: Chunk, index: int) -> str:
    return f"{reader.path}, {reader.place} {chunk.places[index]}"


class _Row(NamedTuple):
    response: str
    truth: Any
    grading: Grading


def _read_row(reader: Reader, chunk: Chunk, index: int, settings: Settings) -> _Row | Mistake:
    """Return the response and the truth of a row, and how it is graded; or what is wrong with it."""

    def refine(name: Any) -> Grading:
        return settings.grading if name is None else _refine(name, settings.given)

    try:
        response = _read(reader, chunk, index, (settings.response_column, "--response-column"), read_response)
        truth = _read(reader, chunk, index, (settings.truth_column, "--truth-column"), read_truth)
        grading = settings.grading
        if settings.grading_column:
            grading = _read(reader, chunk, index, (settings.grading_column, "--grading-column"), refine)
    except Mistake as mistake:
        return mistake
    return _Row(response, AnyOf(truth) if is_list(truth) else truth, grading)


def _read(reader: Reader, chunk: Chunk, index: int, column: tuple[str, str], convert: Callable[[Any], Any]) -> Any:
    """Return the value that a row has in a column, converted; the column comes with the option that names it."""
    name, option = column
    value = look_up(chunk.rows[index], name)
    if value is MISSING:
        raise missing_column(reader, chunk, index, name, option)
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        where = _place(reader, chunk, index)
        raise Mistake(f"{where}: column {name!r} {error}; mend or drop the row") from None


def _explain(rows: list[_Row]) -> list[Verdict | Exception]:
    """Return the verdict on each row, or the error of one that can't be graded."""
    if not rows:
        return []
    responses, truths, gradings = (
        [row.response for row in rows],
        [row.truth for row in rows],
        [row.grading for row in rows],
    )
    try:
        verdicts: list[Verdict | Exception] = [*explain_answer(responses, truths, grading=gradings)]
    except (ArgumentTypeError, ArgumentValueError) as error:
        if error.index is None:
            raise Mistake(str(error)) from None
        # Asked alone, a row is told of without its index in this chunk: a person needs the place in the file.
        return [_explain_one(row) for row in rows]
    return verdicts


def _explain_one(row: _Row) -> Verdict | Exception:
    try:
        return explain_answer(row.response, row.truth, grading=row.grading)
    except (ArgumentTypeError, ArgumentValueError) as error:
        return error
