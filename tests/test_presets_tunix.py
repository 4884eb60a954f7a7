"""The Tunix preset beside Tunix's own functions."""

from __future__ import annotations

import inspect
import pickle
import random
import sys
import threading
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from agent_tunix.rewards.presets import tunix

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Original = Callable[[str], ModuleType]

PATH = "tunix/cli/reward_fn/gsm8k.py"
NAMES = ("match_format_exactly", "match_format_approximately", "check_answer", "check_numbers")
COUNT = 200_000
BATCH = 20_000

TAGS = ("<reasoning>", "</reasoning>", "<answer>", "</answer>")
DIGITS = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isdecimal()]
SPACES = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()]
WORDS = ("so", "1 + 1 = 2", "é", "数", "answer", "reasoning", "\0", "\x7f", "\ud800", "\udfff", "\U0001f600", "½", "²")
BROKEN_TAGS = ("<", ">", "</", "<answer", "<Answer>", "<answer >", "< answer>", "</answer", "<reasoning", "<<answer>>")
#: What stands for numbers that no digits make, and marks within numbers.
ODD_NUMBERS = (
    "nan",
    "-NaN",
    "inf",
    "+Infinity",
    "iNf",
    "1e400",
    "-1e400",
    "1e-400",
    "0x10",
    "1e",
    ".",
    "-",
    "",
    "_",
    "\u0663\u066b\u0665",
)
MARKS = (",", "_", ".", "-", "+", "e", "E", "%", "$", "/", "\uff0d", "\u2212")


def write_number(draw: random.Random) -> str:
    """Write something that `float` takes, or nearly."""
    kind = draw.random()
    if kind < 0.12:
        return draw.choice(ODD_NUMBERS)
    if kind < 0.2:
        return "".join(draw.choices(DIGITS, k=draw.randint(1, 3)))
    if kind < 0.3:
        return f"{draw.uniform(-20, 20):.{draw.randint(0, 17)}f}e{draw.randint(-330, 330)}"
    number = draw.choice((0, 1, 8, 9, 10, 11, 12, 18, 90, 100, 110, 1000, 1080, draw.randint(-2000, 2000)))
    text = draw.choice(("{}", "{:,}", "{:_}", "{}.0", "{}.", "-{}", "+{}", "{}.5", "{:e}", "0{}", ".{}")).format(number)
    if draw.random() < 0.1:
        text = "".join(
            DIGITS[draw.randrange(len(DIGITS) // 10) * 10 + int(c)] if c in "0123456789" else c for c in text
        )
    if draw.random() < 0.15:
        at = draw.randint(0, len(text))
        text = text[:at] + draw.choice(MARKS + tuple(SPACES)) + text[at:]
    return text


def pad(draw: random.Random, text: str) -> str:
    """Put white space of any kind around a text, or none."""
    around = ["".join(draw.choices(SPACES, k=draw.randint(1, 2))) if draw.random() < 0.15 else "" for _ in range(2)]
    return around[0] + text + around[1]


def write_soup(draw: random.Random, most: int) -> str:
    """Write tags, pieces of tags, words, spaces and numbers in any order and number."""
    pieces = []
    for _ in range(draw.randint(0, most)):
        kind = draw.random()
        if kind < 0.45:
            pieces.append(draw.choice(TAGS))
        elif kind < 0.6:
            pieces.append(draw.choice(SPACES + ["\n"] * 20))
        elif kind < 0.8:
            pieces.append(write_number(draw))
        else:
            pieces.append(draw.choice(BROKEN_TAGS + WORDS))
    return "".join(pieces)


def write_pair(draw: random.Random) -> tuple[str, Any]:
    """Write a completion, and an answer that it may have."""
    guess = pad(draw, write_number(draw))
    answer: Any = guess if draw.random() < 0.4 else pad(draw, write_number(draw))
    if draw.random() < 0.15:
        number = draw.randint(-200, 200)
        kind = draw.choice((int, float, np.int64, np.float64, np.float32, Decimal, Fraction, bool, np.str_))
        answer, guess = kind(number), str(number * draw.choice((1, 1, 0.9, 1.1, 0.8, 1.2, -1)))
    if draw.random() < 0.3:
        return write_soup(draw, 12), answer
    between = [draw.choice(("", "", "\n", "so", write_soup(draw, 2))) for _ in range(4)]
    tags = list(TAGS)
    if draw.random() < 0.2:
        tags[draw.randrange(4)] = draw.choice(("", *TAGS, *BROKEN_TAGS))
    start, end, answer_start, answer_end = tags
    reasoning = draw.choice(("6 * 7", "", "\n", write_soup(draw, 3)))
    parts = (between[0], start, reasoning, end, between[1], answer_start, guess, answer_end, between[2])
    return "".join(parts), answer


def test_scores_are_those_of_the_original(original: Original) -> None:
    theirs = original(PATH)
    draw = random.Random(7)
    seen: dict[str, set[float]] = {name: set() for name in NAMES}
    for _ in range(COUNT // BATCH):
        pairs = [write_pair(draw) for _ in range(BATCH)]
        columns = {"completions": [pair[0] for pair in pairs], "answer": [pair[1] for pair in pairs]}
        for name in NAMES:
            expected = getattr(theirs, name)(prompts=None, **columns)
            scores = getattr(tunix, name)(prompts=None, **columns)
            differing = [(pair, a, b) for pair, a, b in zip(pairs, scores, expected, strict=True) if a != b]
            assert not differing, (name, differing[:3])
            seen[name] |= set(scores)
    # The inputs reach every value that the original has.
    assert seen == {
        "match_format_exactly": {0.0, 3.0},
        "match_format_approximately": {-2.0, -1.0, 0.0, 1.0, 2.0},
        "check_answer": {3.0, 0.5, 0.25, 0.0, -0.5, -1.0},
        "check_numbers": {0.0, 1.5},
    }


@pytest.mark.parametrize(
    "column",
    [
        np.array(["18", "4.5", "x"]),
        np.array([18, 4, -3]),
        np.array([18, 4, 3], dtype=np.uint8),
        np.array([18.0, 4.5, 1e22]),
        np.array([18.1, 4.5, 1e22], dtype=np.float32),
        np.array([True, False, True]),
        np.array(["18", 4.5, {"a": 1}], dtype=object),
        (18, "4.5", [3]),
        [10**30, 0.1 + 0.2, b"18"],
    ],
    ids=str,
)
def test_columns_of_any_type_are_read_as_the_original_reads_them(original: Original, column: Any) -> None:
    guesses = [str(item) for item in column]
    completions = [f"<reasoning>so</reasoning><answer>{guess}</answer>" for guess in guesses]
    prompts = [np.str_("How many?")] * 3
    for name in NAMES:
        columns = {"prompts": prompts, "completions": completions, "answer": column, "mode": "train", "beta": 0.1}
        assert getattr(tunix, name)(**columns) == getattr(original(PATH), name)(**columns)


@pytest.mark.parametrize("name", NAMES)
def test_functions_are_what_a_trainer_takes(original: Original, name: str) -> None:
    ours, theirs = getattr(tunix, name), getattr(original(PATH), name)
    assert inspect.isfunction(ours)
    assert ours.__name__ == theirs.__name__
    assert ours.__module__ == tunix.__name__
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
    assert pickle.loads(pickle.dumps(ours)) is ours
    scores = ours(prompts=[""] * 2, completions=["", "<answer>4"], answer=[4, 4])
    assert type(scores) is list
    assert {type(score) for score in scores} == {float}
    assert ours(prompts=[], completions=[], answer=[]) == []


def test_the_module_holds_the_four_and_no_other_function() -> None:
    # Tunix's command line takes every public function of a module for a reward.
    found = [name for name, value in vars(tunix).items() if inspect.isfunction(value) and not name.startswith("_")]
    assert sorted(found) == sorted(NAMES)


def test_mistakes_name_their_place() -> None:
    with pytest.raises(TypeError, match=r"completions\[1\]: expected str, got NoneType"):
        tunix.match_format_exactly(None, ["", None])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="completions: expected a list of completions, got str"):
        tunix.match_format_approximately(None, "<answer>")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"answer\[2\]: expected an answer, got NoneType"):
        tunix.check_answer(None, [""] * 3, [1, 2, None])
    with pytest.raises(TypeError, match="answer: expected a list of answers, got str"):
        tunix.check_numbers(None, [""] * 2, "18")
    with pytest.raises(ValueError, match="answer: got 1 for 2 completions: give one for each"):
        tunix.check_answer(None, [""] * 2, ["18"])
    with pytest.raises(ValueError, match="answer: expected an array of one dimension, got 2"):
        tunix.check_answer(None, [""] * 2, np.array([[1], [2]]))


def test_differences_are_those_that_the_docstring_names(original: Original) -> None:
    completions = ["<reasoning>so</reasoning><answer>\ud800</answer>"]
    assert tunix.check_answer(None, completions, ["\ufffd"]) == [3.0]
    assert original(PATH).check_answer(None, completions, ["\ufffd"]) == [-0.5]
    assert tunix.check_answer(None, completions, ["\ud800"]) == original(PATH).check_answer(
        None, completions, ["\ud800"]
    )


def test_chats_stand_for_their_last_text() -> None:
    chat = [{"role": "user", "content": "6 * 7?"}, {"role": "assistant", "content": "<answer>42</answer>"}]
    assert tunix.check_numbers(None, [chat, chat[1:]], [42, 41]) == [1.5, 0.0]


def test_threads_may_score_at_once() -> None:
    completions = [f"<reasoning>so</reasoning><answer>{number}</answer>" for number in range(2000)]
    expected = tunix.check_answer(None, completions, list(range(2000)))
    assert expected == [3.0] * 2000
    found: list[list[float]] = []
    threads = [
        threading.Thread(target=lambda: found.append(tunix.check_answer(None, completions, list(range(2000)))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


@pytest.mark.parametrize(
    "text", ["<reasoning>x</reasoning>", "<reasoning>", "<answer>", "<", "</answer>\n", "1", "٣", "_1"]
)
def test_long_texts_are_scored(text: str) -> None:
    # The original's expression takes hours on the first of these.
    completions = [text * 100_000, "<reasoning>x</reasoning><answer>" + text * 100_000]
    for name in NAMES:
        assert len(getattr(tunix, name)(None, completions, answer=["1", "1"])) == 2
