"""Every mistake of a caller's raises at once, and says where it is and what would be right."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from agent_tunix import rewards
from agent_tunix.rewards import Answer, ArgumentTypeError, ArgumentValueError, get_num_threads

# Mistakes that a type checker would see (tests/test_typing.py) are made here on purpose.
unchecked: Any = rewards
AnyOf, Format = unchecked.AnyOf, unchecked.Format
check_answer, explain_answer, extract_answer = (
    unchecked.check_answer,
    unchecked.explain_answer,
    unchecked.extract_answer,
)
check_numbers, combined_reward = unchecked.check_numbers, unchecked.combined_reward
match_format_exactly, math_equal = unchecked.match_format_exactly, unchecked.math_equal
set_num_threads = unchecked.set_num_threads

OK = "The answer is 4."
FORMAT = "The answer is [NUM]."
NAN, INFINITY = float("nan"), float("inf")
TRUTHS = "str, int, float, Fraction, Decimal, a NumPy scalar or AnyOf([...])"
NUMBERS = "int, float, Fraction, Decimal, a NumPy scalar or a numeral as str"
PLACEHOLDERS = "use [NUM], [INT], [WORD], [EXPR] or [TEXT], or write \\[ for a literal bracket"
BLANK = "the ground truth is blank: give the reference answer as text or a number"
ADJACENT = (
    "two placeholders with nothing between them at byte 11 of the format: put a word, a mark or a space between them"
)
BLANK_FORMAT = 'the format is blank: give text with placeholders, such as "The answer is [NUM]."'


def chat(**fields: Any) -> list[dict[str, Any]]:
    return [{"role": "assistant", **fields}]


#: What is wrong with a response, whatever the function.
RESPONSES: list[tuple[Any, type[Exception], str]] = [
    (None, TypeError, "response: expected str, got NoneType"),
    (4, TypeError, "response: expected str, got int"),
    (b"4", TypeError, "response: expected str, got bytes"),
    (bytearray(b"4"), TypeError, "response: expected str, got bytearray"),
    (object(), TypeError, "response: expected str, got object"),
    ({"text": OK}, TypeError, "response: expected str, got dict"),
    ({OK}, TypeError, "response: expected str, got set"),
    (iter([OK]), TypeError, "response: expected str, got list_iterator"),
    (str, TypeError, "response: expected str, got type"),
    ([OK, OK, OK, None], TypeError, "responses[3]: expected str, got NoneType"),
    ((OK, 4.5), TypeError, "responses[1]: expected str, got float"),
    ([OK, b"4"], TypeError, "responses[1]: expected str, got bytes"),
    ([OK, [OK]], TypeError, "responses[1]: expected str, got list"),
    ([{"text": OK}], TypeError, "responses[0]: expected str, got dict"),
    (np.array([OK, None], dtype=object), TypeError, "responses[1]: expected str, got NoneType"),
    (np.array([b"4"]), TypeError, "responses[0]: expected str, got bytes_"),
    (np.array([1.5]), TypeError, "responses[0]: expected str, got float64"),
    (np.array([[OK]]), ValueError, "responses: expected an array of one dimension, got 2"),
    (pa.array([OK, None]), TypeError, "responses[1]: expected str, got NoneType"),
    (pa.chunked_array([[OK], [OK, None]]), TypeError, "responses[2]: expected str, got NoneType"),
    (pa.array([OK, None]).dictionary_encode(), TypeError, "responses[1]: expected str, got NoneType"),
    (pa.array([1, 2]), TypeError, "responses[0]: expected str, got int"),
    (pa.table({"text": [OK]}), TypeError, "responses[0]: expected str, got dict"),
    (chat(content=4), TypeError, 'response[0]["content"]: expected str or a list of parts, got int'),
    ([OK, chat(content=4)], TypeError, 'responses[1][0]["content"]: expected str or a list of parts, got int'),
    (
        [*chat(content=OK), 4],
        TypeError,
        'response[1]: expected a message ({"role": …, "content": …}), got int',
    ),
]

#: What is wrong with a truth, for one response.
TRUTH: list[tuple[Any, type[Exception], str]] = [
    ("", ValueError, f"ground_truth: {BLANK}"),
    (" \n\u200b", ValueError, f"ground_truth: {BLANK}"),
    (None, TypeError, f"ground_truth: expected {TRUTHS}, got NoneType"),
    (True, TypeError, f'ground_truth: expected {TRUTHS} (write True as "True" or 1), got bool'),
    (b"4", TypeError, f"ground_truth: expected {TRUTHS}, got bytes"),
    (4j, TypeError, f"ground_truth: expected {TRUTHS}, got complex"),
    (["4"], TypeError, f"ground_truth: expected {TRUTHS}; wrap several acceptable truths in AnyOf, got list"),
    (np.array(["4"]), TypeError, f"ground_truth: expected {TRUTHS}, got ndarray"),
    (NAN, ValueError, "ground_truth: expected a finite number, got nan"),
    (-INFINITY, ValueError, "ground_truth: expected a finite number, got -inf"),
    (np.float32("inf"), ValueError, "ground_truth: expected a finite number, got inf"),
    (Decimal("sNaN"), ValueError, "ground_truth: expected a finite number, got sNaN"),
]

#: What is wrong with the truths of three responses.
TRUTHS_OF_THREE: list[tuple[Any, type[Exception], str]] = [
    (["4", "4"], ValueError, "ground_truths: got 2 for 3 responses: give one for all of them, or one for each"),
    (np.arange(4), ValueError, "ground_truths: got 4 for 3 responses: give one for all of them, or one for each"),
    ([], ValueError, "ground_truths: got 0 for 3 responses: give one for all of them, or one for each"),
    (pa.array(["4"]), ValueError, "ground_truths: got 1 for 3 responses: give one for all of them, or one for each"),
    (["4", " ", ""], ValueError, f"ground_truths[1]: {BLANK}"),
    ([AnyOf([4]), "4", ""], ValueError, f"ground_truths[2]: {BLANK}"),
    ([4, 4, None], TypeError, f"ground_truths[2]: expected {TRUTHS}, got NoneType"),
    ([4, NAN, 4], ValueError, "ground_truths[1]: expected a finite number, got nan"),
    ([4, [4], 4], TypeError, f"ground_truths[1]: expected {TRUTHS}; wrap several acceptable truths in AnyOf, got list"),
    (np.array([[4], [4], [4]]), ValueError, "ground_truths: expected an array of one dimension, got 2"),
    (None, TypeError, f"ground_truth: expected {TRUTHS}, got NoneType"),
    (iter(["4"] * 3), TypeError, f"ground_truth: expected {TRUTHS}, got list_iterator"),
]

#: What is wrong with a format, for one response.
FORMATS: list[tuple[Any, type[Exception], str]] = [
    ("", ValueError, f"expected_format: {BLANK_FORMAT}"),
    (" \n", ValueError, f"expected_format: {BLANK_FORMAT}"),
    (
        "It is [NUMBER].",
        ValueError,
        f"expected_format: unknown placeholder [NUMBER] at byte 6 of the format: {PLACEHOLDERS}",
    ),
    (
        "It is [NUM][INT].",
        ValueError,
        "expected_format: " + ADJACENT,
    ),
    ("a" * 5000 + "[NUM]", ValueError, "expected_format: the format has 5005 bytes: at most 4096 are allowed"),
    ("<a>[TEXT]</a>" * 33, ValueError, "expected_format: the format has 66 tags: at most 64 are allowed"),
    (
        "[EXPR]; " * 6,
        ValueError,
        (
            "expected_format: the format has 192 placeholders, where [NUM] counts as 3, [WORD] as 8 and [EXPR] as 32: "
            "at most 160 are allowed"
        ),
    ),
    (4, TypeError, "expected_format: expected str or Format, got int"),
    (None, TypeError, "expected_format: expected str or Format, got NoneType"),
]


#: What an argument is called in the function's signature, by what a message calls it.
IN_SIGNATURES = {
    "responses": "response",
    "ground_truths": "ground_truth",
    "expected_formats": "expected_format",
    "AnyOf": "truths",
}


def refuses(error: type[Exception], message: str, call: Any, *arguments: Any, **options: Any) -> None:
    kind = ArgumentValueError if error is ValueError else ArgumentTypeError
    with pytest.raises(kind) as caught:
        call(*arguments, **options)
    assert isinstance(caught.value, error)
    assert str(caught.value) == message
    # The fields say what the message begins with.
    place = re.match(r"(\w+)(?:\[(\d+)\])?", message)
    assert place is not None
    name, index = place.groups()
    assert caught.value.argument == IN_SIGNATURES.get(name, name)
    assert caught.value.index == (None if index is None else int(index))
    assert caught.value.code in rewards.ERROR_CODES
    assert (caught.value.code == "wrong_type") == (error is TypeError)


@pytest.mark.parametrize(("response", "error", "message"), RESPONSES, ids=[case[2] for case in RESPONSES])
def test_responses(response: Any, error: type[Exception], message: str) -> None:
    if not hasattr(response, "__next__"):
        refuses(error, message, check_answer, response, 4)
        refuses(error, message, explain_answer, response, 4)
        refuses(error, message, match_format_exactly, response, FORMAT)
        refuses(error, message, combined_reward, response, 4, FORMAT)
        refuses(error, message, check_numbers, response, [4])
    refuses(error, message, extract_answer, response)


@pytest.mark.parametrize(("truth", "error", "message"), TRUTH, ids=[case[2] for case in TRUTH])
def test_truth(truth: Any, error: type[Exception], message: str) -> None:
    refuses(error, message, check_answer, OK, truth)
    refuses(error, message, explain_answer, OK, truth)
    refuses(error, message, combined_reward, OK, truth, FORMAT)


@pytest.mark.parametrize(("truths", "error", "message"), TRUTHS_OF_THREE, ids=[case[2] for case in TRUTHS_OF_THREE])
def test_truths(truths: Any, error: type[Exception], message: str) -> None:
    refuses(error, message, check_answer, [OK] * 3, truths)
    refuses(error, message, explain_answer, [OK] * 3, truths)
    refuses(error, message, combined_reward, [OK] * 3, truths, FORMAT)


@pytest.mark.parametrize(("expected", "error", "message"), FORMATS, ids=[case[2] for case in FORMATS])
def test_formats(expected: Any, error: type[Exception], message: str) -> None:
    refuses(error, message, match_format_exactly, OK, expected)
    refuses(error, message, match_format_exactly, [OK], expected)
    refuses(error, message, combined_reward, OK, 4, expected)
    nth = message.replace("expected_format:", "expected_formats[1]:", 1)
    refuses(error, nth, match_format_exactly, [OK, OK], [FORMAT, expected])
    if isinstance(expected, str):
        refuses(error, message.replace("expected_format:", "text:", 1), Format, expected)


LENGTHS = "give one for all of them, or one for each"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: match_format_exactly([OK], [FORMAT] * 2),
            ValueError,
            f"expected_formats: got 2 for 1 responses: {LENGTHS}",
        ),
        (lambda: check_numbers([OK], [[4], [4]]), ValueError, f"expected_numbers: got 2 for 1 responses: {LENGTHS}"),
        (lambda: math_equal(["4"], ["4", "4"]), ValueError, f"b: got 2 for 1 a: {LENGTHS}"),
        (lambda: math_equal(4, "4"), TypeError, "a: expected str, got int"),
        (lambda: math_equal("4", None), TypeError, "b: expected str, got NoneType"),
        (lambda: math_equal(["4", 4], "4"), TypeError, "a[1]: expected str, got int"),
        (lambda: math_equal("4", ["4"]), TypeError, "b: expected str, as a is one str, got list"),
        (lambda: check_numbers(OK, []), ValueError, "expected_numbers is empty: give at least one number"),
        (lambda: check_numbers([OK], []), ValueError, "expected_numbers is empty: give at least one number"),
        (lambda: check_numbers([OK], [[]]), ValueError, "expected_numbers[0] is empty: give at least one number"),
        (lambda: check_numbers(OK, [4, NAN]), ValueError, "expected_numbers[1]: expected a finite number, got nan"),
        (
            lambda: check_numbers(OK, ["four apples"]),
            ValueError,
            "expected_numbers[0]: expected a finite number, got four apples",
        ),
        (lambda: check_numbers(OK, [None]), TypeError, f"expected_numbers[0]: expected {NUMBERS}, got NoneType"),
        (lambda: check_numbers(OK, 4), TypeError, "expected_numbers: expected a list of numbers, got int"),
        (lambda: check_numbers(OK, "4"), TypeError, "expected_numbers: expected a list of numbers, got str"),
        (lambda: check_numbers([OK], [[4], 4]), ValueError, f"expected_numbers: got 2 for 1 responses: {LENGTHS}"),
        (
            lambda: check_numbers([OK] * 2, [[4], 4]),
            TypeError,
            "expected_numbers[1]: expected a list of numbers, got int",
        ),
        (
            lambda: check_numbers([OK] * 2, [[4], [NAN]]),
            ValueError,
            "expected_numbers[1][0]: expected a finite number, got nan",
        ),
        (lambda: check_numbers(OK, [4], tolerance=1), ValueError, "tolerance is 1: it must be at least 0 and below 1"),
        (
            lambda: check_numbers(OK, [4], tolerance=-0.1),
            ValueError,
            "tolerance is -0.1: it must be at least 0 and below 1",
        ),
        (lambda: check_answer(OK, 4, tolerance=1.5), ValueError, "tolerance is 1.5: it must be at least 0 and below 1"),
        (lambda: check_answer(OK, 4, tolerance=NAN), ValueError, "tolerance is NaN: it must be at least 0 and below 1"),
        (lambda: check_answer(OK, 4, tolerance="0.1"), TypeError, "tolerance: expected a number, got str"),
        (lambda: check_answer(OK, 4, tolerance=True), TypeError, "tolerance: expected a number, got bool"),
        (lambda: check_answer(OK, 4, partial_credit=2), ValueError, "partial_credit is 2: it must be between 0 and 1"),
        (
            lambda: match_format_exactly(OK, FORMAT, partial_credit=2),
            ValueError,
            "partial_credit is 2: it must be between 0 and 1",
        ),
        (
            lambda: check_answer(OK, 4, significant_digits=0),
            ValueError,
            "significant_digits is 0: it must be at least 1, or None",
        ),
        (
            lambda: check_answer(OK, 4, significant_digits=-1),
            ValueError,
            "significant_digits is -1: it must be at least 1, or None",
        ),
        (
            lambda: check_answer(OK, 4, significant_digits=2.0),
            TypeError,
            "significant_digits: expected int or None, got float",
        ),
        (lambda: combined_reward(OK, 4, FORMAT, alpha=NAN), ValueError, "alpha is NaN: it must be a finite number"),
        (lambda: combined_reward(OK, 4, FORMAT, beta=INFINITY), ValueError, "beta is inf: it must be a finite number"),
        (lambda: combined_reward(OK, 4, FORMAT, beta=None), TypeError, "beta: expected a number, got NoneType"),
        (lambda: set_num_threads(0), ValueError, "threads is 0: it must be from 1 to 1024"),
        (lambda: set_num_threads(-1), ValueError, "threads is -1: it must be from 1 to 1024"),
        (lambda: set_num_threads(10**30), ValueError, f"threads is {10**30}: it must be from 1 to 1024"),
        (lambda: set_num_threads(2.0), TypeError, "threads: expected int, got float"),
        (lambda: AnyOf([]), ValueError, "AnyOf: no acceptable truth is given: AnyOf needs at least one"),
        (lambda: AnyOf(["4", ""]), ValueError, f"truths[1]: {BLANK}"),
        (lambda: AnyOf([4, None]), TypeError, f"truths[1]: expected {TRUTHS}, got NoneType"),
        (lambda: AnyOf("4"), TypeError, "truths: expected a list of truths, got str"),
        (lambda: AnyOf(4), TypeError, "truths: expected a list of truths, got int"),
        (lambda: Format(4), TypeError, "text: expected str, got int"),
        (lambda: Format.regex(b"a"), TypeError, "pattern: expected str, got bytes"),
        (lambda: Format.tags("a", 4), TypeError, "names[1]: expected str, got int"),
        (lambda: Format.tags("a", prefilled=4), TypeError, "prefilled: expected str, got int"),
    ],
)
def test_other_arguments(call: Any, error: type[Exception], message: str) -> None:
    before = get_num_threads()
    refuses(error, message, call)
    assert get_num_threads() == before


def test_a_pattern_that_does_not_compile_is_shown() -> None:
    with pytest.raises(ValueError, match=r"(?s)^pattern: the regular expression does not compile: .*unclosed group"):
        Format.regex("(a")
    with pytest.raises(ValueError, match=r"look-around"):
        Format.regex("(?=a)")
    with pytest.raises(ValueError, match=r"backreferences"):
        Format.regex(r"(a)\1")
    with pytest.raises(ValueError, match=r"^names: "):
        Format.tags()


def test_errors_belong_to_their_python_kinds() -> None:
    assert issubclass(ArgumentValueError, ValueError)
    assert issubclass(ArgumentTypeError, TypeError)
    assert ArgumentValueError.__module__ == ArgumentTypeError.__module__ == "agent_tunix.rewards"


@pytest.mark.parametrize("kind", [Answer, Format, AnyOf])
def test_values_cannot_be_changed(kind: Any) -> None:
    value = {Answer: Answer("4", (0, 1), "bare"), Format: Format(FORMAT), AnyOf: AnyOf([4])}[kind]
    with pytest.raises(AttributeError):
        value.text = "5"


def test_unknown_options_are_refused() -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        check_answer(OK, 4, tolerence=0.1)


def test_a_batch_with_a_mistake_grades_nothing() -> None:
    # The mistake is found before anything is graded, or at least before anything is returned.
    with pytest.raises(ArgumentValueError, match=r"^ground_truths\[4999\]"):
        check_answer([OK] * 5000, ["4"] * 4999 + [""])
    with pytest.raises(ArgumentTypeError, match=r"^responses\[4999\]"):
        check_answer([OK] * 4999 + [None], "4")
