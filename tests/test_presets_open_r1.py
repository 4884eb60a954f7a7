"""The open-r1 preset beside twins written in plain Python from what the rewards are documented to do.

open-r1 is in no registry, so that its own functions cannot be asked here.
"""

from __future__ import annotations

import copy
import inspect
import math
import pickle
import random
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from agent_tunix.rewards.presets import open_r1, trl

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 200_000
BATCH = 20_000

TAGS = (
    "<think>\n",
    "\n</think>\n",
    "<answer>\n",
    "\n<answer>\n",
    "\n</answer>",
    "\n</think>\n<answer>\n",
    "</answer>\n",
)
PIECES = (
    "<think>",
    "</think>",
    "<answer>",
    "</answer>",
    "\n",
    "\n\n",
    "\r\n",
    "\u2028",
    " ",
    "x",
    "\0",
    "é",
    "\ud800",
    "数",
)
FORM = re.compile(r"^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$", re.DOTALL | re.MULTILINE)
STEPS = re.compile(r"(Step \d+:|^\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,)")
MARKS = (
    "Step 1:",
    "Step ",
    "Step 12",
    "Steps 1:",
    "1.",
    "23.",
    "٤.",
    "Step ٤:",
    "\n-",
    "\n*",
    "- ",
    "First,",
    "first,",
)
WORDS = (
    "Second,",
    "Next,",
    "Finally,",
    "First",
    "Step 1 :",
    "Step  1:",
    "\n",
    "\n\n-",
    "\n 1.",
    "\r-",
    "2",
    ".",
    ":",
    "SFN",
)
SPACES = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()]


def count_tags(text: str) -> float:
    tags = ("<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>")
    return sum(0.25 for tag in tags if text.count(tag) == 1)


def count_repetition(text: str, size: int, penalty: float) -> float:
    words = text.lower().split()
    runs = [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]
    return (1 - len(set(runs)) / len(runs)) * penalty if runs else 0.0


def write_form(draw: random.Random) -> str:
    """Write tags and line breaks in any order and number, often near the right form."""
    if draw.random() < 0.5:
        pieces = ["<think>\n", "", "\n</think>\n", "<answer>\n", "", "\n</answer>"]
        for _ in range(draw.randint(0, 3)):
            pieces[draw.randrange(6)] += draw.choice(TAGS + PIECES)
        if draw.random() < 0.2:
            pieces.pop(draw.randrange(6))
        return "".join(pieces)
    return "".join(draw.choices(TAGS + PIECES, k=draw.randint(0, 9)))


def write_words(draw: random.Random) -> str:
    """Write words of which many repeat, in any letter case, between any white space."""
    vocabulary = draw.choice(
        (["so", "So", "SO"], ["a", "B", "ß", "ẞ", "İ", "i̇", "ΣΑΣ", "σας", "数学", "ǅ", "\0"], ["x"])
    )
    length = draw.choice((0, 1, 2, 3, draw.randint(0, 40)))
    pieces = draw.choices(vocabulary, k=length)
    return "".join(draw.choice((" ", "\n", draw.choice(SPACES), "  ")) + piece for piece in pieces)


def completions(texts: list[str]) -> list[list[dict[str, str]]]:
    return [[{"role": "assistant", "content": text}] for text in texts]


def test_format_and_tags_are_the_twins() -> None:
    draw = random.Random(1)
    seen: set[float] = set()
    for _ in range(COUNT // BATCH):
        texts = [write_form(draw) for _ in range(BATCH)]
        wanted = [float(FORM.match(text) is not None) for text in texts]
        assert open_r1.format_reward(completions(texts), prompts=texts) == wanted
        assert open_r1.tag_count_reward(completions(texts)) == [count_tags(text) for text in texts]
        seen |= set(wanted)
    assert seen == {0.0, 1.0}


def test_reasoning_steps_are_the_twins() -> None:
    draw = random.Random(2)
    seen: set[float] = set()
    for _ in range(COUNT // BATCH):
        texts = ["".join(draw.choices(MARKS + WORDS, k=draw.randint(0, 7))) for _ in range(BATCH)]
        wanted = [min(1.0, len(STEPS.findall(text)) / 3) for text in texts]
        assert open_r1.reasoning_steps_reward(completions(texts)) == wanted
        seen |= set(wanted)
    assert seen == {0.0, 1 / 3, 2 / 3, 1.0}


def test_repetition_is_the_twins() -> None:
    draw = random.Random(3)
    for _ in range(COUNT // BATCH):
        texts = [write_words(draw) for _ in range(BATCH)]
        size, penalty = draw.randint(1, 9), draw.choice((-1, -1.0, -0.3, 0, -1e300))
        reward = open_r1.get_repetition_penalty_reward(size, penalty)
        assert reward(completions(texts)) == [count_repetition(text, size, penalty) for text in texts]


#: Solutions, and the value that they have where they can be read.
SOLUTIONS = (("$4$", 4), (r"\boxed{5}", 5), (r"it is \(6\)", 6), ("4", None), ("Paris", None), ("#### 5", None))
ANSWERS = (r"\boxed{4}", r"\boxed{5}", r"so \boxed{6}", "4", "", "The answer is $5$", "数" * 7, "long " * 20)
VALUES = {r"\boxed{4}": 4, r"\boxed{5}": 5, r"so \boxed{6}": 6, "The answer is $5$": 5}


def draw_rows(draw: random.Random, count: int) -> tuple[list[str], list[str], list[bool | None]]:
    """Draw responses, solutions, and whether the one is right, or None where it can't be judged."""
    texts, solutions, right = [], [], []
    for _ in range(count):
        answer = draw.choice(ANSWERS)
        solution, value = draw.choice(SOLUTIONS)
        texts.append("word " * draw.randint(0, 12) + answer)
        solutions.append(solution)
        right.append(None if value is None else VALUES.get(answer) == value)
    return texts, solutions, right


def test_the_length_reward_is_the_twins() -> None:
    draw = random.Random(4)
    for _ in range(COUNT // 20):
        texts, solution, right = draw_rows(draw, draw.choice((1, 2, 8, 40)))
        lengths = [len(text) for text in texts]
        spread = max(lengths) - min(lengths)
        shares = [0.5 - (length - min(lengths)) / spread if spread else 0.0 for length in lengths]
        wanted = [min(0.0, share) if correct is False else share for share, correct in zip(shares, right, strict=True)]
        assert open_r1.len_reward(completions(texts), solution) == wanted


def test_the_cosine_is_the_twins() -> None:
    make: Any = open_r1.get_cosine_scaled_reward
    draw = random.Random(5)
    for _ in range(COUNT // 1000):
        texts, solution, right = draw_rows(draw, 1000)
        arguments: tuple[Any, ...] = tuple(draw.choice((draw.uniform(-10, 10), draw.randint(-3, 3))) for _ in range(4))
        longest: Any = draw.choice((1000, 50, 7, 33.5))
        wanted = []
        for text, correct in zip(texts, right, strict=True):
            cosine = math.cos(len(text) / longest * math.pi)
            low, high = (arguments[2], arguments[3]) if correct else (arguments[1], arguments[0])
            wanted.append(1.0 if correct is None else low + 0.5 * (high - low) * (1.0 + cosine))
        got = make(*arguments, max_len=longest)(completions(texts), solution)
        assert got == wanted
    reward = open_r1.get_cosine_scaled_reward()
    assert reward([r"\boxed{4}" + " " * 991], ["$4$"]) == [0.5]
    assert reward([r"\boxed{4}" + " " * 1991], ["$4$"]) == [1.0]
    assert reward([r"\boxed{5}"], ["nothing"]) == [1.0]


def test_accuracy_is_trls() -> None:
    draw = random.Random(6)
    texts, solution, _ = draw_rows(draw, 5000)
    assert open_r1.accuracy_reward(completions(texts), solution) == trl.accuracy_reward(completions(texts), solution)


def test_chinese_is_read_by_the_character() -> None:
    reward = open_r1.get_repetition_penalty_reward(2, -1.0, language="zh")
    assert reward(["好好好好好", "我有两个苹果", "用 Python 写 Python"]) == [-0.75, 0.0, 0.0]
    with pytest.raises(ValueError, match='language is \'fr\': it must be "en" or "zh"'):
        open_r1.get_repetition_penalty_reward(2, -1.0, language="fr")


def test_hostile_texts_take_linear_time_and_raise_nothing() -> None:
    texts = [
        "<think>\n" + "\n</think>\n<answer>\n" * 100_000,
        "Step " + "1" * 1_000_000,
        "so " * 500_000,
        r"\boxed{" * 200_000,
        "$" * 1_000_000,
        r"\[" * 300_000 + r"\boxed{}\]",
        "answer " * 100_000,
        "final answer" + " " * 500_000 + "is",
        "I hope final answer is" * 50_000,
    ]
    assert open_r1.format_reward(texts) == [0.0] * len(texts)
    assert open_r1.accuracy_reward(texts, ["4"] * len(texts)) == [0.0] * len(texts)
    assert open_r1.get_repetition_penalty_reward(250_000, -1.0)(texts)[2] == pytest.approx(-1.0, abs=1e-5)
    # As solutions, too.
    assert len(open_r1.accuracy_reward([r"\boxed{4}"] * len(texts), texts)) == len(texts)


REWARDS: tuple[Any, ...] = (
    open_r1.get_cosine_scaled_reward(max_len=9),
    open_r1.get_repetition_penalty_reward(3, -1.0),
    open_r1.get_soft_overlong_punishment(9, 3),
)


@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: str(reward.__name__))
def test_objects_pickle_and_keep_their_names(reward: Any) -> None:
    names = {"cosine_scaled_reward", "repetition_penalty_reward", "soft_overlong_punishment_reward"}
    for twin in (pickle.loads(pickle.dumps(reward)), copy.deepcopy(reward)):
        assert (vars(twin), twin.__name__, type(twin)) == (vars(reward), reward.__name__, type(reward))
        assert twin.__name__ in names
        assert any(parameter.kind is parameter.VAR_KEYWORD for parameter in inspect.signature(twin).parameters.values())


@pytest.mark.parametrize("name", open_r1.__all__)
def test_all_are_python_functions(name: str) -> None:
    assert inspect.isfunction(getattr(open_r1, name))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: open_r1.get_cosine_scaled_reward(max_len=0), "max_len is 0: it must be above 0"),
        (lambda: open_r1.get_repetition_penalty_reward(3, 0.5), r"max_penalty 0.5 should not be positive"),
        (lambda: open_r1.get_repetition_penalty_reward(0, -0.5), r"ngram_size is 0: it must be at least 1"),
        (lambda: open_r1.len_reward(["a", "b"], ["$4$"]), r"solution: got 1 for 2 completions"),
    ],
)
def test_mistakes_are_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
