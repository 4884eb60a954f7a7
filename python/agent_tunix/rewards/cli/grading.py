"""Grading a chunk of rows: the columns that scoring adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from agent_tunix.rewards.reading.paths import MISSING, look_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.cli.files import Added


@dataclass(frozen=True)
class Settings:
    """How to grade: the columns, and the arguments of the reward functions."""

    response_column: str
    truth_column: str
    format: Format | None = None
    alpha: float = 0.3
    beta: float = 0.7
    tolerance: float = 0.1
    partial_credit: float = 0.5
    significant_digits: int | None = None
    #: What is done with a row that can't be graded: "error", "skip" or "null".
    on_invalid: str = "error"

    def rewards(self) -> list[str]:
        """Return the names of the reward columns, in order."""
        return ["format_reward", "answer_reward", "total_reward"][0 if self.format else 1 :]

    def added(self) -> list[str]:
        """Return the names of all columns that scoring adds, in order."""
        return [*self.rewards(), "reason", "extracted"]

    def explain(self, response: Any, truth: Any, trace: bool = False) -> Any:
        """Return the verdict on one response, or those on a list of them."""
        return explain_answer(
            response,
            truth,
            tolerance=self.tolerance,
            partial_credit=self.partial_credit,
            significant_digits=self.significant_digits,
            trace=trace,
        )


@dataclass(frozen=True)
class Graded:
    """The rows of a chunk that were graded, and what is wrong with the others."""

    chunk: Chunk
    responses: list[str]
    truths: list[Any]
    #: The columns that scoring adds.
    added: Added
    #: The errors of the other rows, by their index in the chunk that was given.
    refused: dict[int, Mistake]

    def spread(self) -> Added:
        """Return the added columns with None for each row that could not be graded."""
        if not self.refused:
            return self.added
        count = len(self.chunk.rows) + len(self.refused)
        spread: Added = {}
        for name, values in self.added.items():
            each = iter(values)
            spread[name] = [None if index in self.refused else next(each) for index in range(count)]
        return spread


def make_settings(response_column: str, truth_column: str, *, format_text: str | None, **numbers: Any) -> Settings:
    """Return the settings of a command's options, with the format compiled."""
    try:
        form = None if format_text is None else Format(format_text)
    except ValueError as error:
        raise Mistake(f"--format {format_text!r}: {error}") from None
    return Settings(response_column, truth_column, form, **numbers)


def grade(reader: Reader, chunk: Chunk, settings: Settings) -> Graded:
    """Grade the rows of a chunk; the error for a row names its place in the file.

    Raises:
        Mistake: a row can't be graded, and the settings do not say what to do with such rows.
    """
    rows = [_read_row(reader, chunk, index, settings) for index in range(len(chunk.rows))]
    found = iter(_explain(settings, [row for row in rows if not isinstance(row, Mistake)]))
    results = [row if isinstance(row, Mistake) else next(found) for row in rows]
    refused = {
        index: result if isinstance(result, Mistake) else Mistake(f"{_place(reader, chunk, index)}: {result}")
        for index, result in enumerate(results)
        if not isinstance(result, Verdict)
    }
    if refused and settings.on_invalid == "error":
        raise refused[min(refused)]
    pairs = [row for index, row in enumerate(rows) if index not in refused and not isinstance(row, Mistake)]
    responses, truths = [response for response, _ in pairs], [truth for _, truth in pairs]
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


def _place(reader: Reader, chunk: Chunk, index: int) -> str:
    return f"{reader.path}, {reader.place} {chunk.places[index]}"


def _read_row(reader: Reader, chunk: Chunk, index: int, settings: Settings) -> tuple[str, Any] | Mistake:
    """Return the response and the truth of a row, or what is wrong with it."""
    try:
        response = _read(reader, chunk, index, (settings.response_column, "--response-column"), read_response)
        truth = _read(reader, chunk, index, (settings.truth_column, "--truth-column"), read_truth)
    except Mistake as mistake:
        return mistake
    return response, AnyOf(truth) if is_list(truth) else truth


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


def _explain(settings: Settings, rows: list[tuple[str, Any]]) -> list[Verdict | Exception]:
    """Return the verdict on each row, or the error of one that can't be graded."""
    if not rows:
        return []
    try:
        verdicts: list[Verdict | Exception] = settings.explain(
            [response for response, _ in rows], [truth for _, truth in rows]
        )
    except (ArgumentTypeError, ArgumentValueError) as error:
        if error.index is None:
            raise Mistake(str(error)) from None
        # Asked alone, a row is told of without its index in this chunk: a person needs the place in the file.
        return [_explain_one(settings, *row) for row in rows]
    return verdicts


def _explain_one(settings: Settings, response: str, truth: Any) -> Verdict | Exception:
    try:
        verdict: Verdict = settings.explain(response, truth)
    except (ArgumentTypeError, ArgumentValueError) as error:
        return error
    return verdict
