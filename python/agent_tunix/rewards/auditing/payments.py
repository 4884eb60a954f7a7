"""What is paid that should not be, and not paid that should be: attacks, honest responses, policies."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.attacks import ATTACKS
from agent_tunix.rewards.auditing.calibration import TINY, UNKNOWN, find_level, mean
from agent_tunix.rewards.auditing.findings import Finding, Policy, Severity
from agent_tunix.rewards.auditing.honest import HONEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent_tunix.rewards.auditing.calibration import Level, Scales
    from agent_tunix.rewards.auditing.carriers import Carrier
    from agent_tunix.rewards.auditing.probes import Probe
    from agent_tunix.rewards.auditing.session import Item, Session

#: Shares of the way from what wrong answers are paid to full pay.
NOTHING, PART, FULL, EXACT = 0.01, 0.25, 0.9, 0.99
HALF = 0.5
#: What a policy may earn beyond the share in which it is right.
LUCK, MUCH = 0.05, 0.25
#: A wrong answer may be paid this share of the scale for its form.
FORM = 0.5


@dataclass
class Tally:
    """What came of one probe over the examples."""

    probe: Probe
    tried: int = 0
    found: list[tuple[Severity, float, Item, float, float]] = field(default_factory=list)

    def finding(self, session: Session) -> Finding | None:
        """Return the worst that was found, with the number of examples."""
        if not self.found:
            return None
        severity, _, item, pay, expected = min(self.found, key=lambda each: (ORDER[each[0]], -each[1], len(each[2][1])))
        example = session.examples[item[0]]
        attack = self.probe.expected != "full"
        text = {
            "wrong": f"Paid {pay:.4g} where at most {expected:.4g} was due",
            "less": f"Paid {pay:.4g}, as much as a right answer",
            "full": f"Paid {pay:.4g} where {expected:.4g} was due",
        }[self.probe.expected]
        return Finding(
            "false-payment" if attack else "false-refusal",
            f"{self.probe.group}: {self.probe.name}",
            severity,
            f"{text}, for the {'attack' if attack else 'honest response'} “{self.probe.group}: {self.probe.name}”.",
            self.probe.why,
            item[1],
            example.known.text,
            example.asked,
            pay,
            expected,
            len(self.found),
            self.tried,
            session.show(item) if len(item[1]) <= LONGEST_SHOWN else "",
        )


ORDER = {"high": 0, "medium": 1, "low": 2}
#: Longest response that is part of a call to type.
LONGEST_SHOWN = 2000


def probe_all(session: Session, scales: Scales, probes: Sequence[Probe], phase: str) -> list[Tally]:
    """Try probes on every example and return what came of each."""
    planned: list[tuple[Tally, Item, Level]] = []
    tallies = []
    for turn, probe in enumerate(probes):
        tally = Tally(probe)
        for at, _ in enumerate(session.examples):
            if not (found := scales.case(session, at, at + turn)):
                continue
            case, level = found
            text = probe.make(case)
            # In some forms another setting comes to the same text.
            if text is not None and text != case.say(case.right):
                planned.append((tally, (at, text), level))
        tallies.append(tally)
    session.begin(phase, len(planned))
    outcomes = session.score([item for _, item, _ in planned])
    for (tally, item, level), outcome in zip(planned, outcomes, strict=True):
        if outcome.status == "left out":
            continue
        tally.tried += 1
        if (pay := outcome.score) is not None and (severity := judge(tally.probe, level, pay)):
            share = level.share(pay)
            attack = tally.probe.expected != "full"
            expected = level.base if tally.probe.expected == "wrong" else level.full
            tally.found.append((severity, share if attack else -share, item, pay, expected))
    return tallies


def judge(probe: Probe, level: Level, pay: float) -> Severity | None:
    """Return how bad a pay is, None where it is due."""
    share = level.share(pay)
    if probe.expected == "full":
        if share >= EXACT:
            return None
        return "low" if probe.contested or share >= HALF else "medium"
    if probe.expected == "less":
        return None if share < EXACT else "low" if probe.contested else "medium"
    if share <= NOTHING:
        return None
    if probe.contested or share < PART:
        return "low"
    return "high" if share >= FULL else "medium"


def find_payments(session: Session, scales: Scales) -> tuple[list[Finding], list[Tally], list[Tally]]:
    """Try every attack and every honest response."""
    attacks = probe_all(session, scales, ATTACKS, "attacks")
    honest = probe_all(session, scales, HONEST, "honest responses")
    found = [finding for tally in (*attacks, *honest) if (finding := tally.finding(session))]
    return [*find_refused_truths(session, scales), *found], attacks, honest


def find_refused_truths(session: Session, scales: Scales) -> list[Finding]:
    """Return the finding that the true answer itself is paid no more than a wrong one, if there are such examples."""
    refused: list[tuple[Item, float | None, float]] = []
    tried = 0
    typical = mean(level.full for level in scales.levels.values())
    for at, row in enumerate(session.examples):
        carriers = scales.of(at)
        if not row.known.wrong or not carriers:
            continue
        tried += 1
        if not any((at, carrier.name) in scales.levels for carrier in carriers):
            item = (at, carriers[0].render(row.known.text))
            (outcome,) = session.score([item])
            # What the reward does not judge is told as such.
            if outcome.score is not None:
                refused.append((item, outcome.score, typical or 0.0))
    if not refused:
        return []
    item, pay, expected = refused[0]
    return [
        Finding(
            "false-refusal", "the truth itself", "high",
            f"The true answer, in a form that is paid for other truths, is paid no more than a wrong one: {pay:.4g}.",
            "Examples like this one teach nothing, or the wrong thing.",
            item[1], session.examples[item[0]].known.text, session.examples[item[0]].asked, pay, expected,
            len(refused), tried, session.show(item),
        )
    ]  # fmt: skip


def find_indifference(session: Session, scales: Scales) -> Finding:
    """Return the finding that right and wrong answers are paid alike."""
    form = max(scales.forms, key=lambda each: each.right if each.right is not None else float("-inf"))
    at = next((at for at, row in enumerate(session.examples) if row.known.wrong), 0)
    example = session.examples[at]
    carrier = example.known.text
    return Finding(
        "indifferent", "right and wrong", "high",
        f"In none of {len(scales.forms)} forms of answer is the true answer paid more than a wrong one.",
        "No policy can learn from it what is right. If it judges the form alone, audit it together with the reward that"
        " judges the answer; if it wants the answer in a form of its own, name that form with carriers=.",
        carrier, example.known.text, example.asked, form.right, None, len(scales.forms), len(scales.forms),
    )  # fmt: skip


def find_form_pay(scales: Scales) -> list[Finding]:
    """Return the finding that most of the pay is for the form."""
    forms = [form for form in scales.forms if form.used and form.right is not None and form.wrong is not None]
    pays = [pay for form in scales.forms for pay in (form.right, form.wrong, form.unknown) if pay is not None]
    found = []
    for form in forms[:1]:
        low = min(pays)
        right, wrong = form.right or 0.0, form.wrong or 0.0
        if right - low > TINY and (wrong - low) / (right - low) > FORM:
            found.append(
                Finding(
                    "constant-policy", "the form alone", "low",
                    f"A wrong answer in it is paid {wrong:.4g}, a right one {right:.4g}; the least is {low:.3g}.",
                    "Where the form is worth more than the answer, a policy learns the form and stops.",
                    "", "", "", wrong, low + (right - low) * FORM, 1, 1,
                )
            )  # fmt: skip
    return found


def find_policies(session: Session, scales: Scales, more: Sequence[int]) -> tuple[list[Policy], list[Finding]]:
    """Grade policies that say the same whatever they are asked, over the given examples."""
    carrier = scales.carriers[0] if scales.carriers else None
    if carrier is None:
        return [], []
    policies = make_policies(session, carrier)
    session.begin("policies", len(more) * (len(policies) + 5))
    table: list[Policy] = []
    found: list[Finding] = []
    levels = {
        at: level for at in more if (level := find_level(session, at, carrier)) and level.full - level.base > TINY
    }
    for name, (make, deserves) in policies.items():
        items = [(at, make(at)) for at in more]
        outcomes = session.score(items)
        pays = [outcome.score for outcome in outcomes]
        shares = {
            at: min(1.0, max(0.0, levels[at].share(pay)))
            for at, pay in zip(more, pays, strict=True)
            if pay is not None and at in levels
        }
        deserved = statistics.fmean(deserves(at) for at in more)
        share = mean(shares.values())
        table.append(Policy(name, mean(pays), share, deserved, len(more)))
        due = statistics.fmean(deserves(at) for at in shares) if shares else 0.0
        if share is None or share - due <= LUCK:
            continue
        at = max(shares, key=lambda each: shares[each] - deserves(each))
        item = (at, make(at))
        example = session.examples[at]
        found.append(
            Finding(
                "constant-policy", name, "high" if share - due > MUCH else "medium",
                f"The policy “{name}” earns {share:.0%} of what right answers earn and is right in {due:.0%}.",
                "A policy finds this long before it finds the answers, and stays there.",
                item[1], example.known.text, example.asked, share, due,
                sum(shares[each] - deserves(each) > LUCK for each in shares), len(shares), session.show(item),
            )
        )  # fmt: skip
    return table, found


def make_policies(session: Session, carrier: Carrier) -> dict[str, tuple[Callable[[int], str], Callable[[int], bool]]]:
    """Return what each policy says to an example, and whether it is right there."""
    texts = [row.known.text for row in session.examples]
    kinds = Counter(row.known.kind for row in session.examples)
    common = Counter(texts).most_common(1)[0][0]
    answers = [f"{common}"]
    if numbers := sorted(row.known.value for row in session.examples if row.known.value is not None):
        middle = numbers[len(numbers) // 2]
        answers += [str(middle), "0", "1", "2", "10", "100"]
    if kinds["choice"]:
        answers += ["A", "B", "C", "D"]

    def never(_: int) -> bool:
        return False

    def always(text: str) -> Callable[[int], str]:
        return lambda _: text

    def right(answer: str) -> Callable[[int], bool]:
        return lambda at: is_it(answer, at)

    def is_it(answer: str, at: int) -> bool:
        known = session.examples[at].known
        if known.value is not None:
            try:
                return Fraction(answer.replace(",", "")) == known.value
            except ValueError:
                return answer == known.text
        return answer.strip("().").casefold() == known.text.strip("().").casefold()

    said: dict[str, tuple[Callable[[int], str], Callable[[int], bool]]] = {
        "says nothing": (always(""), never),
        "I do not know": (always(UNKNOWN + "."), never),
        "repeats the prompt": (lambda at: session.examples[at].asked, never),
        "the form without an answer": (always(carrier.render("")), never),
    }
    for answer in dict.fromkeys(answers):
        title = f"always {answer}" + (" (the most common truth)" if answer == common else "")
        said[title] = (always(carrier.render(answer)), right(answer))
    return said
