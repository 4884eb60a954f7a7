"""Whether a reward gives the same value every time, in any order, batch, thread and process; whether it is fast."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from agent_tunix.rewards.auditing.calibration import UNKNOWN
from agent_tunix.rewards.auditing.carriers import CARRIERS, Carrier
from agent_tunix.rewards.auditing.odd_texts import ODD, SIZES, UNITS, grow, write_source
from agent_tunix.rewards.auditing.session import LONGEST_SHOWN
from agent_tunix.rewards.auditing.signatures import FORMS
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.auditing.calibration import Scales
    from agent_tunix.rewards.auditing.findings import Finding, Severity
    from agent_tunix.rewards.auditing.process import Outcome
    from agent_tunix.rewards.auditing.session import Item, Session

#: How many responses the properties are tried on.
MOST = 24
#: A call that takes longer than this many seconds is slow if four times the text takes so many times the time.
SLOW, STEEP = 0.05, 8.0
#: How many lost calls end the search for slow texts.
PATIENCE = 6
#: The trainers whose adapters read None as "not judged".
KNOW_NONE = frozenset({"trl", "trl-chat", "ms-swift"})


class Check(NamedTuple):
    """Two gradings of the same responses that must agree."""

    category: str
    name: str
    severity: Severity
    #: How the second grading differed from the first.
    difference: str
    why: str


TWICE = Check(
    "nondeterminism", "the same call twice", "high", "graded again, it is paid",
    "A policy can't learn from noise, and no run can be repeated.",
)  # fmt: skip
BACKWARDS = Check(
    "order", "calls the other way round", "high", "graded after other responses, it is paid",
    "The reward remembers what it graded before.",
)  # fmt: skip
ELSEWHERE = Check(
    "nondeterminism", "another process", "high", "graded in another process, it is paid",
    "Workers of one run disagree; the order of a set or a hash decides.",
)  # fmt: skip
BATCHED = Check(
    "batch", "all in one batch", "medium", "in a batch with others, it is paid",
    "The pay of a response must not depend on the others in the batch: trainers compute advantages themselves.",
)  # fmt: skip
REVERSED = Check(
    "order", "the batch the other way round", "high", "in the same batch in reverse order, it is paid",
    "The pay of a response must not depend on its place in the batch.",
)  # fmt: skip
THREADED = Check(
    "threads", "outside the main thread", "medium", "outside the main thread, it is paid",
    "Tunix, verl, OpenRLHF and TRL's asynchronous trainer call rewards outside the main thread.",
)  # fmt: skip


def choose_items(session: Session, scales: Scales) -> list[Item]:
    """Return responses of several kinds: right ones, wrong ones, and ones without an answer."""
    items: list[Item] = []
    for at, row in enumerate(session.examples):
        carrier = next(iter(scales.of(at)), CARRIERS[at % len(CARRIERS)])
        answers = (row.known.text, *row.known.wrong[:1], UNKNOWN)
        items.append((at, carrier.render(answers[at % len(answers)])))
        items.append((at, carrier.render(answers[0])))
    return list(dict.fromkeys(items))[:MOST]


def find_dependence(session: Session, scales: Scales) -> list[Finding]:
    """Grade the same responses again, in another order, in batches, in a thread and in a new process."""
    items = choose_items(session, scales)
    batched = all(FORMS[form].batch for _, form in session.forms)
    session.begin("properties", len(items) * 5 + 2 * batched)
    first = session.score_again(items)
    again = session.score_again(items)
    found = compare(session, TWICE, items, first, again)
    stable = [at for at, pair in enumerate(zip(first, again, strict=True)) if same(*pair)]
    if not stable:
        return found
    kept, before = [items[at] for at in stable], [first[at] for at in stable]
    found += compare(session, BACKWARDS, kept, before, session.score_again(kept[::-1])[::-1])
    if batched:
        found += find_batch_dependence(session, kept, before)
    found += find_thread_dependence(session, kept, before, session.score_again(kept, threaded=True))
    session.process.start()
    elsewhere = session.score_again(kept)
    if not any(each.category == "order" for each in found):
        found += compare(session, ELSEWHERE, kept, before, elsewhere)
    return found


def find_batch_dependence(session: Session, items: Sequence[Item], alone: Sequence[Outcome]) -> list[Finding]:
    """Grade all responses in one call, forwards and backwards."""
    whole = session.score_batch(items)
    if whole.status != "paid":
        if any(each.status != "paid" for each in alone):
            return []
        text = f"A batch of {len(items)} fails where each response alone does not: {whole.error or whole.status}."
        why, count = "A trainer grades whole batches.", len(items)
        return [
            session.make_finding(
                BATCHED.category, BATCHED.name, "high", text, why, items[0], count=count, tried=count, call=False
            )
        ]
    parts = split(whole)
    found = compare(session, BATCHED, items, alone, parts)
    backwards = session.score_batch(items[::-1])
    if backwards.status == "paid":
        found += compare(session, REVERSED, items, parts, split(backwards)[::-1])
    return found


def find_thread_dependence(
    session: Session, items: Sequence[Item], before: Sequence[Outcome], threaded: Sequence[Outcome]
) -> list[Finding]:
    """Compare with the outcomes in a thread other than the main one."""
    for item, one, other in zip(items, before, threaded, strict=True):
        if one.status == "paid" and other.status not in ("paid", "left out"):
            text = f"Outside the main thread it fails: {other.error or other.status}."
            failed = sum(each.status != "paid" for each in threaded)
            return [
                session.make_finding(
                    *THREADED[:3], text, THREADED.why, item, expected=one.score, count=failed, tried=len(items)
                )
            ]
    return compare(session, THREADED, items, before, threaded)


def compare(
    session: Session, check: Check, items: Sequence[Item], before: Sequence[Outcome], after: Sequence[Outcome]
) -> list[Finding]:
    """Return a finding if two gradings of the same responses differ."""
    pairs = list(zip(items, before, after, strict=True))
    differ = [
        each for each in pairs if not same(each[1], each[2]) and "left out" not in (each[1].status, each[2].status)
    ]
    if not differ:
        return []
    item, one, other = differ[0]
    text = f"Paid {describe(one)}; {check.difference} {describe(other)}."
    return [
        session.make_finding(
            *check[:3], text, check.why, item,
            pay=other.score, expected=one.score, count=len(differ), tried=len(pairs),
        )
    ]  # fmt: skip


def describe(outcome: Outcome) -> str:
    """Return the outcome of a call in a few words."""
    if outcome.status != "paid":
        return outcome.error or outcome.status
    return ", ".join("None" if score is None else f"{score:.6g}" for score in outcome.scores)


def same(one: Outcome, other: Outcome) -> bool:
    """Say whether two gradings agree."""
    if one.status != other.status or len(one.scores) != len(other.scores):
        return False
    return all(map(same_score, one.scores, other.scores))


def same_score(one: float | None, other: float | None) -> bool:
    """Say whether two scores agree; None agrees with None, and NaN with NaN."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(one) and math.isnan(other))


def split(outcome: Outcome) -> list[Outcome]:
    """Return an outcome for each response of a batch."""
    return [type(outcome)("paid", (score,)) for score in outcome.scores]


def try_odd_texts(session: Session, scales: Scales) -> None:
    """Grade odd texts, alone and as answers; the session keeps what went wrong."""
    carrier = next(iter(scales.carriers), CARRIERS[0])
    items = []
    for number, text in enumerate(ODD.values()):
        at = number % len(session.examples)
        if len(text) <= LONGEST_SHOWN:
            items += [(at, text), (at, carrier.render(text))]
        else:
            source = write_source(text)
            items += [(at, make_long(session, each, text, source)) for each in (None, carrier)]
    session.begin("odd texts", len(items))
    session.score(items)


def find_slow_texts(session: Session, scales: Scales) -> list[Finding]:
    """Grade repetitive texts of growing length; a text whose call was lost is not tried at the next length."""
    carrier = next(iter(scales.carriers), CARRIERS[0])
    plans = [(name, unit, inside) for name, unit in UNITS.items() for inside in (False, True)]
    session.begin("long texts", len(plans) * len(SIZES))
    lost, found = 0, []
    times: dict[tuple[str, bool], float] = {}
    for size in SIZES:
        for name, unit, inside in list(plans):
            if lost >= PATIENCE:
                session.left_out["long texts"] = session.left_out.get("long texts", 0) + 1
                continue
            item = (0, make_long(session, carrier if inside else None, *grow(unit, size)))
            (outcome,) = session.score([item])
            if outcome.status in ("hung", "died"):
                lost += 1
                plans.remove((name, unit, inside))
                continue
            before, times[name, inside] = times.get((name, inside), 0.0), outcome.seconds
            if before and outcome.seconds > SLOW and outcome.seconds > before * STEEP:
                # Try once more: something else may have kept the machine busy.
                (repeat,) = session.score_again([item])
                if repeat.status == "paid" and repeat.seconds > SLOW and repeat.seconds > before * STEEP:
                    found.append(describe_slow(session, item, f"{name}: {size:,} characters", before, repeat.seconds))
                    plans.remove((name, unit, inside))
    return found


def make_long(session: Session, carrier: Carrier | None, text: str, source: str) -> str:
    """Return a long text, as an answer if a carrier is given, and keep the expression that makes it."""
    if carrier:
        before, mark, after = carrier.render("\x00").partition("\x00")
        text, source = (f"{before}{text}{after}", f"{before!r} + {source} + {after!r}") if mark else (text, source)
    session.sources[text] = source
    return text


def describe_slow(session: Session, item: Item, name: str, before: float, after: float) -> Finding:
    """Return the finding that the time of a call grows faster than the text."""
    text = f"It takes {after:.2g} s, and {before:.2g} s for a quarter of the text: {after / before:.0f} times the time."
    why = "A policy that learns to write such texts stops the training."
    return session.make_finding(
        "slow", name, "medium", text, why, item, pay=after, expected=before * 4, group="long texts"
    )


def find_troubles(session: Session) -> list[Finding]:
    """Return what went wrong in any of the calls: errors, exits, hangs, and scores that are no finite numbers."""
    found = []
    tried = len(session.tried)
    for trouble in session.troubles.values():
        text, why = {
            "exception": (
                f"It raises {trouble.error.rstrip('.')}.",
                "What a model writes must not stop a run; some trainers stop, others score 0 in silence.",
            ),
            "exit": (f"It ends the process: {trouble.error}.", "One text ends the worker, and the run with it."),
            "hang": (
                f"It was still busy after {session.process.limit:g} s.",
                "One such text holds up the batch, and a policy that learns to write it ends the run.",
            ),
        }[trouble.category]
        if others := len(trouble.messages) - 1:
            text += f" {plural(others, 'other message')} came with other texts."
        name, count = trouble.error.partition(":")[0] or "a text", len(trouble.seen)
        found.append(
            session.make_finding(trouble.category, name, "high", text, why, trouble.item, count=count, tried=tried)
        )
    knows_none = all(form in KNOW_NONE for _, form in session.forms)
    for kind, items in session.invalid.items():
        skipped = kind == "None" and knows_none
        why = (
            "The trainer leaves the sample out."
            if skipped
            else "Trainers make different things of it: 0, an error, or parameters that are all NaN."
        )
        severity: Severity = "low" if skipped else "medium"
        item = next(iter(items))
        found.append(
            session.make_finding(
                "invalid", kind, severity, f"It returns {kind}.", why, item, count=len(items), tried=tried
            )
        )
    return found
