"""Texts that a careless reward may fail on: odd ones, and repetitive ones of growing length."""

from __future__ import annotations

#: Texts that are graded once, alone and as an answer.
ODD = {
    "empty": "",
    "a space": " ",
    "line breaks": "\n\n\n",
    "NUL": "\x00",
    "a lone surrogate": "\ud800",
    "control characters": "\x01\x08\x1b[31m\x7f",
    "right to left": "\u202e24\u202c \u05d0\u05d1",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 = \U0001f44d",
    "digits of other scripts": "\u0664\u0662 \uff14\uff12 \u096a\u0968",
    "superscripts": "\u00b2 \u2460 \u00bd",
    "100 kB of words": "word " * 20_000,
    "5,000 digits": "7" * 5000,
    "a huge exponent": "1e999999",
    "a tower of powers": "9**9**9**9",
    "a tower of powers in LaTeX": "10^{10^{10^{10}}}",
    "a huge factorial": "99999999!",
    "a division by zero": "1/0",
    "a division by zero in LaTeX": r"\frac{1}{0}",
    "nan": "nan",
    "infinity": "-inf",
    "an open box": "\\boxed{",
    "an empty box": "\\boxed{}",
    "a nested box": "\\boxed{\\boxed{\\boxed{}}}",
    "empty tags": "<think></think><answer></answer>",
    "an open tag": "<answer>",
    "hashes alone": "####",
    "closing brackets": ")))}}}]]]>>>",
    "10,000 brackets": "(" * 10_000,
    "10,000 open lists": "[" * 10_000,
    "format signs": "%s %d {} {0} {x!r}",
    "a broken pattern": "(?P<x>[a-",
    "a broken escape": "\\x \\u12 \\N{no such name}",
    "JSON of the wrong kind": '{"answer": {"a": [null, NaN]}}',
    "a complex number": "1+2j",
    "commas and points": "1,,2..3,.",
    "signs alone": "+-*/=^_$%",
    "dollars alone": "$$$",
    "a prompt's template": "<|im_start|>user\n<|im_end|>",
}

#: What is repeated to make long texts.
UNITS = {
    "letters": "a",
    "words": "so ",
    "spaces": " ",
    "line breaks": "\n",
    "digits": "7",
    "numbers": "12 ",
    "numbers with commas": "1,",
    "points": ".",
    "minus signs": "-",
    "sums": "1+",
    "powers": "2^",
    "equations": "1=",
    "brackets": "(",
    "braces": "{",
    "square brackets": "[",
    "dollars": "$",
    "backslashes": "\\",
    "open boxes": "\\boxed{",
    "open fractions": "\\frac{",
    "roots": "\\sqrt{",
    "answer tags": "<answer>",
    "full answer tags": "<answer>5</answer>",
    "reasoning tags": "<reasoning>",
    "think tags": "<think>",
    "hashes": "#### ",
    "statements": "The answer is 5. ",
    "code fences": "```\n",
    "JSON": '{"a":',
}
#: Lengths in characters, each four times the one before.
SIZES = (1_000, 4_000, 16_000, 64_000)


def grow(unit: str, size: int) -> tuple[str, str]:
    """Return a unit repeated to a length, and the expression that makes it."""
    times = size // len(unit)
    return unit * times, f"{unit!r} * {times}"


def write_source(text: str) -> str:
    """Return an expression that makes a text; for a repeated unit, the repetition."""
    unit = text[: (text + text).find(text, 1)]
    return repr(text) if len(unit) * 4 > len(text) else f"{unit!r} * {len(text) // len(unit)}"
