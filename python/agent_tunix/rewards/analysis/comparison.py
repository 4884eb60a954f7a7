"""Two analyses beside each other: what differs between two runs, as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agent_tunix.rewards.analysis.findings.course import BESIDE
from agent_tunix.rewards.writing.numbers import number, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent_tunix.rewards.analysis.results import Moment, Results

    Spell = Callable[[float | None], str]

#: Reasons that neither run has more often than this are left out.
LEAST_SHARE = 0.01


class Row(NamedTuple):
    """One thing in both runs."""

    what: str
    one: str
    other: str
    #: The second less the first; empty for what is no number.
    change: str


def name_both(one: Results, other: Results) -> tuple[str, str]:
    """Return names for two analyses: those of their runs, if each is of one run and they differ."""
    names = [analysis.facts.runs[0] if len(analysis.facts.runs) == 1 else "" for analysis in (one, other)]
    return (names[0], names[1]) if all(names) and names[0] != names[1] else ("first", "second")


def compare(one: Results, other: Results) -> list[Row]:
    """Return two runs as rows: the reward at its best and at the end, components, reasons, findings."""
    rows = [Row("responses", f"{one.facts.samples:,}", f"{other.facts.samples:,}", "")]
    rows += [_row(what, spell, *values) for what, spell, values in _numbers(one, other)]
    kinds = dict.fromkeys(finding.kind for analysis in (one, other) for finding in analysis.findings)
    for kind in kinds:
        severities = [
            next((finding.severity for finding in analysis.findings if finding.kind == kind), "no")
            for analysis in (one, other)
        ]
        rows.append(Row(f"finding {kind}", severities[0], severities[1], ""))
    return rows


def _numbers(one: Results, other: Results) -> Iterator[tuple[str, Spell, tuple[float | None, float | None]]]:
    yield "mean reward", number, (one.reward.mean, other.reward.mean)
    yield "at its best", number, (best(one.training), best(other.training))
    yield "at the end", number, (end(one.training), end(other.training))
    yield "groups without difference", percent, (one.reward.zero_variance_share, other.reward.zero_variance_share)
    lengths = [[moment.length for moment in analysis.training[-BESIDE:]] for analysis in (one, other)]
    yield "length at the end", number, (_mean(lengths[0]), _mean(lengths[1]))
    means = [{part.name: part.mean for part in analysis.components} for analysis in (one, other)]
    for name in dict.fromkeys([*means[0], *means[1]]):
        yield f"component {name}", number, (means[0].get(name), means[1].get(name))
    shares = [
        {kind.value: kind.share for part in analysis.attributes if part.name == "reason" for kind in part.kinds}
        for analysis in (one, other)
    ]
    for name in dict.fromkeys([*shares[0], *shares[1]]):
        if max(own.get(name, 0.0) for own in shares) >= LEAST_SHARE:
            yield f"reason {name}", percent, (shares[0].get(name, 0.0), shares[1].get(name, 0.0))


def _row(what: str, spell: Spell, one: float | None, other: float | None) -> Row:
    change = "" if one is None or other is None else spell(abs(other - one))
    sign = "" if not change or one == other else "+" if (other or 0.0) > (one or 0.0) else "-"
    return Row(what, spell(one), spell(other), sign + change)


def best(moments: list[Moment]) -> float | None:
    """Return the largest mean of a few stretches in a row."""
    means = [moment.mean for moment in moments if moment.mean is not None]
    some = min(BESIDE, len(means))
    return (
        max((sum(means[at : at + some]) / some for at in range(len(means) - some + 1)), default=None) if some else None
    )


def end(moments: list[Moment]) -> float | None:
    """Return the mean of the last few stretches."""
    return _mean([moment.mean for moment in moments[-BESIDE:]])


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
