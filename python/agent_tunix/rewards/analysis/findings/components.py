"""Findings about the components of a reward: one decides alone, or one decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings import remedies
from agent_tunix.rewards.analysis.findings.remedies import is_correctness
from agent_tunix.rewards.analysis.results import Finding

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations

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
    text = (
        "What the others say hardly matters. If that is meant, leave them out; if not, raise their weights."
        if right
        else "The policy will learn this before anything else, and perhaps nothing else. Normalise each component "
        "before it is weighed, or make it a condition."
    )
    return Finding(
        "dominated",
        "info" if right else "medium",
        f"{name} dominates the reward",
        f"{share:.0%} of the reward's variance goes along with {name}. {text}",
        {"variance_share": share},
        [remedies.decoupled(observed)] if right else [remedies.decoupled(observed), remedies.gated(observed)],
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
    return Finding(
        "dead_component",
        "info" if paid else "medium",
        "A component never changes" if len(names) == 1 else "Components never change",
        f"{listed}: what is the same for all responses decides nothing. "
        + (
            "Once the policy can do it, leave it out."
            if paid
            else "Is it given the right columns, and can it be earned at all?"
        ),
        {f"{name}": value for name, value in names.items()},
        [remedies.curriculum(observed), remedies.format_(observed)],
    )


FOUND_IN_COMPONENTS = (dominated, dead)
