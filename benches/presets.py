"""The presets beside the rewards that they stand in for: in the trainer's own manager, and value for value.

    python -m benches.presets [--rounds 7] [--clock wall|cpu]

The speed is that of a training step: Tunix's manager calls all four rewards on 2,048 completions, once with Tunix's own
and once with the presets. Hostile texts of 1 MB take at most ten times as long as those of 125 kB. The agreement is on
every response at hand: `REWARDS_DATA`, or generated ones.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import io
import itertools
import statistics
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix import rewards
from agent_tunix.rewards.presets import tunix
from agent_tunix.rewards.presets.verl import gsm8k, math_reward
from benches import data, generate, hostile, machine, originals, report
from benches.peers import HEADER, Clock, Measure
from benches.timing import interleave, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NAMES = ("match_format_exactly", "match_format_approximately", "check_answer", "check_numbers")
#: Completions of a step, and how many of them share a prompt.
COMPLETIONS, GROUP = 2048, 8
#: Texts that repeat what the presets look for, and what stands before them.
UNITS = (
    ("<reasoning>x</reasoning>", ""),
    ("<reasoning>", ""),
    ("</answer>", "<reasoning>x</reasoning><answer>"),
    ("1", "<reasoning>x</reasoning><answer>"),
    ("_1", "<reasoning>x</reasoning><answer>"),
    (" ", "<reasoning>x</reasoning><answer>"),
    ("\\frac1", "\\boxed "),
    ("\\sqrt1", "\\boxed "),
    ("\\boxed{", ""),
    ("\\\\", "\\boxed "),
)
#: How many times as fast a step must be, by the length of its completions.
TARGETS = {280: 8, 8000: 20}

Batch = dict[str, Any]


def step(length: int) -> Batch:
    """What Tunix's learner hands to its manager: completions of `length` characters in Tunix's tags, columns of arrays.

    Of eight completions one lacks a reasoning tag and one its answer tag, as in early training.
    """
    rows = list(generate.word_problems(COMPLETIONS))
    prompts, completions, answers = [], [], []
    for index in range(COMPLETIONS):
        _, truth, _, _ = rows[index - index % GROUP]
        stated = truth if rows[index][3] else rows[index][2]
        end = f"</reasoning>\n<answer>{stated}</answer>"
        end = {3: end.replace("</reasoning>", ""), 7: end.replace("<answer>", "")}.get(index % GROUP, end)
        reasoning = generate.prose(length - len("<reasoning>") - len(end), alphabet="")
        completions.append(f"<reasoning>{reasoning}{end}")
        prompts.append(np.str_(f"How many? ({index // GROUP})"))
        answers.append(truth)
    return {"prompts": prompts, "completions": completions, "answer": np.array(answers), "mode": "train"}


def step_of_tunix(clock: Clock) -> list[Measure]:
    """One step of Tunix's manager with its own rewards and with the presets."""
    original = originals.tunix()
    managers = [originals.tunix_manager([getattr(module, name) for name in NAMES]) for module in (tunix, original)]
    measures = []
    for length, target in TARGETS.items():
        batch = step(length)
        ours, theirs = (np.asarray(manager(**batch)["rewards"]) for manager in managers)
        same = int(np.sum(ours == theirs))
        times = clock(*(partial(manager, **batch) for manager in managers))
        gain = ratio(times[1], times[0])
        shown = [f"{statistics.median(taken) / COMPLETIONS * 1e6:.2f} µs" for taken in times]
        what = f"Tunix's manager, {COMPLETIONS:,} completions of {length:,} characters | its own four"
        met = gain >= target and same == COMPLETIONS
        measures.append(Measure(what, *shown, gain, "x", f"≥ {target}", met, f"{same} of {COMPLETIONS}"))
    return measures


def repeated_tags(clock: Clock) -> Measure:
    """The format on text that makes Tunix's own expression backtrack."""
    completions = ["<reasoning>x</reasoning>" * 400]
    calls = [partial(module.match_format_exactly, None, completions) for module in (tunix, originals.tunix())]
    times = dataclasses.replace(clock, rounds=1)(*calls)
    shown = [f"{statistics.median(taken) * 1e6:,.1f} µs" for taken in times]
    what = "match_format_exactly, 400 pairs of reasoning tags | Tunix"
    same = calls[0]() == calls[1]()
    return Measure(what, *shown, ratio(times[1], times[0]), "x", "", same, f"{int(same)} of 1")


def growth() -> tuple[int, list[str]]:
    """The number of pairs of a preset and a hostile text, and those whose time grows too fast."""
    calls: dict[str, Callable[[str], object]] = {name: partial(_score_one, getattr(tunix, name)) for name in NAMES}
    calls |= {
        "gsm8k.compute_score": partial(gsm8k.compute_score, ground_truth="42", method="flexible"),
        "math_reward.compute_score": partial(math_reward.compute_score, ground_truth="42"),
        "math_reward.is_equiv": lambda text: math_reward.is_equiv(text, text),
    }
    texts = hostile.RESPONSES | {unit: hostile.repeated(unit, before=before) for unit, before in UNITS}
    faults, pairs = [], 0
    for (name, call), (text, make) in itertools.product(calls.items(), texts.items()):
        small, large = (partial(call, make(size)) for size in (125_000, 1_000_000))
        times = [min(taken) for taken in interleave([small, large], 3, at_least=0.0, clock="cpu")]
        pairs += 1
        # Below a millisecond, fetching the memory weighs more than reading it.
        if times[1] > max(0.001, 10 * times[0]):
            faults.append(f"{name}, {text}: {times[0] * 1e3:.2f} ms, then {times[1] * 1e3:.2f} ms")
    return pairs, faults


def agreement() -> tuple[list[tuple[str, int, int]], str]:
    """For each preset on every response at hand: its name, how many values are the original's, how many there are."""
    words, kind = data.word_problems(100_000, shortest=0, longest=10**9)
    pairs, _ = data.math_pairs(100_000)
    rows = words + pairs
    found = [(f"tunix.{name}", *_count(values)) for name, values in tunix_values(rows)]
    found += [(name, *_count(values)) for name, values in verl_values(rows)]
    return found, kind


def tunix_values(rows: Sequence[data.Row]) -> Iterator[tuple[str, Iterator[tuple[object, object]]]]:
    """The values of Tunix's four, ours and theirs, on responses as they are and put into tags."""
    plain = [row.response for row in rows]
    tagged = [f"<reasoning>{row.response}</reasoning>\n<answer>{row.final}</answer>" for row in rows]
    inside = [f"<reasoning>{row.final}</reasoning>\n<answer>{row.response}" for row in rows]
    batch = {"prompts": None, "completions": plain + tagged + inside, "answer": [row.truth for row in rows] * 3}
    for name in NAMES:
        ours, theirs = getattr(tunix, name)(**batch), getattr(originals.tunix(), name)(**batch)
        yield name, zip(ours, theirs, strict=True)


def verl_values(rows: Sequence[data.Row]) -> Iterator[tuple[str, Iterator[tuple[object, object]]]]:
    """The values of verl's scores, ours and theirs."""
    scores: dict[str, tuple[Callable[..., object], Callable[..., object]]] = {
        "gsm8k, strict": (gsm8k.compute_score, originals.verl().compute_score),
        "gsm8k, flexible": (
            partial(gsm8k.compute_score, method="flexible"),
            partial(originals.verl().compute_score, method="flexible"),
        ),
        "math_reward": (math_reward.compute_score, originals.verl_math().compute_score),
    }
    for name, (ours, theirs) in scores.items():
        yield f"verl {name}", ((ours(row.response, row.truth), theirs(row.response, row.truth)) for row in rows)
    yield (
        "verl math_reward.is_equiv",
        (
            (math_reward.is_equiv(row.final, row.truth), originals.verl_math().is_equiv(row.final, row.truth))
            for row in rows
        ),
    )


def main() -> None:
    """Runs, prints and keeps the results; fails where a value differs or a time grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    options = parser.parse_args()
    rewards.set_num_threads(1)
    clock = Clock(options.rounds, options.clock)
    measures = [*step_of_tunix(clock), repeated_tags(clock)]
    pairs, faults = growth()
    with contextlib.redirect_stdout(io.StringIO()):
        # verl's own prints what it catches.
        same, kind = agreement()
    facts = machine.describe()
    cells = [measure.cells() for measure in measures]
    note = f"{machine.summary(facts)}; one thread; median of {options.rounds} interleaved rounds, {options.clock} time."
    counts = [(name, f"{equal:,}", f"{total:,}") for name, equal, total in same]
    print(report.plain_table(HEADER, cells), note, sep="\n\n")
    print("", report.plain_table(("value for value", "the same", f"of {kind} responses"), counts), sep="\n")
    print(f"\n{pairs} pairs of a preset and a hostile text, {len(faults)} that grow too fast", *faults, sep="\n")
    content = {"machine": facts, "clock": options.clock, "rounds": options.rounds, "responses": kind}
    content |= {"measures": [dataclasses.asdict(measure) for measure in measures]}
    content |= {"the same values": {name: {"values": total, "the same": equal} for name, equal, total in same}}
    content |= {"hostile texts": {"pairs": pairs, "faults": faults}}
    path = report.write_results("presets", content)
    print(f"\nwritten to {path.relative_to(report.ROOT)}")
    raise SystemExit(bool(faults) or any(equal != total for _, equal, total in same))


def _score_one(score: Callable[..., object], text: str) -> object:
    return score(None, [text], answer=["42"])


def _count(values: Iterator[tuple[object, object]]) -> tuple[int, int]:
    equal = [ours == theirs for ours, theirs in values]
    return sum(equal), len(equal)


if __name__ == "__main__":
    main()
