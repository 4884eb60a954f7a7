"""Dataclasses as plain dictionaries, which JSON can hold, and back."""

from __future__ import annotations

import dataclasses
import math
import types
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return dataclasses as dictionaries, and numbers that JSON does not have, such as NaN, as None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(name): to_plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def from_plain(kind: type[T], value: Any, where: str = "analysis") -> T:
    """Return the dataclass that `to_plain` turned into a dictionary.

    Args:
        kind: the dataclass.
        value: a dictionary with its fields; other entries are ignored.
        where: what an error calls the dictionary.

    Raises:
        TypeError: a value is not of the type of its field.
        ValueError: a field is missing.
    """
    if not isinstance(value, dict):
        raise ArgumentTypeError(f"{where}: expected a dictionary, got {type(value).__name__}")
    hints = get_type_hints(kind)
    found: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type] # a dataclass
        if field.name in value:
            found[field.name] = _read(hints[field.name], value[field.name], f"{where}.{field.name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ArgumentValueError(f"{where}: there is no {field.name!r}; is it a RewardAnalysis as JSON?")
    return kind(**found)


def _read(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        inner = next(argument for argument in arguments if argument is not type(None))
        return None if value is None else _read(inner, value, where)
    if origin is list:
        _expect(list, value, where)
        return [_read(arguments[0], item, f"{where}[{at}]") for at, item in enumerate(value)]
    if origin is dict:
        _expect(dict, value, where)
        return {name: _read(arguments[1], item, f"{where}[{name!r}]") for name, item in value.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, value, where)
    if hint is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ArgumentTypeError(f"{where}: expected a number, got {type(value).__name__}")
        return float(value)
    if isinstance(hint, type):
        _expect(hint, value, where)
    return value


def _expect(kind: type, value: Any, where: str) -> None:
    if not isinstance(value, kind):
        raise ArgumentTypeError(f"{where}: expected {kind.__name__}, got {type(value).__name__}")
