"""Findings about the components of a reward: one decides alone, or one decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.remedies import is_correctness
from agent_tunix.rewards.analysis.findings.telling import tell

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Finding

#: From this share of the reward's variance on, a component decides alone. A component that judges whether the answer is
#: right may decide nearly alone; for it, the finding only says that the others do not matter.
DOMINANT, DOMINANT_CORRECTNESS = 0.8, 0.97
#: The least number of responses after which a component that did not change counts as one that never changes.
LEAST_RESPONSES = 50


def dominated(observed: Observations) -> Finding | None:
    """Find that one component decides alone."""
    varied = [part for part in observed.components if part.deviation]
    shares = {part.name: part.variance_share for part in varied if part.variance_share is not None}
    if len(observed.components) < 2 or not shares:  # noqa: PLR2004 # one has nothing to dominate
        return None
    name = max(shares, key=lambda each: shares[each])
    share, right = shares[name], is_correctness(name)
    if share < (DOMINANT_CORRECTNESS if right else DOMINANT):
        return None
    which = "right" if right else "other"
    return tell(
        observed,
        "dominated",
        "info" if right else "medium",
        {"variance_share": share},
        choose={"advice": which, "remedies": which},
        name=name,
    )


def dead(observed: Observations) -> Finding | None:
    """Find components that never change."""
    if len(observed.components) < 2 or not observed.reward.deviation:  # noqa: PLR2004 # the findings about the reward tell it of a single one
        return None
    names = {
        part.name: part.minimum
        for part in observed.components
        if part.count >= LEAST_RESPONSES and part.minimum is not None and part.minimum == part.maximum
    }
    if not names:
        return None
    listed = ", ".join(f"{name} (always {value:g})" for name, value in names.items())
    paid = all(value > 0 for value in names.values())
    return tell(
        observed,
        "dead_component",
        "info" if paid else "medium",
        names,
        choose={"title": "one" if len(names) == 1 else "several", "advice": "paid" if paid else "unpaid"},
        listed=listed,
    )


FOUND_IN_COMPONENTS = (dominated, dead)
