"""The TRL preset beside TRL's own functions."""

from __future__ import annotations

import copy
import importlib.util
import inspect
import math
import pickle
import random
import re
import sys
import threading
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from agent_tunix.rewards.presets import trl as preset

if TYPE_CHECKING:
    from collections.abc import Callable

    Original = Callable[[str], ModuleType]

#: Some calls are mistakes, of which no type checker shall warn.
trl: Any = preset

#: Where `make test` puts the libraries of originals.txt.
ORIGINALS = Path(sys.prefix) / "originals"

COUNT = 200_000
BATCH = 20_000

TAGS = ("<think>", "</think>")
PIECES = (
    *TAGS,
    *TAGS,
    "<think",
    "think>",
    "< think>",
    "</ think>",
    "<THINK>",
    "<<think>>",
    "\n",
    "\r",
    "\u2028",
    " ",
    "",
    "x",
)
OTHERS = ("\0", "\x85", "\xa0", "é", "数", "\ud800", "\udfff", "\U0001f600", "</think></think>", "<answer>", "a" * 50)


def write_tags(draw: random.Random) -> str:
    """Write tags and pieces of tags in any order and number; often the first one where it belongs."""
    pieces = draw.choices(PIECES + OTHERS, k=draw.randint(0, 8))
    return draw.choice(("", "<think>", "<think>\n")) + "".join(pieces)


def as_completions(draw: random.Random, texts: list[str]) -> list[Any]:
    """Wrap texts as messages, with and without roles, followed by others or alone."""
    shapes: tuple[Callable[[str], Any], ...] = (
        lambda text: [{"content": text}],
        lambda text: [{"role": "assistant", "content": text}],
        lambda text: [{"role": "tool", "content": text, "name": "x"}, {"role": "assistant", "content": "<think>"}],
        lambda text: ({"role": None, "content": text},),
    )
    return [draw.choice(shapes)(text) for text in texts]


def batches(count: int = COUNT) -> list[int]:
    return [BATCH] * (count // BATCH)


def test_the_format_is_the_originals(original: Original) -> None:
    theirs = original("trl/rewards/format_rewards.py").think_format_reward
    draw = random.Random(1)
    scores: set[float] = set()
    for size in batches():
        texts = [write_tags(draw) for _ in range(size)]
        completions = as_completions(draw, texts)
        wanted = theirs(completions)
        assert trl.think_format_reward(completions, prompts=[], other=1) == wanted
        assert trl.think_format_reward(texts) == wanted
        scores |= set(wanted)
    assert scores == {0.0, 1.0}


def write_tokens(draw: random.Random) -> list[int]:
    """Draw token ids of which many repeat."""
    length = draw.choice((0, 1, 2, 3, draw.randint(0, 12), draw.randint(0, 60)))
    if draw.random() < 0.3:
        unit = [draw.randrange(1, 200_000) for _ in range(draw.randint(1, 4))]
        return (unit * length)[:length]
    most = draw.choice((1, 2, 3, 10, 151_000))
    return [draw.randint(-1, most) for _ in range(length)]


def test_repetition_is_the_originals(original: Original) -> None:
    theirs = original("trl/rewards/other_rewards.py").get_repetition_penalty_reward
    draw = random.Random(2)
    for size in batches():
        rows = [write_tokens(draw) for _ in range(size)]
        arguments = (draw.randint(1, 12), draw.choice((-1, -1.0, -0.3, 0, 0.0, -1e300, -5e-324)))
        assert trl.get_repetition_penalty_reward(*arguments)(completion_ids=rows) == theirs(*arguments)(rows)
    rows = [write_tokens(draw) for _ in range(2000)]
    assert trl.get_repetition_penalty_reward()(rows) == theirs()(rows)


def test_overlong_punishment_is_the_originals(original: Original) -> None:
    theirs = original("trl/rewards/other_rewards.py").get_soft_overlong_punishment
    draw = random.Random(3)
    for _ in range(COUNT // 100):
        arguments = (draw.randint(-3, 80), draw.choice((0, 0, 1, draw.randint(-5, 90))))
        rows = [range(draw.randint(0, 100)) for _ in range(100)]
        assert trl.get_soft_overlong_punishment(*arguments)(completion_ids=rows) == theirs(*arguments)(rows)


#: Solutions, what they are, and answers that are right; a solution of None can't be read.
SOLUTIONS: tuple[tuple[str, int | None], ...] = (
    ("4", 4),
    ("$4$", 4),
    (r"\boxed{5}", 5),
    (r"so it is $$5$$", 5),
    ("#### 6", 6),
    ("Paris", None),
    ("", None),
    ("no number", None),
)


@cache
def accuracy_module(real: bool) -> ModuleType:
    """Load TRL's rewards of accuracy: with Math-Verify itself, or with a stand-in that knows `SOLUTIONS` by heart."""
    name = "stand_in_trl" + str(int(real))
    for package in (name, name + ".rewards"):
        sys.modules[package] = ModuleType(package)
        sys.modules[package].__path__ = []
    utilities = ModuleType(name + ".import_utils")
    utilities.is_math_verify_available = lambda: real  # type: ignore[attr-defined]
    sys.modules[utilities.__name__] = utilities
    path = ORIGINALS / "trl/rewards/accuracy_rewards.py"
    spec = importlib.util.spec_from_file_location(name + ".rewards.accuracy_rewards", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.append(str(ORIGINALS))
    try:
        spec.loader.exec_module(module)
        if real:
            importlib.import_module("math_verify")
    finally:
        sys.path.remove(str(ORIGINALS))
    if not real:
        known = dict(SOLUTIONS)
        boxed = re.compile(r"\\boxed\{(\d+)\}")

        def parse(text: str, extraction_config: object = None, **_: object) -> list[int]:
            found = known[text] if extraction_config is None else next(map(int, reversed(boxed.findall(text))), None)
            return [] if found is None else [found]

        utilities.is_math_verify_available = lambda: True  # type: ignore[attr-defined]
        vars(module).update(
            is_math_verify_available=lambda: True,
            LatexExtractionConfig=lambda **_: object(),
            NormalizationConfig=lambda **_: object(),
            parse=parse,
            verify=lambda gold, answer, **_: gold == answer,
        )
    return module


PARTS = (r"\boxed{4}", r"\boxed{5}", r"\boxed{6}", "</think>", "<think>", "</done>", "aa", "aaa", "\n", "so it is so")
DELIMITERS: tuple[Any, ...] = (
    None,
    None,
    ["</think>"],
    ["</done>", "</think>"],
    ["</think>", "</done>"],
    ["aa"],
    [],
    ("</think>", "aa"),
)


@pytest.mark.usefixtures("original")
def test_what_stands_around_accuracy_is_the_originals() -> None:
    theirs = accuracy_module(real=False)
    draw = random.Random(4)
    seen: set[float | None] = set()
    for _ in range(COUNT // 1000):
        texts = [" word word word ".join(draw.choices(PARTS, k=draw.randint(0, 6))) for _ in range(1000)]
        completions = as_completions(draw, texts)
        solution = [draw.choice(SOLUTIONS)[0] for _ in texts]
        wanted = theirs.accuracy_reward(completions, solution)
        assert trl.accuracy_reward(completions, solution, prompts=texts) == wanted
        delimiters = draw.choice(DELIMITERS)
        wanted = theirs.reasoning_accuracy_reward(completions, solution, delimiters)
        assert trl.reasoning_accuracy_reward(completions, solution, delimiters) == wanted
        seen |= set(wanted)
        values = [draw.choice((draw.uniform(-10, 10), draw.randint(-3, 3))) for _ in range(4)]
        arguments = (draw.choice((1, 7, 50, 100, 16_384, 12.5)), *values)[: draw.choice((1, 2, 5))]
        ids = [range(draw.randint(0, 130)) for _ in texts]
        wanted = theirs.get_cosine_scaled_reward(*arguments)(completions, solution, ids)
        assert trl.get_cosine_scaled_reward(*arguments)(completions, solution=solution, completion_ids=ids) == wanted
    assert seen == {0.0, 1.0, None}


def write_value(draw: random.Random) -> str:
    """Write a value that Math-Verify and we read alike."""
    number = draw.choice((1, 3, 4, 7, 12, 18, 100, 1234, draw.randint(-50, 5000)))
    shapes = ("{}", "{}", r"\frac{{{}}}{{7}}", "{}/3", "{}.5", r"\sqrt{{{}}}", "{:,}", r"{}\pi", "({}, 2)", "{}x^2")
    return draw.choice((*shapes, "Paris", "", " ", r"\text{{east}}")).format(
        abs(number) if draw.random() < 0.9 else number
    )


ENVIRONMENTS = (
    "${}$",
    "$${}$$",
    r"\({}\)",
    r"\[{}\]",
    r"\boxed{{{}}}",
    r"$\boxed{{{}}}$",
    " [{}] ",
    r"\[ x = \boxed{{{}}}. \]",
)
AROUND = (
    "so",
    "Answer:",
    "the final answer is",
    "is",
    "and",
    ",",
    "or",
    "\n",
    ".",
    "I hope",
    "$5",
    r"\$",
    "3.5 apples",
    "}",
    "(",
)


def write_around(draw: random.Random, values: list[str], most: int) -> str:
    """Write values in and out of formulas among words that announce answers, and some that do not."""
    shape = (*ENVIRONMENTS, "{}")
    pieces = [
        draw.choice(shape).format(draw.choice(values)) if draw.random() < 0.4 else draw.choice(AROUND)
        for _ in range(draw.randint(0, most))
    ]
    return " ".join(pieces)


@pytest.mark.usefixtures("original")
def test_answers_and_truths_are_found_where_math_verify_finds_them() -> None:
    theirs = accuracy_module(real=True)
    draw = random.Random(5)
    counts: dict[tuple[float | None, float | None], int] = {}
    for _ in range(1500):
        value = write_value(draw)
        gold = draw.choice((value, *(shape.format(value) for shape in ENVIRONMENTS), write_around(draw, [value], 4)))
        end = draw.choice(ENVIRONMENTS).format(draw.choice((value, write_value(draw))))
        response = draw.choice((write_around(draw, [value, write_value(draw)], 5), f"It is {end}.", end))
        wanted = theirs.accuracy_reward([[{"content": response}]], [gold])[0]
        got = trl.accuracy_reward([response], [gold])[0]
        # What can be judged is the same everywhere; what is equal may differ, rarely, by the rules of equality.
        assert (got is None) == (wanted is None), (gold, response)
        counts[got, wanted] = counts.get((got, wanted), 0) + 1
    assert counts[1.0, 1.0] > 150
    assert counts[0.0, 0.0] > 300
    assert counts[None, None] > 50
    assert counts.get((0.0, 1.0), 0) + counts.get((1.0, 0.0), 0) < 30, counts


def test_what_was_read_is_logged() -> None:
    logged: dict[str, list[Any]] = {}
    completions = [r"</think>\boxed{1/2}", r"</think>\boxed{4}", "</think>4", r"\boxed{4}"]
    solution = np.array(["$0.5$", "Paris", "4", "4"])
    rewards = trl.reasoning_accuracy_reward(completions, solution, log_extra=logged.__setitem__)
    assert rewards == [1.0, None, 0.0, 0.0]
    assert [str(value) for value in logged["solution"]] == list(solution)
    assert logged["gold_parsed"] == ["0.5", "[unparseable]", "4", "[incomplete reasoning]"]
    assert logged["answer_parsed"] == [r"\frac{1}{2}", "[skipped]", "[unparseable]", "[incomplete reasoning]"]


def test_columns_may_be_arrays() -> None:
    completions = np.empty(2, object)
    completions[:] = [[{"content": r"\boxed{4}"}], [{"content": r"\boxed{5}"}]]
    for solution in ([4, 4], np.array([4, 4]), ("4", "4"), np.array(["4", "4"], object)):
        assert trl.accuracy_reward(completions, solution) == [1.0, 0.0]
    ids = np.array([[1, 1, 1, 1], [1, 2, 3, 4]])
    assert trl.get_repetition_penalty_reward()(completion_ids=ids) == [-0.5, 0.0]
    assert trl.get_soft_overlong_punishment(4, 2)(completion_ids=ids) == [-1.0, -1.0]


def test_contents_may_be_parts_or_missing() -> None:
    parts = [{"type": "text", "text": "<think>"}, {"type": "image"}, {"type": "text", "text": "</think>"}]
    call: dict[str, Any] = {"role": "assistant", "content": None, "tool_calls": []}
    assert trl.think_format_reward([[{"content": parts}], [call], {"content": "<think></think>"}]) == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: trl.think_format_reward("<think></think>"), TypeError, r"completions: expected a list of completions"),
        (lambda: trl.think_format_reward([["<think>"]]), TypeError, r"completions\[0\]\[0\]: expected a message"),
        (lambda: trl.think_format_reward(["a", []]), ValueError, r"completions\[1\]: has no message"),
        (lambda: trl.think_format_reward([[{"role": "user"}]]), ValueError, r"completions\[0\]: .*no \"content\""),
        (lambda: trl.think_format_reward([[{"content": 4}]]), TypeError, r"completions\[0\]: .*content: expected str"),
        (lambda: trl.accuracy_reward(["a", "b"], ["4"]), ValueError, r"solution: got 1 for 2 completions"),
        (lambda: trl.accuracy_reward(["a"], [None]), TypeError, r"solution\[0\]: expected"),
        (lambda: trl.reasoning_accuracy_reward(["a"], ["4"], "</think>"), TypeError, r"reasoning_delimiters: expected"),
        (lambda: trl.reasoning_accuracy_reward(["a"], ["4"], [""]), ValueError, r"reasoning_delimiters\[0\]: is empty"),
        (lambda: trl.get_cosine_scaled_reward(0), ValueError, r"max_len is 0: it must be above 0"),
        (lambda: trl.get_cosine_scaled_reward(9, math.nan), ValueError, r"min_value_wrong is NaN: it must be finite"),
        (lambda: trl.get_cosine_scaled_reward(9)(["a"], ["4"], []), ValueError, r"completion_ids: got 0 for 1"),
        (lambda: trl.get_repetition_penalty_reward(0), ValueError, r"ngram_size is 0: it must be at least 1"),
        (lambda: trl.get_repetition_penalty_reward(max_penalty=1), ValueError, "max_penalty 1 should not be positive"),
        (
            lambda: trl.get_repetition_penalty_reward()(["ab"]),
            TypeError,
            r"completion_ids\[0\]: expected a list of token",
        ),
        (
            lambda: trl.get_repetition_penalty_reward()([[1, "b"]]),
            TypeError,
            r"completion_ids\[0\]: expected a list of",
        ),
        (lambda: trl.get_soft_overlong_punishment("9", 3), TypeError, "max_completion_len: expected a number, got str"),
        (
            lambda: trl.get_soft_overlong_punishment(9, 3)([4]),
            TypeError,
            r"completion_ids\[0\]: expected a list of token",
        ),
    ],
)
def test_mistakes_are_named(call: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


@pytest.mark.usefixtures("original")
def test_names_and_signatures_are_the_originals(original: Original) -> None:
    modules = {
        "think_format_reward": original("trl/rewards/format_rewards.py"),
        "get_repetition_penalty_reward": original("trl/rewards/other_rewards.py"),
        "get_soft_overlong_punishment": original("trl/rewards/other_rewards.py"),
    }
    calls = {
        "get_cosine_scaled_reward": (9,),
        "get_repetition_penalty_reward": (),
        "get_soft_overlong_punishment": (9, 3),
    }
    for name in trl.__all__:
        ours, theirs = getattr(trl, name), getattr(modules.get(name) or accuracy_module(real=False), name)
        assert parameters(ours) == parameters(theirs), name
        assert inspect.isfunction(ours)
        if name in calls:
            reward, wanted = ours(*calls[name]), theirs(*calls[name])
            assert parameters(reward) == parameters(wanted), name
            assert reward.__name__ == wanted.__name__
            for twin in (pickle.loads(pickle.dumps(reward)), copy.deepcopy(reward)):
                assert (vars(twin), twin.__name__, type(twin)) == (vars(reward), reward.__name__, type(reward))


def parameters(function: Callable[..., object]) -> list[tuple[str, object, object]]:
    """Return the names, kinds and defaults of a function's parameters."""
    return [(name, p.kind, p.default) for name, p in inspect.signature(function).parameters.items()]


def test_threads_get_the_same() -> None:
    completions = [[{"content": rf"<think>{number}</think>\boxed{{{number % 7}}}"}] for number in range(3000)]
    solution = [str(number % 5) for number in range(3000)]
    wanted = trl.reasoning_accuracy_reward(completions, solution)
    results: list[list[float | None]] = []
    threads = [
        threading.Thread(target=lambda: results.append(trl.reasoning_accuracy_reward(completions, solution)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [wanted] * 4


def test_an_empty_batch_gives_an_empty_list() -> None:
    assert trl.think_format_reward([]) == trl.accuracy_reward([], []) == trl.reasoning_accuracy_reward([], []) == []
