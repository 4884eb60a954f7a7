"""Findings about reasons that are frequent and that keep responses from being paid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from agent_tunix.rewards.analysis.findings import remedies
from agent_tunix.rewards.analysis.results import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Remedy, Severity

#: The share of the late responses from which on a reason is common; at the beginning of a training it always is.
COMMON, VERY_COMMON = 0.2, 0.5


class Advice(NamedTuple):
    """What a common reason means, and what helps."""

    title: str
    text: str
    remedies: tuple[Callable[[Observations], Remedy], ...]


ADVICE = {
    "unfinished_reasoning": Advice(
        "Reasoning is not finished",
        "end inside their reasoning, and so have no answer. Allow more tokens, or let what is too long cost a little",
        (remedies.overlong, remedies.curriculum),
    ),
    "no_answer": Advice(
        "No answer is stated",
        "state no answer. Say in the prompt how to state it, pay a little for that, and look whether they are cut off",
        (remedies.format_, remedies.curriculum),
    ),
    "unparseable": Advice(
        "Answers can't be read",
        "state something that can't be read as a value. Say in the prompt what an answer looks like",
        (remedies.format_, remedies.explain),
    ),
    "too_many_answers": Advice(
        "Several answers are stated",
        "state several answers where one is asked for: guesses, which are not paid. Ask for one",
        (remedies.format_, remedies.explain),
    ),
    "correct_not_stated": Advice(
        "Right answers are not stated",
        "come to the right answer without saying that it is one, for part of the credit. Say in the prompt how to",
        (remedies.format_, remedies.curriculum),
    ),
    "not_evaluated": Advice(
        "Results are not worked out",
        "leave a computation where its result is asked for. Say in the prompt that a number is wanted",
        (remedies.format_, remedies.explain),
    ),
    "budget_exceeded": Advice(
        "Answers are too large to compare",
        "state formulas that are beyond the budget of comparing. Look at the examples",
        (remedies.explain,),
    ),
}


def common(reason: str, observed: Observations) -> Finding | None:
    """Find that a reason is common late in the training, or in all responses if the steps are not known."""
    late = observed.late("reasons", reason)
    share = observed.reasons.get(reason, 0.0) if late is None else late
    if share < COMMON:
        return None
    advice = ADVICE[reason]
    severity: Severity = "high" if share >= VERY_COMMON else "medium"
    when = "" if late is None else " in the last quarter of the training"
    return Finding(
        reason,
        severity,
        advice.title,
        f"Of the responses{when}, {share:.0%} {advice.text}.",
        {"share": share},
        [make(observed) for make in advice.remedies],
        observed.by_reason.get(reason, []),
    )


FOUND_IN_REASONS = tuple(partial(common, reason) for reason in ADVICE)
