"""What is paid and should not be, and what is not paid and should be: attacks, honest responses, policies."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.attacks import ATTACKS
from agent_tunix.rewards.auditing.calibration import TINY, UNKNOWN, find_level, mean
from agent_tunix.rewards.auditing.findings import SEVERITIES, Finding, Policy, Severity
from agent_tunix.rewards.auditing.honest import HONEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent_tunix.rewards.auditing.calibration import Level, Scales
    from agent_tunix.rewards.auditing.carriers import Carrier
    from agent_tunix.rewards.auditing.probes import Probe
    from agent_tunix.rewards.auditing.session import Item, Session

    #: What a policy says to an example, and whether that is right.
    Says = tuple[Callable[[int], str], Callable[[int], bool]]

#: Shares of the way from what a wrong answer is paid to what a right one is paid.
NOTHING, PART, FULL, EXACT = 0.01, 0.25, 0.9, 0.99
HALF = 0.5
#: How much more a policy may earn than the share of examples in which it is right.
LUCK, MUCH = 0.05, 0.25
#: The share of the scale that a wrong answer may be paid for its form.
FORM = 0.5


@dataclass
class Tally:
    """The results of one probe over the examples."""

    probe: Probe
    tried: int = 0
    #: What was found on each example: how bad it is, how far off the pay is, the response, the pay, and what was due.
    found: list[tuple[Severity, float, Item, float, float]] = field(default_factory=list)
    #: Where the answer begins in the responses that begin as every response in their form does.
    leads: dict[Item, int] = field(default_factory=dict)

    def make_finding(self, session: Session) -> Finding:
        """Return the worst that was found, with the number of examples."""
        severity, _, item, pay, expected = min(
            self.found, key=lambda each: (SEVERITIES.index(each[0]), -each[1], len(each[2][1]))
        )
        text = {
            "wrong": f"Paid {pay:.4g} where at most {expected:.4g} was due",
            "less": f"Paid {pay:.4g}, as much as a right answer",
            "full": f"Paid {pay:.4g} where {expected:.4g} was due",
        }[self.probe.expected]
        name = f"{self.probe.group}: {self.probe.name}"
        category, kind = ("false-payment", "attack") if self.probe.is_attack else ("false-refusal", "honest response")
        text = f"{text}, for the {kind} “{name}”."
        return session.make_finding(
            category, name, severity, text, self.probe.why, item,
            pay=pay, expected=expected, count=len(self.found), tried=self.tried,
            group=self.probe.group, lead=self.leads[item],
        )  # fmt: skip


def try_probes(session: Session, scales: Scales, probes: Sequence[Probe], phase: str) -> list[Tally]:
    """Try probes on every example and return the results of each probe."""
    planned: list[tuple[Tally, Item, Level]] = []
    tallies = [Tally(probe) for probe in probes]
    for turn, tally in enumerate(tallies):
        for at in range(len(session.examples)):
            if not (found := scales.case(session, at, at + turn)):
                continue
            case, level = found
            text = tally.probe.make(case)
            # In some forms of answer the probe makes the plain right answer.
            if text is not None and text != case.say(case.right):
                planned.append((tally, (at, text), level))
                lead = case.say("\0").partition("\0")[0]
                tally.leads[at, text] = len(lead) if text.startswith(lead) else 0
    session.begin(phase, len(planned))
    outcomes = session.score(item for _, item, _ in planned)
    for (tally, item, level), outcome in zip(planned, outcomes, strict=True):
        if outcome.status == "left out":
            continue
        tally.tried += 1
        if (pay := outcome.score) is not None and (severity := judge(tally.probe, level, pay)):
            share = level.share(pay)
            expected = level.base if tally.probe.expected == "wrong" else level.full
            tally.found.append((severity, share if tally.probe.is_attack else -share, item, pay, expected))
    return tallies


def judge(probe: Probe, level: Level, pay: float) -> Severity | None:
    """Return how bad a pay is; None if it is what was due."""
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
    attacks = try_probes(session, scales, ATTACKS, "attacks")
    honest = try_probes(session, scales, HONEST, "honest responses")
    found = [tally.make_finding(session) for tally in (*attacks, *honest) if tally.found]
    return [*find_refused_truths(session, scales), *found], attacks, honest


def find_refused_truths(session: Session, scales: Scales) -> list[Finding]:
    """Find examples whose true answer is paid no more than a wrong one."""
    refused: list[tuple[Item, float]] = []
    tried = 0
    for at, row in enumerate(session.examples):
        carriers = scales.of(at)
        if not row.known.wrong or not carriers:
            continue
        tried += 1
        if not any((at, carrier.name) in scales.levels for carrier in carriers):
            item = (at, carriers[0].render(row.known.text))
            (outcome,) = session.score([item])
            # Responses without a score are in another finding.
            if outcome.score is not None:
                refused.append((item, outcome.score))
    if not refused:
        return []
    item, pay = refused[0]
    text = f"The true answer, in a form that is paid for other truths, is paid no more than a wrong one: {pay:.4g}."
    why = "Examples like this one teach nothing, or the wrong thing."
    due = mean(level.full for level in scales.levels.values()) or 0.0
    finding = session.make_finding(
        "false-refusal", "the truth itself", "high", text, why, item,
        pay=pay, expected=due, count=len(refused), tried=tried,
    )  # fmt: skip
    return [finding]


def find_indifference(session: Session, scales: Scales) -> Finding:
    """Return the finding that right and wrong answers are paid alike."""
    form = max(scales.forms, key=lambda each: each.right if each.right is not None else float("-inf"))
    at = next((at for at, row in enumerate(session.examples) if row.known.wrong), 0)
    item, count = (at, session.examples[at].known.text), len(scales.forms)
    text = f"In none of {count} forms of answer is the true answer paid more than a wrong one."
    why = (
        "No policy can learn from it what is right. If it judges the form alone, audit it together with the reward that"
        " judges the answer; if it wants the answer in a form of its own, name that form (`carriers`)."
    )
    return session.make_finding(
        "indifferent", "right and wrong", "high", text, why, item, pay=form.right, count=count, tried=count, call=False
    )


def find_form_pay(session: Session, scales: Scales) -> list[Finding]:
    """Find that most of the pay is for the form of the answer."""
    form = next((each for each in scales.forms if each.used and None not in (each.right, each.wrong)), None)
    if form is None or form.right is None or form.wrong is None:
        return []
    low = min(pay for each in scales.forms for pay in (each.right, each.wrong, each.unknown) if pay is not None)
    if form.right - low <= TINY or (form.wrong - low) / (form.right - low) <= FORM:
        return []
    text = f"A wrong answer in it is paid {form.wrong:.4g}, a right one {form.right:.4g}; the least is {low:.3g}."
    why = "Where the form is worth more than the answer, a policy learns the form and stops."
    due = low + (form.right - low) * FORM
    return [session.make_finding("constant-policy", "the form alone", "low", text, why, pay=form.wrong, expected=due)]


def find_policies(session: Session, scales: Scales) -> tuple[list[Policy], list[Finding]]:
    """Grade policies that say the same to every prompt, over all rows."""
    if not scales.carriers:
        return [], []
    carrier = scales.carriers[0]
    policies = make_policies(session, carrier)
    rows = [at for at, row in enumerate(session.rows) if row.known.wrong]
    session.begin("policies", len(rows) * (len(policies) + 5))
    table: list[Policy] = []
    found: list[Finding] = []
    levels = {at: level for at in rows if (level := find_level(session, at, carrier))}
    for name, (say, is_right) in policies.items():
        pays = [outcome.score for outcome in session.score((at, say(at)) for at in rows)]
        shares = {
            at: min(1.0, max(0.0, levels[at].share(pay)))
            for at, pay in zip(rows, pays, strict=True)
            if pay is not None and at in levels
        }
        share = mean(shares.values())
        table.append(Policy(name, mean(pays), share, statistics.fmean(is_right(at) for at in rows), len(rows)))
        due = statistics.fmean(is_right(at) for at in shares) if shares else 0.0
        if share is None or share - due <= LUCK:
            continue
        at = max(shares, key=lambda each: shares[each] - is_right(each))
        severity: Severity = "high" if share - due > MUCH else "medium"
        text = f"The policy “{name}” earns {share:.0%} of what right answers earn and is right in {due:.0%}."
        why = "A policy finds this long before it finds the answers, and stays there."
        paid = sum(shares[each] - is_right(each) > LUCK for each in shares)
        found.append(
            session.make_finding(
                "constant-policy", name, severity, text, why, (at, say(at)),
                pay=share, expected=due, count=paid, tried=len(shares), group="the same answer to every prompt",
            )
        )  # fmt: skip
    return table, found


def make_policies(session: Session, carrier: Carrier) -> dict[str, Says]:
    """Return what each policy says to an example, and whether that is right."""
    common = Counter(row.known.text for row in session.rows).most_common(1)[0][0]
    answers = [common]
    if numbers := sorted(row.known.value for row in session.rows if row.known.value is not None):
        answers += [str(numbers[len(numbers) // 2]), "0", "1", "2", "10", "100"]
    if any(row.known.kind == "choice" for row in session.rows):
        answers += ["A", "B", "C", "D"]

    def always(answer: str) -> Says:
        return (lambda _: carrier.render(answer)), (lambda at: _is_truth(session, answer, at))

    policies: dict[str, Says] = {
        "says nothing": (lambda _: "", lambda _: False),
        "I do not know": (lambda _: UNKNOWN + ".", lambda _: False),
        "repeats the prompt": (lambda at: session.rows[at].asked, lambda _: False),
        "the form without an answer": (lambda _: carrier.render(""), lambda _: False),
    }
    for answer in dict.fromkeys(answers):
        policies[f"always {answer}" + (" (the most common truth)" if answer == common else "")] = always(answer)
    return policies


def _is_truth(session: Session, answer: str, at: int) -> bool:
    known = session.rows[at].known
    if known.value is not None:
        try:
            return Fraction(answer.replace(",", "")) == known.value
        except ValueError:
            return answer == known.text
    return answer.strip("().").casefold() == known.text.strip("().").casefold()
