"""Findings about gaming: the reward rises, and the quality that it should measure does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings import remedies
from agent_tunix.rewards.analysis.findings.observations import trend
from agent_tunix.rewards.analysis.results import Finding

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations, Trend
    from agent_tunix.rewards.analysis.results import Severity

#: Names of components that judge the form of a response, and of those that judge whether the answer is right.
FORM = re.compile(
    r"format|tag|xml|style|length|think|clarity|concis|complet|repetit|brev|overlong|language", re.IGNORECASE
)
CORRECTNESS = re.compile(r"answer|correct|accura|number|math|right|equal|solution|verif|test|score", re.IGNORECASE)
#: The least rise, or fall, of a component that counts, as a part of its range.
RISE, FALL = 0.05, 0.05
#: The least fall of the held-out accuracy, the least rise of the reward as a part of its range, and the least number of
#: measurements.
HELD_OUT_FALL, HELD_OUT_RISE, LEAST_HELD_OUT = 0.03, 0.02, 4
#: By which part responses must get longer, or shorter, and how much the reward must correlate with length.
LONGER, MUCH_LONGER, SHORTER, LENGTH_CORRELATION = 0.3, 1.0, 0.5, 0.2
#: One answer must have this share of the responses (if the truths are not known, the second), be this many times more
#: frequent than among the truths, and be given to so many prompts.
REPEATED, REPEATED_UNKNOWN, TIMES_TRUTH, LEAST_PROMPTS = 0.2, 0.3, 2.0, 10
#: With fewer different answers the choice is small: where only true and false are possible, both are frequent.
LEAST_ANSWERS = 10
#: The share of responses that are paid for being close, the share of these with one of three answers, and the rise.
CLOSE, CLOSE_ALIKE, CLOSE_RISE = 0.05, 0.5, 0.05
#: The share of repeated responses, its rise, and their least length: short responses are often equal by chance.
DUPLICATES, DUPLICATES_RISE, DUPLICATES_LENGTH = 0.3, 0.2, 40


def is_form(name: str) -> bool:
    """Say whether a component judges the form of a response."""
    return FORM.search(name) is not None


def is_correctness(name: str) -> bool:
    """Say whether a component judges whether the answer is right."""
    return not is_form(name) and CORRECTNESS.search(name) is not None


def trends(observed: Observations) -> list[tuple[str, Trend, float]]:
    """Return the name, the trend and the range of each component that varies."""
    return [
        (part.name, own, part.maximum - part.minimum)
        for part in observed.components
        if part.minimum is not None and part.maximum is not None and part.maximum > part.minimum
        if (own := observed.series("components", part.name)) is not None
    ]


def correctness(observed: Observations) -> tuple[str, Trend, float] | None:
    """Return what shows whether answers are right: the component for it that falls most, or the reason `correct`."""
    found = [each for each in trends(observed) if is_correctness(each[0])]
    if found:
        return min(found, key=lambda each: each[1].change / each[2])
    share = observed.series("reasons", "correct")
    return None if share is None else ("the share of correct answers", share, 1.0)


def hacked(observed: Observations) -> Finding | None:
    """Find that the form, or the whole reward, rises while correctness falls."""
    right = correctness(observed)
    if right is None or not right[1].falls(FALL * right[2]):
        return None
    rising = [(name, own) for name, own, width in trends(observed) if name != right[0] and own.rises(RISE * width)]
    whole = observed.series("mean")
    if not rising and whole is not None and whole.rises(RISE * observed.range):
        rising.append(("the reward", whole))
    if not rising:
        return None
    name, up = max(rising, key=lambda each: (is_form(each[0]), each[1].change))
    return Finding(
        "hacked",
        "high",
        "The reward is being hacked",
        f"{name} rises from {up.first:.3g} to {up.last:.3g} while {right[0]} falls from {right[1].first:.3g} to "
        f"{right[1].last:.3g}: the policy learns what is paid, not what is meant. Pay for the answer only where the "
        "form is kept, and for the form never without the answer.",
        {
            "rises_from": up.first,
            "rises_to": up.last,
            "correctness_from": right[1].first,
            "correctness_to": right[1].last,
        },
        [remedies.GATE, remedies.ROBUST],
        observed.show(name, right[0]),
    )


def held_out(observed: Observations) -> Finding | None:
    """Find that the reward rises while the accuracy on held-out data falls."""
    measured = [moment.held_out for moment in observed.training if moment.held_out is not None]
    if len(measured) < LEAST_HELD_OUT:
        return None
    part = max(len(measured) // 3, 1)
    before, after = sum(measured[:part]) / part, sum(measured[-part:]) / part
    rewards = [moment.mean for moment in observed.training if moment.mean is not None]
    whole = trend(rewards)
    quarter = max(len(rewards) // 4, 1)
    rise = (sum(rewards[-quarter:]) - sum(rewards[:quarter])) / quarter
    if (
        before - after < HELD_OUT_FALL
        or rise < HELD_OUT_RISE * observed.range
        or (whole is not None and whole.rho <= 0)
    ):
        return None
    return Finding(
        "held_out",
        "high",
        "The reward rises, the held-out accuracy falls",
        f"The reward rises by {rise:.3g} while the accuracy on held-out data falls from {before:.3g} to {after:.3g}: "
        "what is learned does not carry over. Look at the examples with a high reward, and stop before the fall.",
        {"reward_rise": rise, "held_out_from": before, "held_out_to": after},
        [remedies.ROBUST, remedies.STRICT, remedies.EXPLAIN],
        observed.show("the reward", None),
    )


def length_drift(observed: Observations) -> Finding | None:
    """Find that responses become much longer or shorter, and that the reward correlates with length."""
    length = observed.series("length")
    if length is None or not length.first:
        return None
    growth = length.change / length.first
    along = observed.length_correlation
    paid = along >= LENGTH_CORRELATION if growth > 0 else along <= -LENGTH_CORRELATION
    longer = length.rises(LONGER * length.first) and (paid or growth >= MUCH_LONGER)
    shorter = length.falls(SHORTER * length.first) and paid
    if not longer and not shorter:
        return None
    severity: Severity = "medium" if paid else "low"
    way = "longer" if longer else "shorter"
    goes = (
        f"the reward goes along with length (correlation {along:+.2f}), so that is what may be learned"
        if paid
        else f"the reward does not go along with it (correlation {along:+.2f}): it costs time and is worth nothing"
    )
    return Finding(
        "length_drift",
        severity,
        f"Responses get {way}",
        f"Their mean length goes from {length.first:,.0f} to {length.last:,.0f} characters ({growth:+.0%}), and "
        f"{goes}. Nothing should be paid for length itself; what is beyond a limit may cost.",
        {"first": length.first, "last": length.last, "growth": growth, "correlation": along},
        [remedies.OVERLONG, remedies.CLIP] if longer else [remedies.STEPS, remedies.CLIP],
    )


def repeated_answers(observed: Observations) -> Finding | None:
    """Find that one answer is given to many different prompts."""
    top = observed.top_answer
    if top is None or top.prompts < LEAST_PROMPTS:
        return None
    if top.truth_share is not None:
        often = top.share >= REPEATED and top.share >= TIMES_TRUTH * top.truth_share
    else:
        often = top.share >= REPEATED_UNKNOWN and observed.answer_kinds >= LEAST_ANSWERS
    if not often:
        return None
    shown = top.text if len(top.text) <= 40 else top.text[:39] + "…"  # noqa: PLR2004 # a line
    known = f", where it is right for {top.truth_share:.0%}" if top.truth_share is not None else ""
    mean = f" These responses got {top.mean:.3g} on average." if top.mean is not None else ""
    return Finding(
        "repeated_answers",
        "high" if top.share >= 2 * REPEATED else "medium",
        "One answer is given to many prompts",
        f"“{shown}” is the answer in {top.share:.0%} of the responses, to {top.prompts:,} different prompts{known}."
        f"{mean} A guess that is paid often enough becomes the policy: take partial credit away, balance the prompts.",
        {
            "share": top.share,
            "prompts": float(top.prompts),
            **({"truth_share": top.truth_share} if top.truth_share is not None else {}),
        },
        [remedies.STRICT, remedies.EXACT, remedies.ROBUST],
        top.examples,
    )


def paid_by_tolerance(observed: Observations) -> Finding | None:
    """Find that answers that are only close are paid, and that they are a few constants, or become more frequent."""
    close = observed.close
    if close is None or close.share < CLOSE:
        return None
    alike = close.top_share >= CLOSE_ALIKE and close.prompts >= LEAST_PROMPTS
    near, exact = observed.series("reasons", "close"), observed.series("reasons", "correct")
    instead = near is not None and near.rises(CLOSE_RISE) and exact is not None and exact.change <= 0
    if not alike and not instead:
        return None
    what = (
        f"{close.top_share:.0%} of them have one of three answers, given to {close.prompts:,} different prompts: "
        "constants that are near often enough"
        if alike or near is None
        else f"their share rises from {near.first:.0%} to {near.last:.0%}, that of correct answers does not"
    )
    return Finding(
        "paid_by_tolerance",
        "high" if alike else "medium",
        "The tolerance is being used",
        f"{close.share:.0%} of the responses are paid for being close, and {what}. Make the tolerance narrow, or take "
        "the partial credit away.",
        {"close_share": close.share, "top_three": close.top_share, "prompts": float(close.prompts)},
        [remedies.EXACT, remedies.STRICTER],
        close.examples,
    )


def duplicates(observed: Observations) -> Finding | None:
    """Find that more and more responses repeat others letter for letter."""
    rise = observed.series("duplicates")
    late, length = observed.late("duplicates"), observed.late("length")
    if rise is None or late is None or length is None or length < DUPLICATES_LENGTH:
        return None
    if late < DUPLICATES or not rise.rises(DUPLICATES_RISE):
        return None
    return Finding(
        "duplicates",
        "medium",
        "Responses become the same",
        f"The share of responses that occurred before in the same stretch, letter for letter, rises from "
        f"{rise.first:.0%} to {rise.last:.0%}: the policy no longer explores. Raise its temperature or its entropy "
        "bonus, and make sure that no repeated text is paid.",
        {"first": rise.first, "last": rise.last},
        [remedies.REPETITION, remedies.STRICTER],
    )


FOUND_IN_GAMING = (hacked, held_out, repeated_answers, paid_by_tolerance, length_drift, duplicates)
