"""Which column holds what: our own names, and those that trainers and people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.reading.names import OTHERS, list_names
from agent_tunix.rewards.recording.columns import ANSWER, COMPONENT, RESPONSE, REWARD, RUN, TRUTH

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Under this key the caller names the columns of the rewards inside.
COMPONENTS = "components"


@dataclass
class Names:
    """The column of each thing in one table."""

    #: By our name.
    columns: dict[str, str]
    #: By the name of the reward inside.
    components: dict[str, str]
    #: Something that was decided and should be known.
    notes: list[str] = field(default_factory=list)

    def used(self) -> list[str]:
        """Return the columns that are read."""
        return list(dict.fromkeys([*self.columns.values(), *self.components.values()]))


def check_columns(columns: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the names that the caller gave, checked.

    Raises:
        TypeError: a name is not text.
        ValueError: it is for something that records do not have.
    """
    given = dict(columns or {})
    for what, name in given.items():
        if what not in OTHERS and what != COMPONENTS:
            raise ArgumentValueError(f"columns: expected one of {', '.join([*OTHERS, COMPONENTS])}, got {what!r}")
        names = [name] if what != COMPONENTS else list(name)
        if not all(isinstance(one, str) for one in names):
            raise ArgumentTypeError(f"columns[{what!r}]: expected the name of a column, got {name!r}")
    return given


def find_columns(schema: Any, given: Mapping[str, Any]) -> Names:
    """Say which column of a table holds what.

    Args:
        schema: the table's Arrow schema.
        given: what the caller says, by our names.

    Raises:
        ValueError: a column that was named, the responses' or the rewards' is not there; the message names those that
            are.
    """
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
    """Find the rewards inside: `component/x`; `x_reward` or `reward_x`, `rewards/x`; TRL's columns of its functions."""
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
    """Data sets call the truth `answer`; records call the response's own answer so, and have the truth beside it."""
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
    raise ArgumentValueError(f"columns[{what!r}]: there is no column {name!r}; there are {list_names(name, known)}")


def _missing(what: str, title: str, known: list[str]) -> ArgumentValueError:
    if not known:
        return ArgumentValueError("records: there are none: no rows, and no columns")
    return ArgumentValueError(
        f"records: no column holds the {title} (looked for {', '.join(OTHERS[what])}); "
        f"name it by columns={{{what!r}: ...}}; there are {list_names(what, known)}"
    )
