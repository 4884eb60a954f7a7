"""Examples to audit with, and how tests run an audit."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards import (
    AuditReport,
    audit,
)

ROWS = [
    {"prompt": "A shop sells 12 boxes of 15 pens. How many pens is that?", "answer": "180"},
    {"prompt": "A bus has 64 seats and 17 of them are free. How many are taken?", "answer": "47"},
    {"prompt": "What is 6 * 7?", "answer": "42"},
    {"prompt": "At midnight it was 6 degrees, and it fell by 15. What is the temperature?", "answer": "-9"},
]


def found(report: AuditReport, category: str) -> list[str]:
    """Return the names of the findings of one category."""
    return [finding.name for finding in report.findings if finding.category == category]


def quick(reward: Any, rows: Any = ROWS, **arguments: Any) -> AuditReport:
    return audit(reward, rows, **{"limit": 4, "time_limit": 20.0, **arguments})
