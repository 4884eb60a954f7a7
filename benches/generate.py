"""Made-up responses, for a machine without real ones: the same lengths and habits, always the same for one seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("Ada", "Ben", "Chen", "Dara", "Eli", "Femi", "Gita", "Hugo", "Ines", "Jonas")
_THINGS = ("apples", "books", "marbles", "tickets", "pencils", "stamps", "eggs", "shells", "coins", "cards")
_STATEMENTS = (
    "The answer is {}.",
    "#### {}",
    "So the final answer is {}.",
    "Therefore, the answer is ${}.",
    "\\boxed{{{}}}",
)
_WORDS = (
    "the of a in to and that we find each then so which first number total amount per day after before with left right "
    "value equation both sides divide multiply add subtract remaining sum product therefore because given since"
)

Pair = tuple[str, str, str, bool]


def word_problems(count: int, seed: int = 1) -> Iterator[Pair]:
    """Worked solutions of about 280 characters: (response, truth, stated answer, right)."""
    draw = random.Random(seed)
    for _ in range(count):
        name, thing, other = draw.choice(_NAMES), draw.choice(_THINGS), draw.choice(_THINGS)
        bags, each, given, price = draw.randint(3, 40), draw.randint(2, 60), draw.randint(1, 5), draw.randint(2, 9)
        total = bags * each
        truth = (total - given) * price
        stated = truth if draw.random() < 0.7 else truth + draw.randint(1, 30)
        text = (
            f"{name} starts with {bags} bags of {each} {thing}, so there are {bags} * {each} = {total} at first.\n"
            f"Then {given} of them are swapped for {other}, which leaves {total} - {given} = {total - given} {thing}.\n"
            f"Each of these is sold for ${price}, so {name} makes {total - given} * {price} = ${stated} in the end.\n"
        )
        yield text + draw.choice(_STATEMENTS).format(stated), str(truth), str(stated), stated == truth


def math_pairs(count: int, seed: int = 2) -> Iterator[Pair]:
    """Longer solutions whose answers are formulas and structures: (response, truth, stated answer, right)."""
    draw = random.Random(seed)
    for _ in range(count):
        a, b, c = draw.randint(2, 9), draw.randint(2, 9), draw.randint(10, 40)
        truth, same, different = draw.choice(
            (
                (
                    rf"\frac{{{a}}}{{{b * a + 1}}}",
                    rf"\dfrac{{{2 * a}}}{{{2 * (b * a + 1)}}}",
                    rf"\frac{{{a + 1}}}{{{b * a + 1}}}",
                ),
                (rf"{a}\sqrt{{{c}}}", rf"\sqrt{{{a * a * c}}}", rf"{a}\sqrt{{{c + 1}}}"),
                (rf"[{a},{c})", rf"\left[ {a}, {c} \right)", rf"({a},{c})"),
                (rf"x^2-{a * a}", rf"(x-{a})(x+{a})", rf"(x-{a})^2"),
                (rf"\{{{a},{c}\}}", rf"\{{{c},{a}\}}", rf"\{{{a},{c + 1}\}}"),
                (
                    rf"\begin{{pmatrix}} {a} \\ {b} \end{{pmatrix}}",
                    rf"\begin{{bmatrix}}{a}\\{b}\end{{bmatrix}}",
                    rf"({b + 1},{a})",
                ),
                (rf"\frac{{{a}\pi}}{{{c}}}", rf"\frac{{{a}}}{{{c}}}\pi", rf"\frac{{{a}}}{{{c}}}"),
                (rf"y = {a}x + {b}", rf"y - {b} = {a}x", rf"y = {a}x - {b}"),
            )
        )
        right = draw.random() < 0.6
        stated = same if right else different
        body = prose(draw.randint(500, 1500), draw)
        yield f"{body}\n\nThe final answer is $\\boxed{{{stated}}}$.", truth, stated, right


def prose(length: int, draw: random.Random | None = None, alphabet: str = "") -> str:
    """`length` characters of sentences with a number here and there; `alphabet` adds letters of another script."""
    draw = draw or random.Random(3)
    vocabulary = _WORDS.split()
    sentences, size = [], 0
    while size < length:
        words = draw.choices(vocabulary, k=draw.randint(6, 18))
        if draw.random() < 0.4:
            words[draw.randrange(len(words))] = str(draw.randint(2, 5000))
        if alphabet:
            words[draw.randrange(len(words))] = "".join(draw.choices(alphabet, k=6))
        sentence = " ".join(words).capitalize() + "."
        sentences.append(sentence)
        size += len(sentence) + 1
    return " ".join(sentences)[:length]
