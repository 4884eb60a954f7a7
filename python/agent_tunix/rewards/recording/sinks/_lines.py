"""Metrics as people read them: numbers, a line, a small curve."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Up to here every whole number is a float.
WHOLE = 2**53
LEVELS = "▁▂▃▄▅▆▇█"


def show_number(value: float) -> str:
    """Return a number with four digits that count; whole numbers with all of theirs.

    >>> [show_number(value) for value in (0.123456, 4096.0, -1.5, 1e-7)]
    ['0.1235', '4096', '-1.5', '1e-07']
    """
    return str(int(value)) if float(value).is_integer() and abs(value) <= WHOLE else f"{value:.4g}"


def show(metrics: Mapping[str, float]) -> str:
    """Return metrics as a line; neighbours whose names begin in the same way share the beginning.

    >>> show({"samples": 32, "reward/mean": 0.5, "reward/std": 0.25, "duplicates": 0})
    'samples 32  reward: mean 0.5, std 0.25  duplicates 0'
    """
    pieces: list[str] = []
    for head, names in groupby(metrics, lambda name: name.rpartition("/")[0]):
        shown = [f"{name.rpartition('/')[2]} {show_number(metrics[name])}" for name in names]
        pieces.extend([f"{head}: {', '.join(shown)}"] if head else shown)
    return "  ".join(pieces)


def curve(values: Sequence[float]) -> str:
    """Return values as small bars between the least and the greatest of them.

    >>> curve([0, 1, 2, 3, 2])
    '▁▃▆█▆'
    >>> curve([1, 1])
    '▁▁'
    """
    low, high = min(values), max(values)
    # Halves first: the distance of the two may be more than the largest float.
    span = high / 2 - low / 2
    top = len(LEVELS) - 1
    return "".join(LEVELS[round((value / 2 - low / 2) / span * top) if span else 0] for value in values)
