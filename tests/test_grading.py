"""`Grading`: its fields, the named policies, and every place that takes one."""

from __future__ import annotations

import copy
import pickle
import re
from dataclasses import FrozenInstanceError, asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    Grading,
    as_reward,
    check_answer,
    combined_reward,
    evaluate_correctness,
    explain_answer,
    get_reward,
    math_equal,
    weighted_sum,
)
from agent_tunix.rewards.trainers import trl, verl

NAMES = ("gsm8k", "math", "competition", "physics", "finance", "choice")
#: A value of each field that is not its default.
OTHERS: dict[str, Any] = {
    "tolerance": 0.2,
    "partial_credit": 0.25,
    "significant_digits": 3,
    "relative_tolerance": 0.05,
    "absolute_tolerance": 0.5,
    "units": "convert",
    "scales": True,
    "sources": ("boxed", "tag"),
    "positive": ("x", "y"),
    "choices": ("1", "2"),
    "extract": "Result: (.*)",
}
NEAR = "The answer is 4.1."


def test_a_policy_is_frozen_hashable_picklable_and_printed_as_it_is_made() -> None:
    grading = Grading(**OTHERS)
    assert set(OTHERS) == {field.name for field in fields(Grading) if field.init}
    with pytest.raises(FrozenInstanceError):
        grading.tolerance = 0.3  # type: ignore[misc]
    assert eval(repr(grading)) == grading
    assert hash(grading) == hash(Grading(**OTHERS))
    for other in (pickle.loads(pickle.dumps(grading)), copy.deepcopy(grading), copy.copy(grading)):
        assert other == grading
        assert check_answer(NEAR, 4, grading=other) == check_answer(NEAR, 4, grading=grading)


@pytest.mark.parametrize("name", OTHERS)
def test_each_field_makes_another_policy(name: str) -> None:
    changed = replace(Grading(), **{name: OTHERS[name]})
    assert changed != Grading()
    assert repr(changed) == f"Grading({name}={OTHERS[name]!r})"
    assert repr(Grading()) == "Grading()"


def test_lists_and_mappings_of_a_configuration_become_tuples() -> None:
    made = Grading(sources=["boxed"], positive=["x"])  # type: ignore[arg-type]
    assert made == Grading(sources=("boxed",), positive=("x",))
    assert hash(made)


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"tolerance": 1.0}, "out_of_range", "tolerance is 1: it must be at least 0 and below 1"),
        ({"relative_tolerance": -0.1}, "out_of_range", "relative_tolerance is -0.1"),
        ({"relative_tolerance": 1.0}, "out_of_range", "relative_tolerance is 1"),
        ({"absolute_tolerance": -1}, "out_of_range", "absolute_tolerance is -1"),
        ({"absolute_tolerance": float("inf")}, "out_of_range", "absolute_tolerance is inf"),
        ({"partial_credit": 1.5}, "out_of_range", "partial_credit is 1.5"),
        ({"significant_digits": 0}, "out_of_range", "significant_digits is 0"),
        ({"units": "metric"}, "unknown_name", '"lenient", "required", "convert", "ignore"'),
        ({"sources": ("box",)}, "unknown_name", '"boxed"'),
        ({"sources": ()}, "empty", "name at least one"),
        ({"extract": "("}, "bad_pattern", "does not compile"),
        ({"extract": "no group"}, "bad_pattern", "0 groups"),
        ({"extract": "(a)(b)"}, "bad_pattern", "the regular expression has 2 groups"),
        ({"positive": ("x", "")}, "unreadable", '"" is no letter'),
        ({"positive": ("x+1",)}, "unreadable", '"x+1" is no letter'),
    ],
)
def test_a_field_out_of_its_range_says_what_would_be_right(given: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Grading(**given)
    assert caught.value.code == code
    assert caught.value.argument == next(iter(given))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"tolerance": "0.1"},
        {"scales": 1},
        {"sources": "boxed"},
        {"positive": "x"},
        {"extract": 5},
        {"units": None},
        {"significant_digits": 2.5},
    ],
)
def test_a_field_of_another_type_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ArgumentTypeError, match=next(iter(given))):
        Grading(**given)


def test_the_named_policies() -> None:
    assert Grading.of("physics") == Grading(relative_tolerance=0.05, units="convert", positive=True)
    assert Grading.of("finance").relative_tolerance == 0.01
    for name in NAMES:
        assert name in (Grading.of.__doc__ or "")
        assert check_answer(r"\boxed{4}", 4, grading=name) == 1.0
        assert check_answer(r"\boxed{5}", 4, grading=name) == 0.0
    assert check_answer("The answer is 4.", 4, grading="competition") == 0.0


def test_an_unknown_policy_names_the_near_ones() -> None:
    for call in (Grading.of, Grading.for_data_source, lambda name: check_answer(NEAR, 4, grading=name)):
        with pytest.raises(ArgumentValueError, match=r"no .*'phisics': give one such as 'physics'") as caught:
            call("phisics")
        assert (caught.value.argument, caught.value.code) == ("grading", "unknown_name")


@pytest.mark.parametrize(
    ("source", "policy"),
    [
        ("openai/gsm8k", "gsm8k"),
        ("lighteval/MATH", "math"),
        ("DigitalLearningGmbH/MATH-lighteval", "math"),
        ("HuggingFaceH4/MATH-500", "math"),
        ("math_dapo", "math"),
        ("aime24", "math"),
        ("aime_2025", "math"),
        ("numina_olympiads", "math"),
        ("hiyouga/geometry3k", "competition"),
        ("TIGER-Lab/TheoremQA", "physics"),
        ("yale-nlp/FinanceMath", "finance"),
        ("Idavidrein/gpqa", "choice"),
        ("TIGER-Lab/MMLU-Pro", "choice"),
    ],
)
def test_data_sources(source: str, policy: str) -> None:
    assert Grading.for_data_source(source) == Grading.of(policy)
    assert check_answer(r"\boxed{4}", 4, grading=source) == 1.0


def test_the_data_sets_of_the_guide_are_known() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "grading.md").read_text(encoding="utf-8")
    rows = re.findall(r'^\| ([^|`]+) \| `"(\w+)"` \|', guide, re.MULTILINE)
    assert {policy for _, policy in rows} == {"gsm8k", "math", "competition", "physics", "finance", "choice"}
    for names, policy in rows:
        for name in names.split(", "):
            assert Grading.for_data_source(name) == Grading.of(policy), name


@pytest.mark.parametrize("source", ["codecontests", "aimless", "", "searchR1_nq"])
def test_data_sources_that_no_policy_follows(source: str) -> None:
    with pytest.raises(ArgumentValueError, match="grading: there is no data source"):
        Grading.for_data_source(source)


def test_an_option_overrides_the_grading_and_one_that_is_left_out_does_not() -> None:
    strict = Grading(tolerance=0.0, partial_credit=0.25)
    assert check_answer(NEAR, 4) == 0.5
    assert check_answer(NEAR, 4, grading=strict) == 0.0
    assert check_answer(NEAR, 4, grading=strict, tolerance=0.1) == 0.25
    assert check_answer(NEAR, 4, grading=strict, tolerance=0.1, partial_credit=0.5) == 0.5
    assert check_answer("The answer is 3.14.", "3.14159", grading=strict) == 0.0
    assert check_answer("The answer is 3.14.", "3.14159", grading=strict, significant_digits=3) == 1.0


def test_a_column_names_the_policy_of_each_row() -> None:
    responses, truths = [NEAR] * 4, [4] * 4
    column = ["physics", None, Grading(tolerance=0.0), "openai/gsm8k"]
    expected = [1.0, 0.5, 0.0, 0.0]
    assert check_answer(responses, truths, grading=column).tolist() == expected
    assert [each.score for each in explain_answer(responses, truths, grading=column)] == expected
    assert [check_answer(NEAR, 4, grading=each) for each in column] == expected
    names = ["physics", "gsm8k", "math", "physics"]
    for kind in (names, tuple(names), np.array(names), np.array(names, dtype=object), pa.array(names)):
        assert check_answer(responses, truths, grading=kind).tolist() == [1.0, 0.0, 0.0, 1.0]
    with pytest.raises(ArgumentValueError, match="grading: got 2 for 4 responses"):
        check_answer(responses, truths, grading=["physics"] * 2)
    with pytest.raises(ArgumentTypeError, match="for one response"):
        check_answer(NEAR, 4, grading=["physics"])
    with pytest.raises(ArgumentTypeError, match=r"grading\[1\]"):
        check_answer(responses, truths, grading=["physics", 5, None, None])  # type: ignore[list-item]
    with pytest.raises(ArgumentTypeError, match="grading: expected a Grading"):
        check_answer(NEAR, 4, grading=5)  # type: ignore[call-overload]


def test_every_function_that_grades_takes_a_policy() -> None:
    grading = Grading(relative_tolerance=0.05)
    assert check_answer(NEAR, 4, grading=grading) == 1.0
    assert explain_answer(NEAR, 4, grading=grading).reason == "correct"
    assert evaluate_correctness(NEAR, 4, grading=grading) == 1.0
    assert combined_reward(NEAR, 4, "The answer is [NUM].", grading=grading) == 1.0
    assert combined_reward([NEAR] * 2, 4, "The answer is [NUM].", grading=[grading, None]).tolist() == pytest.approx(
        [1.0, 0.65]
    )
    assert math_equal("4.1", "4", grading=grading)
    assert not math_equal("4.1", "4")
    assert math_equal(["4.1", "4.1"], "4", grading=[grading, None]).tolist() == [True, False]


def test_rewards_take_a_policy_as_an_option_and_as_a_column() -> None:
    grading = Grading(relative_tolerance=0.05)
    given = {"ground_truth": [4, 4]}
    assert as_reward(check_answer, grading=grading)([NEAR] * 2, **given).tolist() == [1.0, 1.0]
    assert as_reward(check_answer)([NEAR] * 2, grading=["physics", "math"], **given).tolist() == [1.0, 0.0]
    renamed = as_reward(check_answer, columns={"grading": "data_source"})
    assert renamed([NEAR] * 2, data_source=["TheoremQA", "aime24"], **given).tolist() == [1.0, 0.0]
    described = {"reward_function": "check_answer", "grading": "physics"}
    assert get_reward(described)([NEAR], ground_truth=4).tolist() == [1.0]
    both = weighted_sum(as_reward(check_answer, grading=grading), as_reward(evaluate_correctness, grading="math"))
    assert both([NEAR] * 2, **given).tolist() == [1.0, 1.0]
    assert pickle.loads(pickle.dumps(both))([NEAR], ground_truth=4).tolist() == [1.0]


def test_the_default_policy_changes_no_score() -> None:
    responses = [NEAR, "The answer is 4.", "2 plus 2 equals 4.", "It is 5.", ""]
    plain = check_answer(responses, 4)
    for grading in (Grading(), None, [None] * 5, [Grading()] * 5):
        assert check_answer(responses, 4, grading=grading).tolist() == plain.tolist()


def test_adapters_read_the_policy_of_each_row_from_a_column() -> None:
    for given in ({"grading": "data_source"}, {"columns": {"grading": "data_source"}}):
        compute_score = verl.Reward(check_answer, **given)
        assert compute_score("TheoremQA", NEAR, "4") == 1.0
        assert compute_score("openai/gsm8k", NEAR, "4") == 0.0
    assert verl.Reward(check_answer, grading="physics")("openai/gsm8k", NEAR, "4") == 1.0
    reward = trl.Reward(check_answer, grading="source", truth="answer")
    completions = [[{"role": "assistant", "content": NEAR}]] * 2
    assert reward(prompts=[""] * 2, completions=completions, answer=["4"] * 2, source=["physics", "math"]) == [1.0, 0.0]
    assert pickle.loads(pickle.dumps(reward))(prompts=[""], completions=[NEAR], answer=["4"], source=["physics"]) == [
        1.0
    ]


class Stricter(Grading):
    """A grading of somebody's own class."""


def test_a_grading_has_numbers_of_python() -> None:
    made = Grading(tolerance=np.float32(0.25), significant_digits=np.int64(3), scales=np.bool_(True))  # type: ignore[arg-type]
    assert repr(made) == "Grading(tolerance=0.25, significant_digits=3, scales=True)"
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_grading_becomes_a_dictionary_and_comes_back() -> None:
    made = Grading(sources=("boxed",), choices=("a", "b"))
    assert Grading(**asdict(made)) == made
    assert type(pickle.loads(pickle.dumps(Stricter(tolerance=0.2)))) is Stricter
    with pytest.raises(ArgumentValueError, match="no data source 5"):
        Grading.for_data_source(5)  # type: ignore[arg-type]
