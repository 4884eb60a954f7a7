"""Findings about reasons that are frequent and that keep responses from being paid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.meanings import TEXTS
from agent_tunix.rewards.analysis.findings.telling import tell

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Finding, Severity

#: The share of the late responses from which on a reason is common; at the beginning of a training it always is.
COMMON, VERY_COMMON = 0.2, 0.5
#: The reasons of which something is told.
TOLD = tuple(kind for kind in TEXTS.sections() if "they" in TEXTS[kind])


def common(reason: str, observed: Observations) -> Finding | None:
    """Find that a reason is common late in the training, or in all responses if the steps are not known."""
    late = observed.late("reasons", reason)
    share = observed.reasons.get(reason, 0.0) if late is None else late
    if share < COMMON:
        return None
    severity: Severity = "high" if share >= VERY_COMMON else "medium"
    when = {"when": None if late is None else "late"}
    examples = observed.by_reason.get(reason, [])
    return tell(observed, reason, severity, {"share": share}, choose=when, examples=examples)


FOUND_IN_REASONS = tuple(partial(common, reason) for reason in TOLD)
