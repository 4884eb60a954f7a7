"""The reward over the training, which is divided into at most 200 stretches of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError, has_repetition
from agent_tunix.rewards.analysis.findings.data import DataCourse
from agent_tunix.rewards.analysis.records import NO_STEP
from agent_tunix.rewards.analysis.results import Moment, Spread
from agent_tunix.rewards.analysis.statistics import deviation, make_edges, mean, within_groups
from agent_tunix.rewards.reading.names import list_names
from agent_tunix.rewards.recording.columns import GROUP, PROMPT, REASON, RESPONSE, REWARD, STEP

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.records import Chunk, Numbers
    from agent_tunix.rewards.analysis.statistics import Groups

MOST_STRETCHES = 200
#: A response repeats itself if so many of its runs of so many words stand in it before, as `has_repetition` has it.
NGRAM, REPEATED = 4, 0.4
QUANTILES = (0.1, 0.5, 0.9)


@dataclass
class Stretches:
    """Which rows belong to which stretch."""

    #: The first and the last step of each stretch.
    bounds: list[tuple[int, int]]
    #: The rows that have a step, stretch by stretch, and the place at which each stretch begins.
    order: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    #: The distinct steps in order.
    steps: npt.NDArray[np.int64]

    def rows(self, at: int) -> npt.NDArray[np.int64]:
        """Return the rows of a stretch."""
        return self.order[self.starts[at] : self.starts[at + 1]]

    def of(self, steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int16]:
        """Return the stretch of each step; -1 for none."""
        firsts = np.array([first for first, _ in self.bounds], dtype=np.int64)
        return np.where(steps != NO_STEP, np.searchsorted(firsts, steps, side="right") - 1, -1).astype(np.int16)


def stretch(steps: npt.NDArray[np.int64], known: npt.NDArray[np.bool_], most: int = MOST_STRETCHES) -> Stretches:
    """Divide the training into stretches with the same number of steps; the numbers may differ by one."""
    rows = np.flatnonzero(known)
    own = steps[rows]
    distinct = np.unique(own)
    parts = [part for part in np.array_split(distinct, min(most, max(len(distinct), 1))) if part.size]
    order = rows[np.argsort(own, kind="stable")]
    ends = np.searchsorted(steps[order], [part[-1] for part in parts], side="right")
    starts = np.concatenate([[0], ends]).astype(np.int64)
    return Stretches([(int(part[0]), int(part[-1])) for part in parts], order, starts, distinct)


def without_trend(values: Numbers, stretches: Stretches) -> Numbers:
    """Return values minus the mean of their stretch; NaN for rows without a step."""
    centered = np.full(len(values), np.nan)
    for at in range(len(stretches.bounds)):
        rows = stretches.rows(at)
        own = values[rows]
        if not np.isnan(own).all():
            centered[rows] = own - np.nanmean(own)
    return centered


def describe_training(
    frame: Chunk, stretches: Stretches, groups: Groups, reasons: list[str], held_out: Mapping[int, float]
) -> list[Moment]:
    """Describe each stretch."""
    rewards, flat = frame.numbers[REWARD], within_groups(frame.numbers[REWARD], groups).flat
    held = _held_out_by_stretch(stretches, held_out)
    moments = []
    for at, (first, last) in enumerate(stretches.bounds):
        rows = stretches.rows(at)
        own = rewards[rows]
        known = own[~np.isnan(own)]
        quantiles = np.quantile(known, QUANTILES).tolist() if known.size else [None] * len(QUANTILES)
        member = np.unique(groups.member[rows])
        equal = flat[member[member >= 0]]
        moments.append(
            Moment(
                first_step=first,
                last_step=last,
                count=len(rows),
                mean=mean(known),
                deviation=deviation(known),
                q10=quantiles[0],
                q50=quantiles[1],
                q90=quantiles[2],
                components={name: _mean(values[rows]) for name, values in frame.components.items()},
                reasons=_shares(frame.numbers[REASON][rows], reasons),
                length=float(frame.numbers["length"][rows].mean()),
                duplicates=1.0 - len(np.unique(frame.numbers[RESPONSE][rows])) / len(rows),
                zero_variance=_mean(equal),
                held_out=held.get(at),
            )
        )
    return moments


def means_by_step(rows: Chunk) -> dict[int, float]:
    """Return the mean reward of each step in which something was judged, in order."""
    steps, rewards = rows.numbers[STEP], rows.numbers[REWARD]
    known = (steps != NO_STEP) & ~np.isnan(rewards)
    distinct = np.unique(steps[known])
    at = np.searchsorted(distinct, steps[known])
    means = np.bincount(at, weights=rewards[known], minlength=len(distinct)) / np.bincount(at, minlength=len(distinct))
    return dict(zip(distinct.tolist(), means.tolist(), strict=True))


def sampling_noise(frame: Chunk, groups: Groups) -> float | None:
    """Return the deviation that a step's mean has by the draw of its prompts, as groups show it; None without them."""
    rewards, steps = frame.numbers[REWARD], frame.numbers[STEP]
    known = ~np.isnan(rewards) & (groups.member >= 0) & (steps != NO_STEP)
    member = groups.member[known]
    sizes = np.bincount(member, minlength=groups.count)
    there = sizes > 0
    if not there.any():
        return None
    means = np.bincount(member, weights=rewards[known], minlength=groups.count)[there] / sizes[there]
    own = np.zeros(groups.count, dtype=np.int64)
    own[member] = steps[known]
    step = np.unique(own[there], return_inverse=True)[1]
    counts = np.bincount(step)
    middle = np.bincount(step, weights=means) / counts
    squares = np.bincount(step, weights=(means - middle[step]) ** 2)
    enough = counts > 1
    return float(np.sqrt((squares[enough] / (counts[enough] - 1) / counts[enough]).mean())) if enough.any() else None


def describe_data(frame: Chunk, sample: Chunk, stretches: Stretches) -> DataCourse:
    """Return what is known of the prompts in each stretch: lengths from the sample, ids from all rows."""
    # One response of each group in a step is enough: the others have the same prompt.
    own = stretches.of(sample.numbers[STEP])
    _, first = np.unique(sample.numbers[GROUP], return_index=True)
    chosen = first[own[first] >= 0] if len(first) > 1 else np.flatnonzero(own >= 0)
    lengths = np.zeros(0)
    if sample.texts[PROMPT] is None:
        chosen = chosen[:0]
    else:
        import pyarrow as pa
        import pyarrow.compute as pc

        lengths = pc.utf8_length(sample.texts[PROMPT].take(pa.array(chosen))).to_numpy(zero_copy_only=False)
    count = len(stretches.bounds)
    sizes, sums, squares = (
        np.bincount(own[chosen], weights=lengths.astype(np.float64) ** n, minlength=count).astype(np.float64)
        for n in (0, 1, 2)
    )
    return DataCourse(
        sizes, sums, squares,
        frame.numbers[PROMPT], stretches.of(frame.numbers[STEP]), frame.numbers[REWARD],
    )  # fmt: skip


def describe_repetition(sample: Chunk, stretches: Stretches) -> list[float | None]:
    """Return the share of the sample's responses that repeat themselves, by stretch; None where there are none."""
    own = stretches.of(sample.numbers[STEP])
    rows = own >= 0
    if not rows.any():
        return []
    repeated = np.asarray(has_repetition(sample.texts[RESPONSE], NGRAM, REPEATED), dtype=np.float64)
    counts = np.bincount(own[rows], minlength=len(stretches.bounds))
    sums = np.bincount(own[rows], weights=repeated[rows], minlength=len(stretches.bounds))
    return [float(total / count) if count else None for total, count in zip(sums, counts, strict=True)]


def spread(rewards: Numbers, stretches: Stretches) -> Spread:
    """Count how many responses had which reward in each stretch."""
    edges = make_edges(rewards[~np.isnan(rewards)])
    counts = []
    for at in range(len(stretches.bounds)):
        own = rewards[stretches.rows(at)]
        found, _ = np.histogram(own[~np.isnan(own)], edges)
        counts.append(found.tolist())
    return Spread(edges.tolist(), counts)


def read_held_out(held_out: Any) -> dict[int, float]:
    """Return accuracies on held-out data by step; `analyze` says what they may be read from."""
    if held_out is None:
        return {}
    is_mapping = isinstance(held_out, Mapping)
    if is_mapping and all(isinstance(step, int | np.integer) for step in held_out):
        return _average(held_out.items())
    if not is_mapping and not isinstance(held_out, str | Path) and not hasattr(held_out, "__arrow_c_stream__"):
        if not isinstance(held_out, Iterable):
            raise ArgumentTypeError(
                f"held_out: expected accuracies by step, got {type(held_out).__name__}", argument="held_out"
            )
        held_out = list(held_out)
        if not any(isinstance(item, Mapping) for item in held_out):
            return _average(held_out)
    return _average(_read_table(held_out))


def _read_table(held_out: Any) -> Iterable[tuple[Any, Any]]:
    from agent_tunix.rewards.analysis.records import as_numbers
    from agent_tunix.rewards.analysis.sources import open_sources
    from agent_tunix.rewards.errors import locate

    try:
        (source, *_), _ = open_sources(held_out)
    except (ArgumentValueError, ArgumentTypeError) as error:
        raise type(error)(f"held_out: {locate(error)[1]}", argument="held_out", code=error.code) from None
    names: list[str] = source.schema.names
    step = next((name for name in ("step", "global_step") if name in names), None)
    known = ("accuracy", "held_out", "eval_accuracy", "score", "reward", "mean")
    value = next((name for name in known if name in names), None)
    if step is None or value is None:
        raise ArgumentValueError(
            f"held_out: expected a column 'step' and one of {', '.join(known)}; there are {list_names('step', names)}",
            argument="held_out",
            code="unknown_column",
        )
    for batch in source.batches():
        yield from zip(as_numbers(batch[step], step).tolist(), as_numbers(batch[value], value).tolist(), strict=True)


def _average(pairs: Iterable[Any]) -> dict[int, float]:
    seen: dict[int, list[float]] = {}
    for pair in pairs:
        try:
            step, value = pair
            step, value = float(step), float(value)
        except (TypeError, ValueError):
            raise ArgumentTypeError(
                f"held_out: expected pairs of a step and an accuracy, got {pair!r}", argument="held_out"
            ) from None
        if np.isfinite(step) and np.isfinite(value):
            seen.setdefault(int(step), []).append(value)
    return {step: sum(values) / len(values) for step, values in sorted(seen.items())}


def _held_out_by_stretch(stretches: Stretches, held_out: Mapping[int, float]) -> dict[int, float]:
    """Return the mean accuracy of each stretch, measured in the stretch or between it and the next one."""
    firsts = [first for first, _ in stretches.bounds]
    by_stretch: dict[int, list[float]] = {}
    for step, value in held_out.items():
        if firsts:
            at = max(int(np.searchsorted(firsts, step, side="right")) - 1, 0)
            by_stretch.setdefault(at, []).append(value)
    return {at: sum(values) / len(values) for at, values in by_stretch.items()}


def _mean(values: Numbers) -> float | None:
    return mean(values[~np.isnan(values)])


def _shares(codes: npt.NDArray[np.int16], names: list[str]) -> dict[str, float]:
    known = codes[codes >= 0]
    if not known.size:
        return {}
    counts = np.bincount(known, minlength=len(names)) / known.size
    return {name: float(share) for name, share in sorted(zip(names, counts, strict=True)) if share > 0}
