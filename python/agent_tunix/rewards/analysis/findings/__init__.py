"""What to know about a reward and what to do; each finding is a short function over the observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.changes import FOUND_IN_CHANGES
from agent_tunix.rewards.analysis.findings.components import FOUND_IN_COMPONENTS
from agent_tunix.rewards.analysis.findings.gaming import FOUND_IN_GAMING
from agent_tunix.rewards.analysis.findings.reasons import FOUND_IN_REASONS
from agent_tunix.rewards.analysis.findings.reward_level import FOUND_IN_LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Finding

ORDER = ("high", "medium", "low", "info")


def find(observed: Observations) -> list[Finding]:
    """Return all findings, the most severe first."""
    looks: tuple[Callable[[Observations], Finding | None], ...]
    looks = (*FOUND_IN_GAMING, *FOUND_IN_CHANGES, *FOUND_IN_LEVEL, *FOUND_IN_COMPONENTS, *FOUND_IN_REASONS)
    found = [finding for look in looks if (finding := look(observed)) is not None]
    return sorted(found, key=lambda finding: ORDER.index(finding.severity))
