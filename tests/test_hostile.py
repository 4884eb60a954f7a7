"""Every hostile text of `benches/hostile.py`: no exception, one verdict whatever the way, and nothing won by it.

That the work is linear is measured, not tested: `make bench` counts instructions and takes the time of a megabyte.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from benches import hostile

from agent_tunix import rewards
from agent_tunix.rewards import Format, get_num_threads, set_num_threads

SIZE = 4_000
TEMPLATE, TAGS = "The answer is [NUM].", Format.tags("reasoning", "answer")
#: A value that no text says.
UNSAID = "-7654321.125"

CALLS: dict[str, Callable[[Any], Any]] = {
    "check_answer": lambda text: rewards.check_answer(text, "42"),
    "check_answer, formula": lambda text: rewards.check_answer(text, r"\frac{x^2+1}{\sqrt{2}}"),
    "explain_answer": lambda text: rewards.explain_answer(text, "42"),
    "extract_answer": rewards.extract_answer,
    "check_numbers": lambda text: rewards.check_numbers(text, [42, 4]),
    "match_format_exactly": lambda text: rewards.match_format_exactly(text, TEMPLATE),
    "match_format_exactly, tags": lambda text: rewards.match_format_exactly(text, TAGS),
    "match_format_exactly, [TEXT]": lambda text: rewards.match_format_exactly(text, "Q: [TEXT]\nA: [EXPR]"),
    "match_format_exactly, [WORD]": lambda text: rewards.match_format_exactly(text, "[WORD] [INT] [EXPR]"),
    "combined_reward": lambda text: rewards.combined_reward(text, "42", TEMPLATE),
    "math_equal": lambda text: rewards.math_equal(text, "42"),
}


def says_the_answer(text: str) -> bool:
    """Whether 42 stands in a text, as a reader sees it."""
    return "42" in "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def make(makers: dict[str, hostile.Maker]) -> dict[str, str]:
    return {name: maker(SIZE) for name, maker in makers.items()}


RESPONSES, TRUTHS, FORMATS = make(hostile.RESPONSES), make(hostile.TRUTHS), make(hostile.FORMATS)


@pytest.fixture
def threads() -> Iterator[Callable[[int], None]]:
    before = get_num_threads()
    yield set_num_threads
    set_num_threads(before)


def test_there_are_many_texts() -> None:
    assert len(hostile.RESPONSES) + len(hostile.TRUTHS) + len(hostile.FORMATS) >= 60


@pytest.mark.parametrize("name", CALLS)
def test_a_text_has_one_verdict(name: str, threads: Callable[[int], None]) -> None:
    call, texts = CALLS[name], list(RESPONSES.values())
    alone = [call(text) for text in texts]
    for number in (1, 2):
        threads(number)
        assert list(call(texts)) == alone


@pytest.mark.parametrize("name", RESPONSES)
def test_only_a_text_that_says_the_answer_is_right(name: str) -> None:
    text = RESPONSES[name]
    assert rewards.check_answer(text, "42") < 1 or says_the_answer(text)
    assert rewards.check_answer(text, UNSAID) == 0
    assert rewards.check_numbers(text, [float(UNSAID)])["score"] == 0
    assert rewards.match_format_exactly(text, "My secret is [WORD] [INT].") < 1


@pytest.mark.parametrize("name", TRUTHS)
def test_a_truth_is_equal_to_itself_and_to_little_else(name: str) -> None:
    truth = TRUTHS[name]
    assert rewards.math_equal(truth, truth)
    assert not rewards.math_equal(UNSAID, truth)
    try:
        scores = [rewards.check_answer(text, truth) for text in ("The answer is 42.", f"So {UNSAID}")]
    except ValueError as error:
        assert "blank" in str(error)  # noqa: PT017 - only some truths are refused
        return
    assert scores[0] < 1 or says_the_answer(truth)
    assert scores[1] == 0
    assert rewards.check_answer(["The answer is 42.", f"So {UNSAID}"], truth).tolist() == scores


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("compiled", [Format, Format.regex, lambda text: Format.tags(text, "answer", prefilled=text)])
def test_a_format_compiles_or_is_refused_with_a_reason(compiled: Callable[[str], Format], name: str) -> None:
    try:
        made = compiled(FORMATS[name])
    except ValueError as error:
        assert len(str(error)) > 20  # noqa: PT017 - only some formats are refused
        return
    texts = list(RESPONSES.values())[::10]
    assert rewards.match_format_exactly(texts, made).tolist() == [
        rewards.match_format_exactly(text, made) for text in texts
    ]
