"""Simulated trainings: every planted fault is found as severely as the table says, and healthy runs are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.trainings import FAULTS, HEALTHY, Columns, shape_of

from agent_tunix.rewards import analyze
from agent_tunix.rewards.analysis import survey
from agent_tunix.rewards.analysis.findings import ORDER
from agent_tunix.rewards.analysis.page.summary import verdict

if TYPE_CHECKING:
    from agent_tunix.rewards import RewardAnalysis

#: Seeds of each shape: 190 healthy trainings and 180 with a fault.
SEEDS = range(100, 110)
#: The share of healthy trainings that may have a finding above "for information".
ALARMS = 0.02


def study(columns: Columns, monkeypatch: pytest.MonkeyPatch) -> RewardAnalysis:
    """Analyse a training, but do not group its failures by their words: no finding needs that, and it takes longest."""
    monkeypatch.setattr(survey, "find_failures", lambda *_: [])
    return analyze(columns)


def test_healthy_trainings_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    alarms = [
        (name, seed, finding.kind)
        for name, make in HEALTHY.items()
        for seed in SEEDS
        for finding in study(make(shape_of(seed)), monkeypatch).findings
        if finding.severity != "info"
    ]
    assert len(alarms) <= ALARMS * len(HEALTHY) * len(SEEDS), alarms


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = FAULTS[name]
    for seed in SEEDS:
        analysis = study(fault.make(shape_of(seed)), monkeypatch)
        told = [(finding.kind, finding.severity) for finding in analysis.findings]
        enough = ORDER[: ORDER.index(fault.severity) + 1]
        assert any(kind in fault.kinds and severity in enough for kind, severity in told), (seed, told)
        # What is serious is said first, and never that nothing was found.
        assert analysis.findings[0].severity in enough
        assert "Nothing was found" not in verdict(analysis)
        if fault.severity == "high":
            assert "serious" in verdict(analysis)
        for finding in analysis.findings:
            assert finding.evidence
            assert finding.remedies


def test_a_fall_is_told_with_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = study(FAULTS["collapse"].make(shape_of(2)), monkeypatch)
    finding = analysis.findings[0]
    assert (finding.kind, finding.severity, finding.title) == ("fall", "high", "The reward collapses")
    assert finding.evidence["falls_from_step"] == 80
    assert finding.evidence["last"] == 0.0
    assert all((analysis.examples[at].step or 0) >= 80 for at in finding.examples)
