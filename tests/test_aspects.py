"""The aspects: what they take, what they return, what they refuse, and what long and hostile texts cost."""

from __future__ import annotations

import inspect
import math
import pickle
import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from benches import hostile
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards import (
    ArithmeticStep,
    Format,
    arithmetic_steps,
    aspects,
    check_answer,
    evaluate_clarity,
    evaluate_completeness,
    evaluate_conciseness,
    evaluate_correctness,
    evaluate_efficiency,
    evaluate_format,
    evaluate_relevance,
    get_num_threads,
    has_hallucination,
    has_reasoning_steps,
    has_repetition,
    language_consistency,
    match_format_exactly,
    set_num_threads,
    step_reward,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROMPT = "A hen lays 16 eggs and the cook takes 3 of the eggs. How many eggs are left?"
RESPONSES = [
    "The cook takes 3 of 16 eggs, so 16 - 3 = 13 are left. The answer is 13.",
    "16 - 3 = 12",
    "",
    "答案是13。",
    "ha " * 400,
    "<think>16 - 3",
]

#: Every aspect as a function of responses alone, and what one result is.
ONE: dict[str, tuple[Callable[[Any], Any], type]] = {
    "format": (lambda r: evaluate_format(r, "The answer is [NUM]."), float),
    "form": (evaluate_format, float),
    "correctness": (lambda r: evaluate_correctness(r, 13), float),
    "completeness": (evaluate_completeness, float),
    "completeness, prompt": (lambda r: evaluate_completeness(r, PROMPT), float),
    "relevance": (lambda r: evaluate_relevance(r, PROMPT), float),
    "clarity": (evaluate_clarity, float),
    "conciseness": (evaluate_conciseness, float),
    "efficiency": (evaluate_efficiency, float),
    "reasoning": (has_reasoning_steps, bool),
    "repetition": (has_repetition, bool),
    "hallucination": (has_hallucination, bool),
    "steps": (step_reward, float),
    "language": (language_consistency, float),
    "language, prompt": (lambda r: language_consistency(r, PROMPT), float),
}
every = pytest.mark.parametrize("name", ONE)
text = st.text(st.characters(codec=None), max_size=80)


def untyped(function: Any) -> Any:
    """Return a function without its types, to call it wrongly."""
    return function


@pytest.fixture
def threads() -> Iterator[None]:
    before = get_num_threads()
    yield
    set_num_threads(before)


@every
def test_a_batch_is_its_items_in_any_container(name: str) -> None:
    aspect, kind = ONE[name]
    alone = [aspect(response) for response in RESPONSES]
    assert all(type(value) is kind for value in alone)
    dtype = np.float64 if kind is float else np.bool_
    messages = [[{"role": "assistant", "content": response}] for response in RESPONSES]
    for batch in (RESPONSES, tuple(RESPONSES), np.array(RESPONSES, dtype=object), np.array(RESPONSES), messages):
        values = aspect(batch)
        assert values.dtype == dtype
        assert values.shape == (len(RESPONSES),)
        assert values.tolist() == alone
    assert aspect([]).shape == (0,)


@every
def test_the_number_of_threads_makes_no_difference(name: str, threads: None) -> None:
    aspect, _ = ONE[name]
    batch = [f"{response} {at} + {at} = {at + at // 90}." for at in range(300) for response in RESPONSES]
    set_num_threads(1)
    alone = aspect(batch)
    for number in (2, 3, 7):
        set_num_threads(number)
        assert np.array_equal(aspect(batch), alone)


@every
@settings(deadline=None, max_examples=50)
@given(response=text)
def test_any_text_has_a_score_from_0_to_1(name: str, response: str) -> None:
    aspect, kind = ONE[name]
    value = aspect(response)
    assert 0 <= value <= 1
    assert aspect(response) == value
    assert type(value) is kind


@every
@pytest.mark.parametrize("blank", ["", " \n", "\u200b", "..."])
def test_a_blank_response_has_nothing(name: str, blank: str) -> None:
    if name != "form" or not blank.strip(".\u200b"):
        aspect, _ = ONE[name]
        assert aspect(blank) == 0 or name == "form"


@every
def test_what_is_no_text_is_refused_by_its_place(name: str) -> None:
    aspect, _ = ONE[name]
    with pytest.raises(TypeError, match="response: expected str, got NoneType"):
        aspect(None)
    with pytest.raises(TypeError, match=r"responses\[1\]: expected str, got int"):
        aspect(["a", 4])


@every
def test_hostile_texts_are_judged(name: str) -> None:
    aspect, _ = ONE[name]
    scores = aspect([make(20_000) for make in hostile.RESPONSES.values()])
    assert ((scores >= 0) & (scores <= 1)).all()


def test_steps_of_hostile_texts_stand_where_they_say() -> None:
    responses = [make(20_000) for make in hostile.RESPONSES.values()]
    for response, steps in zip(responses, arithmetic_steps(responses), strict=True):
        for step in steps[:50]:
            assert response[slice(*step.span)] == step.text


def test_second_arguments_are_one_or_one_for_each() -> None:
    prompts = [PROMPT, "What is the weather like?", PROMPT]
    answers = [RESPONSES[0]] * 3
    functions: list[Any] = [evaluate_relevance, evaluate_completeness, language_consistency]
    for aspect in functions:
        alone = [aspect(response, prompt) for response, prompt in zip(answers, prompts, strict=True)]
        assert aspect(answers, prompts).tolist() == alone
        assert aspect(answers, np.array(prompts)).tolist() == alone
        with pytest.raises(ValueError, match="got 2 for 3 responses"):
            aspect(answers, prompts[:2])
        with pytest.raises(TypeError, match=r"prompts\[1\]: expected str, got int"):
            aspect(answers, [PROMPT, 4, PROMPT])
        with pytest.raises(TypeError, match="prompt: expected str, as there is one response"):
            aspect(answers[0], prompts)


def test_a_prompt_may_be_a_chat() -> None:
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": PROMPT}]
    assert evaluate_relevance(RESPONSES[0], chat) == evaluate_relevance(RESPONSES[0], PROMPT) == 1.0
    assert (
        evaluate_relevance(RESPONSES[:2], [chat, chat]).tolist() == evaluate_relevance(RESPONSES[:2], PROMPT).tolist()
    )
    # A chat in which the user says nothing is an empty prompt.
    assert evaluate_relevance(RESPONSES[0], chat[:1]) == evaluate_relevance(RESPONSES[0], "")


def test_format_and_correctness_are_the_documented_ones() -> None:
    template = "The answer is [NUM]."
    assert evaluate_format(RESPONSES, template).tolist() == match_format_exactly(RESPONSES, template).tolist()
    assert evaluate_correctness(RESPONSES, "13").tolist() == check_answer(RESPONSES, "13").tolist()
    mixed = [None, template, Format(template), None, None, template]
    alone = [evaluate_format(response, form) for response, form in zip(RESPONSES, mixed, strict=True)]
    assert evaluate_format(RESPONSES, mixed).tolist() == alone
    with pytest.raises(ValueError, match="unknown placeholder"):
        evaluate_format(RESPONSES, [None, "[NUMBER]", None, None, None, None])
    with pytest.raises(TypeError, match=r"expected_formats\[1\]"):
        untyped(evaluate_format)(RESPONSES, [None, 4, None, None, None, None])
    with pytest.raises(ValueError, match="got 2 for 6 responses"):
        evaluate_format(RESPONSES, [None, template])


@pytest.mark.parametrize(
    ("call", "raised", "message"),
    [
        (lambda: evaluate_conciseness("a", words=0), ValueError, "words is 0"),
        (lambda: evaluate_conciseness("a", words=math.nan), ValueError, "words is NaN"),
        (lambda: untyped(evaluate_conciseness)("a", words="4"), TypeError, "words: expected a number, got str"),
        (lambda: has_reasoning_steps("a", steps=0), ValueError, "steps is 0"),
        (lambda: has_reasoning_steps("a", steps=True), TypeError, "steps: expected int, got bool"),
        (lambda: has_repetition("a", ngram=65), ValueError, "ngram is 65"),
        (lambda: has_repetition("a", ngram=-1), ValueError, "ngram is -1"),
        (lambda: has_repetition("a", threshold=1.5), ValueError, "threshold is 1.5"),
        (lambda: step_reward("a", empty=2), ValueError, "empty is 2"),
        (lambda: untyped(step_reward)("a", empty=None), TypeError, "empty: expected a number, got NoneType"),
        (lambda: language_consistency("a", language="xx"), ValueError, "language: unknown language"),
        (lambda: language_consistency(["a", "b"], language=["en", "xx"]), ValueError, r"languages\[1\]: unknown"),
        (lambda: language_consistency("a", "b", language="en"), ValueError, "both given"),
        (lambda: evaluate_correctness("a", " "), ValueError, "blank"),
    ],
)
def test_options_out_of_range_are_refused(call: Callable[[], object], raised: type[Exception], message: str) -> None:
    with pytest.raises(raised, match=message):
        call()


def test_a_response_without_steps_has_the_score_it_is_given() -> None:
    assert step_reward("No sums.") == 0.0
    assert step_reward("No sums.", empty=0.5) == 0.5
    assert math.isnan(step_reward("No sums.", empty=math.nan))
    assert step_reward(["1 + 1 = 2", "No sums."], empty=0.25).tolist() == [1.0, 0.25]


def test_a_step_is_a_value() -> None:
    (step,) = arithmetic_steps("Und für 48/5 = 12.7")
    assert (step.text, step.span, step.holds) == ("48/5 = 12.7", (8, 19), False)
    assert Fraction(step.left) == Fraction(48, 5)
    assert Fraction(step.right) == Fraction(127, 10)
    assert pickle.loads(pickle.dumps(step)) == step
    assert hash(step) == hash(ArithmeticStep(*step.__getnewargs__()))  # type: ignore[attr-defined]
    assert eval(repr(step)) == step
    assert arithmetic_steps(["1 + 1 = 2", ""]) == [arithmetic_steps("1 + 1 = 2"), []]


def make_equation(draw: random.Random) -> tuple[str, Fraction]:
    """Return a random expression with its value, by Python's own fractions."""
    value = Fraction(draw.randint(1, 99))
    expression = str(value)
    for _ in range(draw.randint(1, 4)):
        other, sign = draw.randint(1, 30), draw.choice("+-*/")
        expression = f"({expression}) {sign} {other}" if draw.random() < 0.5 else f"(({expression}){sign}{other})"
        value = {"+": value + other, "-": value - other, "*": value * other, "/": value / other}[sign]
    return expression, value


def test_arithmetic_agrees_with_fractions() -> None:
    draw = random.Random(7)
    for _ in range(2000):
        expression, value = make_equation(draw)
        (step,) = arithmetic_steps(f"{expression} = {value}")
        assert step.holds, step
        assert Fraction(step.left) == value
        wrong = value + draw.randint(3, 90)
        assert not any(step.holds for step in arithmetic_steps(f"{expression} = {wrong}")), (expression, wrong)


def test_repetition_agrees_with_a_naive_count() -> None:
    draw = random.Random(8)
    for _ in range(500):
        words = [draw.choice("abcdef") * 3 for _ in range(draw.randint(0, 60))]
        length, threshold = draw.randint(1, 5), draw.random()
        grams = [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]
        share = 1 - len(set(grams)) / len(grams) if len(grams) > 1 else 0.0
        if abs(share - threshold) > 1e-9:
            assert has_repetition(" ".join(words), ngram=length, threshold=threshold) is (share > threshold)


def test_more_of_the_same_gains_nothing() -> None:
    words = "hen eggs cook left"
    stuffed = [RESPONSES[0] + f" {words}" * times for times in (0, 1, 10, 1000)]
    relevance = evaluate_relevance(stuffed, PROMPT)
    assert (np.diff(relevance) <= 0).all()
    assert (np.diff(evaluate_conciseness(stuffed)) <= 0).all()
    assert (np.diff(evaluate_clarity(stuffed)) <= 0).all()
    assert evaluate_relevance([PROMPT, PROMPT * 50, f"{words} " * 50], PROMPT).tolist() == [0.0, 0.0, 0.0]


def test_public_functions_are_functions_with_examples() -> None:
    public = [value for name, value in vars(aspects).items() if inspect.isfunction(value) and name != "overload"]
    assert len(public) == 13
    for function in public:
        assert function.__doc__ is not None
        assert all(part in function.__doc__ for part in (">>>", "Args:", "Returns:", "Raises:")), function
        assert pickle.loads(pickle.dumps(function)) is function
