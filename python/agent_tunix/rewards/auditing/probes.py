"""What a probe is: a text made of a truth, and what it may be paid. Attacks and honest responses are lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agent_tunix.rewards.auditing.carriers import THOUGHTS, Carrier

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from agent_tunix.rewards.auditing.truths import Truth

#: `full`: as much as the true answer in the same form. `less`: not that much. `wrong`: no more than a wrong answer or
#: none in the same form.
Expected = Literal["full", "less", "wrong"]


@dataclass(frozen=True)
class Case:
    """One example in one form: what probes are made of."""

    truth: Truth
    prompt: str
    carrier: Carrier

    @property
    def right(self) -> str:
        """The true answer."""
        return self.truth.text

    @property
    def value(self) -> Fraction | None:
        """The exact value of the true answer, if it is a number."""
        return self.truth.value

    def wrong(self, number: int = 0) -> str:
        """Return a wrong answer; there are several, and they begin anew where there are fewer."""
        return self.truth.wrong[number % len(self.truth.wrong)]

    def say(self, answer: str, thoughts: str = THOUGHTS) -> str:
        """Return a response that gives an answer."""
        return self.carrier.render(answer, thoughts)

    def inline(self, answer: str) -> str:
        """Return an answer as it stands inside a sentence, with the carrier's mark where that may stand there."""
        return self.carrier.inline(answer)

    @property
    def is_bare(self) -> bool:
        """Whether the response is nothing but the answer, which no mark tells from what else is said."""
        return self.carrier.template == "{answer}"

    @property
    def in_dollars(self) -> bool:
        """Whether the carrier has the answer between dollar signs."""
        return "$" in self.carrier.template


@dataclass(frozen=True)
class Probe:
    """One way to attack a reward, or one honest way to answer."""

    name: str
    group: str
    expected: Expected
    #: Why it must not be paid, or why it must.
    why: str
    #: Makes the response; None where it can't be made for this truth, or would not be what its name says.
    make: Callable[[Case], str | None]
    #: Reasonable people disagree: what is found is of low severity.
    contested: bool = False
