"""Numbers that callers and rewards give."""

from __future__ import annotations

from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError


def is_number(value: Any) -> bool:
    """Say whether a value is a number of Python's or NumPy's."""
    return isinstance(value, (bool, int, float, np.number, np.bool_)) and not isinstance(value, np.complexfloating)


def listed(value: Any) -> Any:
    """Return the expected numbers of one response: a number, or a numeral, that stands alone is a list of one."""
    alone = isinstance(value, str) or not (value is None or hasattr(value, "__iter__"))
    return [value] if alone else value


def finite(value: Any, what: str, *, argument: str | None = None, index: int | None = None) -> float:
    """Return a caller's number as `float`; `what` is what the message calls it, mostly the argument's own name.

    Raises:
        TypeError: it is none.
        ValueError: it is not finite.
    """
    if not is_number(value):
        raise ArgumentTypeError(
            f"{what}: expected a number, got {type(value).__name__}", argument=argument or what, index=index
        )
    if not np.isfinite(float(value)):
        raise ArgumentValueError(
            f"{what}: expected a finite number, got {value!r}",
            argument=argument or what,
            index=index,
            code="not_finite",
        )
    return float(value)
