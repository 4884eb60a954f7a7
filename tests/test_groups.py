"""Groups of answers: labels, majorities, rates, and what they refuse."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    Grading,
    as_reward,
    check_answer,
    extract_answer,
    get_num_threads,
    math_equal,
    set_num_threads,
    vectorized,
)
from agent_tunix.rewards.groups import (
    answer_key,
    best_of_n,
    filter_by_difficulty,
    group_answers,
    majority_reward,
    majority_vote,
    pass_at_k,
    solve_rate,
)

#: Spellings of values; those in one row are equal, and no others are.
VALUES = (
    ("1/2", "0.5", r"\frac{1}{2}"),
    ("42", "42.0", "forty-two"),
    (r"\sqrt{2}", r"\frac{2}{\sqrt{2}}"),
    ("(x+1)^2", "x^2+2x+1"),
    ("Paris", r"\text{paris}"),
    ("B", "(B)"),
)
#: Answers among which equality is no equivalence.
LOOSE = ("5", "5 cm", "5 m", "25%", "0.25", "25", "1/3", "0.33", "0.334", r"\pi", "3.14", "3.141")
FORMS = ("The answer is {}.", r"So \boxed{{{}}}", "#### {}", "<answer>{}</answer>")
NONE = ("", "I don't know.", "Is the answer 3?", "<think>The answer is 5")

VALUE = st.tuples(st.integers(0, len(VALUES) - 1), st.integers(0, 2), st.sampled_from(FORMS))
ROWS = st.lists(st.one_of(VALUE, st.sampled_from(NONE)), max_size=20)
RESPONSE = st.one_of(
    st.builds(str.format, st.sampled_from(FORMS), st.sampled_from(LOOSE)), st.sampled_from(NONE), st.text(max_size=12)
)


@pytest.fixture
def threads() -> Iterator[None]:
    before = get_num_threads()
    yield
    set_num_threads(before)


def say(row: Any) -> str:
    if isinstance(row, str):
        return row
    value, spelling, form = row
    return str(form.format(VALUES[value][spelling % len(VALUES[value])]))


def renumber(labels: Any) -> list[int]:
    """Number a partition by the order in which its parts come."""
    known: dict[Any, int] = {}
    return [-1 if label == -1 else known.setdefault(label, len(known)) for label in labels]


@given(ROWS)
def test_equal_answers_share_a_label_and_others_do_not(rows: list[Any]) -> None:
    found = group_answers([say(row) for row in rows])
    assert found.labels.tolist() == renumber(-1 if isinstance(row, str) else row[0] for row in rows)
    assert found.labels.dtype == np.int64
    assert found.sizes.tolist() == [found.labels.tolist().count(label) for label in range(len(found.texts))]


@given(st.lists(RESPONSE, max_size=12))
@settings(max_examples=60)
def test_labels_join_no_answers_that_refuse_each_other(responses: list[str]) -> None:
    labels = group_answers(responses).labels
    answers = extract_answer(responses)
    texts: list[str] = []
    for at, (label, answer) in enumerate(zip(labels, answers, strict=True)):
        assert (label >= 0) == (answer is not None and answer.source != "inferred")
        texts.append(answer.text if answer else "")
        for other in range(at):
            if label == labels[other] >= 0:
                assert math_equal(texts[at], texts[other]) or math_equal(texts[other], texts[at])


@given(st.lists(RESPONSE, max_size=12), st.integers(0, 9))
def test_the_order_changes_nothing(responses: list[str], seed: int) -> None:
    order = list(range(len(responses)))
    random.Random(seed).shuffle(order)
    found, moved = group_answers(responses), group_answers([responses[at] for at in order])
    assert moved.labels.tolist() == renumber(found.labels[order])
    assert sorted(zip(moved.texts, moved.sizes.tolist(), strict=True)) == sorted(
        zip(found.texts, found.sizes.tolist(), strict=True)
    )


@pytest.mark.usefixtures("threads")
def test_the_number_of_threads_changes_nothing() -> None:
    chance = random.Random(1)
    rows = [
        (chance.randrange(len(VALUES)), chance.randrange(3), chance.choice(FORMS))
        if chance.random() < 0.9
        else chance.choice(NONE)
        for _ in range(6_000)
    ]
    responses, groups = [say(row) for row in rows], [chance.randrange(500) for _ in rows]
    results = []
    for count in (1, 2, 5):
        set_num_threads(count)
        results.append(group_answers(responses, groups))
    for found in results[1:]:
        assert found.labels.tolist() == results[0].labels.tolist()
        assert found.texts == results[0].texts
    for group in set(groups):
        places = [at for at, own in enumerate(groups) if own == group]
        alone = group_answers([responses[at] for at in places])
        assert results[0].labels[places].tolist() == alone.labels.tolist()


def test_groups_come_in_order_and_only_their_own_answers_are_compared() -> None:
    found = group_answers(["#### 2", "#### 1/2", "#### 0.5", "No idea.", "#### 2.0"], groups=["b", "a", "a", "c", "b"])
    assert found.labels.tolist() == [0, 0, 0, -1, 0]
    assert found.texts == (("2",), ("0.5",), ())
    assert [sizes.tolist() for sizes in found.sizes] == [[2], [2], []]


def test_an_answer_that_is_equal_to_two_joins_the_more_frequent_one() -> None:
    found = group_answers([f"#### {answer}" for answer in ("5 m", "5 m", "5", "5 cm", "5 cm", "5 cm")])
    assert found.labels.tolist() == [0, 0, 1, 1, 1, 1]
    assert found.texts == ("5 m", "5 cm")


def test_results_can_not_be_changed() -> None:
    found = group_answers(["#### 4"], groups=["a"])
    with pytest.raises(AttributeError):
        found.labels = found.labels  # type: ignore[misc]
    for array in (found.labels, *found.sizes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


@pytest.mark.parametrize(
    "groups",
    [
        np.array(["p", "p", "q", "q"]),
        pa.array(["p", "p", "q", "q"]),
        2,
        np.int64(2),
        [1.5, 1.5, None, None],
        [[{"role": "user", "content": "p"}]] * 2 + [[{"role": "user", "content": "q"}]] * 2,
    ],
)
def test_groups_may_be_any_column(groups: Any) -> None:
    responses = ["#### 1", "#### 1.0", "#### 1", "#### 2"]
    assert group_answers(responses, groups).labels.tolist() == [0, 0, 0, 1]
    assert solve_rate([True, False, True, True], groups).tolist() == [0.5, 1.0]


def test_responses_may_be_any_batch() -> None:
    chats = [[{"role": "assistant", "content": text}] for text in ("#### 4", "The answer is 4.")]
    for responses in (chats, pa.array(["#### 4", "Answer: 4"]), np.array(["#### 4", "Answer: 4"])):
        assert group_answers(responses).labels.tolist() == [0, 0]
    assert group_answers([]).labels.shape == (0,)
    assert group_answers([], groups=[]).texts == ()


def test_answers_agree_as_their_policy_says() -> None:
    responses = ["The answer is 100.", r"\boxed{101}", "#### 104"]
    assert group_answers(responses).labels.tolist() == [0, 1, 2]
    assert group_answers(responses, grading=Grading(relative_tolerance=0.02)).labels.tolist() == [0, 0, 1]
    assert majority_vote(responses, grading="physics") == "100"
    assert majority_reward(responses, grading="physics").tolist() == [1, 1, 1]
    # One for each response, and so for each group.
    found = group_answers(responses * 2, groups=3, grading=["physics"] * 3 + [None] * 3)
    assert found.labels.tolist() == [0, 0, 0, 0, 1, 2]


def test_a_majority_is_of_stated_answers() -> None:
    responses = ["So 7 + 7 = 14 and it goes on", "#### 3", "so 2 + 2 = 4", "#### 3.0", "#### 4", "#### 5", "#### 5"]
    # Of answers with as many votes, the one that comes first.
    assert majority_vote(responses) == "3"
    assert majority_reward(responses).tolist() == [0, 1, 0, 1, 0, 0, 0]
    assert majority_vote(responses[::-1]) == "5"
    assert majority_vote([]) is None
    assert majority_vote(["No idea.", "I don't know."]) is None
    assert majority_reward(["No idea.", "I don't know."]).tolist() == [0, 0]
    assert majority_vote(responses, groups=["a"] * 4 + ["b"] * 3) == ["3", "5"]
    assert majority_vote([], groups=[]) == []
    assert majority_reward([], groups=[]).shape == (0,)
    assert majority_reward(responses).dtype == np.float64


@given(st.lists(st.tuples(st.integers(0, 3), VALUE), max_size=30))
def test_the_majority_is_rewarded(rows: list[Any]) -> None:
    groups = [group for group, _ in rows]
    found = majority_reward([say(row) for _, row in rows], groups)
    for group in set(groups):
        own = [row[0] for of, row in rows if of == group]
        most = max(map(own.count, own))
        first = next(value for value in own if own.count(value) == most)
        assert found[np.array(groups) == group].tolist() == [float(value == first) for value in own]


def test_a_majority_reward_is_a_reward() -> None:
    @vectorized
    def majority(response: list[str], prompt: list[str]) -> Any:
        return majority_reward(response, prompt)

    reward = as_reward(majority)
    assert reward(["#### 4", "#### 5", "#### 4.0"], prompt=["2 + 2?"] * 3).tolist() == [1, 0, 1]


@given(VALUE, VALUE)
def test_answers_with_one_key_are_equal(one: Any, other: Any) -> None:
    keys = answer_key([say(one), say(other)])
    assert keys == [answer_key(say(one)), answer_key(say(other))]
    has_key = {0, 1, 4, 5}
    assert [key is not None for key in keys] == [one[0] in has_key, other[0] in has_key]
    if keys[0] is not None:
        assert (keys[0] == keys[1]) == (one[0] == other[0])


@pytest.mark.parametrize(
    ("response", "key"),
    [
        ("The answer is 1,234,567.", "1234567"),
        (r"\boxed{-\frac{6}{4}}", "-1.5"),
        ("The answer is 3/4 (75%).", "0.75"),
        ("The answer is 10^50.", "1e50"),
        ("The answer is 5 cm.", None),
        ("The answer is 50%.", None),
        ("The answer is 3 or 4.", None),
        ("2 + 2 = 4", None),
        ("", None),
    ],
)
def test_keys(response: str, key: str | None) -> None:
    assert answer_key(response) == key


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.data())
def test_pass_at_k_is_the_ratio_of_binomials(correct: list[bool], data: st.DataObject) -> None:
    size, right = len(correct), sum(correct)
    k = data.draw(st.integers(1, size))
    exact = 1 - Fraction(math.comb(size - right, k), math.comb(size, k))
    found = pass_at_k(correct, k)
    assert isinstance(found, float)
    assert found == pytest.approx(float(exact), abs=1e-12)
    assert pass_at_k(np.array(correct), k) == found
    assert pass_at_k([float(flag) for flag in correct], k, groups=size).tolist() == [found]


def test_pass_at_k_holds_for_many_responses() -> None:
    correct = [True] + [False] * 99_999
    assert pass_at_k(correct, 1) == pytest.approx(1e-5)
    assert pass_at_k(correct, 50_000) == pytest.approx(0.5)
    assert pass_at_k(correct, 100_000) == 1.0
    assert pass_at_k([False] * 10, 10) == 0.0
    assert pass_at_k([True] * 10, 1) == 1.0
    # As many wrong ones as are drawn, and one less; a product over all would overflow.
    assert pass_at_k([True] * 60_000 + [False] * 40_000, 40_000) == 1.0
    assert pass_at_k([True] * 60_001 + [False] * 39_999, 40_000) == 1.0
    assert pass_at_k([True, False, False], 2) == pytest.approx(2 / 3)


def test_pass_at_k_of_groups() -> None:
    correct, groups = [True, False, False, True, True], ["a", "b", "a", "b", "b"]
    assert pass_at_k(correct, 2, groups).tolist() == [1.0, 1.0]
    assert pass_at_k(correct, 1, groups).tolist() == pytest.approx([1 / 2, 2 / 3])
    assert pass_at_k([], 3, groups=[]).tolist() == []
    assert pass_at_k(check_answer(["#### 4", "#### 5"], "4") == 1.0, 1) == 0.5


def test_rates_and_filters() -> None:
    correct = [1, 0, 1, 1, 0, 0]
    assert solve_rate(correct) == 0.5
    assert solve_rate(correct, groups=2).tolist() == [0.5, 1.0, 0.0]
    assert filter_by_difficulty(correct, groups=2).tolist() == [True, True, False, False, False, False]
    assert filter_by_difficulty(correct, groups=2, above=-1).tolist() == [True, True, False, False, True, True]
    # The bounds themselves are left out.
    assert filter_by_difficulty(correct, groups=2, above=0.5, below=2).tolist() == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert filter_by_difficulty(correct).tolist() == [True] * 6
    assert filter_by_difficulty([], groups=[]).tolist() == []
    assert filter_by_difficulty([]).dtype == np.bool_


def test_the_best_of_a_group() -> None:
    nan = math.nan
    assert best_of_n([0.1, 0.9, 0.9]) == 1
    assert best_of_n([nan, -math.inf, nan]) == 1
    assert best_of_n([nan]) == -1
    assert best_of_n([]) == -1
    assert best_of_n([1, 3, nan, 2, nan], groups=["a", "b", "c", "b", "c"]).tolist() == [0, 1, -1]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([math.nan, 0.0, 0.5, 1.0])), max_size=20))
def test_the_best_is_the_first_of_the_highest(rows: list[tuple[int, float]]) -> None:
    found = best_of_n([value for _, value in rows], groups=[group for group, _ in rows])
    for at, group in zip(found, dict.fromkeys(group for group, _ in rows), strict=True):
        own = {place: value for place, (of, value) in enumerate(rows) if of == group and not math.isnan(value)}
        assert at == (max(own, key=lambda place: (own[place], -place)) if own else -1)


@pytest.mark.parametrize(
    ("call", "kind", "argument", "code", "words"),
    [
        (lambda: pass_at_k([True], 2), ValueError, "k", "out_of_range", "there are only 1"),
        (lambda: pass_at_k([], 1), ValueError, "k", "out_of_range", "there are only 0"),
        (lambda: pass_at_k([True] * 3, 2, ["x", "x", "y"]), ValueError, "k", "out_of_range", "'y' has only 1"),
        (lambda: pass_at_k([True], 0), ValueError, "k", "out_of_range", "at least 1"),
        (lambda: pass_at_k([True], 1.0), TypeError, "k", "wrong_type", "expected int, got float"),  # type: ignore[call-overload]
        (lambda: pass_at_k([True], True), TypeError, "k", "wrong_type", "expected int, got bool"),
        (lambda: pass_at_k([0.5], 1), ValueError, "correct", "invalid_value", r"correct\[0\] is 0.5"),
        (lambda: solve_rate([math.nan]), ValueError, "correct", "invalid_value", r"correct\[0\] is nan"),
        (lambda: solve_rate(["yes"]), TypeError, "correct", "wrong_type", r"correct\[0\]: expected bool, got str"),
        (lambda: solve_rate(np.ones((2, 2), bool)), TypeError, "correct", "wrong_type", r"correct\[0\]: .* got list"),
        (lambda: solve_rate(np.array(True)), TypeError, "correct", "wrong_type", "expected a column of booleans"),
        (lambda: solve_rate("yes"), TypeError, "correct", "wrong_type", "expected a column of booleans"),
        (lambda: solve_rate([]), ValueError, "correct", "empty", "correct is empty"),
        (lambda: solve_rate([True], ["a", "b"]), ValueError, "groups", "lengths_differ", "got 2 for 1 responses"),
        (lambda: solve_rate([True] * 3, 2), ValueError, "groups", "lengths_differ", "can't be divided"),
        (lambda: solve_rate([True], 0), ValueError, "groups", "out_of_range", "can't be divided"),
        (lambda: best_of_n([1.0], "a"), TypeError, "groups", "wrong_type", "got str"),
        (lambda: best_of_n([[1.0]]), ValueError, "rewards", "wrong_shape", "one dimension"),
        (lambda: filter_by_difficulty([True], above=1), ValueError, "above", "out_of_range", "less than below"),
        (lambda: filter_by_difficulty([True], above="a"), TypeError, "above", "wrong_type", "expected a number"),  # type: ignore[arg-type]
        (lambda: group_answers("#### 4"), TypeError, "responses", "wrong_type", "expected a batch"),  # type: ignore[arg-type]
        (lambda: group_answers(["a"], ["p", "q"]), ValueError, "groups", "lengths_differ", "got 2 for 1 responses"),
        (lambda: group_answers(["a"], grading="physic"), ValueError, "grading", "unknown_name", "'physics'"),
        (lambda: group_answers(["a"], grading=["math"] * 2), ValueError, "grading", "lengths_differ", "got 2 for 1"),
        (lambda: majority_vote(["a"], grading=3), TypeError, "grading", "wrong_type", "expected a Grading"),  # type: ignore[call-overload]
        (lambda: majority_vote([3]), TypeError, "response", "wrong_type", r"responses\[0\]"),  # type: ignore[arg-type]
        (lambda: majority_reward(["a"], 3), ValueError, "groups", "lengths_differ", "can't be divided"),
    ],
)
def test_mistakes(call: Any, kind: type[Exception], argument: str, code: str, words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        call()
    assert isinstance(caught.value, (ArgumentTypeError, ArgumentValueError))
    assert (caught.value.argument, caught.value.code) == (argument, code)
