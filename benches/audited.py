"""The graders as the auditors see them: TRL's calling convention, 1.0 for full credit and 0.0 for anything less.

falsepass imports its functions by name from a module; what is in this one is named after the graders of the audit.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from benches.compare import GRADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benches.compare import Grade

#: The graders of the audit by the names of their functions here.
AUDITED = {
    "ours": "ours",
    "math_verify": "Math-Verify",
    "verl_math": "verl math",
    "verl_math_dapo": "verl math_dapo",
    "verl_gsm8k_flexible": "verl GSM8K flexible",
    "verl_gsm8k_strict": "verl GSM8K strict",
}


@cache
def grader(function: str) -> Grade:
    """One response and its truth to 1.0 or 0.0."""
    grade = next(one.load for one in GRADERS if one.name == AUDITED[function])()
    return lambda response, truth: float(grade(response, truth) >= 1.0)


def _rewards(function: str) -> Callable[..., list[float]]:
    def reward(completions: Sequence[str], answer: Sequence[str], **columns: object) -> list[float]:  # noqa: ARG001
        grade = grader(function)
        return [grade(response, truth) for response, truth in zip(completions, answer, strict=True)]

    return reward


ours = _rewards("ours")
math_verify = _rewards("math_verify")
verl_math = _rewards("verl_math")
verl_math_dapo = _rewards("verl_math_dapo")
verl_gsm8k_flexible = _rewards("verl_gsm8k_flexible")
verl_gsm8k_strict = _rewards("verl_gsm8k_strict")
