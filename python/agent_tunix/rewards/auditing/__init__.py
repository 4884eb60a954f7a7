"""Auditing a reward before training: what it pays that it should not, and what it does not pay that it should.

`audit` is the whole of it; it and `AuditReport` are in `agent_tunix.rewards`. (The package is called `auditing` because
`agent_tunix.rewards.audit` is the function.)

The texts are made in `attacks` and `honest`, of what `truths` knows of the user's own truths, in the forms of answer of
`carriers`. `signatures` calls rewards as trainers do, `worker` in a process that `process` kills and starts anew.
`calibration`, `payments` and `properties` make the findings, `report` holds them.
"""

from agent_tunix.rewards.auditing.auditor import SIGNATURES, audit
from agent_tunix.rewards.auditing.report import (
    CATEGORIES,
    FAIL_ON,
    AuditReport,
    Finding,
    FormPay,
    Policy,
    Raised,
    Scale,
    Timing,
)

__all__ = [
    "CATEGORIES",
    "FAIL_ON",
    "SIGNATURES",
    "AuditReport",
    "Finding",
    "FormPay",
    "Policy",
    "Raised",
    "Scale",
    "Timing",
    "audit",
]
