"""What a reward must be besides right: the same every time, in every order, batch, thread and process; finite; fast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.calibration import UNKNOWN
from agent_tunix.rewards.auditing.carriers import CARRIERS, Carrier
from agent_tunix.rewards.auditing.findings import Finding, Severity
from agent_tunix.rewards.auditing.odd_texts import ODD, SIZES, UNITS, grow, write_source
from agent_tunix.rewards.auditing.payments import LONGEST_SHOWN
from agent_tunix.rewards.auditing.signatures import FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.auditing.calibration import Scales
    from agent_tunix.rewards.auditing.process import Outcome
    from agent_tunix.rewards.auditing.session import Item, Session

#: How many responses the properties are tried on.
MOST = 24
#: A call this long, in seconds, is slow if it takes so many times the time for four times the text.
SLOW, STEEP = 0.05, 8.0
#: How many lost calls end the search for slow texts.
PATIENCE = 6
#: Adapters of these trainers read None as "not judged".
KNOW_NONE = frozenset({"trl", "trl-chat", "ms-swift"})


def choose_items(session: Session, scales: Scales) -> list[Item]:
    """Return responses of several kinds: right, wrong, without an answer."""
    items: list[Item] = []
    for at, row in enumerate(session.examples):
        carrier = next(iter(scales.of(at)), CARRIERS[at % len(CARRIERS)])
        answers = (row.known.text, *row.known.wrong[:1], UNKNOWN)
        items.append((at, carrier.render(answers[at % len(answers)])))
        items.append((at, carrier.render(answers[0])))
    return list(dict.fromkeys(items))[:MOST]


@dataclass(frozen=True)
class Check:
    """Two gradings of the same responses that must agree."""

    category: str
    name: str
    severity: Severity
    #: What the second one was.
    what: str
    why: str


TWICE = Check(
    "nondeterminism",
    "the same call twice",
    "high",
    "graded again, it is paid",
    "A policy can't learn from noise, and no run can be repeated.",
)
BACKWARDS = Check(
    "order",
    "calls the other way round",
    "high",
    "graded after other responses, it is paid",
    "The reward remembers what it graded before.",
)
ELSEWHERE = Check(
    "nondeterminism",
    "another process",
    "high",
    "graded in another process, it is paid",
    "Workers of one run disagree; the order of a set or a hash decides.",
)
BATCHED = Check(
    "batch",
    "all in one batch",
    "medium",
    "in a batch with others, it is paid",
    "What a response is worth must not depend on its neighbours: advantages are the trainer's business.",
)
TURNED = Check(
    "order",
    "the batch the other way round",
    "high",
    "in the same batch turned round, it is paid",
    "What a response is worth must not depend on its place.",
)
THREADED = Check(
    "threads",
    "outside the main thread",
    "medium",
    "outside the main thread, it is paid",
    "Tunix, verl, OpenRLHF and TRL's asynchronous trainer call rewards outside the main thread.",
)


def find_dependence(session: Session, scales: Scales) -> list[Finding]:
    """Grade the same responses again, in another order, in batches, in a thread and in a new process."""
    items = choose_items(session, scales)
    batched = all(FORMS[form].batch for _, form in session.forms)
    session.begin("properties", len(items) * 5 + 2 * batched)
    first = session.anew(items)
    again = session.anew(items)
    found = compare(session, TWICE, items, first, again)
    stable = [at for at, pair in enumerate(zip(first, again, strict=True)) if same(*pair)]
    if not stable:
        return found
    kept, before = [items[at] for at in stable], [first[at] for at in stable]
    found += compare(session, BACKWARDS, kept, before, session.anew(kept[::-1])[::-1])
    if batched:
        found += find_batch_dependence(session, kept, before)
    found += find_thread_dependence(session, kept, before, session.anew(kept, threaded=True))
    session.process.start()
    elsewhere = session.anew(kept)
    if not any(each.category == "order" for each in found):
        found += compare(session, ELSEWHERE, kept, before, elsewhere)
    return found


def find_batch_dependence(session: Session, items: Sequence[Item], alone: Sequence[Outcome]) -> list[Finding]:
    """Grade all at once, forwards and backwards."""
    whole = session.batch(items)
    if whole.status != "paid":
        if any(each.status != "paid" for each in alone):
            return []
        example = session.examples[items[0][0]]
        text = f"A batch of {len(items)} fails where each response alone does not: {whole.error or whole.status}."
        return [
            Finding(
                BATCHED.category, BATCHED.name, "high", text, "A trainer grades whole batches.", items[0][1],
                example.known.text, example.asked, None, None, len(items), len(items),
            )
        ]  # fmt: skip
    parts = split(whole)
    found = compare(session, BATCHED, items, alone, parts)
    turned = session.batch(items[::-1])
    return found + (compare(session, TURNED, items, parts, split(turned)[::-1]) if turned.status == "paid" else [])


def find_thread_dependence(
    session: Session, items: Sequence[Item], before: Sequence[Outcome], threaded: Sequence[Outcome]
) -> list[Finding]:
    """Compare with what a thread other than the main one got."""
    for item, one, other in zip(items, before, threaded, strict=True):
        if one.status == "paid" and other.status not in ("paid", "left out"):
            example = session.examples[item[0]]
            return [
                Finding(
                    THREADED.category, THREADED.name, "medium",
                    f"Outside the main thread it fails: {other.error or other.status}.", THREADED.why, item[1],
                    example.known.text, example.asked, None, one.score,
                    sum(each.status != "paid" for each in threaded), len(items), session.show(item),
                )
            ]  # fmt: skip
    return compare(session, THREADED, items, before, threaded)


def compare(
    session: Session, check: Check, items: Sequence[Item], before: Sequence[Outcome], after: Sequence[Outcome]
) -> list[Finding]:
    """Return a finding where two gradings of the same responses differ."""
    pairs = list(zip(items, before, after, strict=True))
    differ = [
        each for each in pairs if not same(each[1], each[2]) and "left out" not in (each[1].status, each[2].status)
    ]
    if not differ:
        return []
    item, one, other = differ[0]
    example = session.examples[item[0]]
    return [
        Finding(
            check.category, check.name, check.severity, f"Paid {said(one)}; {check.what} {said(other)}.", check.why,
            item[1], example.known.text, example.asked, other.score, one.score, len(differ), len(pairs),
            session.show(item),
        )
    ]  # fmt: skip


def said(outcome: Outcome) -> str:
    """Return what came of a call, in a word."""
    if outcome.status != "paid":
        return outcome.error or outcome.status
    return ", ".join("None" if score is None else f"{score:.6g}" for score in outcome.scores)


def same(one: Outcome, other: Outcome) -> bool:
    """Say whether two gradings agree."""
    if one.status != other.status or len(one.scores) != len(other.scores):
        return False
    return all(map(same_score, one.scores, other.scores))


def same_score(one: float | None, other: float | None) -> bool:
    """Say whether two scores agree; None and NaN agree with themselves."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(one) and math.isnan(other))


def split(outcome: Outcome) -> list[Outcome]:
    """Return an outcome for each response of a batch."""
    return [type(outcome)("paid", (score,)) for score in outcome.scores]


def try_odd_texts(session: Session, scales: Scales) -> None:
    """Grade odd texts, alone and as answers; the session keeps what they do."""
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
    """Grade degenerate texts of growing length; those that are lost at one length are not tried at the next."""
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
                # Once more, because something else may have kept the machine busy.
                (repeat,) = session.anew([item])
                if repeat.status == "paid" and repeat.seconds > SLOW and repeat.seconds > before * STEEP:
                    found.append(tell_slow(session, item, f"{name}: {size:,} characters", (before, repeat.seconds)))
                    plans.remove((name, unit, inside))
    return found


def make_long(session: Session, carrier: Carrier | None, text: str, source: str) -> str:
    """Return a long text, in a form of answer if there is one, and keep the expression that makes it."""
    if carrier:
        before, mark, after = carrier.render("\x00").partition("\x00")
        text, source = (f"{before}{text}{after}", f"{before!r} + {source} + {after!r}") if mark else (text, source)
    session.sources[text] = source
    return text


def tell_slow(session: Session, item: Item, name: str, seconds: tuple[float, float]) -> Finding:
    """Return the finding that a text takes more than its length's time."""
    before, after = seconds
    return Finding(
        "slow", name, "medium",
        f"It takes {after:.2g} s, and {before:.2g} s for a quarter of the text: {after / before:.0f} times the time.",
        "A policy that learns to write such texts stops the training.",
        item[1], "", "", after, before * 4, 1, 1, session.show(item),
    )  # fmt: skip


def find_troubles(session: Session) -> list[Finding]:
    """Return what any of the calls ran into: errors, exits, hangs, and values that are none."""
    found = []
    for trouble in session.troubles.values():
        what = {
            "exception": f"It raises {trouble.error}.",
            "exit": f"It ends the process: {trouble.error}.",
            "hang": f"It was still busy after {session.process.limit:g} s.",
        }[trouble.category]
        why = {
            "exception": "What a model writes must not stop a run; some trainers stop, others score 0 in silence.",
            "exit": "One text ends the worker, and the run with it.",
            "hang": "One such text holds up the batch, and a policy that learns to write it ends the run.",
        }[trouble.category]
        example = session.examples[trouble.item[0]]
        text = trouble.item[1]
        shown = session.show(trouble.item) if len(text) <= LONGEST_SHOWN or trouble.source else ""
        found.append(
            Finding(
                trouble.category, trouble.error.partition(":")[0] or "a text", "high", what, why, text,
                example.known.text, example.asked, None, None, len(trouble.seen), len(session.tried), shown,
            )
        )  # fmt: skip
    knows_none = all(form in KNOW_NONE for _, form in session.forms)
    for kind, items in session.invalid.items():
        item = next(iter(items))
        example = session.examples[item[0]]
        low = kind == "None" and knows_none
        found.append(
            Finding(
                "invalid", kind, "low" if low else "medium", f"It returns {kind}.",
                "The trainer leaves the sample out." if low else
                "Trainers make of it what they like: 0, an error, or parameters that are all NaN.",
                item[1], example.known.text, example.asked, None, None, len(items), len(session.tried),
                session.show(item) if len(item[1]) <= LONGEST_SHOWN else "",
            )
        )  # fmt: skip
    return found
