"""Whatever holds the responses, the scores are the same: one at a time, as a batch, on any number of threads."""

from __future__ import annotations

import collections
import decimal
import enum
import fractions
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards import (
    AnyOf,
    _core,
    check_answer,
    check_numbers,
    combined_reward,
    explain_answer,
    extract_answer,
    get_num_threads,
    match_format_exactly,
    math_equal,
    set_num_threads,
)

FORMAT = "The answer is [NUM]."
RESPONSES = [
    "2 + 2 = 4. The answer is 4.",
    "2 plus 2 equals 4.",
    "",
    "short",
    "Ответ: 4 — это верно é 🎉",
    "答えは4です。",
    "\0 NUL \0 The answer is 4.",
    "A long text, longer than any inlined string would be: the answer is 5. Then the answer is 4.",
    r"$\boxed{4}$",
]


class Word(str):
    """A subclass of `str`, as trainers make them."""

    __slots__ = ()

    def encode(self, *_: Any) -> bytes:
        raise AssertionError("a subclass has no say in how its text is read")

    def __str__(self) -> str:
        raise AssertionError("a subclass has no say in how its text is read")


class Row(Sequence[str]):
    """A sequence of no known kind."""

    def __init__(self, items: list[str]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, at: Any) -> Any:
        return self.items[at]


def user_said(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def said(content: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content}


def as_parts(text: str) -> list[dict[str, Any]]:
    half = len(text) // 2
    return [
        {"type": "thinking", "thinking": "The answer is 7."},
        {"type": "text", "text": text[:half]},
        {"type": "image_url", "image_url": "x"},
        {"type": "text", "text": text[half:]},
    ]


KINDS: dict[str, Callable[[list[str]], Any]] = {
    "list": list,
    "tuple": tuple,
    "subclasses": lambda texts: [Word(text) for text in texts],
    "numpy.str_": lambda texts: [np.str_(text) for text in texts],
    "objects": lambda texts: np.array(texts, dtype=object),
    "objects, strided": lambda texts: np.array([text for text in texts for _ in range(2)], dtype=object)[::2],
    "sequence": Row,
    "deque": collections.deque,
    "pyarrow string": pa.array,
    "pyarrow large_string": lambda texts: pa.array(texts, pa.large_string()),
    "pyarrow string_view": lambda texts: pa.array(texts, pa.string_view()),
    "pyarrow dictionary": lambda texts: pa.array(texts).dictionary_encode(),
    "pyarrow dictionary of int8": lambda texts: pa.array(texts, pa.dictionary(pa.int8(), pa.large_string())),
    "pyarrow slice": lambda texts: pa.array(["x", None, *texts, None])[2:-1],
    "pyarrow chunks": lambda texts: pa.chunked_array(
        [pa.array(texts[:4]), pa.array([], pa.string()), pa.array(texts[4:])]
    ),
    "pyarrow no chunks": lambda texts: pa.chunked_array([texts], pa.string()),
    "polars": pl.Series,
    "polars categories": lambda texts: pl.Series(texts, dtype=pl.Categorical),
    "pandas": pd.Series,
    "pandas objects": lambda texts: pd.Series(texts, dtype=object, index=range(7, 7 + len(texts))),
    "pandas categories": lambda texts: pd.Series(texts, dtype="category"),
    "pandas arrow": lambda texts: pd.Series(texts, dtype="string[pyarrow]"),
    "chats": lambda texts: [[user_said("What is 2 + 2?"), said(text)] for text in texts],
    "chats of tuples": lambda texts: tuple((said("The answer is 9."), user_said("?"), said(text)) for text in texts),
    "chats of parts": lambda texts: [[said(as_parts(text))] for text in texts],
    "chats that end in a call": lambda texts: [
        [said(text), said(None), {"role": "tool", "content": "4"}] for text in texts
    ],
    "chats whose messages have no role": lambda texts: [[{"content": text}] for text in texts],
    "chats of objects": lambda texts: [[SimpleNamespace(role="assistant", content=text)] for text in texts],
    "texts and messages": lambda texts: [said(text) if at % 2 else text for at, text in enumerate(texts)],
    "chats and texts": lambda texts: [text if at % 2 else [said(text)] for at, text in enumerate(texts)],
    "chats in an array": lambda texts: [np.array([said(text)], dtype=object) for text in texts],
    "chats in pyarrow": lambda texts: pa.array([[said(text)] for text in texts]),
    "chats in polars": lambda texts: pl.Series([[said(text)] for text in texts]),
}
if hasattr(np.dtypes, "StringDType"):
    KINDS["StringDType"] = lambda texts: np.array(texts, dtype=np.dtypes.StringDType())

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "check_answer": lambda batch: check_answer(batch, "4"),
    "check_answer, truths": lambda batch: check_answer(
        batch, "4" if isinstance(batch, str) else ["4"] * len(RESPONSES)
    ),
    "match_format_exactly": lambda batch: match_format_exactly(batch, FORMAT),
    "combined_reward": lambda batch: combined_reward(batch, 4, FORMAT),
    "check_numbers": lambda batch: check_numbers(batch, [4]),
    "extract_answer": extract_answer,
    "explain_answer": lambda batch: explain_answer(batch, 4),
    "math_equal": lambda batch: math_equal(batch, "4"),
}


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = get_num_threads()
    yield
    set_num_threads(before)


def plain(result: Any) -> Any:
    return result.tolist() if isinstance(result, np.ndarray) else result


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_with_every_function(kind: str, function: str) -> None:
    grade = FUNCTIONS[function]
    # Older versions of pandas end a category's name at its first NUL.
    texts = [text.replace("\0", "") for text in RESPONSES] if kind == "pandas categories" else RESPONSES
    assert plain(grade(KINDS[kind](texts))) == [grade(text) for text in texts]


def test_fixed_width_text_is_read_without_its_padding() -> None:
    # NumPy drops trailing NULs itself.
    texts = ["The answer is 4.", "", "é 4"]
    assert check_answer(np.array(texts), 4).tolist() == [check_answer(text, 4) for text in texts]
    assert check_answer(np.array(texts, dtype=">U30"), 4).tolist() == [check_answer(text, 4) for text in texts]
    assert check_answer(np.array("The answer is 4."), np.array(4)) == 1.0


@pytest.mark.parametrize(
    "one",
    [
        Word("The answer is 4."),
        np.str_("The answer is 4."),
        said("The answer is 4."),
        [said("The answer is 4.")],
        (user_said("The answer is 5."), said(as_parts("The answer is 4."))),
        np.array([said("The answer is 4."), user_said("Sure?")], dtype=object),
        [said("The answer is 4."), said(None)],
        collections.UserDict(said("The answer is 4.")),
        {"content": "The answer is 4."},
        [{"content": "The answer is 4."}],
        [user_said("The answer is 5."), {"role": None, "content": as_parts("The answer is 4.")}],
        SimpleNamespace(role="assistant", content="The answer is 4."),
        [SimpleNamespace(role="assistant", content=[SimpleNamespace(type="text", text="The answer is 4.")])],
    ],
    ids=lambda one: type(one).__name__,
)
def test_one_response(one: Any) -> None:
    assert check_answer(one, 4) == 1.0
    assert combined_reward(one, 4, FORMAT) == 1.0
    answer = extract_answer(one)
    assert answer is not None
    assert answer.text == "4"


def test_an_assistant_that_says_nothing_answers_nothing() -> None:
    silent: list[list[dict[str, Any]]] = [
        [said(None)],
        [said([])],
        [said([{"type": "image_url"}])],
        [{"role": "assistant"}],
        [user_said("The answer is 4.")],
        [],
    ]
    assert check_answer(silent, 4).tolist() == [0.0] * 6
    assert [verdict.reason for verdict in explain_answer(silent, 4)] == ["no_answer"] * 6
    assert check_answer(silent[4], 4) == 0.0


def test_chats_are_read_as_texts() -> None:
    text = "The answer is 4, é."
    chat = [user_said("2 + 2?"), said(text), user_said("Sure?")]
    assert _core.read_texts(chat) is text
    assert _core.read_prompts(chat) == "Sure?"
    assert _core.read_prompts([{"content": "2 + 2?"}]) == "2 + 2?"
    found = _core.read_texts([chat, text, said(None), [said(as_parts(text))], Word(text)])
    assert found == [text, text, "", text, text]
    assert [each is text for each in found] == [True, True, False, False, False]
    assert [type(each) for each in found] == [str] * 5
    assert _core.read_prompts(["2 + 2?", chat, [said(text)]]) == ["2 + 2?", "Sure?", ""]


class Kind(enum.IntEnum):
    FOUR = 4


@pytest.mark.parametrize(
    "truth",
    [
        "4",
        " 4 ",
        4,
        4.0,
        Kind.FOUR,
        fractions.Fraction(4),
        fractions.Fraction(8, 2),
        decimal.Decimal("4.0"),
        decimal.Decimal("0.4E1"),
        np.int8(4),
        np.uint64(4),
        np.float16(4),
        np.float32(4),
        np.float64(4),
        np.longdouble(4),
        np.str_("4"),
        np.array(4),
        np.array("4"),
        AnyOf(["5", 4]),
        "Two and two make four.\n#### 4",
    ],
    ids=repr,
)
def test_every_kind_of_truth(truth: Any) -> None:
    right, wrong = "The answer is 4.", "The answer is 40."
    assert check_answer(right, truth) == 1.0
    assert check_answer(wrong, truth) == 0.0
    assert check_answer([right, wrong], truth).tolist() == [1.0, 0.0]
    if not isinstance(truth, np.ndarray):
        assert check_answer([right, wrong], [truth, truth]).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    "truths",
    [
        [4, 5, 6],
        ("4", 5.0, fractions.Fraction(6)),
        [AnyOf([3, 4]), 5, "6"],
        range(4, 7),
        np.array([4, 5, 6]),
        np.array([4, 5, 6], dtype=np.float32),
        np.array(["4", "5", "6"]),
        np.array([4, "5", decimal.Decimal(6)], dtype=object),
        pa.array(["4", "5", "6"]),
        pa.array([4, 5, 6]),
        pa.chunked_array([[4.0], [5.0, 6.0]]),
        pl.Series([4, 5, 6]),
        pl.Series(["4", "5", "6"]),
        pd.Series([4, 5, 6]),
        pd.Series(["4", "5", "6"]),
    ],
    ids=lambda truths: type(truths).__name__,
)
def test_every_kind_of_truths(truths: Any) -> None:
    responses = [f"The answer is {number}." for number in (4, 5, 6)]
    assert check_answer(responses, truths).tolist() == [1.0, 1.0, 1.0]
    assert check_answer(responses[::-1], truths).tolist() == [0.0, 1.0, 0.0]
    assert combined_reward(responses, truths, FORMAT).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("number", "response"),
    [
        (0.1, "0.1"),
        (np.float32(0.1), "0.1"),
        (1e300, "10^{300}"),
        (1e-7, "0.0000001"),
        (-2.5, "-5/2"),
        (fractions.Fraction(1, 3), "1/3"),
        (decimal.Decimal("1E+3"), "1,000"),
        (2**70, str(2**70)),
        (-(10**5000), "-1" + "0" * 5000),
        (np.int64(-3), "-3"),
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) else "int",
)
def test_numbers_are_spelled_exactly(number: Any, response: str) -> None:
    assert check_answer(f"The answer is ${response}$.", number) == 1.0
    assert check_answer([f"The answer is ${response}$."], [number]).tolist() == [1.0]


@pytest.mark.parametrize(
    "expected",
    [
        [4, 2.5],
        (4, 2.5),
        [fractions.Fraction(4), decimal.Decimal("2.5")],
        [np.int64(4), np.float32(2.5)],
        ["4", "5/2"],
        np.array([4, 2.5]),
        pa.array([4, 2.5]),
        pl.Series([4.0, 2.5]),
    ],
    ids=lambda expected: type(expected).__name__,
)
def test_every_kind_of_expected_numbers(expected: Any) -> None:
    response = "The answer is 4 and 2.5."
    found = check_numbers(response, expected)
    assert found == {"extracted": [4, 2.5], "matches": [True, True], "score": 1.0}
    assert check_numbers([response, response], expected) == [found, found]
    assert check_numbers([response, response], [expected, expected]) == [found, found]


response = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from(RESPONSES),
    st.builds("{} The answer is {}.".format, st.text(max_size=20), st.integers(0, 6)),
    st.builds(lambda word, times: f"{word * times} The answer is 4.", st.text(max_size=5), st.integers(0, 400)),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(response, st.integers(0, 6).map(str)), max_size=40), st.integers(1, 20), st.integers(1, 5))
def test_one_by_one_as_a_batch_on_any_threads(pairs: list[tuple[str, str]], times: int, threads: int) -> None:
    responses = [text for text, _ in pairs] * times
    truths = [truth for _, truth in pairs] * times
    set_num_threads(threads)
    alone = [check_answer(text, truth) for text, truth in pairs] * times
    assert check_answer(responses, truths).tolist() == alone
    verdicts = [explain_answer(text, truth) for text, truth in pairs] * times
    assert explain_answer(responses, truths) == verdicts
    forms = [match_format_exactly(text, FORMAT) for text, _ in pairs] * times
    assert match_format_exactly(responses, FORMAT).tolist() == forms


class Shrinking(Row):
    """A sequence that is shorter whenever it is asked."""

    def __getitem__(self, at: Any) -> Any:
        item = self.items[at]
        self.items.pop()
        return item


class Treacherous(collections.UserDict[str, Any]):
    """A message that empties the list it is read from."""

    victim: list[Any]

    def __getitem__(self, key: str) -> Any:
        self.victim.clear()
        return super().__getitem__(key)


def test_objects_that_change_while_they_are_read() -> None:
    shrinking: Any = Shrinking(["The answer is 4."] * 6)
    assert check_answer(shrinking, 4).tolist() == [1.0] * 3
    batch: list[Any] = ["The answer is 4."] * 50
    message = Treacherous(said("The answer is 4."))
    message.victim = batch
    batch.insert(0, [message])
    assert check_answer(batch, 4).tolist() == [1.0] * 51
    assert batch == []


def test_what_is_read_is_let_go() -> None:
    import gc
    import weakref

    class Text(str):
        __slots__ = ("__weakref__",)

    texts: Any = [Text("The answer is 4. é"), Text("The answer is 5.")]
    watched = [weakref.ref(text) for text in texts]
    check_answer(texts, "4")
    explain_answer(texts, texts)
    match_format_exactly([[said(text)] for text in texts], FORMAT)
    del texts
    gc.collect()
    assert [reference() for reference in watched] == [None, None]
