"""Which columns of a file have the responses and the truths: those that are named, or those with a known name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.rows import name_columns
from agent_tunix.rewards.reading.names import OTHERS, SCORED_TRUTHS, list_names
from agent_tunix.rewards.reading.paths import MISSING, look_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.cli.rows import Reader, Row

#: The options that name columns.
RESPONSE, TRUTH = "--response-column", "--truth-column"
#: The names that are known. `report` knows most of them.
KNOWN: dict[str, tuple[str, ...]] = {RESPONSE: OTHERS["response"], TRUTH: SCORED_TRUTHS}
#: What the records of a `RewardLog` have, in which `answer` is what was read from the response.
RECORD = {"run", "truth"}
#: How many rows of a file with a header are looked at: the first ones may be null.
_LOOKED_AT = 100


def find_columns(reader: Reader, named: dict[str, str]) -> dict[str, str]:
    """Return the column for each option: the one that is named, or one of the known names that the file has.

    Args:
        reader: the file. Rows are read until each column was seen, which is mostly the first one.
        named: the columns by the option that names them; an empty one is looked for.

    Raises:
        Mistake: no row has a column.
    """
    header = reader.columns()
    found = {option: name for option, name in named.items() if name and name in (header or ())}
    missing = {option: name for option, name in named.items() if option not in found}
    looked: list[Row] = []
    # Rows with a header all have the same columns, apart from what is inside of one.
    for row in islice(reader.walk() if missing else (), None if header is None else _LOOKED_AT):
        if header is not None or not looked:
            looked.append(row)
        for option, name in list(missing.items()):
            if column := _pick(row, option, name):
                found[option] = column
                del missing[option]
        if not missing:
            break
    for option, name in missing.items():
        # A file without rows is told of as such.
        found[option] = name or KNOWN[option][0]
        if looked and (header is None or not _is_hidden(found[option], looked)):
            raise Mistake(tell_missing(reader.name, looked, found[option], option))
    return found


def tell_missing(where: str, rows: list[Row], name: str, option: str) -> str:
    """Return what is wrong with a file, or one row of it, that lacks a column."""
    names = dict.fromkeys(name for row in rows for name in name_columns(row))
    return f"{where} has no column {name!r}; give {option} one of: {list_names(name, names)}"


def read_value(row: Row, name: str, option: str, convert: Callable[[Any], Any], where: str) -> Any:
    """Return what a row has in a column, converted.

    Args:
        row: the row.
        name: the column.
        option: the option that names it.
        convert: what reads the value.
        where: the row's place, for messages.

    Raises:
        Mistake: there is no such column, or its value can't be read.
    """
    value = look_up(row, name)
    if value is MISSING:
        raise Mistake(tell_missing(f"{where}:", [row], name, option))
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        raise Mistake(f"{where}: column {name!r} {error}; mend or drop the row") from None


def _is_hidden(name: str, rows: list[Row]) -> bool:
    """Say whether a name leads into a column that is null in all of some rows, so that nobody can say what it has."""
    head, _, rest = name.partition(".")
    return bool(rest) and all(head in row and row[head] is None for row in rows)


def _pick(row: Row, option: str, name: str) -> str | None:
    """Return the column of a row that an option means."""
    if name:
        return None if look_up(row, name) is MISSING else name
    names = KNOWN[option]
    if option == TRUTH and row.keys() >= RECORD:
        names = ("truth", *names)
    return next((each for each in names if look_up(row, each) is not MISSING), None)
