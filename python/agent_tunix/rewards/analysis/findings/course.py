"""The course of a series over the training: where its level changes, and how its end compares with its best part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

#: With fewer stretches a series has no course.
LEAST_STRETCHES = 8
#: A segment has at least so many stretches.
LEAST_LENGTH = 2
#: How many times the universal threshold a change must reach: Fryzlewicz (2014) recommends 1.3 for short segments.
STRICTNESS = 1.3
#: The part of the differences between neighbours that are left out, the largest, when the noise is estimated; and the
#: deviation of a normal distribution as a multiple of that of what is left.
TRIMMED, TRIMMED_SCALE = 0.2, 1.5115
#: How many standard errors two levels must be apart.
CLEAR = 4.0
#: How many stretches on either side of a change are compared, which part of the change must happen between them so that
#: it is sharp (a straight line between two levels reaches half), and how many standard errors that must be.
BESIDE, SHARP, SHARP_CLEAR = 5, 0.7, 3.0


@dataclass
class Segment:
    """Stretches over which a series keeps its level: from `start` to before `end`."""

    start: int
    end: int
    mean: float
    #: The standard error of the mean.
    error: float


@dataclass
class Fall:
    """How far the last level is below the best one."""

    best: Segment
    last: Segment
    #: The mean over the best of the stretches of `best`, and over the last ones of `last`: on a slope they say more
    #: than the mean of the segment.
    high: float
    low: float
    #: The stretch in the middle of the best ones.
    peak: int
    #: The stretch with which the largest step down begins, and whether it is a sharp one.
    at: int
    sharp: bool

    @property
    def size(self) -> float:
        """The distance between the two levels."""
        return self.high - self.low


@dataclass
class Course:
    """A series as segments."""

    #: A value for each stretch; one that is not known is that of the stretch before.
    values: Numbers
    noise: float
    segments: list[Segment]

    def fall(self, least: float) -> Fall | None:
        """Return the fall from the best level to the last one, if it is clear and at least so large."""
        last = self.segments[-1]
        best = max(self.segments, key=lambda each: each.mean)
        apart = best.mean - last.mean
        if apart <= 0 or apart < least or apart < CLEAR * math.hypot(best.error, last.error):
            return None
        after = [pair for pair in pairwise(self.segments) if pair[1].start > best.start]
        before, below = min(after, key=lambda pair: pair[1].mean - pair[0].mean)
        width = max(BESIDE, len(self.values) // 20)
        inside = self.values[best.start : best.end]
        some = min(width, len(inside))
        levels = np.convolve(inside, np.full(some, 1 / some), "valid")
        peak = best.start + int(levels.argmax()) + some // 2
        low = float(self.values[max(last.start, last.end - width) : last.end].mean())
        return Fall(best, last, float(levels.max()), low, peak, below.start, self.is_sharp(before, below))

    def is_sharp(self, before: Segment, after: Segment, beside: int = BESIDE) -> bool:
        """Say whether the level changes at once, and not little by little."""
        at = after.start
        width = min(beside, (before.end - before.start + 1) // 2, (after.end - after.start + 1) // 2)
        step = float(self.values[at : at + width].mean() - self.values[at - width : at].mean())
        error = self.noise * math.sqrt(2 / width)
        return abs(step) >= SHARP_CLEAR * error and step / (after.mean - before.mean) >= SHARP

    def swings(self, least: float) -> list[Segment]:
        """Return the highs and lows between which the level moves by at least so much, each way in turn."""
        lowest = highest = self.segments[0]
        turns: list[Segment] = []
        for segment in self.segments[1:]:
            if not turns:
                lowest = min(lowest, segment, key=lambda each: each.mean)
                highest = max(highest, segment, key=lambda each: each.mean)
                for end in (lowest, highest):
                    if self._apart(end, segment, least):
                        turns = [end, segment]
                continue
            rising = turns[-1].mean > turns[-2].mean
            if (segment.mean > turns[-1].mean) == rising:
                turns[-1] = segment
            elif self._apart(turns[-1], segment, least):
                turns.append(segment)
        return turns or self.segments[:1]

    @staticmethod
    def _apart(one: Segment, other: Segment, least: float) -> bool:
        return abs(one.mean - other.mean) >= max(least, CLEAR * math.hypot(one.error, other.error))


def follow(values: Sequence[float | None]) -> Course | None:
    """Divide a series into segments of one level; return None if it is too short.

    Seeded binary segmentation (Kovács, Bühlmann, Li & Munk, 2023): the place at which the CUSUM statistic (Page, 1954)
    of a segment, or of an interval inside it, is largest divides the segment, if the statistic exceeds
    `noise * sqrt(2 log n)`, the universal threshold (Donoho & Johnstone, 1994), by `STRICTNESS`. The noise is the
    trimmed deviation of the differences between neighbours, which neither a slow trend nor a few jumps change.
    """
    found = [value for value in values if value is not None]
    if len(found) < LEAST_STRETCHES:
        return None
    known = np.array(list(accumulate(values, _or_before, initial=found[0]))[1:], dtype=np.float64)
    steps = np.diff(np.array(found, dtype=np.float64))
    distances = np.sort(np.abs(steps - np.median(steps)))[: max(round((1 - TRIMMED) * len(steps)), 1)]
    noise = TRIMMED_SCALE * math.sqrt(float((distances**2).mean()) / 2)
    # Where values are equal there is no noise, but rounding.
    noise = max(noise, 1e-9 * float(np.abs(known).max()))
    ends = _divide(known, STRICTNESS * noise * math.sqrt(2 * math.log(len(known))))
    segments = [
        Segment(start, end, float(known[start:end].mean()), noise / math.sqrt(end - start))
        for start, end in pairwise([0, *ends, len(known)])
    ]
    return Course(known, noise, segments)


def _or_before(before: float, value: float | None) -> float:
    return before if value is None else value


def _divide(values: Numbers, threshold: float) -> list[int]:
    """Return the places at which the level changes, in order."""
    tops = [_top(values, start, end) for start, end in _intervals(len(values))]
    found: list[int] = []
    parts = [(0, len(values))]
    while parts:
        start, end = parts.pop()
        inside = [top for top in tops if start <= top.start and top.end <= end]
        best = max([*inside, _top(values, start, end)], key=lambda top: top.statistic)
        if best.statistic > threshold:
            found.append(best.at)
            parts += [(start, best.at), (best.at, end)]
    return sorted(found)


class _Top(NamedTuple):
    """The place of an interval at which the CUSUM statistic is largest."""

    statistic: float
    at: int
    start: int
    end: int


def _intervals(count: int) -> Iterator[tuple[int, int]]:
    """Yield the seeded intervals: of each length, half of the one before, those that begin half a length apart."""
    length = count
    while length >= 2 * LEAST_LENGTH:
        half = length // 2
        yield from ((start, start + length) for start in range(0, count - length + 1, half))
        length = half


def _top(values: Numbers, start: int, end: int) -> _Top:
    count = end - start
    if count < 2 * LEAST_LENGTH:
        return _Top(0.0, start, start, end)
    own = values[start:end] - values[start:end].mean()
    left = np.arange(LEAST_LENGTH, count - LEAST_LENGTH + 1)
    sums = np.cumsum(own)[LEAST_LENGTH - 1 : count - LEAST_LENGTH]
    statistic = np.abs(sums) * np.sqrt(count / (left * (count - left)))
    at = int(statistic.argmax())
    return _Top(float(statistic[at]), start + LEAST_LENGTH + at, start, end)
