"""`score_table`: a table with the columns that grading adds to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_tunix.rewards import _core
from agent_tunix.rewards._core import REASONS, SOURCES, ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.reward import FunctionReward, Reward, as_reward
from agent_tunix.rewards.composing.together import DEFAULTS
from agent_tunix.rewards.functions import check_answer, combined_reward

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Why a row is not judged, behind the reasons of `check_answer`.
NOT_JUDGED = ("no_response", "unusable_truth")
NAMES = (*REASONS, *NOT_JUDGED)
NO_RESPONSE, UNUSABLE_TRUTH = (len(REASONS) + place for place in range(len(NOT_JUDGED)))
#: The code for a source that is not there.
NO_SOURCE = 255
#: The columns that every table gets; those of a reward's components stand behind them.
SCHEMA = pa.schema(
    [
        ("reward", pa.float64()),
        ("reason", pa.dictionary(pa.int8(), pa.string())),
        ("source", pa.dictionary(pa.int8(), pa.string())),
        ("extracted", pa.string()),
        ("span_start", pa.int64()),
        ("span_end", pa.int64()),
    ]
)
#: Rows that are graded in one go: enough for all cores, and few enough that a table of any size takes little memory.
ROWS = 65_536


def score_table(
    table: Any,
    reward: Callable[..., Any] = check_answer,
    *,
    response: str = "response",
    truth: str = "answer",
    on_invalid: str | float = "null",
    columns: Mapping[str, str] | None = None,
    prefix: str = "",
    **options: Any,
) -> pa.Table:
    """Grade every row of a table, and return the rows with the columns of `SCHEMA`.

    >>> import pyarrow as pa
    >>> table = pa.table({"response": ["The answer is 4.", "It is 5.", None], "answer": ["4", "4", "4"]})
    >>> scored = score_table(table)
    >>> scored["reward"].to_pylist(), scored["reason"].to_pylist()
    ([1.0, 0.0, None], ['correct', 'wrong_value', 'no_response'])

    Args:
        table: a table, a record batch, or anything that exports Arrow data as a stream or an array of structs.
        reward: `check_answer`, another function of this package, a reward object, or a function that `as_reward` takes.
        response: the column of the responses: text, or lists of chat messages.
        truth: the column of the reference answers: text, numbers, or lists of them, of which each is right.
        on_invalid: what a row gets that has no response or whose truth can't be used: `"null"`, a number, or `"raise"`.
        columns: further parameters of the reward, and the columns that fill them: `{"choices": "options"}`. A reward
            object also takes each column that has the name of one of its parameters.
        prefix: put before the names of the columns that are added.
        options: further arguments of the reward, the same for every row.

    Returns:
        The rows in their order with the columns `reward`, `reason` (why; for a row that is not judged `no_response` or
        `unusable_truth`), `source` and `extracted` (the answer that was read, and how it was given), `span_start` and
        `span_end` (where it stands in the response, in characters); and one more for each component of a reward that
        is made of others.

    Raises:
        ValueError: a column is missing, or has the name of one that is added; `on_invalid` says to raise, and a row
            can't be judged: the message and the attribute `index` name it.
        TypeError: a column is of a kind that can't be read, or `columns` names a parameter that the reward does not
            have.
        RewardError: a function raised.
    """
    rows = as_table(table)
    grader = Grader(reward, (response, truth), on_invalid, columns or {}, options)
    grader.check(rows.column_names, prefix)
    parts: list[pa.Table] = []
    done = 0
    for batch in rows.to_batches(max_chunksize=ROWS):
        parts.append(grader.grade(pa.Table.from_batches([batch]), done))
        done += batch.num_rows
    if not parts:
        parts = [grader.grade(rows, 0)]
    added = pa.concat_tables(parts, promote_options="default")
    for name in added.column_names:
        if prefix + name in rows.column_names:
            raise _taken(prefix + name)
        rows = rows.append_column(prefix + name, added[name])
    return rows


class Grader:
    """How the rows of a table are graded."""

    def __init__(
        self,
        reward: Any,
        read: tuple[str, str],
        on_invalid: str | float,
        columns: Mapping[str, str],
        options: Mapping[str, Any],
    ) -> None:
        """Look what the reward is, and check `on_invalid`; `read` names the columns of responses and truths."""
        if isinstance(on_invalid, np.generic):
            on_invalid = on_invalid.item()
        if isinstance(on_invalid, (int, float)):
            known = not isinstance(on_invalid, bool) and abs(on_invalid) <= sys.float_info.max
        else:
            known = on_invalid in ("null", "raise")
        if not known:
            raise ArgumentValueError(
                f"on_invalid: expected 'null', 'raise' or a finite number, got {on_invalid!r}", argument="on_invalid"
            )
        self.on_invalid, self.columns = on_invalid, dict(columns)
        asked = as_reward(reward, **options)
        for parameter in self.columns:
            if not asked.knows(parameter):
                raise ArgumentTypeError(
                    f"columns: {asked.__name__} has no parameter {parameter!r}", argument="columns", code="unknown_name"
                )
        #: What compares the answer with the truth: the reward itself, or one inside it.
        self.judge = _find_judge(asked)
        #: What is asked beside the core, which gives all that `check_answer` gives.
        self.reward = None if self.judge is asked and self.judge.function is check_answer else asked
        self.response, truth = read
        #: The columns that fill no parameter of their name: of a function of this package, its options.
        self.passed = {self.response}
        if isinstance(asked, FunctionReward) and not isinstance(reward, Reward):
            self.passed |= asked.arguments.settable
        renamed = self.judge.arguments.renamed if self.judge else {}
        self.truth = self.columns.get("ground_truth") or renamed.get("ground_truth") or truth

    def check(self, names: list[str], prefix: str) -> None:
        """Refuse a table without a column that is needed, or with one that is added."""
        needed = [self.response, *self.columns.values(), *([self.truth] if self.judge else [])]
        for name in needed:
            if names.count(name) > 1:
                raise ArgumentValueError(
                    f"the table has {names.count(name)} columns {name!r}: rename them", argument=name, code="name_taken"
                )
            if name not in names:
                there = ", ".join(map(repr, names))
                raise ArgumentValueError(
                    f"there is no column {name!r}; the table has {there}", argument=name, code="unknown_column"
                )
        for name in SCHEMA.names:
            if prefix + name in names:
                raise _taken(prefix + name)

    def grade(self, rows: pa.Table, start: int) -> pa.Table:
        """Return the columns of some rows; `start` is the place of the first one in the whole table."""
        responses, missing = _texts(rows[self.response])
        none = np.full(len(rows), NO_RESPONSE, np.uint8)
        found: dict[str, pa.Array]
        rewards = np.full(len(rows), np.nan)
        if self.judge:
            truths, ends, unusable = _truths(rows[self.truth])
            options = self._options(self.judge, rows)
            numbers = (options["tolerance"], options["partial_credit"], options["significant_digits"])
            found_arrays = _core.grade_columns(responses, truths, ends, numbers, options["grading"], options["choices"])
            rewards, reasons, sources, starts, finishes, text_ends, texts = found_arrays
            bad = unusable | np.isnan(rewards)
            reasons = np.where(bad, np.uint8(UNUSABLE_TRUTH), reasons)
            bad |= missing
            reasons = np.where(missing, none, reasons)
            silent = bad | (starts < 0)
            found = {
                "reason": _names(reasons, np.zeros(len(rows), bool), NAMES),
                "source": _names(sources, silent | (sources == NO_SOURCE), SOURCES),
                "extracted": _strings(text_ends, texts, silent),
                "span_start": pa.array(starts, mask=silent),
                "span_end": pa.array(finishes, mask=silent),
            }
        else:
            bad = missing
            empty = pa.nulls(len(rows), pa.string())
            found = {
                "reason": _names(none, ~missing, NAMES),
                "source": empty.cast(SCHEMA.field("source").type),
                "extracted": empty,
                "span_start": pa.nulls(len(rows), pa.int64()),
                "span_end": pa.nulls(len(rows), pa.int64()),
            }
        components: dict[str, Any] = {}
        if self.reward is not None:
            rewards, components = self._ask(self.reward, rows, responses, bad)
        bad = bad | np.isnan(rewards)
        if bad.any() and self.on_invalid == "raise":
            at = int(np.flatnonzero(bad)[0])
            why = found["reason"][at].as_py() or "the reward gives none"
            raise ArgumentValueError(
                f"the row at index {start + at} can't be judged: {why}", argument="on_invalid", index=start + at
            )
        if self.on_invalid in ("null", "raise"):
            reward = pa.array(np.where(bad, 0.0, rewards), mask=bad)
        else:
            reward = pa.array(np.where(bad, float(self.on_invalid), rewards))
        parts = {
            name: pa.array(np.where(bad, 0.0, values), mask=bad | np.isnan(values))
            for name, values in components.items()
        }
        for name in parts:
            if name in SCHEMA.names:
                raise ArgumentValueError(
                    f"a component of the reward is called {name!r}, as a column of its own: give it another name=",
                    argument="reward",
                    code="name_taken",
                )
        return pa.table({"reward": reward, **found, **parts})

    def _options(self, judge: FunctionReward, rows: pa.Table) -> dict[str, Any]:
        """Return by what options the answers of some rows are graded."""
        arguments = judge.arguments
        options = dict(DEFAULTS)
        for name in options.keys() & {*arguments.options, *arguments.settable, *arguments.sources}:
            own = None if name in self.passed else name
            column = self.columns.get(name) or arguments.renamed.get(name) or own
            if column in rows.column_names:
                options[name] = rows[column].to_pylist()
            elif name in arguments.options:
                options[name] = arguments.options[name]
        return options

    def _ask(
        self, reward: Reward, rows: pa.Table, responses: Any, bad: np.ndarray[Any, Any]
    ) -> tuple[Any, dict[str, Any]]:
        """Return what the reward gives for the rows that can be judged, and its components."""
        kept = np.flatnonzero(~bad)
        total = np.full(len(rows), np.nan)
        if not len(kept):
            return total, {}

        def pick(column: Any) -> list[Any]:
            # Not `take`: pyarrow has none for string views.
            values = _doubles(column).to_pylist()
            return values if len(kept) == len(values) else [values[at] for at in kept]

        names = rows.column_names
        given: dict[str, Any] = {
            name: pick(rows[name]) for name in names if name not in self.passed and names.count(name) == 1
        }
        given |= {parameter: pick(rows[name]) for parameter, name in self.columns.items()}
        if self.truth in given:
            given["ground_truth"] = [_core.AnyOf(v) if isinstance(v, list) else v for v in given[self.truth]]
        evaluated = reward.evaluate(pick(responses), **given)
        total[kept] = evaluated.total
        components: dict[str, Any] = {}
        # A reward that is not made of others is its own only component.
        if list(evaluated.components) != [reward.__name__]:
            for name, values in evaluated.components.items():
                components[name] = np.full(len(rows), np.nan)
                components[name][kept] = values
        return total, components


def plain(rows: Any) -> Any:
    """Return a table or a batch with texts in place of dictionaries, for engines that know none."""
    schema = pa.schema(
        [pa.field(f.name, f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in rows.schema]
    )
    return rows.cast(schema)


def as_table(table: Any) -> pa.Table:
    """Return anything that exports Arrow data as a table."""
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    return pa.table(table)


def _find_judge(reward: Reward) -> FunctionReward | None:
    """Return the reward, or the first one inside it, that is a function which compares the answer with the truth."""
    if isinstance(reward, FunctionReward) and reward.function in (check_answer, combined_reward):
        return reward
    return next(filter(None, map(_find_judge, reward.inside())), None)


def _taken(name: str) -> ArgumentValueError:
    return ArgumentValueError(
        f"the table has a column {name!r} already: rename it, or give prefix=", argument="table", code="name_taken"
    )


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column with values in place of a dictionary's numbers."""
    if not pa.types.is_dictionary(column.type):
        return column
    if pa.types.is_string_view(column.type.value_type):
        # What polars makes. No kernel of pyarrow's decodes it.
        kind = pa.dictionary(column.type.index_type, pa.large_string())
        chunks = [(each.indices, each.dictionary.cast(pa.large_string())) for each in column.chunks]
        column = pa.chunked_array([pa.DictionaryArray.from_arrays(*each) for each in chunks], kind)
    return column.cast(column.type.value_type)


def _texts(column: pa.ChunkedArray) -> tuple[Any, np.ndarray[Any, Any]]:
    """Return a column of texts without nulls, and which rows were null."""
    column = _decoded(column)
    missing = column.is_null().to_numpy()
    if not _is_text(column.type):
        # Chats: a list of messages for each row.
        column = pa.chunked_array([pa.array([_read(value) for value in column.to_pylist()], pa.string())])
    return _filled(column), missing


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of texts with an empty one for each null."""
    if not column.null_count:
        return column
    # No kernel of pyarrow's fills the nulls of string views.
    kind = pa.large_string() if pa.types.is_string_view(column.type) else column.type
    return pc.fill_null(column.cast(kind), "")


def _read(value: Any) -> str:
    # A struct is a chat of one message.
    texts = _core.read_texts([[value] if isinstance(value, dict) else "" if value is None else value])
    return texts[0]


def _truths(column: pa.ChunkedArray) -> tuple[Any, np.ndarray[Any, Any] | None, np.ndarray[Any, Any]]:
    """Return the truths of a column without nulls, where each row's end if it has lists, and which rows were null."""
    column = _decoded(column)
    missing = column.is_null().to_numpy()
    kind = column.type
    if pa.types.is_fixed_size_list(kind):
        kind = pa.large_list(kind.value_type)
        column = column.cast(kind)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lists = column.combine_chunks()
        lists = pa.concat_arrays(lists.chunks) if isinstance(lists, pa.ChunkedArray) else lists
        counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
        values = lists.flatten()
        return _scalars(pa.chunked_array([values])), np.cumsum(counts, dtype=np.int64), missing
    return _scalars(column), None, missing


def _scalars(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of texts or numbers as texts that mean the same."""
    column = _decoded(column)
    if not _is_text(column.type):
        if any(test(column.type) for test in (pa.types.is_integer, pa.types.is_decimal, pa.types.is_null)):
            column = column.cast(pa.string())
        elif pa.types.is_floating(column.type):
            # The shortest spelling, as a `float` has it everywhere here.
            column = _doubles(column)
            finite = pc.if_else(pc.is_finite(column), column, None)
            values = [None if value is None else repr(value).removesuffix(".0") for value in finite.to_pylist()]
            column = pa.chunked_array([pa.array(values, pa.string())])
        else:
            raise ArgumentTypeError(
                f"truth: a column of {column.type} has no reference answers: give text, numbers, or lists of them",
                argument="truth",
            )
    return _filled(column)


def _doubles(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column with doubles of the same shortest spelling in place of 32-bit floats: 0.1 stays 0.1."""
    return column.cast(pa.string()).cast(pa.float64()) if pa.types.is_float32(column.type) else column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _names(codes: np.ndarray[Any, Any], mask: np.ndarray[Any, Any], names: tuple[str, ...]) -> pa.Array:
    """Return names by their codes, without a text for a row."""
    indices = pa.array(np.where(mask, 0, codes).astype(np.int8), mask=mask)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def _strings(ends: np.ndarray[Any, Any], texts: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> pa.Array:
    """Return the texts that lie one behind the other in a buffer."""
    offsets = np.concatenate(([0], ends)).astype(np.int64)
    valid = pa.array(~mask).buffers()[1]
    large = pa.LargeStringArray.from_buffers(
        len(ends), pa.py_buffer(offsets), pa.py_buffer(texts), valid, int(mask.sum())
    )
    return large.cast(pa.string())
