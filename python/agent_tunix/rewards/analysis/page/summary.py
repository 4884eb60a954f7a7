"""The beginning of the page: one or two sentences, and a few numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agent_tunix.rewards.analysis.findings.course import follow
from agent_tunix.rewards.analysis.page.formatting import finite, hundredths, number, percent
from agent_tunix.rewards.analysis.page.plot import label
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.analysis.findings.course import Fall
    from agent_tunix.rewards.analysis.results import Moment, Results

#: A change of the mean by less than this part of the deviation does not count as a change.
STEADY = 0.1
#: The least fall of the mean from its best, as a part of the range, that is told.
LEAST_FALL = 0.05
#: The share of the stretches at either end that are compared.
END = 0.1


class Figure(NamedTuple):
    """One important number, and a note below it."""

    name: str
    value: str
    note: str


def _mean_of(moments: Sequence[Moment]) -> float | None:
    known = [(moment.count, moment.mean) for moment in moments if finite(moment.mean) is not None]
    count = sum(count for count, _ in known)
    return sum(count * (mean or 0.0) for count, mean in known) / count if count else None


def describe_course(analysis: Results) -> str:
    """Say how the mean reward changed from the first to the last tenth of the training."""
    mean, moments = finite(analysis.reward.mean), analysis.training
    if mean is None:
        return "No response was judged."
    width = max(int(len(moments) * END), 1)
    first, last = _mean_of(moments[:width]), _mean_of(moments[-width:])
    if len(moments) < 2 or first is None or last is None:  # noqa: PLR2004 - one stretch is no course
        return f"The mean reward is {number(mean)}."
    steps = f"over {analysis.facts.steps:,} steps"
    steady = STEADY * (finite(analysis.reward.deviation) or 0.0)
    drop = find_fall(analysis)
    if drop is not None and drop.high - first > steady:
        best = f"{number(drop.high)} (step {moments[drop.peak].first_step:,})"
        return f"The mean reward rose from {number(first)} to {best}, then fell to {number(drop.low)}."
    if abs(last - first) <= steady:
        return f"The mean reward stayed near {number(mean)} {steps}."
    verb = "rose" if last > first else "fell"
    return f"The mean reward {verb} from {number(first)} to {number(last)} {steps}."


def find_fall(analysis: Results) -> Fall | None:
    """Return the fall of the mean reward from its best, if there is one."""
    course = follow([finite(moment.mean) for moment in analysis.training])
    least, most = finite(analysis.reward.minimum), finite(analysis.reward.maximum)
    return None if course is None or least is None or most is None else course.fall(LEAST_FALL * (most - least))


def verdict(analysis: Results) -> str:
    """Say in one or two sentences what there is to know."""
    course = describe_course(analysis)
    grave = [finding for finding in analysis.findings if finding.severity == "high"]
    other = sum(finding.severity in {"medium", "low"} for finding in analysis.findings)
    if grave:
        count = "One finding is serious:" if len(grave) == 1 else f"{len(grave)} findings are serious, first:"
        return f"{course} {count} {lowered(label(grave[0].title)).rstrip('.')}."
    if other:
        return f"{course} Nothing serious was found; {plural(other, 'thing')} to look at."
    if finite(analysis.reward.mean) is None and not analysis.findings:
        return course
    if find_fall(analysis) is not None:
        return f"{course} The findings say what may explain it." if analysis.findings else course
    return f"{course} Nothing was found that needs attention."


def lowered(text: str) -> str:
    """Return a title for the end of a sentence, with a small letter first unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def figures(analysis: Results) -> list[Figure]:
    """Return the important numbers; those that are not known are left out."""
    facts, reward = analysis.facts, analysis.reward
    if reward.not_judged:
        note = f"{number(reward.not_judged)} not judged"
    else:
        note = plural(len(facts.runs), "run") if facts.runs else "all judged"
    found = [Figure("Responses", number(facts.samples), note)]
    if facts.steps and facts.first_step is not None and facts.last_step is not None:
        found.append(Figure("Steps", number(facts.steps), f"{facts.first_step:,} to {facts.last_step:,}"))
    if finite(reward.mean) is not None:
        extremes = f"{number(reward.minimum)} to {number(reward.maximum)}"
        found.append(Figure("Mean reward", number(reward.mean), f"deviation {number(reward.deviation)}"))
        found.append(Figure("Range", extremes, f"skewness {hundredths(reward.skewness)}"))
    if finite(reward.within_group_deviation) is not None:
        within = number(reward.within_group_deviation)
        found.append(Figure("Deviation within groups", within, plural(facts.groups, "group")))
    if finite(reward.zero_variance_share) is not None:
        found.append(Figure("Groups without difference", percent(reward.zero_variance_share), "teach nothing"))
    reasons = next((attribute for attribute in analysis.attributes if attribute.name == "reason"), None)
    if reasons and reasons.kinds:
        top = max(reasons.kinds, key=lambda kind: kind.count)
        found.append(Figure("Most frequent reason", label(top.value), f"{percent(top.share)} of responses"))
    return found
