"""The verl presets beside verl's own functions."""

from __future__ import annotations

import inspect
import pickle
import random
import sys
from typing import TYPE_CHECKING, Any

import pytest

from agent_tunix.rewards.presets import verl
from agent_tunix.rewards.presets.verl import gsm8k, math_reward

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Original = Callable[[str], ModuleType]

FOLDER = "verl/utils/reward_score/"
GSM8K, MATH = FOLDER + "gsm8k.py", FOLDER + "math_reward.py"
COUNT = 200_000

DIGITS = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isdecimal()]
WORDS = ("é", "数", "so", "\n", "\u2003", "\0", "\ud800", "\udfff", "\ufffd", "\U0001f600", "½", "$", "%")
MARKED = (
    "#### ", "#### ", "####", "##### ", "#", "#### -", "#### $", "####\u00a0", "-", "--", ",", ".", ".", "..", "1,",
)  # fmt: skip
BOXES = ("\\boxed{", "\\boxed{", "\\boxed", "\\boxed ", "\\fbox{", "{", "}", "}", "$", "\\boxed\n{", "\\Boxed{")
LATEX = (
    "\\frac", "\\dfrac", "\\tfrac", "tfrac", "\\sqrt", "\\sqrt{", "\\text{ ", "\\text{", "\\left", "\\right", "\\!",
    "\\\\", "\\\\\\", "\\%", "\\\\%", "%", "^\\circ", "^{\\circ}", "\\circ", "\\$", "$", "{", "}", "{", "}", "{.",
    " .", ".", " ", "  ", "=", "x=", "ab =", "abc=", "/", "/", "-", "0.5", ".5", "0", "1", "2", "34", "007", "+1",
    "1_0", "(", ")", "x", "\n",
)  # fmt: skip


def write(draw: random.Random, pieces: tuple[str, ...], most: int) -> str:
    """Write pieces in any order and number, and now and then something else."""
    written = []
    for _ in range(draw.randint(0, most)):
        kind = draw.random()
        if kind < 0.8:
            written.append(draw.choice(pieces))
        elif kind < 0.88:
            written.append(str(draw.randint(-9, 2000)))
        else:
            written.append(draw.choice((*WORDS, draw.choice(DIGITS))))
    return "".join(written)


def write_response(draw: random.Random) -> str:
    """Write a response to GSM8K, at times longer than what is read of it."""
    text = write(draw, MARKED, 9)
    if draw.random() < 0.2:
        text = write(draw, MARKED, 3) + draw.choice("a é\n") * draw.randint(260, 310) + text
    return text


def write_answer(draw: random.Random) -> str:
    """Write an answer to MATH."""
    kind = draw.random()
    if kind < 0.15:
        numbers = [draw.choice(("0", "-0", "1", "-3", "34", "007", "+1", "1_0", " 2", "٣", "")) for _ in range(2)]
        return "/".join(numbers)
    if kind < 0.3:
        return draw.choice(("\\frac", "\\sqrt", "x = ", ".", "")) + str(draw.randint(0, 99)) + draw.choice(LATEX)
    return write(draw, LATEX, 7)


def write_variant(draw: random.Random, answer: str) -> str:
    """Write an answer that may be the same after the clean-up."""
    if draw.random() < 0.3:
        return write_answer(draw)
    before, after = draw.choice(
        (
            ("", ""),
            ("\\frac", "\\dfrac"),
            ("\\dfrac", "\\tfrac"),
            ("\\left", ""),
            (" ", ""),
            ("x=", ""),
            ("\\%", ""),
            (".5", "0.5"),
            ("0.5", "\\frac{1}{2}"),
            ("\\!", "\n"),
            ("\\\\", "\\"),
        )
    )
    if before:
        return answer.replace(before, after)
    return answer + draw.choice(("", "", " ", "\n", "\\!", "\\text{ cm}", "\\$"))


def mend(text: str) -> str:
    """Replace lone surrogates, as the presets do."""
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call an original that prints what it catches."""
    function.__globals__["print"] = lambda *_: None
    return function(*arguments)


def test_gsm8k_scores_are_those_of_the_original(original: Original) -> None:
    theirs = original(GSM8K)
    draw = random.Random(11)
    seen = set()
    for _ in range(COUNT):
        response, method = write_response(draw), draw.choice(("strict", "flexible"))
        found = theirs.extract_solution(response, method)
        assert gsm8k.extract_solution(response, method) == found, (response, method)
        truth = draw.choice((found or "", "1", "1,", write(draw, MARKED, 1)))
        scores = {"format_score": 0.125, "score": 2} if draw.random() < 0.5 else {}
        expected = theirs.compute_score(response, truth, method=method, **scores)
        score = gsm8k.compute_score(response, truth, method=method, **scores)
        assert score == expected, (response, truth, method)
        seen.add((found is None, score))
    assert seen == {(True, 0.0), (False, 0.0), (False, 0.125), (False, 1.0), (False, 2.0)}


def test_math_scores_are_those_of_the_original(original: Original) -> None:
    theirs = original(MATH)
    draw = random.Random(12)
    seen = set()
    for _ in range(COUNT):
        answer = write_answer(draw)
        truth = write_variant(draw, answer)
        box = draw.choice(("\\boxed{" + answer + "}", "\\boxed{" + answer + "}", "\\boxed " + answer + "$"))
        response = (
            write(draw, BOXES, 3) + (box if draw.random() < 0.8 else write(draw, BOXES, 6)) + write(draw, BOXES, 2)
        )
        expected = quietly(theirs.compute_score, mend(response), mend(truth))
        assert math_reward.compute_score(response, truth) == expected, (response, truth)
        seen.add(expected)
        found = theirs.last_boxed_only_string(mend(response))
        assert math_reward.last_boxed_only_string(response) == found, response
    assert seen == {0.0, 1.0}


def test_math_equivalence_is_that_of_the_original(original: Original) -> None:
    theirs = original(MATH)
    draw = random.Random(13)
    seen = set()
    for _ in range(COUNT):
        answer = write_answer(draw)
        other = write_variant(draw, answer)
        expected = quietly(theirs.is_equiv, mend(answer), mend(other))
        assert math_reward.is_equiv(answer, other) is expected, (answer, other)
        try:
            stripped, failed = theirs.strip_string(mend(answer)), False
        except (AssertionError, IndexError):
            stripped, failed = mend(answer), True
        assert math_reward.strip_string(answer) == stripped, answer
        seen.add((failed, expected))
    assert seen == {(False, False), (False, True), (True, False), (True, True)}


@pytest.mark.parametrize("digits", [4299, 4300, 4301])
def test_long_integers_are_left_as_python_leaves_them(original: Original, digits: int) -> None:
    for text in (f"{'7' * digits}/2", f"-2/{'7' * digits}", f"-{'7' * digits}/-3"):
        assert math_reward.strip_string(text) == original(MATH).strip_string(text)


def test_nothing_is_equal_to_nothing(original: Original) -> None:
    for pair in ((None, None), (None, "1"), ("1", None)):
        assert math_reward.is_equiv(*pair) is quietly(original(MATH).is_equiv, *pair)


@pytest.mark.parametrize(
    ("module", "path", "names"),
    [
        (gsm8k, GSM8K, ("compute_score", "extract_solution")),
        (math_reward, MATH, ("compute_score", "is_equiv", "last_boxed_only_string", "strip_string")),
    ],
)
def test_functions_are_what_a_trainer_takes(
    original: Original, module: ModuleType, path: str, names: tuple[str, ...]
) -> None:
    for name in names:
        ours, theirs = getattr(module, name), getattr(original(path), name)
        assert inspect.isfunction(ours)
        parameters = [inspect.signature(function).parameters.values() for function in (ours, theirs)]
        assert [(p.name, p.default, p.kind) for p in parameters[0]] == [
            (p.name, p.default, p.kind) for p in parameters[1]
        ]
        assert pickle.loads(pickle.dumps(ours)) is ours
    assert type(module.compute_score("", "")) is float


def test_the_source_of_the_data_chooses() -> None:
    row = {"extra_info": {"index": 3}, "num_turns": 1}
    assert verl.default_compute_score("openai/gsm8k", "#### 1,0", "10", **row) == 1.0
    for source in ("lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval", "HuggingFaceH4/MATH-500"):
        assert verl.default_compute_score(source, "\\boxed{\\frac12}", "1/2", **row) == 1.0
    with pytest.raises(NotImplementedError, match="no preset scores 'codeforces'"):
        verl.default_compute_score("codeforces", "", "")


def test_mistakes_are_named() -> None:
    truth: Any = 18
    with pytest.raises(TypeError, match="ground_truth: expected str, got int"):
        gsm8k.compute_score("#### 18", truth)
    with pytest.raises(TypeError, match="ground_truth: expected str, got int"):
        math_reward.compute_score("\\boxed{18}", truth)
    with pytest.raises(TypeError, match="solution_str: expected str, got int"):
        gsm8k.compute_score(truth, "18")
    with pytest.raises(ValueError, match="method is 'loose': it must be 'strict' or 'flexible'"):
        gsm8k.extract_solution("#### 18", "loose")
    with pytest.raises(TypeError, match="str2: expected str, got int"):
        math_reward.is_equiv("18", truth)


@pytest.mark.parametrize(
    "text", ["\\boxed{", "\\boxed ", "{", "}", "\\frac", "\\frac1", "\\sqrt{", "/", "=", "#### ", "1"]
)
def test_long_texts_are_scored(text: str) -> None:
    response = "\\boxed{" + text * 100_000 + "}"
    assert math_reward.compute_score(response, text) in {0.0, 1.0}
    assert gsm8k.compute_score(response, "1") in {0.0, 1.0}
