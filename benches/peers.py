"""Ours beside what people run today, on the same rows in one run, with the answers checked: no ratio of a wrong grader.

python -m benches.peers [--rounds 7] [--clock wall|cpu] [--write-readme]
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from agent_tunix import rewards
from benches import data, generate, machine, originals, report
from benches.timing import interleave, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ACCEPTED = ("correct", "correct_not_stated", "not_evaluated")
#: Below this share of agreement a ratio of times says nothing.
AGREEMENT = 0.97


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    what: str
    ours: str
    theirs: str
    result: float
    unit: str
    target: str
    met: bool
    agreement: str = ""

    def cells(self) -> tuple[str, ...]:
        """As text, the verdict last."""
        shown = f"{self.result:.2f}" if self.result < 10 else f"{self.result:,.0f}"
        met = "" if not self.target else "yes" if self.met else "NO"
        return (self.what, self.ours, self.theirs, f"{shown} {self.unit}", self.target, met, self.agreement)


HEADER = ("what", "ours", "theirs", "result", "target", "met", "agreement")


@dataclass(frozen=True)
class Clock:
    """How every measurement of a run is taken."""

    rounds: int
    name: str

    def __call__(self, *calls: Callable[[], object]) -> list[list[float]]:
        """Seconds by call and round."""
        return interleave(calls, self.rounds, clock=self.name)


def format_against_tunix(rows: Sequence[data.Row], clock: Clock) -> list[Measure]:
    """The tag format that Tunix's own reward looks for, and a plain template on the responses as they are."""
    # A response with tags of its own is another matter: the two read nested tags differently.
    bare = [row for row in rows if "</" not in row.response]
    tagged = [wrap(row, i) for i, row in enumerate(bare)]
    untagged = [row.response for row in rows]
    tags = rewards.Format.tags("reasoning", "answer")
    original = originals.tunix().match_format_exactly
    measures = []
    longer = {f"untagged, {size:,} characters": [generate.prose(size, alphabet="")] * 16 for size in (1_000, 30_000)}
    cases = {"tagged responses": tagged, "untagged responses": untagged} | longer
    for what, texts in cases.items():
        theirs = np.array(original(None, texts)) == 3.0
        ours = rewards.match_format_exactly(texts, tags) == 1.0
        times = clock(partial(rewards.match_format_exactly, texts, tags), partial(original, None, texts))
        target = 10 if texts is tagged else 2
        measures.append(_against(f"format, {what} | Tunix", times, len(texts), target, _same(ours, theirs)))
    template = "The answer is [NUM]."
    times = clock(partial(rewards.match_format_exactly, untagged, template), partial(original, None, tagged))
    measures.append(_against("format, `[NUM]` template | Tunix, tags", times, len(rows), 10, (0, 0)))
    return measures


def answer_against_verl(rows: Sequence[data.Row], clock: Clock) -> list[Measure]:
    """`check_answer` on a batch and one by one, against verl's flexible GSM8K score."""
    responses, truths = [row.response for row in rows], [row.truth for row in rows]
    score = originals.verl().compute_score
    right = np.array([row.right for row in rows])
    theirs = np.array([score(r, t, method="flexible") == 1.0 for r, t in zip(responses, truths, strict=True)])
    ours = _accepted(rows)
    agreement = _same(ours[theirs == right], right[theirs == right])
    pairs = list(zip(responses, truths, strict=True))
    batch, scalar, original = clock(
        lambda: rewards.check_answer(responses, truths),
        lambda: [rewards.check_answer(r, t) for r, t in pairs],
        lambda: [score(r, t, method="flexible") for r, t in pairs],
    )
    return [
        _against("answer, batch | verl flexible", [batch, original], len(rows), 10, agreement),
        _against("answer, one by one | verl flexible", [scalar, original], len(rows), 8, agreement),
    ]


def answer_against_math_verify(rows: Sequence[data.Row], clock: Clock) -> list[Measure]:
    """`check_answer`, one call a response, against Math-Verify's parse and verify on word problems."""
    pairs = [(row.response, row.truth) for row in rows]
    grade = originals.math_verify()
    right = np.array([row.right for row in rows])
    theirs = np.array([grade(r, t) for r, t in pairs])
    ours = _accepted(rows)
    times = dataclasses.replace(clock, rounds=min(clock.rounds, 5))(
        lambda: [rewards.check_answer(r, t) for r, t in pairs], lambda: [grade(r, t) for r, t in pairs]
    )
    agreement = _same(ours[theirs == right], right[theirs == right])
    return [_against("answer, one by one | Math-Verify", times, len(rows), 300, agreement)]


def structures_against_math_verify(rows: Sequence[data.Row], clock: Clock) -> list[Measure]:
    """Formulas and structures: mean and slowest scalar call, and the batch against the scalar rate."""
    pairs = [(row.response, row.truth) for row in rows]
    responses, truths = [row.response for row in rows], [row.truth for row in rows]
    grade = originals.math_verify()
    right = np.array([row.right for row in rows])
    calls = [partial(rewards.check_answer, r, t) for r, t in pairs]
    cold = max(times[0] for times in interleave(calls, 1, at_least=0.0, clock=clock.name))
    slowest = max(min(times) for times in interleave(calls, 3, at_least=0.0, clock=clock.name))
    theirs = np.array([grade(r, t) for r, t in pairs])
    ours = _accepted(rows)
    agreement = _same(ours[theirs == right], right[theirs == right])
    times = dataclasses.replace(clock, rounds=min(clock.rounds, 3))(
        lambda: [rewards.check_answer(r, t) for r, t in pairs], lambda: [grade(r, t) for r, t in pairs]
    )
    measures = [_against("formulas, one by one | Math-Verify", times, len(rows), 1000, agreement)]
    for what, taken in (("first call", cold), ("best of 3", slowest)):
        milliseconds = taken * 1e3
        shown = f"{milliseconds:.3f} ms"
        measures.append(
            Measure(f"formulas, slowest row, {what}", shown, "", milliseconds, "ms", "≤ 1", milliseconds <= 1)
        )
    many, many_truths = responses * 8, truths * 8

    with _Threads(2):
        batch, scalar = dataclasses.replace(clock, name="wall")(
            partial(rewards.check_answer, many, many_truths), lambda: [rewards.check_answer(r, t) for r, t in pairs * 8]
        )
    measures.append(_gain("formulas, batch on 2 threads | one by one", [batch, scalar], len(many)))
    return measures


def short_calls(clock: Clock) -> list[Measure]:
    """One scalar call on a short response, over 64 different ones."""
    numbers = range(4, 68)
    pairs = [(f"2 + {n - 2} = {n}. The answer is {n}.", str(n)) for n in numbers]
    template = "The answer is [NUM]."
    calls: dict[str, Callable[[], object]] = {
        "check_answer": lambda: [rewards.check_answer(r, t) for r, t in pairs],
        "match_format_exactly": lambda: [rewards.match_format_exactly(r, template) for r, _ in pairs],
        "combined_reward": lambda: [rewards.combined_reward(r, t, template) for r, t in pairs],
        "check_numbers": lambda: [rewards.check_numbers(r, [4]) for r, _ in pairs],
        "extract_answer": lambda: [rewards.extract_answer(r) for r, _ in pairs],
        "math_equal": lambda: [rewards.math_equal(t, t) for _, t in pairs],
    }
    assert all(rewards.check_answer(r, t) == 1.0 for r, t in pairs)
    measures = []
    for (name, _), times in zip(calls.items(), clock(*calls.values()), strict=True):
        taken = statistics.median(times) / len(pairs) * 1e6
        bound = name == "check_answer"
        target, met = ("≤ 0.8", taken <= 0.8) if bound else ("", True)
        measures.append(Measure(f"one call, short: {name}", f"{taken:.2f} µs", "", taken, "µs", target, met))
    return measures


def two_threads(rows: Sequence[data.Row], clock: Clock) -> list[Measure]:
    """The same batch of 4,096 on one thread and on two."""
    repeats = -(-4096 // len(rows))
    responses = ([row.response for row in rows] * repeats)[:4096]
    truths = ([row.truth for row in rows] * repeats)[:4096]

    def on(threads: int) -> Callable[[], object]:
        def run() -> object:
            with _Threads(threads):
                return rewards.check_answer(responses, truths)

        return run

    assert np.array_equal(np.asarray(on(1)()), np.asarray(on(2)()))
    times = dataclasses.replace(clock, name="wall")(on(2), on(1))
    return [_gain("answer, batch of 4,096: 2 threads | 1", times, 4096)]


def long_prose(clock: Clock) -> list[Measure]:
    """100 kB of prose with the answer at its end, in bytes a second; plain ASCII, and with another script in it."""
    measures = []
    for what, alphabet, bound in (("ASCII", "", True), ("with Cyrillic words", "абвгдежзик", False)):
        text = generate.prose(100_000 - 20, alphabet=alphabet) + " The answer is 42."
        size = len(text.encode())
        assert rewards.check_answer(text, "42") == 1.0
        (times,) = clock(partial(rewards.check_answer, text, "42"))
        rate = size / statistics.median(times) / 1e9
        taken = f"{statistics.median(times) * 1e6:.0f} µs"
        target, met = ("≥ 2", rate >= 2) if bound else ("", True)
        measures.append(Measure(f"100 kB of prose, {what}", taken, "", rate, "GB/s", target, met))
    return measures


def run(clock: Clock) -> tuple[list[Measure], str]:
    """Every measurement, and which responses it used."""
    rows, kind = data.word_problems(1024)
    pairs, _ = data.math_pairs(400)
    measures: list[Measure] = []
    with _Threads(1):
        measures += format_against_tunix(rows, clock)
        measures += answer_against_verl(rows, clock)
        measures += answer_against_math_verify(rows[:400], clock)
        measures += short_calls(clock)
        measures += long_prose(clock)
        measures += structures_against_math_verify(pairs, clock)
    measures += two_threads(rows, clock)
    mean = statistics.mean(len(row.response) for row in rows)
    return (
        measures,
        f"{len(rows)} {kind} responses of {mean:.0f} characters, {len(pairs)} {kind} responses with formulas",
    )


def main() -> None:
    """Runs, prints, keeps the results, and on request puts the table into the README."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--write-readme", action="store_true")
    options = parser.parse_args()
    measures, responses = run(Clock(options.rounds, options.clock))
    facts = machine.describe()
    cells = [measure.cells() for measure in measures]
    versions = ", ".join(f"{name} {facts[name]}" for name in machine.DISTRIBUTIONS)
    note = (
        f"{machine.summary(facts)}; {responses}; median of {options.rounds} interleaved rounds, {options.clock} time."
    )
    print(report.plain_table(HEADER, cells), note, versions, sep="\n\n")
    content = {"machine": facts, "responses": responses, "clock": options.clock, "rounds": options.rounds}
    path = report.write_results("peers", content | {"measures": [dataclasses.asdict(m) for m in measures]})
    print(f"\nwritten to {path.relative_to(report.ROOT)}")
    if options.write_readme:
        report.write_readme("bench", f"{report.markdown_table(HEADER, cells)}\n\n{note} {versions}.")


def _against(what: str, times: list[list[float]], count: int, target: int, agreement: tuple[int, int]) -> Measure:
    same, total = agreement
    gain = ratio(times[1], times[0])
    sound = total == 0 or same >= AGREEMENT * total
    shown = f"{same} of {total}" if total else ""
    met = gain >= target and sound
    return Measure(what, _each(times[0], count), _each(times[1], count), gain, "x", f"≥ {target}", met, shown)


def _gain(what: str, times: list[list[float]], count: int) -> Measure:
    gain = ratio(times[1], times[0])
    return Measure(what, _each(times[0], count), _each(times[1], count), gain, "x", "≥ 1.85", gain >= 1.85)


def _each(times: Sequence[float], count: int) -> str:
    return f"{statistics.median(times) / count * 1e6:.2f} µs"


def _accepted(rows: Sequence[data.Row]) -> np.ndarray:
    return np.array([rewards.explain_answer(row.response, row.truth).reason in ACCEPTED for row in rows])


def _same(ours: np.ndarray, theirs: np.ndarray) -> tuple[int, int]:
    return int(np.sum(np.asarray(ours) == np.asarray(theirs))), len(theirs)


def wrap(row: data.Row, index: int) -> str:
    """The response in Tunix's tags; every fourth is damaged in a way that neither grader accepts."""
    whole = f"<reasoning>{row.response}</reasoning>\n<answer>{row.final}</answer>"
    damaged = {3: whole.replace("</reasoning>", ""), 7: whole.replace("<answer>", "")}
    return damaged.get(index % 8, whole)


class _Threads:
    """Grades on this many threads inside a `with` block."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> None:
        rewards.set_num_threads(self.count)

    def __exit__(self, *_: object) -> None:
        rewards.set_num_threads(1)


if __name__ == "__main__":
    main()
