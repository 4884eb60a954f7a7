"""Auditing a reward before training: what it pays that it should not, and what it does not pay that it should.

`audit` is the whole of it; it and `AuditReport` are in `agent_tunix.rewards`. (The package is called `auditing` because
`agent_tunix.rewards.audit` is the function.)

The texts are made in `attacks` and `honest`, of what `truths` knows of the user's own truths, in the forms of answer of
`carriers`. `signatures` calls rewards as trainers do, `worker` in a process that `process` kills and starts anew.
`calibration`, `payments` and `properties` make the findings, `report` holds them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

#: The process that calls the reward imports `worker` alone, and is started often.
_LATER = {
    "auditor": ("SIGNATURES", "audit"),
    "report": (*("CATEGORIES", "FAIL_ON", "AuditReport", "Finding", "FormPay", "Policy", "Raised", "Scale", "Timing"),),
}
_MODULES = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found
    return found


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
