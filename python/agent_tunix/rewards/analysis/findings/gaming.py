"""Findings about gaming: the reward rises, and the quality that it should measure does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.remedies import is_correctness, is_form
from agent_tunix.rewards.analysis.findings.telling import tell
from agent_tunix.rewards.analysis.findings.trends import trend

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.findings.trends import Trend
    from agent_tunix.rewards.analysis.results import Distribution, Finding, Severity

#: The least rise, or fall, of a component that counts, as a part of its range; how many standard errors the rise must
#: be; and how many stretches on either side of the best time are taken for it.
RISE, FALL, CLEAR, BESIDE = 0.05, 0.08, 4.0, 3
#: Form alone is learned if it rises by the first part of its range, if at most the second part of the answers are right
#: at the end, and if their part has not risen by more than the third.
FORM_RISE, FEW_RIGHT, LEARNED = 0.4, 0.4, 0.1
#: The least fall of the held-out accuracy, the least rise of the reward as a part of its range, and the least number of
#: measurements.
HELD_OUT_FALL, HELD_OUT_RISE, LEAST_HELD_OUT = 0.03, 0.02, 4
#: By which part responses must get longer, or shorter, and how much the reward must correlate with length.
LONGER, MUCH_LONGER, SHORTER, LENGTH_CORRELATION = 0.3, 1.0, 0.5, 0.2
#: The rise of correctness, or of the reward, as a part of its range, that is worth longer responses.
BETTER = 0.15
#: One answer must have this share of the responses (if the truths are not known, the second), be this many times more
#: frequent than among the truths, and be given to so many prompts.
REPEATED, REPEATED_UNKNOWN, TIMES_TRUTH, LEAST_PROMPTS = 0.2, 0.3, 2.0, 10
#: With fewer different answers the choice is small: where only true and false are possible, both are frequent.
LEAST_ANSWERS = 10
#: The share of responses that are paid for being close, the share of these with one of three answers, and the rise.
CLOSE, CLOSE_ALIKE, CLOSE_RISE = 0.05, 0.5, 0.05
#: The share of repeated responses, its rise, and their least length: short responses are often equal by chance.
DUPLICATES, DUPLICATES_RISE, DUPLICATES_LENGTH = 0.3, 0.2, 40
#: The share of responses that repeat themselves, and its rise.
REPETITIVE, REPETITIVE_RISE = 0.2, 0.15


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
    found = [
        (name, own, width)
        for name, field, part, width in correctness_series(observed)
        if (own := observed.series(field, part)) is not None
    ]
    return min(found, key=lambda each: each[1].change / each[2]) if found else None


def correctness_series(observed: Observations) -> list[tuple[str, str, str, float]]:
    """Return the name, the field, the part and the range of each series that shows whether answers are right."""
    found = [
        (part.name, "components", part.name, part.maximum - part.minimum)
        for part in observed.components
        if is_correctness(part.name) and part.minimum is not None and part.maximum is not None
        if part.maximum > part.minimum
    ]
    known = any("correct" in moment.reasons for moment in observed.training)
    return found or ([("the share of correct answers", "reasons", "correct", 1.0)] if known else [])


def rise_of(observed: Observations, right: str, start: int, end: int) -> tuple[str, float, float] | None:
    """Return what rises while correctness falls: a component other than `right`, the form first, or the reward.

    Args:
        observed: the run.
        right: the name of the series that falls.
        start: a stretch in the middle of its best time.
        end: the stretch with which its last time begins.
    """
    found = []
    series = [(part.name, "components", part.name, spread(part)) for part in observed.components if part.name != right]
    for name, field, part, width in [*series, ("the reward", "mean", None, observed.range)]:
        course = observed.course(field, part)
        if course is None or not width:
            continue
        before = float(course.values[max(start - BESIDE, 0) : start + BESIDE + 1].mean())
        after = float(course.values[end:].mean())
        error = course.noise * (1 / min(2 * BESIDE + 1, end) + 1 / (len(course.values) - end)) ** 0.5
        if after - before >= max(RISE * width, CLEAR * error):
            found.append((is_form(name), (after - before) / width, name, before, after))
    return max(found)[2:] if found else None


def spread(part: Distribution) -> float:
    """Return the distance between the least and the largest value of a component."""
    return (part.maximum or 0.0) - (part.minimum or 0.0)


def hacked(observed: Observations) -> Finding | None:
    """Find that the form, or the whole reward, rises while correctness falls from its best."""
    best: tuple[float, str, float, float, int, tuple[str, float, float]] | None = None
    for right, field, part, width in correctness_series(observed):
        course = observed.course(field, part)
        drop = course.fall(FALL * width) if course is not None else None
        if drop is None or observed.data.moves(drop.best, drop.last):
            continue
        start = (drop.best.start + drop.best.end) // 2
        up = rise_of(observed, right, start, drop.last.start)
        if up is not None and (best is None or drop.size / width > best[0]):
            best = drop.size / width, right, drop.high, drop.low, start, up
    if best is None:
        return None
    _, right, high, low, start, (name, before, after) = best
    return tell(
        observed,
        "hacked",
        "high",
        {"rises_from": before, "rises_to": after, "correctness_from": high, "correctness_to": low},
        examples=observed.show(name, right),
        step=observed.first_step(start),
        name=name,
        right=right,
    )


def form_alone(observed: Observations) -> Finding | None:
    """Find that the form is learned while few answers are right, and no more than before."""
    right = correctness(observed)
    if right is None or right[1].last > FEW_RIGHT * right[2]:
        return None
    course = next(
        (observed.course(field, part) for name, field, part, _ in correctness_series(observed) if name == right[0]),
        None,
    )
    rising = [
        (own.change / width, name, own)
        for name, own, width in trends(observed)
        if is_form(name) and own.rises(FORM_RISE * width)
    ]
    # Where answers were right more often before, it is no form alone.
    if course is None or not rising or course.fall(FALL * right[2]) is not None:
        return None
    # The difference of the means of two quarters.
    error = course.noise * (8 / len(course.values)) ** 0.5
    if right[1].change + 2 * error >= LEARNED * right[2]:
        return None
    _, name, own = max(rising)
    return tell(
        observed,
        "form_alone",
        "medium",
        {"form_from": own.first, "form_to": own.last, "correctness": right[1].last},
        examples=observed.show(name, right[0]),
        name=name,
        right=right[0],
    )


def held_out(observed: Observations) -> Finding | None:
    """Find that the reward rises while what was measured on held-out data falls from its best."""
    measured = [moment.held_out for moment in observed.training if moment.held_out is not None]
    if len(measured) < LEAST_HELD_OUT:
        return None
    part = max(len(measured) // 3, 1)
    before = max(sum(measured[at : at + part]) / part for at in (0, part))
    after = sum(measured[-part:]) / part
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
    return tell(
        observed,
        "held_out",
        "high",
        {"reward_rise": rise, "held_out_from": before, "held_out_to": after},
        examples=observed.show("the reward", None),
        measured=observed.held_out,
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
    right = correctness(observed)
    gain, width = (right[1], right[2]) if right is not None else (observed.series("mean"), observed.range)
    better = gain is not None and gain.rises(BETTER * width)
    # Longer responses that are right more often are what reasoning costs.
    severity: Severity = "medium" if paid or (growth > 0 and not better) else "info"
    return tell(
        observed,
        "length_drift",
        severity,
        {"first": length.first, "last": length.last, "growth": growth, "correlation": along},
        choose={"goes": "paid" if paid else "unpaid", "remedies": "longer" if longer else "shorter"},
        way="longer" if longer else "shorter",
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
    known = {} if top.truth_share is None else {"truth_share": top.truth_share}
    return tell(
        observed,
        "repeated_answers",
        "high" if top.share >= 2 * REPEATED else "medium",
        {"share": top.share, "prompts": float(top.prompts), **known},
        choose={"known": "share" if known else None, "paid": None if top.mean is None else "mean"},
        examples=top.examples,
        answer=shown,
        mean=top.mean,
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
    rise = None if near is None else (near.first, near.last)
    return tell(
        observed,
        "paid_by_tolerance",
        "high" if alike else "medium",
        {"close_share": close.share, "top_three": close.top_share, "prompts": float(close.prompts)},
        choose={"what": "alike" if alike or rise is None else "rises"},
        examples=close.examples,
        rise=rise,
    )


def duplicates(observed: Observations) -> Finding | None:
    """Find that more and more responses repeat others letter for letter."""
    rise = observed.series("duplicates")
    late, length = observed.late("duplicates"), observed.late("length")
    if rise is None or late is None or length is None or length < DUPLICATES_LENGTH:
        return None
    if late < DUPLICATES or not rise.rises(DUPLICATES_RISE):
        return None
    return tell(observed, "duplicates", "medium", {"first": rise.first, "last": rise.last})


def repetitive(observed: Observations) -> Finding | None:
    """Find that more and more responses repeat their own words."""
    rise = trend(observed.repetitive)
    if rise is None or rise.last < REPETITIVE or not rise.rises(REPETITIVE_RISE):
        return None
    evidence = {"first": rise.first, "last": rise.last}
    return tell(observed, "repetitive", "medium", evidence, examples=observed.show_low())


FOUND_IN_GAMING = (
    hacked,
    form_alone,
    held_out,
    repeated_answers,
    paid_by_tolerance,
    length_drift,
    duplicates,
    repetitive,
)
