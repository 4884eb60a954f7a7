"""The options of a question make a label, a text and a value one answer, in every form that options are given in."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from agent_tunix.rewards import Grading, as_reward, check_answer, explain_answer, math_equal
from agent_tunix.rewards.errors import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.groups import group_answers
from agent_tunix.rewards.trainers import trl, verl

PLANETS = ["Mars", "Venus", "the Moon"]
LABELLED = {"A": "Mars", "B": "Venus", "C": "the Moon"}
#: One question's options in every form.
FORMS: list[Any] = [
    PLANETS,
    tuple(PLANETS),
    np.array(PLANETS),
    np.array(PLANETS, dtype=object),
    pa.array(PLANETS),
    [f"{label}. {text}" for label, text in LABELLED.items()],
    [f"({label}) {text}" for label, text in LABELLED.items()],
    LABELLED,
    {"label": list(LABELLED), "text": PLANETS},
    {"label": np.array(list(LABELLED)), "text": np.array(PLANETS)},
    [{"label": label, "text": text} for label, text in LABELLED.items()],
    json.dumps(PLANETS),
    json.dumps(LABELLED),
    str(PLANETS),
    "\n".join(f"{label}. {text}" for label, text in LABELLED.items()),
    "Options:\n(A) Mars (B) Venus (C) the Moon",
]
unchecked: Any = check_answer


@pytest.mark.parametrize("choices", FORMS, ids=str)
def test_every_form_is_one_question(choices: Any) -> None:
    assert check_answer("The answer is Venus.", "B", choices=choices) == 1.0
    responses = ["The answer is B.", "Venus", "The answer is C. the Moon", "The answer is Mars."]
    assert list(check_answer(responses, "B", choices=choices)) == [1.0, 1.0, 0.0, 0.0]
    assert list(check_answer(responses[:1], "Venus", choices=choices)) == [1.0]


@pytest.mark.parametrize("choices", FORMS, ids=str)
def test_every_form_is_a_row_of_a_column(choices: Any) -> None:
    other = {"A": "7", "B": "8"}
    column = [choices, other, None, choices]
    responses = ["The answer is Venus.", "The answer is 8.", "The answer is B.", "The answer is Mars."]
    assert list(check_answer(responses, "B", choices=column)) == [1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "column",
    [
        [["7", "8"], ["8", "7"]],
        (("7", "8"), ("8", "7")),
        np.array([["7", "8"], ["8", "7"]]),
        np.array([[7, 8], [8, 7]]),
        pa.array([["7", "8"], ["8", "7"]]),
        pa.array([[7, 8], [8, 7]]),
        pa.array(['["7", "8"]', '["8", "7"]']),
        pa.array([{"label": ["A", "B"], "text": ["7", "8"]}, {"label": ["A", "B"], "text": ["8", "7"]}]),
        ["A. 7\nB. 8", "A. 8\nB. 7"],
        np.array(["A. 7\nB. 8", "A. 8\nB. 7"]),
        [{"A": 7, "B": 8}, {"A": 8, "B": 7}],
        [np.array(["7", "8"]), np.array(["8", "7"])],
    ],
    ids=str,
)
def test_columns(column: Any) -> None:
    assert list(check_answer(["The answer is 8."] * 2, "B", choices=column)) == [1.0, 0.0]
    verdicts = explain_answer(["The answer is 8."] * 2, "B", choices=column)
    assert [(verdict.score, verdict.rule) for verdict in verdicts] == [(1.0, "choice"), (0.0, "choice")]


def test_a_list_of_as_many_texts_as_responses_is_one_question() -> None:
    assert list(check_answer(["The answer is 8.", "The answer is 7."], "B", choices=["7", "8"])) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("choices", "code", "message"),
    [
        (["Mars", "Venus", "Mars"], "repeated", 'choices: options 1 and 3 are both "Mars": give each option once'),
        ({"A": "Mars", "(a)": "Venus"}, "repeated", 'choices: options 1 and 2 both have the label "a": give'),
        (["Mars"], "out_of_range", "choices: the question has 1 option: give from 2 to 256"),
        ([], "out_of_range", "choices: the question has 0 options: give from 2 to 256"),
        (["Mars", " "], "blank", "choices: option 2 is blank: give its text"),
        ("Mars or Venus", "unreadable", "choices: the options can't be read: give a list of texts"),
    ],
)
def test_a_bad_question_is_one_clear_error(choices: Any, code: str, message: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        check_answer("The answer is 4.", 4, choices=choices)
    assert str(caught.value).startswith(message)
    assert (caught.value.code, caught.value.argument, caught.value.index) == (code, "choices", None)
    if choices:
        with pytest.raises(ArgumentValueError) as caught:
            check_answer(["The answer is 4."] * 2, 4, choices=[["4", "5"], choices])
        assert str(caught.value).startswith(message.replace("choices:", "choices[1]:"))
        assert (caught.value.code, caught.value.argument, caught.value.index) == (code, "choices", 1)


@pytest.mark.parametrize(
    "make", [lambda inside: inside, lambda inside: {"A": inside, "B": "Venus"}, lambda inside: ["Mars", inside]]
)
def test_options_without_an_end_are_refused(make: Any) -> None:
    endless: list[Any] = []
    endless.append(endless)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for inside in (endless, deep):
        with pytest.raises(ArgumentValueError, match="the options can't be read") as caught:
            unchecked("The answer is 4.", 4, choices=make(inside))
        assert (caught.value.code, caught.value.argument) == ("unreadable", "choices")
    # Python takes such a list apart by recursion, which overflows.
    while deep:
        deep = deep.pop()


def test_longer_alphabets_of_labels() -> None:
    names = ["Ⓐ", "Ⓑ"], [f"{letter}." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], [f"({n})" for n in range(1, 16)]
    for labels in names:
        block = "\n".join(f"{label} item{at}" for at, label in enumerate(labels))
        last = labels[-1].strip(".()")
        assert check_answer(
            [f"The answer is item{len(labels) - 1}.", "The answer is item0."], last, choices=[block] * 2
        ).tolist() == [1, 0]


def test_the_policy_of_a_call_reads_the_truth_too() -> None:
    grading = Grading(units="convert", choices=["1 h", "2 h"])
    assert check_answer("The answer is B.", "120 min", grading=grading) == 1.0
    assert check_answer("The answer is A.", "120 min", grading=grading) == 0.0


def test_a_response_of_reasoning_and_an_option_is_an_answer() -> None:
    response = "<think>" + "Is it red? " * 200 + "</think>Mars"
    assert check_answer(response, "A", choices=PLANETS) == check_answer("Mars", "A", choices=PLANETS) == 1.0


def test_equality_and_groups_go_by_the_options() -> None:
    grading = Grading(choices=["1/2", "1/3"])
    assert math_equal(["B", "(b)", "1/3", "A"], "1/3", grading=grading).tolist() == [True, True, True, False]
    assert math_equal("B", "1/3", grading=grading)
    assert not math_equal("B", "1/3")
    responses = ["The answer is B.", "The answer is 1/3.", "#### A", r"\boxed{0.5}", "I don't know."]
    assert group_answers(responses, grading=grading).labels.tolist() == [0, 0, 1, 1, -1]


def test_lengths_and_types_are_checked() -> None:
    for column in ([["4", "5"]] * 3, ["A. 4\nB. 5"] * 3, [None] * 3):
        with pytest.raises(ArgumentValueError, match=r"choices: got 3 for 2 responses") as caught:
            unchecked(["The answer is 4."] * 2, 4, choices=column)
        assert caught.value.code == "lengths_differ"
    for choices, message in [
        (object(), "choices: expected the options of a question"),
        (["Mars", object()], r"choices\[1\]: expected str or a number, got object"),
        ({"A": object()}, "choices: expected str or a number, got object"),
        ([["4", None]] * 2, r"choices\[0\]\[1\]: expected str or a number, got NoneType"),
    ]:
        with pytest.raises(ArgumentTypeError, match=message):
            unchecked(["The answer is 4."] * 2, 4, choices=choices)


def test_the_options_of_a_policy() -> None:
    for choices in (PLANETS, LABELLED, {"label": list(LABELLED), "text": PLANETS}, json.dumps(LABELLED), FORMS[10]):
        grading = Grading(choices=choices)
        assert check_answer("The answer is Venus.", "B", grading=grading) == 1.0
        assert list(check_answer(["Venus", "Mars"], "B", grading=grading)) == [1.0, 0.0]
        for twin in (copy.deepcopy(grading), pickle.loads(pickle.dumps(grading)), eval(repr(grading))):
            assert twin == grading
            assert hash(twin) == hash(grading)
            assert check_answer("The answer is Venus.", "B", grading=twin) == 1.0
    # The options of a call override those of its policy, and each row has its policy and its question.
    grading = Grading(choices=["Venus", "Mars"], partial_credit=0.25)
    assert check_answer("The answer is Venus.", "B", grading=grading, choices=PLANETS) == 1.0
    responses = ["The answer is B.", "4 + 4 equals 8."]
    rows = check_answer(responses, "B", grading=[None, grading], choices=[PLANETS, ["7", "8"]])
    assert list(rows) == [1.0, 0.25]
    with pytest.raises(ArgumentValueError, match="options 1 and 2"):
        Grading(choices=["Mars", "Mars"])


def test_a_trace_names_the_options() -> None:
    verdict = explain_answer("The answer is 0.5.", "B", choices=["1/3", "1/2"], trace=True)
    assert verdict.trace is not None
    compared = verdict.trace.to_dict()["rungs"][-1]
    assert (compared["what"], compared["answer"], compared["truth"]) == ("choice", "B. 1/2", "B. 1/2")


def test_adapters_and_reward_objects_fill_the_options() -> None:
    rows: dict[str, Any] = {"answer": ["B", "A"], "options": [PLANETS, ["7", "8"]]}
    reward = trl.Reward(check_answer, truth="answer", columns={"choices": "options"})
    responses = ["The answer is Venus.", "The answer is 7."]
    assert reward(prompts=["", ""], completions=responses, **rows) == [1.0, 1.0]
    sample = verl.Reward(check_answer, columns={"choices": "extra_info.options"})
    assert sample("mmlu", "The answer is Venus.", "B", extra_info={"options": PLANETS}) == 1.0
    own = as_reward("check_answer")(responses, ground_truth=["B", "A"], choices=rows["options"])
    assert list(own) == [1.0, 1.0]


def test_only_the_wanted_statements_count() -> None:
    boxed = Grading(sources=("boxed",))
    responses = [r"\boxed{4}. The answer is 5.", "The answer is 4.", "4", r"\boxed{4}. The answer is not 4."]
    assert list(check_answer(responses, 4, grading=boxed)) == [1.0, 0.0, 0.0, 0.0]
    trace = explain_answer(responses[1], 4, grading=boxed, trace=True).trace
    assert trace is not None
    assert "its kind does not count" in str(trace)
    assert explain_answer("2 + 2 equals 4.", 4, grading=Grading(sources=("inferred",))).reason == "correct_not_stated"


def test_a_pattern_says_where_the_answer_stands() -> None:
    own = Grading(extract=r"Result> (.*)")
    responses = ["Result> 3\nResult> **4**", "The answer is 4.", "<think>Result> 4</think>", r"Result> \boxed{4}"]
    assert list(check_answer(responses, 4, grading=own)) == [1.0, 0.0, 0.0, 1.0]
    answer = explain_answer(responses[0], 4, grading=own).answer
    assert answer is not None
    assert (answer.text, answer.source) == ("4", "pattern")
    both = Grading(extract=r"Result> (.*)", sources=("phrase",))
    assert list(check_answer(responses, 4, grading=both)) == [1.0, 1.0, 0.0, 1.0]
    with pytest.raises(ArgumentValueError, match="has 2 groups"):
        Grading(extract="(a)(b)")
    with pytest.raises(ArgumentValueError, match="give the pattern as extract") as caught:
        Grading(sources=("pattern",))
    assert caught.value.code == "conflict"


@pytest.mark.parametrize(
    ("choices", "responses", "read"),
    [
        (PLANETS, ["The answer is Venus.", "(b)", "Option B"], "B"),
        (["① 3", "② 6"], ["The answer is 6.", "②"], "②"),
        (["1) 30", "2) 60"], ["The answer is 60.", "Answer: 2"], "2"),
        (PLANETS, ["The answer is A and C."], "A, C"),
        (PLANETS, ["The answer is Pluto."], r"\text{Pluto}"),
    ],
)
def test_an_answer_is_read_as_the_label_of_its_option(choices: Any, responses: list[str], read: str) -> None:
    verdicts = explain_answer(responses, responses[0], choices=[choices] * len(responses))
    assert {verdict.answer_read for verdict in verdicts} == {read}
