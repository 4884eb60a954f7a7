"""`audit`: runs every part of an audit and makes the report."""

from __future__ import annotations

import statistics
import sys
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.auditing.calibration import choose_call, weigh
from agent_tunix.rewards.auditing.carriers import CARRIERS, read_carrier
from agent_tunix.rewards.auditing.examples import read_examples
from agent_tunix.rewards.auditing.findings import CATEGORIES, SEVERITIES, Finding, Raised, Scale, Timing
from agent_tunix.rewards.auditing.payments import Tally, find_form_pay, find_indifference, find_payments, find_policies
from agent_tunix.rewards.auditing.process import Process
from agent_tunix.rewards.auditing.properties import find_dependence, find_slow_texts, find_troubles, try_odd_texts
from agent_tunix.rewards.auditing.report import AuditReport
from agent_tunix.rewards.auditing.session import Session
from agent_tunix.rewards.auditing.signatures import FORMS
from agent_tunix.rewards.auditing.worker import Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from agent_tunix.rewards.auditing.carriers import Carrier

#: Policies are graded on this many times as many examples as attacks are made of.
POLICY_ROWS = 5
#: After so many lost calls the rest of a list is left out.
PATIENCE = 12
#: The range of the time limit of one call, in seconds.
LEAST, MOST = 0.05, 3600.0
MEGABYTE = 1 << 20


def audit(
    reward: Any,
    examples: Iterable[Mapping[str, Any]],
    *,
    truth_column: str | None = None,
    prompt_column: str | None = None,
    response_column: str | None = None,
    signature: str | None = None,
    carriers: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    limit: int = 20,
    time_limit: float = 5.0,
    memory_limit: int | None = None,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> AuditReport:
    """Attack a reward before a policy does, and check that it pays honest answers.

    The audit makes responses from the true answers of the examples: attacks, in which a wrong answer looks like a right
    one, and honest responses, in which the right answer is spelled or formatted differently. It first finds out which
    form of answer the reward pays (a tag, a box, `####`, a phrase) and how much. It makes the attacks in that form, and
    expects that they are paid no more than a plain wrong answer in it.

    The reward runs in a separate process. If a call takes too long, the process is killed and a new one is started. A
    reward that a module defines is imported there; a lambda, a closure, or a function of a script or notebook runs in a
    fork of this process. What the reward prints is discarded.

    >>> from agent_tunix.rewards import audit, check_answer
    >>> report = audit(check_answer, [{"prompt": "What is 6 * 7?", "answer": "42"}])
    >>> report.passed()
    True

    Args:
        reward: a function, a reward object or an adapter, in any trainer's calling convention; its name,
            `"my_module:my_reward"`, `"file.py:my_reward"`, `"check_answer"`; or a list of these. The sum of a list is
            the reward, as in Tunix and TRL.
        examples: rows, each a dict with a prompt, a truth, optionally an honest response, and the columns that the
            reward asks for; or a table of pyarrow, pandas or datasets.
        truth_column: the column of the reference answers; a dot leads inside a column
            (`"reward_model.ground_truth"`). By default a column named `answer`, `ground_truth`, `solution` or similar.
        prompt_column: the column of the prompts, which are texts or chat messages; by default found by its name.
        response_column: the column of honest responses, used if the reward pays none of the known forms of answer.
        signature: the calling convention, for rewards whose parameters' names do not tell it: `plain`, `batch`,
            `tunix`, `trl`, `trl-chat`, `verl`, `openrlhf`, `verifiers`, `areal`, `easyr1`, `slime`, `ms-swift`,
            `nemo-rl`, `skyrl`, and others, which the error for an unknown one lists.
        carriers: further forms of answer, with `{answer}` in the place of the answer: `"RESULT={answer}"`.
        options: further arguments of the reward, the same in every call: `{"expected_format": "The answer is [NUM]."}`.
            If there are several rewards, each gets the options that it takes.
        limit: how many examples to attack with.
        time_limit: seconds for one call.
        memory_limit: megabytes of address space for the process; on POSIX systems only.
        seed: decides which examples are taken, if there are more than `limit`.
        progress: is called with the name of the phase, the calls done in it, and how many there will be.

    Returns:
        What was found; `report.passed()` says whether a check should pass.

    Raises:
        TypeError: the reward can't be called, or a row is not a dict.
        ValueError: there are no examples or no column of truths; the reward can't be imported; it raises in every
            calling convention that was tried (the message lists the errors); or an argument is out of its range.
    """
    targets = _read_targets(reward)
    _check_numbers(limit, time_limit, memory_limit)
    if signature is not None and signature not in FORMS:
        raise ArgumentValueError(
            f"signature: there is no {signature!r}; known are: {', '.join(FORMS)}",
            argument="signature",
            code="unknown_name",
        )
    extra = [read_carrier(carrier) for carrier in carriers]
    columns = {"truth": truth_column, "prompt": prompt_column, "response": response_column}
    rows, notes = read_examples(examples, columns, limit * POLICY_ROWS, seed)
    if not any(row.known.wrong for row in rows):
        raise ArgumentValueError(
            "examples: for none of the truths a wrong answer could be made; give others",
            argument="examples",
            code="bad_data",
        )
    setting = Setting(
        targets=None,
        pickled=False,
        signature=signature,
        options=dict(options or {}),
        examples=[(row.prompt, row.truth, dict(row.row)) for row in rows],
        path=[place or "." for place in sys.path],
        memory=memory_limit * MEGABYTE if memory_limit else None,
    )
    bar = Bar(progress)
    with Process(targets, setting, limit=time_limit, patience=PATIENCE, watch=bar.add) as process:
        session = Session(process, rows, limit, bar.begin)
        bar.begin("form of the call", 0)
        choose_call(session, [*extra, *CARRIERS], signature)
        report = AuditReport(
            reward=" + ".join(process.names),
            signature=[form for _, form in session.forms],
            process=process.kind.described,
            examples=len(session.examples),
            seed=seed,
        )
        report.left_out += notes
        fill(report, session, extra)
    return report


class Bar:
    """Counts the calls of each phase and reports them."""

    def __init__(self, tell: Callable[[str, int, int], None] | None) -> None:
        self.tell, self.phase, self.done, self.total = tell, "", 0, 0

    def begin(self, phase: str, total: int) -> None:
        """Begin a phase of so many calls."""
        self.phase, self.done, self.total = phase, 0, total
        self.add(0)

    def add(self, calls: int) -> None:
        """Count calls that are done."""
        self.done += calls
        if self.tell:
            self.tell(self.phase, self.done, max(self.total, self.done))


def fill(report: AuditReport, session: Session, extra: Sequence[Carrier]) -> None:
    """Run every part of the audit and put what it finds into the report."""
    scales = weigh(session, extra)
    report.forms = scales.forms
    found: list[Finding] = []
    if scales.carriers or scales.own:
        payments, attacks, honest = find_payments(session, scales)
        found += payments + find_form_pay(session, scales)
        report.attacks, report.paid = _count_tried(attacks)
        report.honest, report.refused = _count_tried(honest)
    else:
        found.append(find_indifference(session, scales))
    seconds = [each.seconds for each in session.known.values() if each.status == "paid"]
    if seconds:
        report.timing = Timing(len(seconds), statistics.fmean(seconds), max(seconds))
    report.policies, constant = find_policies(session, scales)
    if not report.policies:
        report.left_out.append("policies that always say the same: none of the known forms of answer is paid")
    found += constant
    found += find_dependence(session, scales)
    try_odd_texts(session, scales)
    found += find_slow_texts(session, scales)
    found += find_troubles(session)
    scores = [score for each in session.known.values() if (score := each.score) is not None]
    used = [form for form in scales.forms if form.used]
    report.scale = Scale(
        max((form.right for form in used if form.right is not None), default=None),
        max((form.wrong for form in used if form.wrong is not None), default=None),
        min(scores, default=None),
        max(scores, default=None),
    )
    order = list(CATEGORIES)
    report.findings = sorted(
        found, key=lambda each: (SEVERITIES.index(each.severity), order.index(each.category), -each.count)
    )
    report.exceptions = [
        Raised(error, count, item[1])
        for trouble in session.troubles.values()
        if trouble.category == "exception"
        for error, (item, count) in trouble.messages.items()
    ]
    report.left_out += [
        f"{count:,} calls ({phase}), after too many that hung or ended the process"
        for phase, count in session.left_out.items()
    ]


def _count_tried(tallies: Sequence[Tally]) -> tuple[int, int]:
    return sum(tally.tried > 0 for tally in tallies), sum(bool(tally.found) for tally in tallies)


def _read_targets(reward: Any) -> list[Any]:
    targets = list(reward) if isinstance(reward, (list, tuple)) else [reward]
    if not targets:
        raise ArgumentValueError("reward: the list is empty", argument="reward", code="empty")
    for target in targets:
        if not callable(target) and not isinstance(target, str):
            raise ArgumentTypeError(
                f"reward: expected a function or its name, got {type(target).__name__}", argument="reward"
            )
    return targets


def _check_numbers(limit: int, time_limit: float, memory_limit: int | None) -> None:
    if limit < 1:
        raise ArgumentValueError(f"limit: expected 1 or more, got {limit}", argument="limit", code="out_of_range")
    if not LEAST <= time_limit <= MOST:
        raise ArgumentValueError(
            f"time_limit: expected seconds from {LEAST} to {MOST:.0f}, got {time_limit}",
            argument="time_limit",
            code="out_of_range",
        )
    if memory_limit is not None and memory_limit < 1:
        raise ArgumentValueError(
            f"memory_limit: expected megabytes, 1 or more, got {memory_limit}",
            argument="memory_limit",
            code="out_of_range",
        )


#: The calling conventions that `signature=` names.
SIGNATURES = tuple(FORMS)
