"""Names that lead inside a value: `reward_model.ground_truth` is `ground_truth` within `reward_model`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Stands for a value that is not there, where None is a value.
MISSING: Any = object()


def look_up(value: Any, name: str) -> Any:
    """Return what a name leads to, or `MISSING`.

    A name with dots in it is looked for as it is, then part by part: an entry of a mapping, an item of a list by its
    number, or an attribute of an object.

    >>> look_up({"a.b": 1}, "a.b"), look_up({"a": [{"b": 2}]}, "a.0.b"), look_up({"a": 1}, "a.b") is MISSING
    (1, 2, True)
    """
    if isinstance(value, Mapping):
        found = value.get(name, MISSING)
    elif isinstance(value, (list, tuple)):
        found = value[int(name)] if name.isdecimal() and int(name) < len(value) else MISSING
    else:
        found = MISSING if "." in name else getattr(value, name, MISSING)
    if found is not MISSING or "." not in name:
        return found
    head, _, rest = name.partition(".")
    inner = look_up(value, head)
    return MISSING if inner is MISSING else look_up(inner, rest)


def put_inside(row: dict[str, Any], name: str, value: Any) -> None:
    """Put a value where a name leads, on copies of what lies on the way."""
    if name in row or "." not in name:
        row[name] = value
        return
    head, _, rest = name.partition(".")
    inner = row.get(head)
    row[head] = dict(inner) if isinstance(inner, Mapping) else {}
    put_inside(row[head], rest, value)
