"""The figures of COMPARE.md: what each grader answers and takes, on labelled responses and on small pairs.

    python -m benches.compare [--only pairs] [--grader ours] [--limit 100] [--write]

Needs the packages of benches/environment/compare.txt. Every grader runs in a process of its own, which is ended when a
call takes longer than the deadline: some peers have no bound, and the bound of one is a signal that can come too late.
What is measured is kept in benches/results/compare.json, part by part, and the tables are made of all that is there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benches import data, machine, originals, report
from benches.pairs import PAIRS, Pair

#: Seconds of wall time after which a call is ended and counts as refused.
DEADLINE = 20.0
#: Above this many seconds of processor time, a call is listed as slow.
SLOW = 1.0
#: One response of every kind that a grader may have a reader of its own for.
WARM_UP = (
    r"So the answer is $\boxed{\frac{1}{2}}$.",
    "Half of it is 0.5, that is 1/2.\n#### 0.5",
    "Answer: 1/2",
    "Two halves make one, so 1 - 1/2 = 0.5. The answer is not 2 but x = 0.5 meters, or 50%.",
    r"<think>Hm.</think><answer>$\{\sqrt{2}, \sin x\}$</answer>",
)
ACCEPTED = ("correct", "correct_not_stated", "not_evaluated")
COMPARE = report.ROOT / "COMPARE.md"
RESULTS = report.RESULTS / "compare.json"

Grade = Callable[[str, str], float]


@dataclass(frozen=True)
class Grader:
    """One grader: how it is loaded, and how an answer is written so that it looks there."""

    name: str
    load: Callable[[], Grade]
    template: str = r"So the answer is $\boxed{{{}}}$."
    #: Labels count an answer as accepted although it is not paid in full: right but inferred, or left to work out.
    accepts: Callable[[], Grade] | None = None
    #: Pairs ask whether two texts are equal, and not what an answer is paid that leaves something to work out.
    compares: Callable[[], Grade] | None = None
    #: It knows plain numbers alone: formulas would say nothing about it.
    numbers_only: bool = False


def load_ours() -> Grade:
    """`check_answer`."""
    from agent_tunix.rewards import check_answer

    return check_answer


def load_our_reasons() -> Grade:
    """1.0 where the reason says that the value is right, stated or not."""
    from agent_tunix.rewards import explain_answer

    return lambda response, truth: float(explain_answer(response, truth).reason in ACCEPTED)


def load_our_equality() -> Grade:
    """1.0 where `math_equal` says so, else what `check_answer` gives for a value that is near."""
    from agent_tunix.rewards import check_answer, math_equal

    start, end = Grader.template.split("{{{}}}")

    def grade(response: str, truth: str) -> float:
        answer = response.removeprefix(start + "{").removesuffix("}" + end)
        return 1.0 if math_equal(answer, truth) else min(check_answer(response, truth), 0.5)

    return grade


def load_math_verify() -> Grade:
    """Math-Verify with its default settings and timeouts, the truth in dollar signs."""
    import logging

    from math_verify import parse, verify

    logging.disable(logging.CRITICAL)
    return lambda response, truth: float(verify(parse(f"${truth}$"), parse(response)))


def load_qwen() -> Grade:
    """Qwen2.5-Math's extraction and `math_equal`, as EvalScope 0.17.1 carries them."""
    module = originals._load("evalscope", "evalscope/metrics/math_parser.py")  # noqa: SLF001
    return lambda response, truth: float(
        module.math_equal(module.extract_answer(response), module.strip_answer_string(truth))
    )


def load_prm800k() -> Grade:
    """The content of the last box, and PRM800K's `grade_answer` as MathRuler carries it."""
    from mathruler.grader import extract_boxed_content, grade_answer

    return lambda response, truth: float(grade_answer(extract_boxed_content(response), truth))


def load_verl(file: str, **settings: str) -> Grade:
    """One of verl's rules, by file."""
    score = originals._load("verl", f"verl/utils/reward_score/{file}.py").compute_score  # noqa: SLF001

    def grade(response: str, truth: str) -> float:
        result = score(response, truth, **settings)
        return float(result["score"] if isinstance(result, dict) else result)

    return grade


GRADERS = (
    Grader("ours", load_ours, accepts=load_our_reasons, compares=load_our_equality),
    Grader("Math-Verify", load_math_verify),
    Grader("Qwen2.5-Math", load_qwen),
    Grader("PRM800K", load_prm800k),
    Grader("verl math", partial(load_verl, "math_reward")),
    Grader("verl math_dapo", partial(load_verl, "math_dapo"), template="Answer: {}"),
    Grader(
        "verl GSM8K flexible",
        partial(load_verl, "gsm8k", method="flexible"),
        template="The answer is {}",
        numbers_only=True,
    ),
    Grader("verl GSM8K strict", partial(load_verl, "gsm8k", method="strict"), template="#### {}", numbers_only=True),
)


@dataclass(frozen=True)
class Outcome:
    """What one call came to: a score (`None`: it raised), its processor time, whether it was ended."""

    score: float | None
    seconds: float
    ended: bool = False


class Worker:
    """A grader in a process of its own, started anew after a call had to be ended."""

    def __init__(self, load: Callable[[], Grade]) -> None:
        self.load = load
        self.context = multiprocessing.get_context("spawn")
        self.process: Any = None
        self.pipe: Any = None

    @classmethod
    @contextmanager
    def running(cls, load: Callable[[], Grade]) -> Iterator[Worker]:
        """A worker for the length of a `with` block."""
        worker = cls(load)
        worker.start()
        try:
            yield worker
        finally:
            worker.end()

    def grade(self, response: str, truth: str) -> Outcome:
        """One call, ended after the deadline."""
        self.pipe.send((response, truth))
        if self.pipe.poll(DEADLINE):
            try:
                return Outcome(*self.pipe.recv())
            except EOFError:
                # The call brought its whole process down.
                pass
        self.end()
        self.start()
        return Outcome(None, DEADLINE, ended=True)

    def end(self) -> None:
        """Ends the process, whatever it is at."""
        self.process.kill()
        self.process.join()

    def start(self) -> None:
        """Starts the process and waits until the grader is loaded."""
        self.pipe, theirs = self.context.Pipe()
        self.process = self.context.Process(target=_serve, args=(self.load, theirs), daemon=True)
        self.process.start()
        theirs.close()
        if self.pipe.recv() != "ready":
            raise RuntimeError("a grader did not start")


def _serve(load: Callable[[], Grade], pipe: Connection) -> None:
    """Grades what comes through the pipe, on the main thread, where a peer's alarm signal works."""
    import contextlib
    import io
    import warnings

    warnings.simplefilter("ignore")
    grade = load()
    with contextlib.redirect_stdout(io.StringIO()):
        # What is compiled or imported on a first call is not a response's price.
        for response in WARM_UP:
            grade(response, r"\frac{1}{2}")
        pipe.send("ready")
        while True:
            response, truth = pipe.recv()
            start = time.process_time()
            try:
                score: float | None = grade(response, truth)
            except Exception:  # noqa: BLE001
                score = None
            pipe.send((score, time.process_time() - start))


@dataclass
class Figures:
    """Counts and times over rows."""

    counts: dict[tuple[bool, bool], int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    ended: int = 0
    raised: int = 0

    def add(self, outcome: Outcome, label: bool, limit: float) -> None:
        """One graded row."""
        accepted = outcome.score is not None and outcome.score >= limit
        self.counts[accepted, label] = self.counts.get((accepted, label), 0) + 1
        self.times.append(outcome.seconds)
        self.ended += outcome.ended
        self.raised += outcome.score is None and not outcome.ended

    def shares(self) -> dict[str, float]:
        """Accuracy, precision, recall, F1, and the counts behind them."""
        hit, false, missed, right = (
            self.counts.get(key, 0) for key in ((True, True), (True, False), (False, True), (False, False))
        )
        rows = hit + false + missed + right
        return {
            "rows": rows,
            "accuracy": (hit + right) / rows,
            "precision": hit / max(hit + false, 1),
            "recall": hit / max(hit + missed, 1),
            "F1": 2 * hit / max(2 * hit + false + missed, 1),
            "false accepts": false,
            "false rejects": missed,
            "ended": self.ended,
            "raised": self.raised,
        }

    def milliseconds(self) -> dict[str, float]:
        """The mean, the median, the 99th percentile and the slowest, and how many took over a second."""
        ordered = sorted(self.times)
        return {
            "mean": statistics.mean(ordered) * 1e3,
            "median": statistics.median(ordered) * 1e3,
            "p99": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1e3,
            "max": ordered[-1] * 1e3,
            "slow": sum(seconds > SLOW for seconds in ordered),
        }


def labels(place: Path, name: str, limit: int | None, graders: Iterable[Grader]) -> dict[str, Any]:
    """Every grader on responses with published labels; with `how`, on the hand-decided ones alone, too."""
    rows = data.read_jsonl(place / name)
    rows = rows if limit is None else data.spread(rows, limit)
    found: dict[str, Any] = {}
    for grader in graders:
        everything, by_hand = Figures(), Figures()
        with Worker.running(grader.accepts or grader.load) as worker:
            for row in rows:
                outcome = worker.grade(row["response"], row["gold"])
                everything.add(outcome, bool(row["label"]), 1.0)
                if row.get("how") == "adjudicated":
                    by_hand.add(outcome, bool(row["label"]), 1.0)
        timed = _timed(grader, rows) if grader.accepts else everything
        found[grader.name] = {**everything.shares(), "milliseconds": timed.milliseconds()}
        if by_hand.times:
            found[grader.name]["by hand"] = by_hand.shares()
        print(name, grader.name, found[grader.name], flush=True)
    return found


def _timed(grader: Grader, rows: list[dict[str, Any]]) -> Figures:
    """The time of the call that a trainer makes, where the labels were counted by another one."""
    figures = Figures()
    with Worker.running(grader.load) as worker:
        for row in rows:
            figures.add(worker.grade(row["response"], row["gold"]), bool(row["label"]), 1.0)
    return figures


def attacks(place: Path, limit: int | None, graders: Iterable[Grader]) -> dict[str, Any]:
    """Attacks paid in full, and honest answers that were not."""
    from benches.accuracy import expand

    rows = data.read_jsonl(place / "adversarial" / "cases.jsonl")
    rows = rows if limit is None else data.spread(rows, limit)
    found: dict[str, Any] = {}
    for grader in graders:
        paid = refused = slow = ended = raised = 0
        with Worker.running(grader.load) as worker:
            for row in rows:
                outcome = worker.grade(expand(row), row["ground_truth"])
                full = outcome.score is not None and outcome.score >= 1.0 - 1e-9
                paid += full and row["kind"] == "attack"
                refused += not full and row["kind"] == "honest"
                slow += outcome.seconds > SLOW
                ended += outcome.ended
                raised += outcome.score is None and not outcome.ended
        of = {kind: sum(row["kind"] == kind for row in rows) for kind in ("attack", "honest")}
        found[grader.name] = {"paid": paid, "refused": refused, **of, "slow": slow, "ended": ended, "raised": raised}
        print("attacks", grader.name, found[grader.name], flush=True)
    return found


def pairs(graders: Iterable[Grader]) -> dict[str, list[Outcome]]:
    """What every grader says to every pair."""
    found: dict[str, list[Outcome]] = {}
    for grader in graders:
        with Worker.running(grader.compares or grader.load) as worker:
            found[grader.name] = [
                worker.grade(grader.template.format(pair.answer), pair.truth) for pair in _all_pairs()
            ]
        print("pairs", grader.name, flush=True)
    return found


def threads(graders: Iterable[Grader]) -> dict[str, str]:
    """What a call outside the main thread comes to."""
    found: dict[str, str] = {}
    for grader in graders:
        grade, outcome = grader.load(), []

        def call(grade: Grade = grade, outcome: list[str] = outcome, template: str = grader.template) -> None:
            try:
                outcome.append("works" if grade(template.format("42"), "42") >= 1.0 else "refuses")
            except Exception as error:  # noqa: BLE001
                outcome.append(type(error).__name__)

        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
        found[grader.name] = outcome[0]
    return found


def label_table(found: dict[str, Any]) -> str:
    """The labelled responses as a Markdown table."""
    rows = []
    for name, figures in found.items():
        by_hand = figures.get("by hand")
        rows.append(
            (
                name,
                *(f"{figures[key]:.3f}" for key in ("accuracy", "precision", "recall", "F1")),
                *([f"{by_hand['accuracy']:.3f}"] if by_hand else []),
                *(str(figures[key]) for key in ("false accepts", "false rejects")),
                *(_shown(figures["milliseconds"][key]) for key in ("mean", "median", "p99", "max")),
            )
        )
    by_hand_header = ["by hand"] if any("by hand" in figures for figures in found.values()) else []
    header = ["grader", "accuracy", "precision", "recall", "F1", *by_hand_header, "false accepts", "false rejects"]
    return report.markdown_table([*header, "mean ms", "median", "p99", "max"], rows)


def attack_table(found: dict[str, Any]) -> str:
    """The adversarial cases as a Markdown table."""
    rows = [
        (
            name,
            f"{one['paid']} of {one['attack']}",
            f"{one['refused']} of {one['honest']}",
            *(str(one[key]) for key in ("slow", "ended", "raised")),
        )
        for name, one in found.items()
    ]
    header = ("grader", "attacks paid in full", "honest answers not paid in full", "over 1 s", "ended", "raised")
    return report.markdown_table(header, rows)


def pair_table(found: dict[str, list[Outcome]]) -> str:
    """The pairs as a Markdown table: what differs from the mathematician stands in bold."""
    rows, at = [], 0
    for kind, members in PAIRS.items():
        rows.append((f"*{kind}*", *[""] * (2 + len(found))))
        for pair in members:
            said = [_said(outcomes[at], pair) for outcomes in found.values()]
            rows.append((_code(pair.answer), _code(pair.truth), _word(pair.equal), *said))
            at += 1
    totals = ["**in agreement**", "", ""]
    for outcomes in found.values():
        judged = [(pair, one) for pair, one in zip(_all_pairs(), outcomes, strict=True) if pair.equal is not None]
        totals.append(f"{sum(_agrees(one, pair) for pair, one in judged)} of {len(judged)}")
    rows.append(tuple(totals))
    return report.markdown_table(("answer", "truth", "mathematician", *found), rows)


def _all_pairs() -> list[Pair]:
    return [pair for members in PAIRS.values() for pair in members]


def _agrees(outcome: Outcome, pair: Pair) -> bool:
    full = outcome.score is not None and outcome.score >= 1.0
    return pair.equal is None or full == pair.equal


def _said(outcome: Outcome, pair: Pair) -> str:
    if outcome.ended:
        return f"**> {DEADLINE:.0f} s**"
    if outcome.score is None:
        word = "error"
    else:
        word = "yes" if outcome.score >= 1.0 else "half" if outcome.score > 0.0 else "no"
    slow = f" ({outcome.seconds:.1f} s)" if outcome.seconds > SLOW else ""
    return f"{word}{slow}" if _agrees(outcome, pair) else f"**{word}**{slow}"


def _word(equal: bool | None) -> str:
    return "either" if equal is None else "yes" if equal else "no"


def _code(text: str) -> str:
    return f"`{text}`"


def _shown(milliseconds: float) -> str:
    return f"{milliseconds:.3f}" if milliseconds < 1 else f"{milliseconds:,.1f}"


def main() -> None:
    """Runs what was asked for, prints it, and on request puts the tables into COMPARE.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ("pairs", "threads", "formulas", "word-problems", "attacks")
    parser.add_argument("--only", choices=parts, action="append", help="a part; every part unless given")
    parser.add_argument("--grader", action="append", help="a grader's name; every grader unless given")
    parser.add_argument("--limit", type=int, help="at most this many rows of each file")
    parser.add_argument("--write", action="store_true", help="write the tables into COMPARE.md")
    options = parser.parse_args()
    place = data.folder()
    if place is None:
        raise SystemExit("no labelled data: set REWARDS_DATA")
    wanted = options.only or parts
    graders = [grader for grader in GRADERS if options.grader is None or grader.name in options.grader]
    formulas = [grader for grader in graders if not grader.numbers_only]
    facts = machine.describe()
    print(machine.summary(facts))
    if "pairs" in wanted:
        keep("pairs", {name: [asdict(one) for one in outcomes] for name, outcomes in pairs(formulas).items()})
    if "threads" in wanted:
        keep("threads", threads(graders))
    for part, name, chosen in (("formulas", "math_pairs.jsonl", formulas), ("word-problems", "gsm8k.jsonl", graders)):
        if part in wanted:
            keep(part, labels(place, name, options.limit, chosen))
    if "attacks" in wanted:
        keep("attacks", attacks(place, options.limit, graders))
    keep("machine", facts)
    measured = kept()
    answers = {name: [Outcome(**one) for one in outcomes] for name, outcomes in measured.get("pairs", {}).items()}
    tables = {
        "pairs": pair_table(answers),
        "formulas": label_table(measured.get("formulas", {})),
        "word-problems": label_table(measured.get("word-problems", {})),
        "attacks": attack_table(measured.get("attacks", {})),
    }
    print(measured.get("threads"))
    for name, table in tables.items():
        print(f"\n{name}\n{table}")
        if options.write:
            report.write_readme(name, table, COMPARE)


def kept() -> dict[str, Any]:
    """Everything that has been measured."""
    measured: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return measured


def keep(part: str, found: dict[str, Any]) -> None:
    """Puts what was found beside what the same part has of other graders, in the graders' order."""
    measured = kept()
    both = {**measured.get(part, {}), **found}
    order = [grader.name for grader in GRADERS]
    measured[part] = {name: both[name] for name in sorted(both, key=lambda name: _place(name, order))}
    RESULTS.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)


if __name__ == "__main__":
    main()
