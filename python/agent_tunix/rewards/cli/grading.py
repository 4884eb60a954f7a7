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
from agent_tunix.rewards.cli.columnar import Column, are_plain, grade_columns, nullable, pick, replaced
from agent_tunix.rewards.cli.columns import RESPONSE, TRUTH, find_columns, read_value
from agent_tunix.rewards.cli.errors import Mistake, in_options
from agent_tunix.rewards.cli.rows import Chunk, Reader, is_list, read_response, read_truth
from agent_tunix.rewards.grading import Grading, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agent_tunix.rewards.cli.files import Added


#: The reason of a row that can't be graded, which has no scores.
NOT_GRADED = "not_graded"
#: The option that names the column of policies.
GRADING = "--grading-column"


@dataclass(frozen=True)
class Settings:
    """How to grade: the columns, and the arguments of the reward functions."""

    #: The columns of the responses and the truths; empty where they are looked for by the names that are known.
    response_column: str = ""
    truth_column: str = ""
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

    def settle(self, reader: Reader) -> Settings:
        """Return the settings with the columns that a file has for the responses and the truths.

        Raises:
            Mistake: the file has none.
        """
        named = {RESPONSE: self.response_column, TRUTH: self.truth_column}
        if self.grading_column:
            named[GRADING] = self.grading_column
        found = find_columns(reader, named)
        return replace(self, response_column=found[RESPONSE], truth_column=found[TRUTH])

    def rewards(self) -> list[str]:
        """Return the names of the reward columns, in order."""
        return ["format_reward", "answer_reward", "total_reward"][0 if self.format else 1 :]

    def added(self) -> list[str]:
        """Return the names of all columns that scoring adds, in order."""
        return [*self.rewards(), "reason", "extracted"]


@dataclass(frozen=True)
class Graded:
    """The rows of a chunk with the columns that scoring adds: empty, with a reason, for a row that can't be graded."""

    chunk: Chunk
    responses: Sequence[Any]
    truths: Sequence[Any]
    added: Added
    #: Which rows can't be graded, and what is wrong with the first of them.
    refused: list[int]
    first: Mistake | None

    def without_refused(self) -> tuple[Chunk, Added]:
        """Return the rows that were graded."""
        if not self.refused:
            return self.chunk, self.added
        gone = set(self.refused)
        kept = [index for index in range(len(self.chunk.rows)) if index not in gone]
        return self.chunk.pick(kept), {name: pick(values, kept) for name, values in self.added.items()}


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
        raise Mistake(in_options(error, {})) from None


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
    refused = [index for index, result in enumerate(results) if not isinstance(result, Verdict)]
    first: Mistake | None = None
    if refused:
        wrong = results[refused[0]]
        first = wrong if isinstance(wrong, Mistake) else Mistake(f"{_place(reader, chunk, refused[0])}: {wrong}")
        if settings.on_invalid == "error":
            raise first
    responses, truths = (
        [None if isinstance(row, Mistake) else row.response for row in rows],
        [None if isinstance(row, Mistake) else row.truth for row in rows],
    )
    verdicts = [result if isinstance(result, Verdict) else None for result in results]
    answers = [verdict and verdict.score for verdict in verdicts]
    added: Added = {}
    totals = answers
    if settings.format:
        graded = [str(response) for response, verdict in zip(responses, verdicts, strict=True) if verdict]
        scores: Iterator[float] = iter(match_format_exactly(graded, settings.format).tolist() if graded else [])
        added["format_reward"] = [verdict and next(scores) for verdict in verdicts]
        totals = [
            None if answer is None else settings.alpha * form + settings.beta * answer
            for form, answer in zip(added["format_reward"], answers, strict=True)
        ]
    added |= {"answer_reward": answers, "total_reward": totals}
    added["reason"] = [verdict.reason if verdict else NOT_GRADED for verdict in verdicts]
    added["extracted"] = [verdict.answer.text if verdict and verdict.answer else None for verdict in verdicts]
    return Graded(chunk, responses, truths, added, refused, first)


def _grade_batch(reader: Reader, chunk: Chunk, settings: Settings) -> Graded | None:
    """Grade a record batch as columns, with no object for a row; None where its columns are no plain texts."""
    names = settings.response_column, settings.truth_column
    if settings.grading_column or not are_plain(chunk.batch, names):
        return None
    answers, reasons, extracted = grade_columns(chunk.batch, names, settings.grading)
    bad = np.isnan(answers)
    refused: list[int] = np.flatnonzero(bad).tolist()
    first: Mistake | None = None
    if refused:
        row = _read_row(reader, chunk, refused[0], settings)
        wrong = row if isinstance(row, Mistake) else _explain_one(row)
        first = wrong if isinstance(wrong, Mistake) else Mistake(f"{_place(reader, chunk, refused[0])}: {wrong}")
        if settings.on_invalid == "error":
            raise first
        reasons = replaced(reasons, bad, NOT_GRADED)
    responses = chunk.batch[settings.response_column]
    added: Added = {}
    totals = answers
    if settings.format:
        texts = responses.fill_null("") if responses.null_count else responses
        formats = np.where(bad, np.nan, match_format_exactly(texts, settings.format))
        added["format_reward"] = nullable(formats)
        totals = settings.alpha * formats + settings.beta * answers
    added |= {"answer_reward": nullable(answers), "total_reward": nullable(totals)}
    added |= {"reason": reasons, "extracted": extracted}
    return Graded(chunk, Column(responses), Column(chunk.batch[settings.truth_column]), added, refused, first)


def _place(reader: Reader, chunk: Chunk, index: int) -> str:
    return f"{reader.name}, {reader.place} {chunk.places[index]}"


class _Row(NamedTuple):
    response: str
    truth: Any
    grading: Grading


def _read_row(reader: Reader, chunk: Chunk, index: int, settings: Settings) -> _Row | Mistake:
    """Return the response and the truth of a row, and how it is graded; or what is wrong with it."""
    row, where = chunk.rows[index], _place(reader, chunk, index)

    def refine(name: Any) -> Grading:
        return settings.grading if name is None else _refine(name, settings.given)

    try:
        response = read_value(row, settings.response_column, RESPONSE, read_response, where)
        truth = read_value(row, settings.truth_column, TRUTH, read_truth, where)
        grading = settings.grading
        if settings.grading_column:
            grading = read_value(row, settings.grading_column, GRADING, refine, where)
    except Mistake as mistake:
        return mistake
    return _Row(response, AnyOf(truth) if is_list(truth) else truth, grading)


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
