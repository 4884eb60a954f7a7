"""How long it takes to group the answers of 1,000 prompts with 64 responses each, on one thread.

The target is one second for each kind of answers.

python -m benches.groups
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence

from agent_tunix.rewards import set_num_threads
from agent_tunix.rewards.groups import group_answers

PROMPTS, RESPONSES, TARGET = 1_000, 64, 1.0
FORMS = ("The answer is {}.", "So we have it.\n\n#### {}", "Therefore it is $\\boxed{{{}}}$.", "<answer>{}</answer>")
PLACES = ("Paris", "London", "Rome", "Berlin", "Madrid", "Lisbon", "Vienna", "Warsaw", "Athens", "Oslo")
SPELLED = ("{a}/{b}", "\\frac{{{a}}}{{{b}}}", "\\dfrac{{{a}}}{{{b}}}")


def integer(chance: random.Random, near: int) -> str:
    """Return an integer; near ones are usual."""
    value = near + int(abs(chance.gauss(0, 3)))
    return chance.choice((str(value), f"{value:,}", f"{value}.0"))


def fraction(chance: random.Random, near: int) -> str:
    """Return a fraction in one of its spellings."""
    return chance.choice(SPELLED).format(a=near % 20 + 1, b=int(abs(chance.gauss(0, 3))) + 2)


def root(chance: random.Random, near: int) -> str:
    """Return a multiple of a root."""
    return f"{near % 7 + 2}\\sqrt{{{int(abs(chance.gauss(0, 3))) + 2}}}"


def formula(chance: random.Random, near: int) -> str:
    """Return a polynomial in one of its spellings."""
    a = near % 9 + 1 + int(abs(chance.gauss(0, 2)))
    return chance.choice((f"(x+{a})^2", f"x^2+{2 * a}x+{a * a}", f"{a * a}+{2 * a}x+x^2"))


def quantity(chance: random.Random, near: int) -> str:
    """Return a number with a unit, or without."""
    return f"{near + int(abs(chance.gauss(0, 2)))}{chance.choice((' cm', '', ' m'))}"


def point(chance: random.Random, near: int) -> str:
    """Return a point."""
    return f"({near % 9}, {int(abs(chance.gauss(0, 3)))})"


def word(chance: random.Random, near: int) -> str:
    """Return a word."""
    return PLACES[(near + int(abs(chance.gauss(0, 2)))) % len(PLACES)]


def different(chance: random.Random, near: int) -> str:
    """Return an integer that hardly any other response has."""
    return str(chance.randrange(near, near + 100_000))


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "integers": integer,
    "fractions": fraction,
    "roots": root,
    "formulas": formula,
    "quantities": quantity,
    "points": point,
    "words": word,
    "integers, all different": different,
}


def make(kind: Callable[[random.Random, int], str]) -> tuple[list[str], list[int]]:
    """Return the responses to all prompts, and the prompt of each."""
    chance = random.Random(0)
    responses, prompts = [], []
    for prompt in range(PROMPTS):
        near = chance.randrange(1, 5_000)
        for _ in range(RESPONSES):
            steps = f"First we look at {near}, then at what follows. " * 4
            responses.append(steps + chance.choice(FORMS).format(kind(chance, near)))
            prompts.append(prompt)
    return responses, prompts


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    wanted = parser.parse_args(arguments)
    set_num_threads(wanted.threads)
    print(f"{PROMPTS:,} prompts, {RESPONSES} responses each, {wanted.threads} thread(s); processor time of this thread")
    missed = []
    for name, kind in KINDS.items():
        responses, prompts = make(kind)
        taken = []
        for _ in range(wanted.rounds):
            start = time.thread_time()
            found = group_answers(responses, prompts)
            taken.append(time.thread_time() - start)
        labels = sum(map(len, found.texts)) / PROMPTS
        late = min(taken) > TARGET
        print(f"  {name:26} {min(taken):6.2f} s   {labels:5.1f} labels a prompt{'  over the target' * late}")
        missed += [name] * late
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
