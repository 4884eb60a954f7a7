"""Numbers in words and by the habits of each language, against ICU's spell-out, num2words and Babel's CLDR data."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from agent_tunix.rewards import check_answer

babel_numbers = pytest.importorskip("babel.numbers")
icu_rbnf = pytest.importorskip("icu_rbnf")
num2words = pytest.importorskip("num2words")

STATEMENTS = {
    "ar": "الإجابة هي: {}",
    "cs": "Odpověď: {}",
    "de": "Die Antwort ist {}.",
    "el": "Η απάντηση είναι {}.",
    "en": "The answer is {}.",
    "es": "La respuesta es {}.",
    "fa": "پاسخ: {}",
    "fr": "La réponse est {}.",
    "hi": "उत्तर: {}",
    "id": "Jawabannya adalah {}.",
    "it": "La risposta è {}.",
    "ja": "答え：{}",
    "ko": "답: {}",
    "nl": "Het antwoord is {}.",
    "pl": "Odpowiedź to {}.",
    "pt": "A resposta é {}.",
    "ro": "Răspunsul este {}.",
    "ru": "Ответ: {}",
    "sv": "Svaret är {}.",
    "th": "คำตอบคือ {}",
    "tr": "Cevap: {}",
    "uk": "Відповідь: {}",
    "vi": "Câu trả lời là {}.",
    "zh": "答案是{}。",
}

# What the oracles write and nobody else: forms of the wrong gender or case, a one that is lost before a thousand
# (num2words in Turkish), a letter that is (in Italian); and words that say no as well as a number.
ODD = {
    "ar": r"إحدى عشر$|إحدى عشر |ألفا$|مئتا$|و ألف ألف",
    "it": "dicotto",
    "fa": "^نه$|هزار و نه$",
    "ko": "^이$|^만 ",
    "vi": "^không$",
}

SAMPLES = random.Random(5)
NUMBERS = [*range(201), *sorted(SAMPLES.sample(range(201, 1_000_000), 60)), 250, 1000, 1100, 12_500, 250_006, 999_999]


def spellings(number: int, code: str) -> set[str]:
    """What the oracles write for a number."""
    found = {icu_rbnf.spellout(number, code)}
    if code != "tr":
        with contextlib.suppress(NotImplementedError):
            found.add(num2words.num2words(number, lang=code))
    odd = ODD.get(code)
    return {spelling.strip() for spelling in found if odd is None or not re.search(odd, spelling)}


@pytest.mark.parametrize("code", STATEMENTS)
def test_numbers_in_words_are_their_value(code: str) -> None:
    wrong = [
        (number, spelling)
        for number in NUMBERS
        for spelling in spellings(number, code)
        if check_answer(STATEMENTS[code].format(spelling), str(number)) != 1.0
    ]
    assert not wrong


@pytest.mark.parametrize("code", STATEMENTS)
def test_numbers_in_words_are_no_other_value(code: str) -> None:
    others: tuple[Callable[[int], int], ...] = (
        lambda n: n + 1,
        lambda n: n * 10,
        lambda n: n // 10,
        lambda n: n % 100,
        lambda n: n % 1000,
    )
    wrong = [
        (number, other(number), spelling)
        for number in NUMBERS
        for spelling in spellings(number, code)
        for other in others
        if other(number) != number and check_answer(STATEMENTS[code].format(spelling), str(other(number))) == 1.0
    ]
    assert not wrong


@pytest.mark.parametrize("code", STATEMENTS)
@pytest.mark.parametrize("number", ["3.5", "0.25", "12.75", "1250.5", "1234567.25", "12500", "1234567"])
def test_marks_are_those_of_the_language(code: str, number: str) -> None:
    written = babel_numbers.format_decimal(Decimal(number), locale=code)
    assert check_answer(STATEMENTS[code].format(written), number) == 1.0, written
