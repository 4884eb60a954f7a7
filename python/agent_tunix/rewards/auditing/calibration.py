"""How a reward is called, in which forms of answer it pays, and how much."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.auditing.carriers import CARRIERS, Carrier, from_response
from agent_tunix.rewards.auditing.findings import FormPay
from agent_tunix.rewards.auditing.probes import Case
from agent_tunix.rewards.auditing.worker import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agent_tunix.rewards.auditing.process import Outcome
    from agent_tunix.rewards.auditing.session import Item, Session

#: How many examples are used to choose the calling convention, and the forms of answer.
CALLED, WEIGHED = 3, 8
#: In how many forms of answer attacks are made.
USED = 4
UNKNOWN = "I do not know"
#: Differences below this share of the scale do not count.
SAME = 0.01
TINY = 1e-9
#: What the forms of answer are called that are made from the data's own responses.
OWN = "the data's own responses"


@dataclass
class Level:
    """What one example is paid in one form of answer."""

    #: What the true answer is paid.
    full: float
    #: The most that a wrong answer, or none, is paid.
    base: float

    def share(self, pay: float) -> float:
        """Return how far a pay is from the base to full pay."""
        return (pay - self.base) / (self.full - self.base)


@dataclass
class Scales:
    """What was found out about the pay of a reward."""

    forms: list[FormPay]
    #: The forms of answer that are paid best; empty if right and wrong answers are paid alike.
    carriers: list[Carrier]
    levels: dict[tuple[int, str], Level] = field(default_factory=dict)
    #: The data's own responses as forms of answer, by the number of the example.
    own: dict[int, Carrier] = field(default_factory=dict)

    def case(self, session: Session, example: int, turn: int) -> tuple[Case, Level] | None:
        """Return an example in a form of answer in which its truth is paid; the turn chooses one of these forms."""
        paid = [carrier for carrier in self.of(example) if (example, carrier.name) in self.levels]
        if not paid:
            return None
        carrier = paid[turn % len(paid)]
        row = session.examples[example]
        return Case(row.known, row.asked, carrier), self.levels[example, carrier.name]

    def of(self, example: int) -> list[Carrier]:
        """Return the forms of answer for one example."""
        return [self.own[example]] if example in self.own else self.carriers


def choose_call(session: Session, carriers: Sequence[Carrier], signature: str | None) -> None:
    """Find out by which calling convention each of the rewards is called.

    Raises:
        ValueError: a reward raises in every convention that was tried.
    """
    examples = [at for at, row in enumerate(session.rows) if row.known.wrong][:CALLED]
    # Right and wrong answers take turns.
    items = [
        (at, carrier.render(answer))
        for at in examples
        for carrier in carriers
        for answer in (session.rows[at].known.text, session.rows[at].known.wrong[0])
    ]
    chosen = []
    for number, candidates in enumerate(session.process.candidates):
        best: tuple[tuple[bool, float], str] | None = None
        errors = []
        for candidate in candidates:
            outcomes = session.process.run([Call(((number, candidate),), (item,)) for item in items])
            if all(outcome.status != "paid" for outcome in outcomes):
                errors.append(f"{candidate}: {describe(outcomes[0]) if outcomes else 'no call'}")
                continue
            scores = [outcome.score for outcome in outcomes]
            matters = any(
                right is not None and wrong is not None and right - wrong > TINY
                for right, wrong in zip(scores[::2], scores[1::2], strict=True)
            )
            # In the right convention the answer matters, even if some texts fail.
            quality = (matters, sum(score is not None for score in scores) / len(scores))
            if best is None or quality > best[0]:
                best = quality, candidate
        if best is None:
            hint = "" if signature else "; if it is called in another way, name its signature"
            raise ArgumentValueError(
                f"{session.process.names[number]}: it could not be called; tried {'; '.join(errors)}{hint}",
                code="failed_call",
                argument="reward",
            )
        chosen.append((number, best[1]))
    session.forms = tuple(chosen)


def describe(outcome: Outcome) -> str:
    """Say how a call failed."""
    ends = {"hung": "took longer than the time limit", "died": "ended the process"}
    return outcome.error or ends.get(outcome.status, outcome.status)


def weigh(session: Session, extra: Sequence[Carrier]) -> Scales:
    """Find out which forms of answer are paid, and what each example is paid in them."""
    usable = [at for at, row in enumerate(session.examples) if row.known.wrong]
    own = {
        at: carrier
        for at in usable
        if (response := session.examples[at].response)
        and (carrier := from_response(OWN, response, session.examples[at].known.text))
    }
    few = usable[:WEIGHED]
    carriers = [*extra, *CARRIERS]
    session.begin("pay", (len(carriers) * len(few) + len(own)) * 4)
    weighed = [(carrier, weigh_form(session, carrier.name, [(at, carrier) for at in few])) for carrier in carriers]
    forms = [form for _, form in weighed]
    best = choose_carriers(weighed)
    scales = Scales(forms, best)
    if own:
        forms.append(weigh_form(session, OWN, list(own.items())))
        least = max((gain(form) for carrier, form in weighed if carrier in best), default=0.0)
        if gain(forms[-1]) > least * (1 + SAME) + TINY:
            scales.own = own
            best.clear()
    used = {OWN} if scales.own else {carrier.name for carrier in best}
    for form in forms:
        form.used = form.form in used
    session.begin("pay of each example", sum(4 * len(scales.of(at)) for at in usable))
    scales.levels = {
        (at, carrier.name): level
        for at in usable
        for carrier in scales.of(at)
        if (level := find_level(session, at, carrier))
    }
    return scales


def weigh_form(session: Session, name: str, items: Sequence[tuple[int, Carrier]]) -> FormPay:
    """Return what a form of answer is paid on average over some examples."""
    right, wrong, unknown = [], [], []
    for at, carrier in items:
        pays = [outcome.score for outcome in session.score(make_texts(session, at, carrier))]
        right.append(pays[0])
        wrong.append(max((pay for pay in pays[1:3] if pay is not None), default=None))
        unknown.append(pays[3])
    return FormPay(name, mean(right), mean(wrong), mean(unknown))


def make_texts(session: Session, example: int, carrier: Carrier) -> list[Item]:
    """Return the true answer, two wrong ones and none, in a form of answer."""
    known = session.rows[example].known
    answers = (known.text, known.wrong[0], known.wrong[-1], UNKNOWN)
    return [(example, carrier.render(answer)) for answer in answers]


def find_level(session: Session, example: int, carrier: Carrier) -> Level | None:
    """Return what an example is paid; None if its true answer is not paid more than others."""
    outcomes = session.score([*make_texts(session, example, carrier), (example, UNKNOWN + ".")])
    right, *others = [outcome.score for outcome in outcomes]
    base = max((pay for pay in others if pay is not None), default=None)
    return None if right is None or base is None or right - base <= TINY else Level(right, base)


def choose_carriers(weighed: Sequence[tuple[Carrier, FormPay]]) -> list[Carrier]:
    """Return the forms of answer in which right answers are paid best, and better than wrong ones."""
    paid = [(carrier, form.right) for carrier, form in weighed if form.right is not None and gain(form) > TINY]
    if not paid:
        return []
    top = max(right for _, right in paid)
    low = min(form.wrong for _, form in weighed if form.wrong is not None)
    return [carrier for carrier, right in paid if right >= top - (top - low) * SAME][:USED]


def gain(form: FormPay) -> float:
    """Return how much more a right answer is paid than a wrong one or none."""
    others = [pay for pay in (form.wrong, form.unknown) if pay is not None]
    return form.right - max(others) if others and form.right is not None else 0.0


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are not None."""
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else None
