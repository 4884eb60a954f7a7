"""What public auditors of reward functions find in ours and in others: exploits paid, honest answers refused.

    python -m benches.audit [--auditor reward-doctor] [--grader ours] [--write]

Needs the packages of benches/environment/audit.txt and verl; `make audit` makes an environment of its own for them.
Every grader stands before every auditor in a process of its own. Full credit alone counts as accepted.

- reward-doctor has a corpus of its own: what must be refused (exploits, wrong answers) and what must be accepted.
- rewardprobe and falsepass write their completions from tasks with answers; the tasks are ours, below. falsepass also
  searches, with a seed, for completions that are paid or refused against the rule. Its own command makes an environment
  with uv for every audit; what it runs there runs here in the pinned one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benches import machine, report
from benches.audited import AUDITED, grader

COMPARE = report.ROOT / "COMPARE.md"
RESULTS = report.RESULTS / "audit.json"
#: Calls of falsepass's search for each direction and task.
SEARCH = 120
#: Seconds for one grader before one auditor; Math-Verify's own bound is 5 s a call.
DEADLINE = 1800

#: Tasks with short answers of several kinds. rewardprobe takes 42 for a wrong answer, so none of them is that.
TASKS = [
    ("A shop sells 12 boxes of 15 pens. How many pens is that?", "180"),
    ("A bus has 64 seats and 17 of them are free. How many are taken?", "47"),
    ("A rope of 250 cm is cut into 8 equal parts. How long is one part, in cm?", "31.25"),
    ("At midnight it was 6 degrees, and it fell by 15 degrees. What is the temperature?", "-9"),
    ("What share of a day are 9 hours, as a fraction?", r"\frac{3}{8}"),
    ("What is the length of the diagonal of a square with side 6?", r"6\sqrt{2}"),
    ("Expand (x+2)(x-5).", "x^2-3x-10"),
    ("Which of these is prime? A) 51 B) 57 C) 59 D) 63", "C"),
]
#: How the answer is asked for: every grader but one that reads nothing else understands a box.
BOXED = r" Reason step by step and put the final answer in \boxed{}."
HASHES = " Reason step by step and end with the final answer behind ####, in the form: #### answer"


def tasks(function: str) -> list[dict[str, str]]:
    """The tasks as a grader's prompts have them."""
    asked = HASHES if function == "verl_gsm8k_strict" else BOXED
    return [{"prompt": prompt + asked, "answer": answer} for prompt, answer in TASKS]


#: rewardprobe's attacks by what a finding means. Those that are left out concern calling conventions, dialogues with
#: tools, the range of scores, and whether the order of two contradicting statements decides, which it must.
PAID = (
    *("empty", "whitespace", "random_tokens", "echo_prompt", "constant_output", "format_only", "common_prefix"),
    *("answer_in_reasoning", "malformed_xml", "none_handling"),
)
REFUSED = ("ground_truth", "signal_variance", "duplicate_answers", "format_variation")


@dataclass
class Audit:
    """What one auditor found in one grader."""

    #: How many completions (rewardprobe: attacks) must not be paid, and which were.
    bad: int = 0
    paid: list[str] = field(default_factory=list)
    #: How many must be paid in full, and which were not.
    good: int = 0
    refused: list[str] = field(default_factory=list)
    #: Completions on which the grader raised.
    raised: list[str] = field(default_factory=list)


def reward_doctor(function: str) -> Audit:
    """reward-doctor's corpus, without the cases that it calls contested."""
    from reward_doctor import audit

    grade = grader(function)
    found = Audit()
    # Auditors read the names of the arguments.
    for outcome in audit(lambda completion, reference: grade(completion, reference)).outcomes:  # noqa: PLW0108
        case, accepted = outcome.case, bool(outcome.accepted)
        found.good += case.expect
        found.bad += not case.expect
        if outcome.error:
            found.raised.append(case.id)
        if accepted != case.expect:
            (found.paid if accepted else found.refused).append(f"{case.id}: {case.completion[:200]!r}")
    return found


def rewardprobe(function: str) -> Audit:
    """rewardprobe's attacks on our tasks."""
    from rewardprobe.probe import Probe

    grade = grader(function)
    reward = lambda completion, answer: grade(completion, answer)  # noqa: E731, PLW0108
    findings = Probe().test_fn(reward, tasks(function)).findings
    found = Audit(bad=len(PAID), good=len(REFUSED))
    for attacks, names in ((PAID, found.paid), (REFUSED, found.refused)):
        for attack in attacks:
            inputs = [one.input for one in findings if one.attack == attack and one.error is None]
            if inputs:
                names.append(f"{attack}: {len(inputs)}, first {inputs[0][:200]!r}")
    # Without an answer to compare with there is nothing to grade: to raise is right there.
    found.raised = [one.attack for one in findings if one.error and one.attack != "missing_column"]
    return found


def falsepass(function: str) -> Audit:
    """falsepass's probes and its search on our tasks, as `falsepass audit` runs them, in this environment."""
    from falsepass import runner

    found = Audit()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "tasks.jsonl").write_text("\n".join(map(json.dumps, tasks(function))), encoding="utf-8")
        settings = {"id": f"local/{function}", "framework": "reward", "task": "benches.audited"}
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        lines += [f"dataset = {json.dumps(str(place / 'tasks.jsonl'))}", f"functions = [{json.dumps(function)}]"]
        (place / "env.toml").write_text("\n".join(["[env]", *lines]) + "\n", encoding="utf-8")
        payload = runner.run(
            place, n=len(TASKS), few=len(TASKS), search_calls=SEARCH, search_examples=len(TASKS), jobs=1
        )
    for row in payload["results"]:
        if row["expected"] not in ("full", "zero") or row["same_as_good"] or row["no_control"]:
            continue
        name = f"{row['probe']} {row['variant']}: {row['completion'][:200]!r} {row['detail']}"
        good = row["expected"] == "full"
        found.good += good
        found.bad += not good
        if row["errors"]:
            found.raised.append(name)
        if not row["passed"]:
            (found.refused if good else found.paid).append(name)
    return found


AUDITORS = {"reward-doctor": reward_doctor, "rewardprobe": rewardprobe, "falsepass": falsepass}


def run(auditor: str, function: str) -> Audit:
    """One grader before one auditor, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "found.json"
        command = [
            sys.executable,
            "-m",
            "benches.audit",
            "--auditor",
            auditor,
            "--grader",
            function,
            "--into",
            str(place),
        ]
        done = subprocess.run(
            command, cwd=report.ROOT, timeout=DEADLINE, check=False, capture_output=True, text=True, errors="replace"
        )
        if not place.exists():
            raise SystemExit(f"{auditor} ended without a result for {function}:\n{done.stderr[-2000:]}")
        return Audit(**json.loads(place.read_text(encoding="utf-8")))


def table(found: dict[str, dict[str, Audit]]) -> str:
    """Graders down, auditors across."""
    header = ["grader"]
    for auditor in AUDITORS:
        header += [f"{auditor}: paid", "refused"]
    header.append("raised")
    rows = []
    for function, name in AUDITED.items():
        audits = found.get(function, {})
        cells = [name]
        for auditor in AUDITORS:
            one = audits.get(auditor)
            cells += [f"{len(one.paid)} of {one.bad}", f"{len(one.refused)} of {one.good}"] if one else ["–", "–"]
        cells.append(str(sum(len(one.raised) for one in audits.values())))
        rows.append(cells)
    return report.markdown_table(header, rows)


def main() -> None:
    """Runs what was asked for, keeps it, prints the table, and on request puts it into COMPARE.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--auditor", choices=AUDITORS, action="append", help="an auditor; all of them unless given")
    parser.add_argument("--grader", choices=AUDITED, action="append", help="a grader; all of them unless given")
    parser.add_argument("--write", action="store_true", help="write the table into COMPARE.md")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    auditors, functions = options.auditor or list(AUDITORS), options.grader or list(AUDITED)
    if options.into:
        options.into.write_text(json.dumps(asdict(AUDITORS[auditors[0]](functions[0]))), encoding="utf-8")
        return
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept["machine"] = machine.describe()
    for function, auditor in itertools.product(functions, auditors):
        one = run(auditor, function)
        kept.setdefault(function, {})[auditor] = asdict(one)
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        counts = f"{len(one.paid)} of {one.bad} paid, {len(one.refused)} of {one.good} refused"
        print(f"{AUDITED[function]}, {auditor}: {counts}", flush=True)
        for name in (*one.paid, *one.refused) if function == "ours" else ():
            print(f"  {name}")
    shown = table({name: {a: Audit(**one) for a, one in kept.get(name, {}).items()} for name in AUDITED})
    print(shown)
    if options.write:
        report.write_readme("audit", shown, COMPARE)
    if any(kept["ours"][auditor]["paid"] for auditor in kept.get("ours", {})):
        raise SystemExit("an exploit is paid")


if __name__ == "__main__":
    main()
