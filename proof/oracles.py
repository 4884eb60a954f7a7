"""Pairs of expressions judged by mpmath (numbers) or SymPy (letters), and by `math_equal`; disagreements are listed.

python -m proof.oracles --numbers 1000000 --letters 10000 --list build/disagreements.tsv

A pair that we call equal and the oracle does not is a fault: it would pay for a wrong answer. One that the oracle calls
equal and we do not is listed too, and counted.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import mpmath
import sympy

from agent_tunix.rewards import math_equal
from proof.trees import Tree, evaluate, make_pair, print_latex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Digits of the bounds that mpmath computes with, and by how much of their size two equal values may differ then.
DIGITS, NEAR = 80, 1e-60
iv = mpmath.iv
#: The functions with proved bounds.
BOUNDED = {"sin": iv.sin, "cos": iv.cos, "tan": iv.tan, "ln": iv.log, "exp": iv.exp, "sqrt": iv.sqrt}
#: Values from here on are left out: what is written with few digits and has many is the limits' business.
LARGEST = 1e60
#: Pairs of a batch.
BATCH = 2000


class Pair(NamedTuple):
    """Two texts and what the oracle says."""

    first: str
    second: str
    equal: bool


class Found(NamedTuple):
    """What a run found."""

    pairs: int
    equal: int
    paid: list[Pair]
    """Equal to us, not to the oracle."""
    refused: list[Pair]
    """Equal to the oracle, not to us."""


def judge_numbers(first: Tree, second: Tree) -> bool | None:
    """Say whether two trees of numbers have the same real value; None where one has none, or nobody can say."""
    iv.dps = DIGITS
    try:
        a, b = (evaluate(tree, iv.mpf, BOUNDED, iv.pi) for tree in (first, second))
    except (ZeroDivisionError, ValueError, OverflowError, mpmath.libmp.ComplexResult):
        return None
    if not all(abs(each).b < LARGEST for each in (a, b)):
        return None
    distance = abs(a - b)
    # Bounds that do not meet prove that the values differ; bounds that meet in so many digits are of one value.
    if distance.a > 0:
        return False
    return True if distance.b <= NEAR * max(abs(a).b, abs(b).b) else None


def judge_letters(first: Tree, second: Tree) -> bool | None:
    """Say whether two trees with letters are the same function; None where SymPy can't say, or one has no values."""
    a, b = (evaluate(tree, sympy.sympify, {"sqrt": sympy.sqrt}, sympy.pi) for tree in (first, second))
    if any(each.has(sympy.zoo, sympy.nan, sympy.oo) for each in (a, b)):
        return None
    if sympy.simplify(a - b) == 0:
        return True
    said = a.equals(b)
    return None if said is None else bool(said)


def make_pairs(kind: str, count: int, seed: int) -> Iterator[Pair]:
    """Yield pairs that the oracle can judge."""
    draw = random.Random(f"{kind} {seed}")
    letters, judge = (("x", "y"), judge_letters) if kind == "letters" else ((), judge_numbers)
    while count:
        first, second = make_pair(draw, draw.randrange(1, 4), letters)
        equal = judge(first, second)
        if equal is not None:
            count -= 1
            yield Pair(print_latex(first), print_latex(second), equal)


def compare(pairs: Iterable[Pair]) -> Found:
    """Grade pairs in batches, and keep those on which we and the oracle disagree."""
    count = equal = 0
    paid: list[Pair] = []
    refused: list[Pair] = []

    def grade(batch: list[Pair]) -> None:
        ours: Any = math_equal([pair.first for pair in batch], [pair.second for pair in batch])
        for pair, same in zip(batch, ours, strict=True):
            if bool(same) != pair.equal:
                (refused if pair.equal else paid).append(pair)

    batch: list[Pair] = []
    for pair in pairs:
        count, equal = count + 1, equal + pair.equal
        batch.append(pair)
        if len(batch) == BATCH:
            grade(batch)
            batch = []
    grade(batch)
    return Found(count, equal, paid, refused)


def main() -> int:
    """Judge as many pairs as are asked for, print the counts and write the disagreements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--numbers", type=int, default=20_000, help="pairs without letters, judged by mpmath")
    parser.add_argument("--letters", type=int, default=300, help="pairs with letters, judged by SymPy")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", type=Path, help="a file for the disagreements, one a line")
    arguments = parser.parse_args()
    lines, wrong = [], 0
    for kind, oracle, count in (("numbers", "mpmath", arguments.numbers), ("letters", "SymPy", arguments.letters)):
        began = time.perf_counter()
        found = compare(make_pairs(kind, count, arguments.seed))
        wrong += len(found.paid)
        print(
            f"{oracle}: {found.pairs} pairs, {found.equal} of them equal; {len(found.paid)} equal to us alone,"
            f" {len(found.refused)} equal to {oracle} alone, in {time.perf_counter() - began:.0f} s",
            flush=True,
        )
        for name, pairs in (("ours alone", found.paid), (f"{oracle} alone", found.refused)):
            lines += [f"{name}\t{pair.first}\t{pair.second}\n" for pair in pairs]
    sys.stdout.writelines(lines[:20])
    if arguments.list is not None:
        arguments.list.parent.mkdir(parents=True, exist_ok=True)
        arguments.list.write_text("".join(lines), encoding="utf-8")
    print(f"oracles: {'NO' if wrong else 'pass'}: {wrong} wrong answers called equal")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
