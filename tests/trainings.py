"""Simulated trainings with seeds: healthy ones of many shapes, and faults that are planted on purpose.

Each maker takes a seed and returns records as columns. The seed also chooses how long the training is, how large its
groups are, and which columns its records have, so that no finding can depend on one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from tests import runs

Columns = dict[str, Any]
Numbers = npt.NDArray[np.float64]

DRAW = np.random.default_rng(7)
BODIES = [" ".join(DRAW.choice(runs.WORDS[:-1], 30)).capitalize() for _ in range(2048)]
CLAUSES = [" ".join(DRAW.choice(runs.WORDS[:-1], 12)) for _ in range(64)]


@dataclass
class Training:
    """A training that is put together: what its policy does at each step, and what is recorded of it."""

    seed: int
    #: The probability that an answer is right, for each step.
    right: Numbers
    #: The probability that the form is kept, for each step.
    form: Numbers | None = None
    #: How hard the data of each step is, from 0 to 1; harder problems are longer. It does not change `right`.
    hardness: Numbers | None = None
    #: How many words a response has, for each step.
    words: Numbers | None = None
    #: How often a response is one fixed text, for each step.
    repeated: Numbers | None = None
    #: How many prompts there are in all; 0 for new ones in each step.
    prompts: int = 0
    #: The reward as a function of correctness, form and length.
    pay: Callable[[Numbers, Numbers, Numbers], Numbers] = field(default=lambda right, form, _: 0.7 * right + 0.3 * form)
    #: The columns that the records do not have.
    without: tuple[str, ...] = ()
    groups: int = 8
    size: int = 8
    ease: float = 0.08

    def columns(self) -> Columns:
        """Draw the records."""
        draw = np.random.default_rng(self.seed)
        steps = len(self.right)
        form = np.linspace(0.6, 0.95, steps) if self.form is None else self.form
        per_step = self.groups * self.size
        count = steps * per_step
        step = np.repeat(np.arange(steps), per_step)
        group = np.repeat(np.arange(steps * self.groups), self.size)
        prompt = draw.integers(0, self.prompts, steps * self.groups) if self.prompts else np.arange(steps * self.groups)
        ease = draw.normal(0.0, self.ease, max(int(prompt.max()) + 1, 1))[prompt][group]
        correct = (draw.random(count) < np.clip(self.right[step] + ease, 0.0, 1.0)).astype(float)
        formed = (draw.random(count) < form[step]).astype(float)
        truth = (np.arange(10**4) * 7919 % 9973 + 10)[prompt % 10**4][group]
        answer = np.where(correct > 0, truth, truth + draw.integers(1, 10**5, count)).astype(str)
        words = np.full(steps, 30.0) if self.words is None else self.words
        length = np.maximum(words[step] * draw.uniform(0.8, 1.2, count), 3).astype(int)
        stuck = draw.random(count) < (np.zeros(steps) if self.repeated is None else self.repeated)[step]
        bodies, marks = draw.integers(0, len(BODIES), count), draw.integers(0, 10**9, count)
        said = zip(zip(bodies, marks, strict=True), length, answer, formed, stuck, strict=True)
        hardness = np.full(steps, 0.5) if self.hardness is None else self.hardness
        clauses = np.clip(draw.normal(2 + 8 * hardness[np.arange(len(prompt)) // self.groups], 1.0), 1, 12).astype(int)
        asked = [
            f"Problem {number}: {', '.join(CLAUSES[(number + at) % 64] for at in range(count_))}?"
            for number, count_ in zip(prompt, clauses, strict=True)
        ]
        found = {
            "run": ["simulated"] * count,
            "step": step,
            "group": group,
            "prompt": [asked[number] for number in group],
            "response": [say(*each) for each in said],
            "truth": truth.astype(str),
            "answer": answer,
            "reward": self.pay(correct, formed, length.astype(float)),
            "component/check_answer": correct,
            "component/match_format_exactly": formed,
            "reason": np.where(correct > 0, "correct", "wrong_value"),
        }
        return {name: values for name, values in found.items() if not name.startswith(self.without or "-")}


def say(own: tuple[int, int], words: int, answer: str, formed: float, stuck: bool) -> str:
    """Return a response that begins like others, and has a number of its own."""
    body, mark = own
    if stuck:
        return "I have thought about this problem for a long time, and the answer that I come to is 4."
    text = " ".join(BODIES[(body + at) % len(BODIES)] for at in range(words // 30 + 1))[: 5 * words]
    return f"{text} {mark}. " + (f"The answer is {answer}." if formed else f"It is {answer}.")


class Shape(NamedTuple):
    """What the seed chose."""

    seed: int
    steps: int
    options: dict[str, Any]

    def make(self, right: Numbers, **options: Any) -> Columns:
        """Draw the records of a training with these probabilities of a right answer."""
        return Training(self.seed, right, **{**self.options, **options}).columns()

    def along(self, *values: float) -> Numbers:
        """Return values over the steps, with straight lines between the given ones."""
        return np.interp(np.linspace(0, 1, self.steps), np.linspace(0, 1, len(values)), values)

    def at(self, part: float) -> int:
        """Return a step by the part of the training that is before it."""
        return int(part * self.steps)


def shape_of(seed: int) -> Shape:
    """Choose the size of a training, and the columns of its records."""
    steps = (40, 60, 100, 150)[seed % 4]
    size = (8, 4, 16)[seed // 4 % 3]
    groups = {4: 16, 8: 8, 16: 4}[size]
    without = ((), ("component",), ("reason", "truth"), ("component", "reason", "truth", "answer"))[seed // 2 % 4]
    return Shape(seed, steps, {"groups": groups, "size": size, "without": without})


def only_right(right: Numbers, _form: Numbers, _length: Numbers) -> Numbers:
    """Pay for the answer alone."""
    return right


def saturating(shape: Shape, low: float, high: float, pace: float) -> Numbers:
    """Return a rise that slows down."""
    return high - (high - low) * np.exp(-pace * np.linspace(0, 1, shape.steps))


def stages(shape: Shape) -> Numbers:
    """Return the right answers of a curriculum: each stage begins lower, and is learned."""
    part = np.linspace(0, 4, shape.steps, endpoint=False)
    return 0.5 + 0.2 * (part % 1)


def dip(shape: Shape) -> Numbers:
    """Return a rise with a dip that is made good."""
    right = shape.along(0.3, 0.7, 0.75)
    right[shape.at(0.5) : shape.at(0.58)] -= 0.25
    return right


HEALTHY: dict[str, Callable[[Shape], Columns]] = {
    "rise": lambda s: s.make(s.along(0.3, 0.7)),
    "slow rise": lambda s: s.make(s.along(0.3, 0.38)),
    "fast rise and plateau": lambda s: s.make(saturating(s, 0.15, 0.8, 12)),
    "late rise": lambda s: s.make(s.along(0.2, 0.2, 0.25, 0.7)),
    "rise to the top": lambda s: s.make(saturating(s, 0.3, 0.97, 6), pay=only_right, without=("component",)),
    "flat but right": lambda s: s.make(s.along(0.85, 0.85), form=s.along(0.95, 0.95)),
    "flat": lambda s: s.make(s.along(0.5, 0.5), form=s.along(0.9, 0.9)),
    "answers alone": lambda s: s.make(s.along(0.3, 0.75), pay=only_right, without=("component",)),
    "noisy": lambda s: s.make(s.along(0.3, 0.7), groups=4, size=4, ease=0.25),
    "small groups": lambda s: s.make(s.along(0.3, 0.7), groups=24, size=2),
    "large groups": lambda s: s.make(s.along(0.3, 0.7), groups=3, size=32),
    "longer and better": lambda s: s.make(s.along(0.3, 0.75), words=s.along(30, 75)),
    "shorter and better": lambda s: s.make(s.along(0.3, 0.75), words=s.along(60, 35)),
    "easy to hard": lambda s: s.make(s.along(0.75, 0.55), hardness=s.along(0.0, 1.0)),
    "stages": lambda s: s.make(stages(s), hardness=np.repeat(np.arange(4), -(-s.steps // 4))[: s.steps] / 3),
    "epochs": lambda s: s.make(s.along(0.35, 0.7), prompts=200, ease=0.25),
    "a dip": lambda s: s.make(dip(s)),
    "sudden insight": lambda s: s.make(0.2 + 0.5 / (1 + np.exp(-40 * (np.linspace(0, 1, s.steps) - 0.4)))),
    "form at once": lambda s: s.make(s.along(0.3, 0.7), form=saturating(s, 0.2, 0.99, 15)),
}


def collapse(shape: Shape) -> Columns:
    """0.7 for four fifths of the training, then nothing."""
    right = np.where(np.arange(shape.steps) < shape.at(0.8), 0.7, 0.0)
    return shape.make(right, form=right, ease=0.0)


def late_collapse(shape: Shape) -> Columns:
    """A training that learns, and loses everything in its last twentieth."""
    right = shape.along(0.3, 0.75)
    right[-max(shape.steps // 20, 3) :] = 0.02
    return shape.make(right, form=np.where(right > 0.1, 0.9, 0.1))


def slow_loss(shape: Shape) -> Columns:
    """Rises a little and loses most of it over the second half."""
    return shape.make(shape.along(0.5, 0.6, 0.45, 0.25), form=shape.along(0.8, 0.8))


def form_replaces(shape: Shape) -> Columns:
    """Correctness is learned in the first half, and replaced by form in the second."""
    return shape.make(shape.along(0.25, 0.7, 0.3), form=shape.along(0.4, 0.4, 0.98), without=())


def form_pays(shape: Shape) -> Columns:
    """Form is all that is learned, while few answers are right."""
    return shape.make(shape.along(0.2, 0.2), form=shape.along(0.1, 0.98), without=())


def form_games(shape: Shape) -> Columns:
    """Form rises, correctness falls from the beginning."""
    return shape.make(shape.along(0.6, 0.3), form=shape.along(0.2, 0.95), without=())


def longer(shape: Shape) -> Columns:
    """Length is paid, and grows."""
    return shape.make(shape.along(0.4, 0.45), words=shape.along(30, 110), pay=paid_by_length)


def paid_by_length(right: Numbers, form: Numbers, length: Numbers) -> Numbers:
    """Pay for length as well."""
    return 0.5 * right + 0.2 * form + 0.01 * length


def longer_for_nothing(shape: Shape) -> Columns:
    """Responses become three times as long, and no better."""
    return shape.make(shape.along(0.5, 0.5), words=shape.along(30, 100))


def in_circles(shape: Shape) -> Columns:
    """Later on responses say one sentence over and over."""
    columns = shape.make(shape.along(0.5, 0.5))
    draw = np.random.default_rng(shape.seed)
    stuck = draw.random(len(columns["reward"])) < 0.5 * columns["step"] / shape.steps
    loops = [f"{text} " + "So we add the first two numbers. " * 6 for text in columns["response"]]
    return columns | {"response": np.where(stuck, np.array(loops, dtype=object), columns["response"]).tolist()}


def dominated(shape: Shape) -> Columns:
    """What is paid for form drowns what is paid for being right."""
    options: dict[str, Any] = {"form": shape.along(0.5, 0.5), "without": ()}
    return shape.make(shape.along(0.3, 0.5), pay=lambda right, form, _: 3.0 * form + 0.5 * right, **options)


def noise(shape: Shape) -> Columns:
    """The reward is mostly chance."""
    draw = np.random.default_rng(shape.seed)
    options: dict[str, Any] = {"without": ("component",)}
    return shape.make(
        shape.along(0.4, 0.45),
        pay=lambda right, form, _: 0.3 * right + 0.1 * form + draw.normal(0, 0.5, len(right)),
        **options,
    )


def jumping(shape: Shape) -> Columns:
    """Each step has easy or hard problems alone."""
    return shape.make(np.tile([0.1, 0.9], shape.steps)[: shape.steps], pay=only_right, without=("component",))


def in_blocks(shape: Shape) -> Columns:
    """The data is sorted by topic: some blocks are easy, others hard."""
    draw = np.random.default_rng(shape.seed)
    levels = draw.permutation([0.2, 0.25, 0.3]), draw.permutation([0.7, 0.75, 0.8])
    return shape.make(np.repeat(np.stack(levels, axis=1).ravel(), -(-shape.steps // 6))[: shape.steps])


def by_epoch(shape: Shape) -> Columns:
    """Each epoch goes from easy problems to hard ones."""
    part = np.linspace(0, 4, shape.steps, endpoint=False) % 1
    return shape.make(0.85 - 0.6 * part, hardness=part)


def harder_at_once(shape: Shape) -> Columns:
    """From one step on the data is harder."""
    hard = np.arange(shape.steps) >= shape.at(0.6)
    return shape.make(np.where(hard, 0.3, 0.65), hardness=hard.astype(float))


def easier_at_once(shape: Shape) -> Columns:
    """From one step on the data is easier."""
    easy = np.arange(shape.steps) >= shape.at(0.6)
    return shape.make(np.where(easy, 0.85, 0.35), hardness=1.0 - easy)


class Fault(NamedTuple):
    """A planted fault: how it is made, the findings of which one must be there, and the least severity of it."""

    make: Callable[[Shape], Columns]
    kinds: tuple[str, ...]
    severity: str = "high"


FAULTS: dict[str, Fault] = {
    "collapse": Fault(collapse, ("fall",)),
    "late collapse": Fault(late_collapse, ("fall",)),
    "rise and fall": Fault(lambda s: s.make(s.along(0.23, 0.7, 0.26)), ("fall",)),
    "rise, plateau and fall": Fault(lambda s: s.make(s.along(0.2, 0.7, 0.7, 0.3)), ("fall",)),
    "slow loss": Fault(slow_loss, ("fall",)),
    "form replaces correctness": Fault(form_replaces, ("hacked",)),
    "form games": Fault(form_games, ("hacked",)),
    "form alone is learned": Fault(form_pays, ("form_alone", "hacked"), "medium"),
    "length is paid": Fault(longer, ("length_drift",), "medium"),
    "longer for nothing": Fault(longer_for_nothing, ("length_drift",), "medium"),
    "repetition": Fault(lambda s: s.make(s.along(0.5, 0.5), repeated=s.along(0, 0.8)), ("duplicates",), "medium"),
    "the same words again": Fault(in_circles, ("repetitive",), "medium"),
    "one component dominates": Fault(dominated, ("dominated",), "medium"),
    "noise": Fault(noise, ("noisy",), "medium"),
    "jumps": Fault(jumping, ("noisy",), "medium"),
    "blocks": Fault(in_blocks, ("waves",), "medium"),
    "epochs from easy to hard": Fault(by_epoch, ("waves", "noisy"), "medium"),
    "harder at once": Fault(harder_at_once, ("data_changed", "fall"), "medium"),
    "easier at once": Fault(easier_at_once, ("data_changed",), "medium"),
}
