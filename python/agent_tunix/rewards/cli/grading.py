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
    """The responses and truths of a chunk, and the columns that scoring adds."""

    responses: list[str]
    truths: list[Any]
    added: Added


def make_settings(response_column: str, truth_column: str, *, format_text: str | None, **numbers: Any) -> Settings:
    """Return the settings of a command's options, with the format compiled."""
    try:
        form = None if format_text is None else Format(format_text)
    except ValueError as error:
        raise Mistake(f"--format {format_text!r}: {error}") from None
    return Settings(response_column, truth_column, form, **numbers)


def grade(reader: Reader, chunk: Chunk, settings: Settings) -> Graded:
    """Grade the rows of a chunk; an error names the place of the row in the file."""
    responses: list[str] = []
    truths: list[Any] = []
    response_column = settings.response_column, "--response-column"
    truth_column = settings.truth_column, "--truth-column"
    for index in range(len(chunk.rows)):
        responses.append(_read(reader, chunk, index, response_column, read_response))
        truth = _read(reader, chunk, index, truth_column, read_truth)
        truths.append(AnyOf(truth) if is_list(truth) else truth)
    verdicts = _explain(reader, chunk, settings, responses, truths)
    added: Added = {}
    answers = [verdict.score for verdict in verdicts]
    if settings.format:
        formats: list[float] = match_format_exactly(responses, settings.format).tolist()
        added["format_reward"] = formats
        totals = [settings.alpha * form + settings.beta * answer for form, answer in zip(formats, answers, strict=True)]
    else:
        totals = answers
    added |= {"answer_reward": answers, "total_reward": totals}
    added["reason"] = [verdict.reason for verdict in verdicts]
    added["extracted"] = [verdict.answer.text if verdict.answer else None for verdict in verdicts]
    return Graded(responses, truths, added)


def _read(reader: Reader, chunk: Chunk, index: int, column: tuple[str, str], convert: Callable[[Any], Any]) -> Any:
    """Return the value that a row has in a column, converted; the column comes with the option that names it."""
    name, option = column
    value = look_up(chunk.rows[index], name)
    if value is MISSING:
        raise missing_column(reader, chunk, index, name, option)
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        where = f"{reader.path}, {reader.place} {chunk.places[index]}"
        raise Mistake(f"{where}: column {name!r} {error}; mend or drop the row") from None


def _explain(
    reader: Reader, chunk: Chunk, settings: Settings, responses: list[str], truths: list[Any]
) -> list[Verdict]:
    try:
        verdicts: list[Verdict] = settings.explain(responses, truths)
    except (ArgumentTypeError, ArgumentValueError) as refused:
        if refused.index is None:
            raise Mistake(str(refused)) from None
        # Asked alone, the row is told of without its index in this chunk: a person needs the place in the file.
        at = refused.index
        try:
            settings.explain(responses[at], truths[at])
        except (ArgumentTypeError, ArgumentValueError) as error:
            raise Mistake(f"{reader.path}, {reader.place} {chunk.places[at]}: {error}") from None
        raise
    return verdicts
