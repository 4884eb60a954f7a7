"""Finding the columns of a table by their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.reading.names import OTHERS, list_names
from agent_tunix.rewards.recording.columns import ANSWER, COMPONENT, RESPONSE, REWARD, RUN, TRUTH

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The key under which a caller names the columns of components.
COMPONENTS = "components"


@dataclass
class Names:
    """The names of the columns of one table."""

    #: The column of each thing, by the name that our own records have for it.
    columns: dict[str, str]
    #: The column of each component, by the name of the component.
    components: dict[str, str]
    #: Decisions that the reader of a report should know.
    notes: list[str] = field(default_factory=list)


def check_columns(columns: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the names that the caller gave, checked."""
    given = dict(columns or {})
    for what, name in given.items():
        if what not in OTHERS and what != COMPONENTS:
            expected = ", ".join([*OTHERS, COMPONENTS])
            raise ArgumentValueError(
                f"columns: expected one of {expected}, got {what!r}", argument="columns", code="unknown_name"
            )
        names = [name] if what != COMPONENTS else list(name)
        if not all(isinstance(one, str) for one in names):
            raise ArgumentTypeError(
                f"columns[{what!r}]: expected the name of a column, got {name!r}", argument="columns"
            )
    return given


def find_columns(schema: Any, given: Mapping[str, Any]) -> Names:
    """Find out which column of a table with an Arrow schema holds what; the caller may have given some names."""
    known: list[str] = schema.names
    columns: dict[str, str] = {}
    for what, others in OTHERS.items():
        if what in given:
            columns[what] = _require(given[what], known, what)
        elif name := next((name for name in others if name in known), None):
            columns[what] = name
    if RESPONSE not in columns:
        raise _missing(RESPONSE, "responses", known)
    _tell_truth_from_answer(columns, known, given)
    if COMPONENTS in given:
        components = {name.removeprefix(COMPONENT): _require(name, known, COMPONENTS) for name in given[COMPONENTS]}
    else:
        components = _find_components(schema, columns)
    notes = []
    if REWARD not in columns:
        if not components:
            raise _missing(REWARD, "rewards", known)
        notes.append(f"there is no column of the whole reward: the sum of {', '.join(components)} is taken for it")
    return Names(columns, components, notes)


def _find_components(schema: Any, columns: Mapping[str, str]) -> dict[str, str]:
    """Find the components: `component/x`, `x_reward`, `reward_x`, `rewards/x`, or the columns of a table of TRL."""
    taken = set(columns.values())
    numbers = [field.name for field in schema if _is_number(field.type) and field.name not in taken]
    found = {name.removeprefix(COMPONENT): name for name in schema.names if name.startswith(COMPONENT)}
    if found:
        return found
    if "advantage" in schema.names and "completion" in schema.names:
        return {name: name for name in numbers if name != "advantage"}
    marks = ("_reward", "_score"), ("reward_", "rewards/", "reward/")
    return {name: name for name in numbers if name.endswith(marks[0]) or name.startswith(marks[1])}


def _tell_truth_from_answer(columns: dict[str, str], known: list[str], given: Mapping[str, Any]) -> None:
    """Read `answer` as the truth if there is no other: data sets call the truth so, records the response's answer."""
    if TRUTH in columns or ANSWER in given or columns.get(ANSWER) != "answer" or RUN in known:
        return
    columns[TRUTH] = "answer"
    del columns[ANSWER]
    if "extracted" in known:
        columns[ANSWER] = "extracted"


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_decimal(kind))


def _require(name: str, known: list[str], what: str) -> str:
    if name in known:
        return name
    raise ArgumentValueError(
        f"columns[{what!r}]: there is no column {name!r}; there are {list_names(name, known)}",
        argument="columns",
        code="unknown_column",
    )


def _missing(what: str, title: str, known: list[str]) -> ArgumentValueError:
    if not known:
        return ArgumentValueError("records: there are none: no rows, and no columns", argument="records", code="empty")
    return ArgumentValueError(
        f"columns[{what!r}]: name the column that holds the {title}, because none is called "
        f"{' or '.join(OTHERS[what])}; there are {list_names(what, known)}",
        argument="columns",
        code="missing",
    )
