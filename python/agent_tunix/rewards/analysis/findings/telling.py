"""A finding with its texts, which stand in `texts.ini`, and with the remedies that are named there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.analysis.findings import remedies
from agent_tunix.rewards.analysis.findings.meanings import TEXTS
from agent_tunix.rewards.analysis.results import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Severity


def tell(
    observed: Observations,
    kind: str,
    severity: Severity,
    evidence: Mapping[str, float],
    *,
    choose: Mapping[str, str | None] | None = None,
    examples: Sequence[int] = (),
    subject: str = "reward",
    **words: Any,
) -> Finding:
    """Return a finding.

    Args:
        observed: the run, of which the remedies have the rewards and the numbers.
        kind: the section of `texts.ini`.
        severity: how serious it is.
        evidence: the numbers that it is based on; the texts may name them.
        choose: which of several texts stands for a name, or for the title; with None no text does.
        examples: the examples that show it.
        subject: what it is about.
        words: what else the texts name.
    """
    section, chosen = TEXTS[kind], choose or {}
    known: dict[str, Any] = {**evidence, **words}

    def spell(name: str) -> str:
        """Return the text of a name, the chosen one if there are several."""
        which = chosen.get(name, "")
        text = "" if which is None else section[f"{name}.{which}" if which else name]
        return (text[1:-1] if text.startswith('"') else text).format_map(known)

    known |= {name: spell(name) for name in chosen if name not in ("title", "text", "remedies")}
    if "they" in section:
        known["they"] = section["they"]
    helps = [remedies.make(each, observed) for each in spell("remedies").split()]
    return Finding(kind, severity, spell("title"), spell("text"), dict(evidence), helps, list(examples), subject)
