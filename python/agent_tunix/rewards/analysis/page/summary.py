"""What the page says first: one sentence or two, and a few figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agent_tunix.rewards.analysis.page.formatting import finite, hundredths, number, percent
from agent_tunix.rewards.analysis.page.plot import label
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.analysis.results import Moment, Results

#: A change of the mean by less than this part of the deviation is called none.
STEADY = 0.1
#: The stretches at either end that are compared: a tenth of all.
END = 0.1


class Figure(NamedTuple):
    """One number that matters, and what stands below it."""

    name: str
    value: str
    note: str


def mean_of(moments: Sequence[Moment]) -> float | None:
    """Return the mean reward of some stretches."""
    known = [(moment.count, moment.mean) for moment in moments if finite(moment.mean) is not None]
    count = sum(count for count, _ in known)
    return sum(count * (mean or 0.0) for count, mean in known) / count if count else None


def ends(moments: Sequence[Moment]) -> tuple[float | None, float | None]:
    """Return the mean reward of the first and the last tenth of a training."""
    width = max(int(len(moments) * END), 1)
    return mean_of(moments[:width]), mean_of(moments[-width:])


def course(analysis: Results) -> str:
    """Say how the mean reward went."""
    mean, moments = finite(analysis.reward.mean), analysis.training
    if mean is None:
        return "No response was judged."
    first, last = ends(moments) if len(moments) > 1 else (None, None)
    if first is None or last is None:
        return f"The mean reward is {number(mean)}."
    steps = f"over {analysis.facts.steps:,} steps"
    if abs(last - first) <= STEADY * (finite(analysis.reward.deviation) or 0.0):
        return f"The mean reward stayed near {number(mean)} {steps}."
    verb = "rose" if last > first else "fell"
    return f"The mean reward {verb} from {number(first)} to {number(last)} {steps}."


def verdict(analysis: Results) -> str:
    """Say in a line what there is to know."""
    grave = [finding for finding in analysis.findings if finding.severity == "high"]
    other = [finding for finding in analysis.findings if finding.severity in {"medium", "low"}]
    if len(grave) == 1:
        judged = f"One finding is serious: {lowered(label(grave[0].title)).rstrip('.')}."
    elif grave:
        judged = f"{len(grave)} findings are serious, first: {lowered(label(grave[0].title)).rstrip('.')}."
    elif other:
        judged = f"Nothing serious was found; {len(other)} thing{'s' * (len(other) > 1)} to look at."
    else:
        judged = "Nothing was found that needs attention."
    return (
        course(analysis)
        if finite(analysis.reward.mean) is None and not analysis.findings
        else f"{course(analysis)} {judged}"
    )


def lowered(text: str) -> str:
    """Return a title as the rest of a sentence; a name in capitals stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def figures(analysis: Results) -> list[Figure]:
    """Return the figures that matter; what is not known is left out."""
    facts, reward = analysis.facts, analysis.reward
    if reward.not_judged:
        note = f"{number(reward.not_judged)} not judged"
    else:
        note = plural(len(facts.runs), "run") if facts.runs else "all judged"
    found = [Figure("Responses", number(facts.samples), note)]
    if facts.steps and facts.first_step is not None and facts.last_step is not None:
        found.append(Figure("Steps", number(facts.steps), f"{facts.first_step:,} to {facts.last_step:,}"))
    if finite(reward.mean) is not None:
        found.append(Figure("Mean reward", number(reward.mean), f"deviation {number(reward.deviation)}"))
        found.append(
            Figure(
                "Range",
                f"{number(reward.minimum)} to {number(reward.maximum)}",
                f"skewness {hundredths(reward.skewness)}",
            )
        )
    if finite(reward.within_group_deviation) is not None:
        found.append(
            Figure("Deviation within groups", number(reward.within_group_deviation), plural(facts.groups, "group"))
        )
    if finite(reward.zero_variance_share) is not None:
        found.append(Figure("Groups without difference", percent(reward.zero_variance_share), "teach nothing"))
    reasons = next((attribute for attribute in analysis.attributes if attribute.name == "reason"), None)
    if reasons and reasons.kinds:
        top = max(reasons.kinds, key=lambda kind: kind.count)
        found.append(Figure("Most frequent reason", label(top.value), f"{percent(top.share)} of responses"))
    return found
