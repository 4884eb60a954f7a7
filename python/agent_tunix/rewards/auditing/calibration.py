"""What the reward wants: the form in which it is called, the forms of answer that it pays, and how much."""

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
    from collections.abc import Sequence

    from agent_tunix.rewards.auditing.session import Item, Session

#: How many examples choose the form of the call, and the forms of answer.
CALLED, WEIGHED = 3, 8
#: In how many forms of answer attacks are made.
USED = 4
UNKNOWN = "I do not know"
#: Differences below this share of the scale are none.
SAME = 0.01
TINY = 1e-9


@dataclass
class Level:
    """What one example is paid in one form of answer."""

    full: float
    #: The most that a wrong answer, or none, is paid.
    base: float

    def share(self, pay: float) -> float:
        """Return how far a pay is from the base to full."""
        return (pay - self.base) / (self.full - self.base)


@dataclass
class Scales:
    """What was found out about a reward's pay."""

    forms: list[FormPay]
    #: The forms of answer that are paid best; empty where right and wrong are paid alike.
    carriers: list[Carrier]
    levels: dict[tuple[int, str], Level] = field(default_factory=dict)
    #: The data's own responses as forms of answer.
    own: dict[int, Carrier] = field(default_factory=dict)

    def case(self, session: Session, example: int, turn: int) -> tuple[Case, Level] | None:
        """Return an example in one of the forms of answer in which its truth is paid; they take turns."""
        paid = [carrier for carrier in self.of(example) if (example, carrier.name) in self.levels]
        if not paid:
            return None
        carrier = paid[turn % len(paid)]
        row = session.examples[example]
        return Case(row.known, row.asked, carrier), self.levels[example, carrier.name]

    def of(self, example: int) -> list[Carrier]:
        """Return the forms of answer of one example."""
        return [self.own[example]] if self.own and example in self.own else self.carriers


def choose_call(session: Session, carriers: Sequence[Carrier], signature: str | None) -> None:
    """Find out in which form each of the rewards is called.

    Raises:
        ValueError: it raises in every form that was tried.
    """
    tried = [at for at, row in enumerate(session.examples) if row.known.wrong][:CALLED]
    chosen = []
    for number, candidates in enumerate(session.process.candidates):
        best: tuple[float, float] | None = None
        form, errors = candidates[0], []
        for candidate in candidates:
            pairs = [
                (Call(((number, candidate),), ((at, right),)), Call(((number, candidate),), ((at, wrong),)))
                for at in tried
                for carrier in carriers
                for right, wrong in [right_and_wrong(session, at, carrier)]
            ]
            outcomes = session.process.run([call for pair in pairs for call in pair])
            numbers = [outcome for outcome in outcomes if outcome.score is not None]
            gains = [
                right.score - wrong.score
                for right, wrong in zip(outcomes[::2], outcomes[1::2], strict=True)
                if right.score is not None and wrong.score is not None
            ]
            answered = [outcome for outcome in outcomes if outcome.status == "paid"]
            if not answered:
                failed = next((each for each in outcomes if each.status != "paid"), None)
                errors.append(f"{candidate}: {describe(failed.status, failed.error) if failed else 'no call'}")
                continue
            # A form in which the answer matters is the right one, whatever some texts do.
            quality = (max(gains, default=0.0) > TINY, len(numbers) / len(outcomes))
            if best is None or quality > best:
                best, form = quality, candidate
        if best is None:
            hint = "" if signature else "; if it is called otherwise, name the form with signature="
            raise ArgumentValueError(
                f"{session.process.names[number]}: it could not be called; tried {'; '.join(errors)}{hint}"
            )
        chosen.append((number, form))
    session.forms = tuple(chosen)


def describe(status: str, error: str) -> str:
    """Say how a call failed."""
    return error or {"hung": "took longer than the time limit", "died": "ended the process"}.get(status, status)


def right_and_wrong(session: Session, example: int, carrier: Carrier) -> tuple[str, str]:
    """Return the true and a wrong answer of an example in a form of answer."""
    known = session.examples[example].known
    return carrier.render(known.text), carrier.render(known.wrong[0])


def weigh(session: Session, extra: Sequence[Carrier]) -> Scales:
    """Find out which forms of answer are paid, and what each example is paid in them."""
    usable = [at for at, row in enumerate(session.examples) if row.known.wrong]
    own = {
        at: carrier
        for at in usable
        if (response := session.examples[at].response)
        and (carrier := from_response(response, session.examples[at].known.text))
    }
    few = usable[:WEIGHED]
    carriers = [*extra, *CARRIERS]
    session.begin("pay", (len(carriers) * len(few) + len(own)) * 4)
    weighed = [(carrier, weigh_form(session, carrier, few)) for carrier in carriers]
    forms = [form for _, form in weighed]
    best = choose_carriers(weighed)
    scales = Scales(forms, best)
    if own:
        paid = [weigh_form(session, carrier, [at]) for at, carrier in own.items()]
        mine = FormPay("the data's own responses", mean(f.right for f in paid), mean(f.wrong for f in paid),
                       mean(f.unknown for f in paid))  # fmt: skip
        forms.append(mine)
        if (
            gain(mine)
            > max((gain(form) for carrier, form in weighed if carrier in best), default=0.0) * (1 + SAME) + TINY
        ):
            scales.own = own
            best.clear()
    used = {carrier.name for carrier in best} if not scales.own else {"the data's own responses"}
    for form in forms:
        form.used = form.form in used
    session.begin("pay of each example", sum(4 * len(scales.of(at)) for at in usable))
    for at in usable:
        for carrier in scales.of(at):
            level = find_level(session, at, carrier)
            if level is not None and level.full - level.base > TINY:
                scales.levels[at, carrier.name] = level
    return scales


def weigh_form(session: Session, carrier: Carrier, examples: Sequence[int]) -> FormPay:
    """Return what a form of answer is paid on average."""
    right, wrong, unknown = [], [], []
    for at in examples:
        pays = [outcome.score for outcome in session.score(texts(session, at, carrier))]
        right.append(pays[0])
        wrong.append(max((pay for pay in pays[1:3] if pay is not None), default=None))
        unknown.append(pays[3])
    return FormPay(carrier.name, mean(right), mean(wrong), mean(unknown))


def texts(session: Session, example: int, carrier: Carrier) -> list[Item]:
    """Return the true answer, two wrong ones and none, in a form of answer."""
    known = session.examples[example].known
    answers = (known.text, known.wrong[0], known.wrong[-1], UNKNOWN)
    return [(example, carrier.render(answer)) for answer in answers]


def find_level(session: Session, example: int, carrier: Carrier) -> Level | None:
    """Return what an example is paid, None where its true answer is not."""
    right, *others = (
        outcome.score for outcome in session.score([*texts(session, example, carrier), (example, UNKNOWN + ".")])
    )
    base = max((pay for pay in others if pay is not None), default=None)
    return None if right is None or base is None else Level(right, base)


def choose_carriers(weighed: Sequence[tuple[Carrier, FormPay]]) -> list[Carrier]:
    """Return the forms of answer in which right ones are paid best, and better than wrong ones."""
    paid = [(carrier, form) for carrier, form in weighed if form.right is not None and gain(form) > TINY]
    if not paid:
        return []
    top = max(form.right for _, form in paid if form.right is not None)
    low = min(form.wrong for _, form in weighed if form.wrong is not None)
    near = [carrier for carrier, form in paid if form.right is not None and form.right >= top - (top - low) * SAME]
    return near[:USED]


def gain(form: FormPay) -> float:
    """Return how much more a right answer is paid than a wrong one or none."""
    if form.right is None:
        return 0.0
    others = [pay for pay in (form.wrong, form.unknown) if pay is not None]
    return form.right - max(others) if others else 0.0


def mean(values: object) -> float | None:
    """Return the mean of the values that are not None."""
    there = [value for value in values if value is not None]  # type: ignore[attr-defined]
    return statistics.fmean(there) if there else None
