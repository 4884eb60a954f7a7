"""Auditing a reward before training: what it pays that it should not, and what it does not pay that it should.

Use `audit` and `AuditReport` of `agent_tunix.rewards`. (The package is called `auditing` because
`agent_tunix.rewards.audit` is the function.)

`attacks` and `honest` make responses from what `truths` knows about the user's truths, in the forms of answer of
`carriers`. `signatures` has the calling conventions of trainers. `worker` calls the reward in a process that `process`
starts, kills and starts again. `calibration`, `payments` and `properties` make the findings, and `report` holds them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent_tunix.rewards.auditing.auditor import SIGNATURES, audit
    from agent_tunix.rewards.auditing.findings import (
        CATEGORIES,
        FAIL_ON,
        Finding,
        FormPay,
        Policy,
        Raised,
        Scale,
        Timing,
    )
    from agent_tunix.rewards.auditing.report import AuditReport

#: The module of each name. They are imported when they are asked for: the process that calls the reward imports only
#: `worker`, and may be started often.
_MODULES = {"SIGNATURES": "auditor", "audit": "auditor", "AuditReport": "report"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULES.get(name, 'findings')}"), name)
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
