"""Numbers that callers and rewards give."""

from __future__ import annotations

from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError


def is_number(value: Any) -> bool:
    """Say whether a value is a number of Python's or NumPy's."""
    return isinstance(value, (bool, int, float, np.number, np.bool_)) and not isinstance(value, np.complexfloating)


def finite(value: Any, what: str) -> float:
    """Return a caller's number as `float`.

    Raises:
        TypeError: it is none.
        ValueError: it is not finite.
    """
    if not is_number(value):
        raise ArgumentTypeError(f"{what}: expected a number, got {type(value).__name__}")
    if not np.isfinite(float(value)):
        raise ArgumentValueError(f"{what}: expected a finite number, got {value!r}")
    return float(value)
