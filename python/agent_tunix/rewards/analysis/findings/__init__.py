"""What to know about a reward and what to do, each found by a short function from statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.answers import FOUND_IN_ANSWERS
from agent_tunix.rewards.analysis.findings.gaming import FOUND_IN_GAMING
from agent_tunix.rewards.analysis.findings.level import FOUND_IN_LEVEL
from agent_tunix.rewards.analysis.findings.parts import FOUND_IN_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.analysis.findings.signs import Signs
    from agent_tunix.rewards.analysis.results import Finding

    Looks = tuple[Callable[[Signs], Finding | None], ...]

ORDER = ("high", "medium", "low", "info")


def find(signs: Signs) -> list[Finding]:
    """Return all findings, the most severe first."""
    parts: tuple[Looks, ...] = (FOUND_IN_GAMING, FOUND_IN_LEVEL, FOUND_IN_PARTS, FOUND_IN_ANSWERS)
    found = [finding for looks in parts for look in looks if (finding := look(signs)) is not None]
    return sorted(found, key=lambda finding: ORDER.index(finding.severity))
