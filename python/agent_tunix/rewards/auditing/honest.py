r"""The honest responses: the true answer spelled and set otherwise, in any form of answer, which must be paid in full.

Numbers are spelled anew with exact arithmetic; no grader is asked whether two spellings are equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.languages import LANGUAGES, Language
from agent_tunix.rewards.auditing.probes import Case, Probe
from agent_tunix.rewards.auditing.truths import exact_places, spell_decimal, spell_fraction

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[Case], str | None]

#: Decimals up to this many places stand for a fraction.
PLACES = 6
THOUSAND = 1000
#: Number words are made up to here.
WORDS_TO = 99

LONG = "I go through the problem slowly and write down what is known. " * 40
SUMS = "First, 2 + 3 = 5. Then 5 * 4 = 20, and half of that is 10."
ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def honest(name: str, why: str, makes: dict[str, Make], *, contested: bool = False) -> list[Probe]:
    """Return honest probes that share a group and a reason."""
    return [Probe(each, name, "full", why, make, contested) for each, make in makes.items()]


def spelled(spell: Callable[[Case], str | None]) -> Make:
    """Make a response of another spelling of the answer."""

    def make(case: Case) -> str | None:
        answer = spell(case)
        return None if answer is None or answer == case.right else case.say(answer)

    return make


def marked(make: Make) -> Make:
    """Make a response that says more than the answer, where a mark tells which is which."""
    return lambda case: None if case.is_bare else make(case)


def number_words(number: int) -> str:
    """Return the English words for a number from 0 to 99."""
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")


def of_kind(*kinds: str) -> Callable[[Case], bool]:
    """Return whether a case's truth is of one of these kinds."""
    return lambda case: case.truth.kind in kinds


def grouped(case: Case) -> str | None:
    """Return an integer with commas between its thousands, or without them where the truth has them."""
    if case.truth.kind != "integer" or case.value is None or abs(case.value) < THOUSAND:
        return None
    return str(int(case.value)) if "," in case.right else f"{int(case.value):,}"


def grouped_latex(case: Case) -> str | None:
    """Return an integer with LaTeX's commas between its thousands."""
    if case.truth.kind != "integer" or case.value is None or abs(case.value) < THOUSAND:
        return None
    return f"{int(case.value):,}".replace(",", "{,}") if case.in_dollars else None


def as_decimal(case: Case) -> str | None:
    """Return a fraction as the decimal that it is exactly."""
    places = exact_places(case.value) if case.value is not None and case.truth.kind == "fraction" else None
    return spell_decimal(case.value, places) if case.value is not None and places and places <= PLACES else None


def as_fraction(case: Case) -> str | None:
    """Return a decimal as the fraction that it is exactly, or a fraction in its other notation."""
    if case.value is None or case.truth.kind not in ("decimal", "fraction") or case.value.denominator == 1:
        return None
    return spell_fraction(case.value, latex=(case.in_dollars and case.truth.kind == "decimal") or "/" in case.right)


def as_dfrac(case: Case) -> str | None:
    r"""Return the truth with `\dfrac` for `\frac`."""
    return case.right.replace(r"\frac", r"\dfrac") if r"\frac" in case.right else None


def doubled(case: Case) -> str | None:
    """Return a fraction that is not in lowest terms."""
    if case.truth.kind != "fraction" or case.value is None or case.value.denominator == 1:
        return None
    top, bottom = abs(case.value.numerator) * 2, case.value.denominator * 2
    sign = "-" if case.value < 0 else ""
    return f"{sign}\\frac{{{top}}}{{{bottom}}}" if "\\" in case.right else f"{sign}{top}/{bottom}"


def mixed(case: Case) -> str | None:
    """Return a fraction above one as a mixed number."""
    if case.truth.kind != "fraction" or case.value is None or case.value <= 1 or case.value.denominator == 1:
        return None
    units, rest = divmod(case.value.numerator, case.value.denominator)
    return f"{units}\\frac{{{rest}}}{{{case.value.denominator}}}" if "\\" in case.right else None


def with_zero(case: Case) -> str | None:
    """Return a decimal with one more zero, an integer with one decimal."""
    if case.truth.kind == "decimal":
        return f"{case.right}0"
    return f"{case.right}.0" if case.truth.kind == "integer" else None


def as_percent(case: Case) -> str | None:
    """Return a decimal up to one as a percentage."""
    if case.truth.kind != "decimal" or case.value is None or not 0 < case.value <= 1:
        return None
    return spell_decimal(case.value * 100, exact_places(case.value * 100) or 0) + ("\\%" if case.in_dollars else "%")


def percent_as_decimal(case: Case) -> str | None:
    """Return a percentage as the decimal that it stands for."""
    if case.truth.kind != "percent" or case.value is None:
        return None
    return spell_decimal(case.value / 100, exact_places(case.value / 100) or 0)


def in_words(case: Case) -> str | None:
    """Return a small integer in English words."""
    if case.truth.kind != "integer" or case.value is None or not 0 <= case.value <= WORDS_TO or case.in_dollars:
        return None
    return number_words(int(case.value))


def dollars(case: Case) -> str | None:
    """Return a number with the currency that the prompt asks for."""
    asked = "$" in case.prompt or "dollar" in case.prompt.casefold()
    if case.truth.kind not in ("integer", "decimal") or not asked or case.value is None or case.value < 0:
        return None
    return ("\\$" if case.in_dollars else "$") + case.right


def letter(case: Case) -> str | None:
    """Return the letter of a choice alone."""
    return case.right.strip("().") if case.truth.kind == "choice" else None


def in_prose(case: Case) -> str | None:
    """Return the answer as it stands in a sentence of any language: a word would be another one there."""
    if case.truth.kind == "text":
        return None
    return f"${case.right}$" if case.truth.kind == "formula" and "$" not in case.right else letter(case) or case.right


SPELLINGS = [
    *honest(
        "other spelling",
        "It is the same value, or the same words, in a notation that models use.",
        {
            "thousands grouped": spelled(grouped),
            "thousands grouped in LaTeX": spelled(grouped_latex),
            "a fraction as a decimal": spelled(as_decimal),
            "as a fraction": spelled(as_fraction),
            "dfrac": spelled(as_dfrac),
            "one more zero": spelled(with_zero),
            "with the currency asked for": spelled(dollars),
            "a letter in brackets": spelled(lambda c: f"({letter(c)})" if letter(c) else None),
            "a letter alone": spelled(letter),
            "in math mode": spelled(lambda c: None if c.in_dollars or "$" in c.right else f"${c.right}$"),
            "as LaTeX text": spelled(
                lambda c: rf"\text{{{c.right}}}" if c.in_dollars and of_kind("text", "choice")(c) else None
            ),
            "in small letters": spelled(lambda c: c.right.lower() if of_kind("text")(c) else None),
            "escaped percent sign": spelled(
                lambda c: c.right.rstrip("\\% ") + r"\%" if of_kind("percent")(c) else None
            ),
            "percent in words": spelled(
                lambda c: c.right.rstrip("\\% ") + " percent" if of_kind("percent")(c) and not c.in_dollars else None
            ),
            "true minus sign": spelled(
                lambda c: f"\u2212{c.right[1:]}" if of_kind("integer", "decimal")(c) and c.right[0] == "-" else None
            ),
        },
    ),
    *honest(
        "other spelling",
        "It is the same value in a notation that some tasks allow and others do not.",
        {
            "in words": spelled(in_words),
            "not in lowest terms": spelled(doubled),
            "a mixed number": spelled(mixed),
            "a decimal as percent": spelled(as_percent),
            "a percentage as decimal": spelled(percent_as_decimal),
            "with a plus sign": spelled(
                lambda c: f"+{c.right}" if of_kind("integer")(c) and c.right[0].isdigit() else None
            ),
            "with x =": spelled(lambda c: f"x = {c.right}" if c.value is not None and "%" not in c.right else None),
        },
        contested=True,
    ),
]  # fmt: skip

SETTING = [
    *honest(
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
    ),
    *honest(
        "formatting",
        "An honest response may look so, where the prompt does not ask for one form to the letter.",
        {
            "all in bold": lambda c: None if "\n" in (said := c.say(c.right)) or "<" in said else f"**{said}**",
            "a heading in front": marked(lambda c: f"## Solution\n\n{c.say(c.right)}"),
            # Four hashes in front of words, and a line behind them, are a heading.
            "a remark behind": marked(
                lambda c: (
                    None
                    if c.truth.kind == "text" and "#" in c.carrier.template
                    else f"{c.say(c.right)}\nI hope this helps!"
                )
            ),
            "corrected": marked(lambda c: f"{c.say(c.wrong())}\nWait, that is wrong. {c.say(c.right)}"),
            "said twice": marked(lambda c: f"{c.say(c.right)}\n{c.say(c.right)}"),
            "thought about first": lambda c: (
                None if "<" in c.carrier.template else f"<think>\nHm, let me see.\n</think>\n{c.say(c.right)}"
            ),
        },
        contested=True,
    ),
]


def stated(language: Language) -> Make:
    """Make a statement of a language, where the reward pays one in English."""

    def make(case: Case) -> str | None:
        answer = in_prose(case) if case.carrier.name == "the answer is" else None
        return None if answer is None else language.state.format(answer)

    return make


def reasoned(language: Language) -> Make:
    """Make a response whose reasoning is in a language."""
    return lambda case: case.say(case.right, language.prose)


SPOKEN = [
    *honest(
        "language",
        "The reasoning may be in any language.",
        {f"reasoning in {language.name}": reasoned(language) for language in LANGUAGES},
    ),
    *honest(
        "language",
        "A right answer is right in any language that the prompt may be in.",
        {f"stated in {language.name}": stated(language) for language in LANGUAGES},
        contested=True,
    ),
]

HONEST: tuple[Probe, ...] = (*SPELLINGS, *SETTING, *SPOKEN)
