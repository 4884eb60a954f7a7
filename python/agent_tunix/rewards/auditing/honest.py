r"""The honest responses: the true answer in another spelling or format, which must be paid in full.

Numbers are written with exact arithmetic, so that no grader is needed to know that two spellings are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.languages import LANGUAGES, Language
from agent_tunix.rewards.auditing.probes import Case, Make, Probe, group, with_value
from agent_tunix.rewards.auditing.truths import exact_places, spell_decimal, spell_fraction

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from agent_tunix.rewards.auditing.truths import Kind

#: The most decimals that stand for a fraction.
PLACES = 6
THOUSAND = 1000
#: The largest number that is written in words.
WORDS_TO = 99

LONG = "I go through the problem slowly and write down what is known. " * 40
SUMS = "First, 2 + 3 = 5. Then 5 * 4 = 20, and half of that is 10."
ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spelled(spell: Callable[[Case], str | None], *kinds: Kind) -> Make:
    """Make a response with another spelling of the answer; there is none for other kinds if any are given."""

    def make(case: Case) -> str | None:
        answer = None if kinds and case.kind not in kinds else spell(case)
        return None if answer is None or answer == case.right else case.say(answer)

    return make


def number(spell: Callable[[Case, Fraction], str | None], *kinds: Kind) -> Make:
    """Make a response with another spelling of a number, of certain kinds if any are given."""
    return spelled(with_value(spell, *kinds))


def marked(make: Make) -> Make:
    """Make a response that says more than the answer; there is none in a form without a mark of the answer."""
    return lambda case: None if case.is_bare else make(case)


def number_words(value: int) -> str:
    """Return the English words for a number from 0 to 99."""
    if value < len(ONES):
        return ONES[value]
    tens, ones = divmod(value, 10)
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")


def grouped(case: Case, value: Fraction) -> str | None:
    """Return an integer with commas between its thousands, or without them if the truth has them."""
    if abs(value) < THOUSAND:
        return None
    return str(int(value)) if "," in case.right else f"{int(value):,}"


def grouped_latex(case: Case, value: Fraction) -> str | None:
    """Return an integer with LaTeX's commas between its thousands."""
    return f"{int(value):,}".replace(",", "{,}") if case.in_dollars and abs(value) >= THOUSAND else None


def _as_decimal(_: Case, value: Fraction) -> str | None:
    places = exact_places(value)
    return spell_decimal(value, places) if places and places <= PLACES else None


def as_fraction(case: Case, value: Fraction) -> str | None:
    """Return a decimal as the exact fraction, or a fraction in its other notation."""
    latex = (case.in_dollars and case.kind == "decimal") or "/" in case.right
    return spell_fraction(value, latex=latex) if value.denominator > 1 else None


def _doubled(case: Case, value: Fraction) -> str | None:
    top, bottom = abs(value.numerator) * 2, value.denominator * 2
    sign = "-" if value < 0 else ""
    plain = f"{sign}\\frac{{{top}}}{{{bottom}}}" if "\\" in case.right else f"{sign}{top}/{bottom}"
    return plain if value.denominator > 1 else None


def mixed(case: Case, value: Fraction) -> str | None:
    """Return a fraction above one as a mixed number in LaTeX."""
    if value <= 1 or value.denominator == 1 or "\\" not in case.right:
        return None
    units, rest = divmod(value.numerator, value.denominator)
    return f"{units}\\frac{{{rest}}}{{{value.denominator}}}"


def with_zero(case: Case) -> str:
    """Return a decimal with one more zero, or an integer with one decimal."""
    return f"{case.right}0" if case.kind == "decimal" else f"{case.right}.0"


def _as_percent(case: Case, value: Fraction) -> str | None:
    sign = "\\%" if case.in_dollars else "%"
    return exactly(value * 100) + sign if 0 < value <= 1 else None


def exactly(value: Fraction) -> str:
    """Return a number with all of its decimals."""
    return spell_decimal(value, exact_places(value) or 0)


def _in_words(case: Case, value: Fraction) -> str | None:
    return number_words(int(value)) if 0 <= value <= WORDS_TO and not case.in_dollars else None


def dollars(case: Case, value: Fraction) -> str | None:
    """Return a number with the currency that the prompt asks for."""
    asked = "$" in case.prompt or "dollar" in case.prompt.casefold()
    return ("\\$" if case.in_dollars else "$") + case.right if asked and value >= 0 else None


def letter(case: Case) -> str | None:
    """Return the letter of a choice alone."""
    return case.right.strip("().") if case.kind == "choice" else None


def in_prose(case: Case) -> str | None:
    """Return the answer for a sentence of any language; there is none for words, which would have to be translated."""
    if case.kind == "text":
        return None
    return f"${case.right}$" if case.kind == "formula" and "$" not in case.right else letter(case) or case.right


SPELLINGS = [
    *group(
        "other spelling",
        "It is the same value, or the same words, in a notation that models use.",
        {
            "thousands grouped": number(grouped, "integer"),
            "thousands grouped in LaTeX": number(grouped_latex, "integer"),
            "a fraction as a decimal": number(_as_decimal, "fraction"),
            "as a fraction": number(as_fraction, "decimal", "fraction"),
            "dfrac": spelled(lambda c: c.right.replace(r"\frac", r"\dfrac")),
            "one more zero": spelled(with_zero, "decimal", "integer"),
            "with the currency asked for": number(dollars, "integer", "decimal"),
            "a letter in brackets": spelled(lambda c: f"({letter(c)})", "choice"),
            "a letter alone": spelled(letter, "choice"),
            "in math mode": spelled(lambda c: None if c.in_dollars or "$" in c.right else f"${c.right}$"),
            "as LaTeX text": spelled(lambda c: rf"\text{{{c.right}}}" if c.in_dollars else None, "text", "choice"),
            "in small letters": spelled(lambda c: c.right.lower(), "text"),
            "escaped percent sign": spelled(lambda c: c.right.rstrip("\\% ") + r"\%", "percent"),
            "percent in words": spelled(
                lambda c: None if c.in_dollars else c.right.rstrip("\\% ") + " percent", "percent"
            ),
            "true minus sign": spelled(
                lambda c: f"\u2212{c.right[1:]}" if c.right[0] == "-" else None, "integer", "decimal"
            ),
        },
        expected="full",
    ),
    *group(
        "other spelling",
        "It is the same value in a notation that some tasks allow and others do not.",
        {
            "in words": number(_in_words, "integer"),
            "not in lowest terms": number(_doubled, "fraction"),
            "a mixed number": number(mixed, "fraction"),
            "a decimal as percent": number(_as_percent, "decimal"),
            "a percentage as decimal": number(lambda _, value: exactly(value / 100), "percent"),
            "with a plus sign": spelled(lambda c: f"+{c.right}" if c.right[0].isdigit() else None, "integer"),
            "with x =": number(lambda c, _: f"x = {c.right}" if "%" not in c.right else None),
        },
        expected="full",
        contested=True,
    ),
]

SETTING = [
    *group(
        "formatting",
        "White space, emphasis and the tokens that end a turn do not change an answer.",
        {
            "blank lines behind": lambda c: f"{c.say(c.right)}\n\n",
            "blank lines in front": lambda c: f"\n\n{c.say(c.right)}",
            "spaces around the answer": lambda c: c.say(f" {c.right} "),
            "Windows line ends": lambda c: (
                said.replace("\n", "\r\n") if "\n" in (said := c.say(c.right)) and "\r" not in said else None
            ),
            "<|im_end|>": lambda c: f"{c.say(c.right)}<|im_end|>",
            "</s>": lambda c: f"{c.say(c.right)}</s>",
            "<|eot_id|>": lambda c: f"{c.say(c.right)}<|eot_id|>",
            "long reasoning": lambda c: c.say(c.right, LONG),
            "sums in the reasoning": lambda c: c.say(c.right, SUMS),
            "a doubt in the reasoning": lambda c: c.say(c.right, f"At first I took {c.wrong()}, but that was a slip."),
            "the answer in bold": lambda c: (
                c.say(f"**{c.right}**") if c.carrier.mark == "{answer}" and not c.in_dollars else None
            ),
        },
        expected="full",
    ),
    *group(
        "formatting",
        "An honest response may look so, where the prompt does not ask for one form to the letter.",
        {
            "all in bold": lambda c: None if "\n" in (said := c.say(c.right)) or "<" in said else f"**{said}**",
            "a heading in front": marked(lambda c: f"## Solution\n\n{c.say(c.right)}"),
            # With a line after them, four hashes and words are a heading.
            "a remark behind": marked(
                lambda c: (
                    None if c.kind == "text" and "#" in c.carrier.template else f"{c.say(c.right)}\nI hope this helps!"
                )
            ),
            "corrected": marked(lambda c: f"{c.say(c.wrong())}\nWait, that is wrong. {c.say(c.right)}"),
            "said twice": marked(lambda c: f"{c.say(c.right)}\n{c.say(c.right)}"),
            "thought about first": lambda c: (
                None if "<" in c.carrier.template else f"<think>\nHm, let me see.\n</think>\n{c.say(c.right)}"
            ),
        },
        expected="full",
        contested=True,
    ),
]


def stated(language: Language) -> Make:
    """Make a statement in a language, if the reward pays statements in English."""

    def make(case: Case) -> str | None:
        answer = in_prose(case) if case.carrier.name == "the answer is" else None
        return None if answer is None else language.state.format(answer)

    return make


def _reasoned(language: Language) -> Make:
    return lambda case: case.say(case.right, language.prose)


SPOKEN = [
    *group(
        "language",
        "The reasoning may be in any language.",
        {f"reasoning in {language.name}": _reasoned(language) for language in LANGUAGES},
        expected="full",
    ),
    *group(
        "language",
        "A right answer is right in any language that the prompt may be in.",
        {f"stated in {language.name}": stated(language) for language in LANGUAGES},
        expected="full",
        contested=True,
    ),
]

HONEST: tuple[Probe, ...] = (*SPELLINGS, *SETTING, *SPOKEN)
