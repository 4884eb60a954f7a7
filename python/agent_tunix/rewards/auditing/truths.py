"""What is known about a truth: its text, its kind, its exact value, and answers that are certainly wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from agent_tunix.rewards._core import AnyOf
from agent_tunix.rewards.functions import extract_answer, math_equal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["integer", "decimal", "percent", "fraction", "choice", "text", "formula"]

_INTEGER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,30})")
_DECIMAL = re.compile(r"-?\d{1,30}\.\d{1,30}")
_PERCENT = re.compile(r"(-?\d{1,30}(?:\.\d{1,30})?) ?\\?%")
_FRACTION = re.compile(r"(-?)(?:(\d{1,30})/(\d{1,30})|\\[dt]?frac\{(\d{1,30})\}\{(\d{1,30})\})")
_CHOICE = re.compile(r"\(?([A-E])[).]?")
_TEXT = re.compile(r"[^\W\d_][\w'\u2019., -]*", re.DOTALL)
#: What shows that a truth may be a worked solution, which states its answer somewhere.
_WORKED = re.compile(r"####|\\boxed|\n")

#: How many wrong answers each truth has.
WRONG = 4
#: Wrong answers for truths that are not numbers, for data that has no other truths of the same kind.
WORDS = ("a green bicycle", "Tuesday morning", "nineteen turtles", "the old lighthouse", "plain vanilla")
FORMULAS = (r"z^{7}-19z", r"\frac{w}{w^{2}+53}", r"83\sqrt{71}", r"\ln(q+97)", r"61 u^{5} v")
#: Factors and summands that make a wrong number of a right one: far outside any tolerance, and with other digits.
AWAY = ((3, 7), (5, 31), (2, 53), (7, -11), (11, 13), (4, 89), (13, 5), (6, 277), (9, 641), (17, 1013))


@dataclass(frozen=True)
class Truth:
    """A truth, from which attacks are made."""

    #: The answer as text.
    text: str
    kind: Kind
    #: The exact value of a number; a percentage counts as the number before its sign.
    value: Fraction | None
    #: Answers that are neither equal to it nor near it, and do not contain it or stand in it.
    wrong: tuple[str, ...]


def read_truth(value: Any) -> str:
    """Return a row's truth as text: the first of several acceptable ones, the answer of a worked solution.

    Raises:
        ValueError: there is no text in it.
    """
    if isinstance(value, AnyOf):
        value = value.truths
    if hasattr(value, "tolist"):
        value = value.tolist()
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    text = value if isinstance(value, str) else str(value) if isinstance(value, (int, float, Fraction)) else ""
    text = text.strip()
    if _WORKED.search(text):
        stated = extract_answer(text)
        text = stated.text.strip() if stated and stated.text.strip() else text.splitlines()[-1].strip()
    if len(text) > 1 and text.startswith("$") and text.endswith("$"):
        text = text.strip("$").strip()
    if not text:
        raise ValueError(f"the truth is {value!r}")
    return text


def classify(text: str) -> tuple[Kind, Fraction | None]:
    """Return what kind of answer a text is, and the exact value of a number."""
    if _INTEGER.fullmatch(text):
        return "integer", Fraction(text.replace(",", ""))
    if _DECIMAL.fullmatch(text):
        return "decimal", Fraction(text)
    if found := _PERCENT.fullmatch(text):
        return "percent", Fraction(found[1])
    if found := _FRACTION.fullmatch(text):
        top, bottom = int(found[2] or found[4]), int(found[3] or found[5])
        return ("fraction", Fraction(-top if found[1] else top, bottom)) if bottom else ("formula", None)
    if _CHOICE.fullmatch(text):
        return "choice", None
    return ("text" if _TEXT.fullmatch(text) and "\\" not in text else "formula"), None


def make_truth(value: Any, others: Iterable[str] = ()) -> Truth:
    """Return a truth with answers that are wrong for it.

    Args:
        value: a row's truth.
        others: other truths of the data; they are the wrong answers for truths that are not numbers.
    """
    text = read_truth(value)
    kind, number = classify(text)
    if number is not None:
        wrong = list(wrong_numbers(text, kind, number))
    elif kind == "choice":
        letter = _CHOICE.fullmatch(text)
        own = letter[1] if letter else text
        wrong = [text.replace(own, other) for other in "ABCDE" if other != own]
    else:
        pool = [other for other in others if classify(other)[0] == kind]
        wrong = [*pool, *(WORDS if kind == "text" else FORMULAS)]
    different = [other for other in dict.fromkeys(wrong) if is_different(other, text)]
    return Truth(text, kind, number, tuple(different[:WRONG]))


def is_different(answer: str, truth: str) -> bool:
    """Say whether two answers are certainly different: unequal, and neither is a part of the other."""
    one, other = answer.casefold(), truth.casefold()
    return one not in other and other not in one and not math_equal(answer, truth) and not math_equal(truth, answer)


def wrong_numbers(text: str, kind: Kind, value: Fraction) -> Iterable[str]:
    """Yield numbers of the same kind that are far from a value and have other digits."""
    for factor, summand in AWAY:
        if kind == "fraction":
            other = Fraction(value.numerator * factor + summand, value.denominator + abs(summand))
            if other.denominator > 1 and is_far(other, value):
                yield spell_fraction(other, latex="\\" in text)
            continue
        other = value * factor + summand
        if is_far(other, value):
            places = len(text.rstrip("\\% ").partition(".")[2])
            yield spell_decimal(other, places) + ("%" if kind == "percent" else "")


def is_far(other: Fraction, value: Fraction) -> bool:
    """Say whether a number is off by more than half of a value, without its sign, and also as a percentage of it."""
    return all(abs(abs(other) - abs(near)) * 2 > abs(near) and other for near in (value, value * 100, value / 100))


def spell_fraction(value: Fraction, *, latex: bool = False) -> str:
    """Return a fraction in plain text or LaTeX."""
    sign, top = "-" if value < 0 else "", abs(value.numerator)
    return f"{sign}\\frac{{{top}}}{{{value.denominator}}}" if latex else f"{sign}{top}/{value.denominator}"


def spell_decimal(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, cut off where it has more."""
    scaled = abs(value.numerator) * 10**places // value.denominator
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def exact_places(value: Fraction) -> int | None:
    """Return how many decimals write a number exactly; None if no number of decimals does."""
    bottom, twos, fives = value.denominator, 0, 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    return max(twos, fives) if bottom == 1 else None
