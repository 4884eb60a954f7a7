"""Probes: responses made of a truth, and what they may be paid. Attacks and honest responses are lists of probes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agent_tunix.rewards.auditing.carriers import THOUGHTS, Carrier

if TYPE_CHECKING:
    from fractions import Fraction

    from agent_tunix.rewards.auditing.truths import Kind, Truth

#: What a probe may be paid, compared with plain answers in the same form: `full` is as much as the true answer, `less`
#: is not that much, `wrong` is no more than a wrong answer or none.
Expected = Literal["full", "less", "wrong"]


@dataclass(frozen=True)
class Case:
    """An example in one form of answer; probes are made of it."""

    truth: Truth
    prompt: str
    carrier: Carrier

    @property
    def right(self) -> str:
        """The true answer."""
        return self.truth.text

    @property
    def kind(self) -> Kind:
        """The kind of the true answer."""
        return self.truth.kind

    @property
    def value(self) -> Fraction | None:
        """The exact value of the true answer, if it is a number."""
        return self.truth.value

    def wrong(self, number: int = 0) -> str:
        """Return one of the wrong answers; the number chooses which."""
        return self.truth.wrong[number % len(self.truth.wrong)]

    def say(self, answer: str, thoughts: str = THOUGHTS) -> str:
        """Return a response that gives an answer."""
        return self.carrier.render(answer, thoughts)

    def inline(self, answer: str) -> str:
        """Return an answer for the middle of a sentence, with the carrier's mark if the mark may stand there."""
        return self.carrier.inline(answer)

    @property
    def is_bare(self) -> bool:
        """Whether the response is nothing but the answer, without a mark."""
        return self.carrier.template == "{answer}"

    @property
    def in_dollars(self) -> bool:
        """Whether the answer stands between dollar signs."""
        return "$" in self.carrier.template


@dataclass(frozen=True)
class Probe:
    """One way to attack a reward, or one honest way to answer."""

    name: str
    group: str
    expected: Expected
    #: Why it must not be paid, or why it must.
    why: str
    #: Makes the response; returns None if it can't be made of this truth, or would not be what its name says.
    make: Callable[[Case], str | None]
    #: Whether reasonable people disagree; what is found is then of low severity.
    contested: bool = False

    @property
    def is_attack(self) -> bool:
        """Whether the response must not be paid in full."""
        return self.expected != "full"


Make = Callable[[Case], str | None]


def group(
    name: str, why: str, makes: dict[str, Make], *, expected: Expected = "wrong", contested: bool = False
) -> list[Probe]:
    """Return probes that share a group and a reason."""
    return [Probe(each, name, expected, why, make, contested) for each, make in makes.items()]


def with_value(make: Callable[[Case, Fraction], str | None], *kinds: Kind) -> Make:
    """Make a response from the value of a number, of certain kinds if any are given; other truths have none."""

    def make_if_number(case: Case) -> str | None:
        return make(case, case.value) if case.value is not None and (not kinds or case.kind in kinds) else None

    return make_if_number
