"""What one call showed: responses with all that is known of them, and statistics of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import REASONS, SOURCES, count_codes, count_distinct, describe_groups, describe_texts
from agent_tunix.rewards.reading.messages import read_prompt
from agent_tunix.rewards.recording.statistics import Joint, Shape, Sketch, add

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Values = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.uint8]

#: Stands for a reason or a source that is not known.
UNKNOWN = 255
#: Of how many components a log keeps statistics; a reward may name parts by its data.
MOST_COMPONENTS = 128
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass
class Rows:
    """Responses that were graded together; a list or an array has a value for each."""

    rewards: Values
    """NaN where a response was not judged."""
    responses: list[str] | None = None
    components: dict[str, Values] = field(default_factory=dict)
    reasons: Codes | None = None
    sources: Codes | None = None
    prompts: list[Any] | None = None
    """Texts, or lists of chat messages."""
    truths: list[str | None] | str | None = None
    groups: Any = None
    """What names each response's group, or how many in a row make one."""
    step: int | None = None
    mode: str = "train"
    described: Any = None
    """What `describe_texts` gives for the responses, where it is known."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """By which the components add up to the reward, where they do."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rewards)


class Described:
    """What is computed once for a batch: lengths, hashes and groups."""

    def __init__(self, rows: Rows) -> None:
        """Look at all texts once."""
        self.lengths: npt.NDArray[np.uint32] | None = None
        self.hashes: npt.NDArray[np.uint64] | None = None
        if rows.responses is not None:
            self.lengths, self.hashes = rows.described or describe_texts(rows.responses)
        self.keys = group_keys(rows) if len(rows) else None

    @cached_property
    def pieces(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | None] | None:
        """Where groups begin, and the order in which each stands in one piece, if they don't as they are."""
        if self.keys is None:
            return None
        starts = starts_of(self.keys)
        if count_distinct(self.keys[starts]) == len(starts):
            return starts, None
        order = np.argsort(self.keys, kind="stable")
        return starts_of(self.keys[order]), order

    def groups_at(self, at: npt.NDArray[np.int64]) -> list[int] | None:
        """Return the numbers of some responses' groups."""
        if self.pieces is None:
            return None
        starts, order = self.pieces
        if order is not None:
            places = np.empty_like(order)
            places[order] = np.arange(len(places))
            at = places[at]
        numbers: list[int] = (np.searchsorted(starts, at, side="right") - 1).tolist()
        return numbers


def starts_of(keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where runs of equal keys begin."""
    return np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))


def group_keys(rows: Rows) -> npt.NDArray[np.uint64] | None:
    """Return a number for each response that those of its group share; None if there are no groups."""
    groups = rows.groups
    if isinstance(groups, int):
        return (np.arange(len(rows)) // groups).astype(np.uint64)
    if groups is None:
        if rows.prompts is None:
            return None
        if type(rows.prompts[0]) is not str:
            rows.prompts = list(map(read_prompt, rows.prompts))
        return describe_texts(rows.prompts)[1]
    array = np.asarray(groups)
    if array.dtype.kind in "iu":
        return array.astype(np.uint64)
    return describe_texts(list(map(str, groups)))[1]


class Statistics:
    """Everything that is counted: of one batch, of an interval, of a run; `merge` adds one to another."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.samples = self.repeated = self.groups = self.flat_groups = self.batches = 0
        self.spread = 0.0
        self.reward, self.quantiles = Shape(), Sketch()
        self.length, self.length_quantiles = Shape(), Sketch()
        self.components: dict[str, Shape] = {}
        self.joints: dict[str, Joint] = {}
        self.weights: dict[str, float] = {}
        self.reasons: dict[str, int] = {}
        self.sources: dict[str, int] = {}

    @classmethod
    def of(cls, rows: Rows, described: Described) -> Statistics:
        """Count a batch."""
        made = cls()
        made.samples, made.batches = len(rows), 1
        made.reward = Shape.of(rows.rewards)
        made.quantiles.update(rows.rewards)
        for name, values in list(rows.components.items())[:MOST_COMPONENTS]:
            made.components[name], made.joints[name] = Shape.of(values), Joint.of(values, rows.rewards)
        made.weights = dict(rows.weights)
        if described.lengths is not None:
            lengths = described.lengths.astype(np.float64)
            made.length = Shape.of(lengths)
            made.length_quantiles.update(lengths)
        if described.hashes is not None and len(rows):
            made.repeated = len(rows) - count_distinct(described.hashes)
        made.reasons = named(rows.reasons, REASONS)
        made.sources = named(rows.sources, SOURCES)
        if described.keys is not None:
            rewards, keys = np.ascontiguousarray(rows.rewards), np.ascontiguousarray(described.keys)
            made.groups, made.flat_groups, made.spread = describe_groups(rewards, keys, made.reward.mean)
        return made

    def merge(self, other: Statistics) -> None:
        """Take in what another has counted; it is not changed."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reward.merge(other.reward)
        self.quantiles.merge(other.quantiles)
        self.length.merge(other.length)
        self.length_quantiles.merge(other.length_quantiles)
        for name, shape in other.components.items():
            if name in self.components or len(self.components) < MOST_COMPONENTS:
                self.components.setdefault(name, Shape()).merge(shape)
                self.joints.setdefault(name, Joint()).merge(other.joints[name])
        self.weights.update(other.weights)
        add(self.reasons, other.reasons)
        add(self.sources, other.sources)

    def metrics(self) -> dict[str, float]:
        """Return the numbers by name, as `RewardLog` lists them; those that do not exist are left out."""
        found: dict[str, float] = {"samples": self.samples, "not_judged": self.samples - self.reward.count}
        found |= numbers("reward", self.reward, self.quantiles)
        found["reward/skewness"] = self.reward.skewness
        for name, shape in self.components.items():
            found[f"component/{name}/mean"] = shape.mean if shape.count else np.nan
            found[f"component/{name}/std"] = shape.deviation if shape.count else np.nan
            found[f"component/{name}/variance_share"] = self.joints[name].share * self.weights.get(name, 1.0)
        for kind, counts in (("reason", self.reasons), ("source", self.sources)):
            total = sum(counts.values())
            found |= {f"{kind}/{name}": count / total for name, count in counts.items()}
        if self.length.count:
            found |= numbers("length", self.length, self.length_quantiles)
            found["duplicates"] = self.repeated / self.length.count
        if self.groups:
            found["groups"] = self.groups
            found["zero_variance_groups"] = self.flat_groups / self.groups
            found["group/std"] = self.spread / self.groups
        # NaN is no number that a logger should be given.
        return {name: float(value) for name, value in found.items() if value == value}  # noqa: PLR0124

    def state(self) -> dict[str, Any]:
        """Return what `restore` takes, as JSON can hold it."""
        return {
            **{name: getattr(self, name) for name in COUNTS},
            **{name: getattr(self, name).state() for name in ("reward", "quantiles", "length", "length_quantiles")},
            "components": {name: [shape.state(), self.joints[name].state()] for name, shape in self.components.items()},
            **{name: dict(getattr(self, name)) for name in ("weights", "reasons", "sources")},
        }

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> Statistics:
        """Make statistics of what `state` returned."""
        made = cls()
        for name in COUNTS:
            setattr(made, name, state[name])
        made.reward, made.length = Shape(**state["reward"]), Shape(**state["length"])
        made.quantiles.restore(state["quantiles"])
        made.length_quantiles.restore(state["length_quantiles"])
        made.components = {name: Shape(**shape) for name, (shape, _) in state["components"].items()}
        made.joints = {name: Joint(**joint) for name, (_, joint) in state["components"].items()}
        for name in ("weights", "reasons", "sources"):
            setattr(made, name, dict(state[name]))
        return made


COUNTS = ("samples", "repeated", "groups", "flat_groups", "batches", "spread")


def numbers(name: str, shape: Shape, sketch: Sketch) -> dict[str, float]:
    """Return mean, deviation, ends and quantiles under a name."""
    if not shape.count:
        return {}
    found = {f"{name}/mean": shape.mean, f"{name}/std": shape.deviation}
    found |= {f"{name}/min": shape.low, f"{name}/max": shape.high}
    shares = sketch.quantiles_at(QUANTILES)
    return found | {f"{name}/q{round(100 * share):02}": value for share, value in zip(QUANTILES, shares, strict=True)}


def named(codes: Codes | None, names: tuple[str, ...]) -> dict[str, int]:
    """Return how often each reason or source is there, by name; unknown ones are left out."""
    if codes is None:
        return {}
    counts = count_codes(np.ascontiguousarray(codes), len(names))
    return {name: count for name, count in zip(names, counts, strict=True) if count}
