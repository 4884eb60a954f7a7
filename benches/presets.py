"""The presets beside the rewards that they stand in for: in the trainer's own manager, and value for value.

    python -m benches.presets [--rounds 7] [--clock wall|cpu]

The speed is that of a training step: Tunix's manager calls all four rewards on 2,048 completions, once with Tunix's own
and once with the presets; TRL's reward of accuracy grades formulas; an adapter calls a function that does nothing.
Hostile texts of 1 MB take at most ten times as long as those of 125 kB. The agreement is on every response at hand:
`REWARDS_DATA`, or generated ones.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import io
import itertools
import statistics
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix import rewards
from agent_tunix.rewards.presets import trl, tunix
from agent_tunix.rewards.presets.verl import gsm8k, math_reward
from agent_tunix.rewards.trainers import areal, nemo_rl, openrlhf, skyrl, slime, verifiers, verl
from benches import data, generate, hostile, machine, originals, report
from benches.linear import GROWTH, NOISE
from benches.peers import AGREEMENT, HEADER, Clock, Measure
from benches.timing import interleave, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence

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
#: How many times as fast each reward alone must be.
EACH = 12

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


def each_of_tunix(clock: Clock) -> list[Measure]:
    """Each of the four alone on tagged responses of 515 characters."""
    batch = step(515)
    measures = []
    for name in NAMES:
        calls = [partial(getattr(module, name), **batch) for module in (tunix, originals.tunix())]
        ours, theirs = (np.asarray(call()) for call in calls)
        same = int(np.sum(ours == theirs))
        times = clock(*calls)
        gain = ratio(times[1], times[0])
        shown = [f"{statistics.median(taken) / COMPLETIONS * 1e6:.2f} µs" for taken in times]
        met = gain >= EACH and same == COMPLETIONS
        what = f"{name}, 515 characters | Tunix"
        measures.append(Measure(what, *shown, gain, "x", f"≥ {EACH}", met, f"{same} of {COMPLETIONS}"))
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


def accuracy_of_trl(clock: Clock) -> Measure:
    """TRL's reward of accuracy, which asks Math-Verify, on responses to competition problems."""
    rows, kind = data.math_pairs(400)
    batch = {
        "completions": [[{"role": "assistant", "content": row.response}] for row in rows],
        "solution": [f"${row.truth}$" for row in rows],
    }
    calls = [partial(reward, **batch) for reward in (trl.accuracy_reward, originals.trl_accuracy())]
    right = [1.0 if row.right else 0.0 for row in rows]
    ours, theirs = (call() for call in calls)
    # Where Math-Verify is wrong about a label there is nothing to agree on.
    fair = [(a, b) for a, b, label in zip(ours, theirs, right, strict=True) if b == label]
    same = sum(a == b for a, b in fair)
    times = dataclasses.replace(clock, rounds=min(clock.rounds, 3))(*calls)
    gain = ratio(times[1], times[0])
    shown = [f"{statistics.median(taken) / len(rows) * 1e6:.2f} µs" for taken in times]
    met = gain >= 300 and same >= AGREEMENT * len(fair)
    what = f"accuracy_reward, {len(rows)} {kind} responses with formulas | TRL"
    return Measure(what, *shown, gain, "x", "≥ 300", met, f"{same} of {len(fair)}")


def adapters(clock: Clock) -> list[Measure]:
    """What an adapter for one sample adds to a call of the function in it."""
    response, truth = "2 + 2 = 4. The answer is 4.", "4"
    chat = [{"role": "assistant", "content": response}]
    sample = SimpleNamespace(prompt="2 + 2?", response=response, label=truth, metadata={})
    task, trace = SimpleNamespace(answer=truth, prompt="2 + 2?"), SimpleNamespace(last_reply=response)
    extras = {"reward_spec": {"ground_truth": truth}}
    calls: dict[str, Callable[[], object]] = {
        "verl": partial(
            verl.Reward(_do_nothing), data_source="sums", solution_str=response, ground_truth=truth, extra_info={}
        ),
        "OpenRLHF": partial(openrlhf.Reward(_do_nothing), [f"2 + 2?{response}</s>"], ["2 + 2?"], [truth]),
        "verifiers, rubric": _awaited(
            partial(verifiers.Reward(_do_nothing), completion=chat, answer=truth, prompt="2 + 2?", state={}, info={})
        ),
        "verifiers, task": _awaited(partial(verifiers.TaskReward(_do_nothing), task, trace)),
        "AReaL": partial(areal.Reward(_do_nothing), "2 + 2?", response, [1], [2], answer=truth),
        "slime": _awaited(partial(slime.Reward(_do_nothing), None, sample)),
        "SkyRL": partial(skyrl.Reward(_do_nothing), response, extras),
        "NeMo-RL": partial(nemo_rl.Reward(_do_nothing), truth, response),
    }
    bare, *adapted = clock(partial(_do_nothing, response, truth), *calls.values())
    measures = []
    for name, times in zip(calls, adapted, strict=True):
        added = statistics.median(a - b for a, b in zip(times, bare, strict=True)) * 1e6
        shown = [f"{statistics.median(taken) * 1e6:.2f} µs" for taken in (times, bare)]
        measures.append(
            Measure(f"a call through the adapter for {name} | bare", *shown, added, "µs more", "≤ 5", added <= 5)
        )
    return measures


def growth() -> tuple[int, list[str]]:
    """The number of pairs of a preset and a hostile text, and those whose time grows too fast."""
    calls: dict[str, Callable[[str], object]] = {
        "Tunix's four": lambda text: [getattr(tunix, name)(None, [text], answer=["42"]) for name in NAMES],
        "gsm8k.compute_score": partial(gsm8k.compute_score, ground_truth="42", method="flexible"),
        "math_reward.compute_score": partial(math_reward.compute_score, ground_truth="42"),
        "math_reward.is_equiv": partial(math_reward.is_equiv, str2="42"),
    }
    texts = hostile.RESPONSES | {unit: hostile.repeated(unit, before=before) for unit, before in UNITS}
    faults, pairs = [], 0
    for (name, call), (text, make) in itertools.product(calls.items(), texts.items()):
        sizes = [partial(call, make(size)) for size in (125_000, 1_000_000)]
        pairs += 1
        # Once more, and longer, where it seems to grow: a growth that is there stays.
        for rounds in (3, 9):
            times = [min(taken) for taken in interleave(sizes, rounds, at_least=0.0, clock="cpu")]
            if times[1] <= max(NOISE, GROWTH * times[0]):
                break
        else:
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
    measures = [
        *step_of_tunix(clock),
        *each_of_tunix(clock),
        repeated_tags(clock),
        accuracy_of_trl(clock),
        *adapters(clock),
    ]
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


def _do_nothing(response: str, ground_truth: str) -> float:  # noqa: ARG001 - what a reward takes
    return 1.0


def _awaited(call: Callable[[], Coroutine[Any, Any, object]]) -> Callable[[], object]:
    """A call of a coroutine that waits for nothing, without the cost of an event loop."""

    def run() -> object:
        try:
            call().send(None)
        except StopIteration as done:
            return done.value
        raise RuntimeError("the adapter waits for something")

    return run


def _count(values: Iterator[tuple[object, object]]) -> tuple[int, int]:
    equal = [ours == theirs for ours, theirs in values]
    return sum(equal), len(equal)


if __name__ == "__main__":
    main()
