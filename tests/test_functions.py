"""What the documented functions return, and what their values are."""

from __future__ import annotations

import copy
import doctest
import inspect
import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tunix import rewards
from agent_tunix.rewards import (
    REASONS,
    Answer,
    AnyOf,
    Format,
    Grading,
    Verdict,
    check_answer,
    check_numbers,
    combined_reward,
    explain_answer,
    extract_answer,
    match_format_exactly,
    math_equal,
)

STATED = "2 + 2 = 4. The answer is 4."
INFERRED = "2 plus 2 equals 4."
FORMAT = "The answer is [NUM]."

text = st.text(st.characters(codec=None), max_size=60)


def test_the_documented_examples_hold() -> None:
    assert match_format_exactly("The answer is 4.", FORMAT) == 1.0
    assert match_format_exactly(STATED, FORMAT) == 1.0
    assert check_answer(STATED, "4") == 1.0
    assert check_numbers(STATED, [4]) == {"extracted": [4], "matches": [True], "score": 1.0}
    assert combined_reward(STATED, "4", FORMAT) == 1.0
    assert match_format_exactly(INFERRED, FORMAT) == 0.5
    assert check_answer(INFERRED, "4") == 0.5
    assert combined_reward(INFERRED, "4", FORMAT) == 0.5


@pytest.mark.parametrize("name", [name for name in rewards.__all__ if name[0].islower()])
def test_functions_are_plain_functions_with_docstrings(name: str) -> None:
    function = getattr(rewards, name)
    assert inspect.isfunction(function)
    assert function.__doc__
    assert ">>>" in function.__doc__ or name == "get_num_threads"
    assert pickle.loads(pickle.dumps(function)) is function


@pytest.mark.parametrize("made", [Format.regex, Format.tags])
def test_the_examples_of_compiled_methods_run(made: Any) -> None:
    # pytest finds those of functions and classes by itself.
    example = doctest.DocTestParser().get_doctest(made.__doc__, {}, made.__name__, None, None)
    results = doctest.DocTestRunner().run(example)
    assert results.attempted > 0
    assert results.failed == 0


def test_everything_exported_is_there_and_sorted() -> None:
    assert [name for name in dir(rewards) if name in rewards.__all__] == sorted(rewards.__all__)


def test_scores_are_floats_and_batches_are_arrays() -> None:
    for score in (check_answer(STATED, 4), match_format_exactly(STATED, FORMAT), combined_reward(STATED, 4, FORMAT)):
        assert type(score) is float
    batch: list[str] = [STATED, INFERRED, ""]
    for scores in (check_answer(batch, 4), match_format_exactly(batch, FORMAT), combined_reward(batch, 4, FORMAT)):
        assert type(scores) is np.ndarray
        assert scores.dtype == np.float64
        assert scores.tolist() == [1.0, 0.5, 0.0]
        assert scores.flags.writeable
        assert scores.flags.c_contiguous
    assert check_answer([], []).shape == (0,)
    empty: list[str] = []
    assert check_numbers(empty, [1]) == []
    assert type(math_equal("4", "4")) is bool
    assert math_equal(["4", "5"], "4").dtype == np.bool_


def test_extracted_numbers_are_python_numbers() -> None:
    found = check_numbers("The answer is 3, 1/2, 25% and -7.", [3])["extracted"]
    assert found == [3, 0.5, 25, -7]
    assert [type(number) for number in found] == [int, float, int, int]


@pytest.mark.parametrize("digits", [18, 19, 20, 40, 5000, 9999])
def test_integers_of_any_size_come_back_exact(digits: int) -> None:
    number = 10**digits + 7
    spelled = "1" + "0" * (digits - 1) + "7"
    for sign in (1, -1):
        found = check_numbers(f"The answer is {'-' * (sign < 0)}{spelled}.", [sign * number])
        assert found == {"extracted": [sign * number], "matches": [True], "score": 1.0}
    assert check_answer(f"The answer is {spelled}.", number) == 1.0
    assert check_answer(f"The answer is {spelled}.", number + 1) < 1.0


def test_options_are_honoured() -> None:
    near = "The answer is 104."
    assert check_answer(near, 100) == 0.5
    assert check_answer(near, 100, tolerance=0.01) == 0.0
    assert check_answer(near, 100, tolerance=0, partial_credit=0.25) == 0.0
    assert check_answer(near, 100, partial_credit=0.25) == 0.25
    assert check_answer("The answer is 3.14.", "3.14159265", significant_digits=3) == 1.0
    assert check_answer("The answer is 3.14.", "3.14159265", significant_digits=4) == 0.5
    assert match_format_exactly(INFERRED, FORMAT, partial_credit=0.25) == 0.25
    assert check_numbers(near, [100], tolerance=0.1)["matches"] == [True]
    assert combined_reward(INFERRED, 4, FORMAT, alpha=2, beta=4) == 3.0


def test_the_answer_of_a_combined_reward_fills_the_placeholder() -> None:
    response = "The answer is 5.\nOut: 7"
    assert combined_reward(response, 7, "Out: [NUM]") == 1.0
    assert combined_reward(response, 5, "Out: [NUM]") == 0.3
    # Where the format is not kept to the letter, or a policy wants other statements, the answer is found as ever.
    assert combined_reward("The answer is 5.\nout: 7", 5, "Out: [NUM]") == pytest.approx(0.15 + 0.7)
    assert combined_reward(response, 5, "Out: [NUM]", grading=Grading(sources=("phrase",))) == 1.0
    tags = Format.tags("work", "result")
    assert combined_reward(
        ["<work>1</work><result>7</result>", "<work>7</work><result>1</result>"], 7, tags
    ).tolist() == [1.0, 0.3]


@given(text)
def test_spans_are_in_characters(response: str) -> None:
    whole = response + " é\nThe answer is 42."
    answer = extract_answer(whole)
    assert answer is not None
    start, end = answer.span
    assert whole[start:end] == "42"


@given(text, text)
def test_no_text_raises(response: str, other: str) -> None:
    assert 0.0 <= check_answer(response, "4") <= 1.0
    assert 0.0 <= match_format_exactly(response, FORMAT) <= 1.0
    assert 0.0 <= combined_reward(response, "4", FORMAT) <= 1.0
    assert explain_answer(response, "4").score == check_answer(response, "4")
    assert math_equal(response, other) in {True, False}
    assert math_equal(response, response)
    check_numbers(response, [4])


@given(text)
def test_a_lone_surrogate_is_one_replaced_character(response: str) -> None:
    mended = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in response)
    assert explain_answer(response, "4") == explain_answer(mended, "4")
    assert (
        check_answer([response, response], ["4", "5"]).tolist() == check_answer([mended, mended], ["4", "5"]).tolist()
    )


@pytest.mark.parametrize(
    "response",
    ["\0", "\0 The answer is 4.", "\ud800 The answer is 4.", "The answer is 4.\udfff", "{" * 100_000, "é" * 9_999],
)
def test_hostile_text_is_graded(response: str) -> None:
    assert check_answer(response, "4") in {0.0, 1.0}


def verdicts() -> list[Verdict]:
    return [
        explain_answer(response, "4")
        for response in (STATED, INFERRED, "", "The answer is 5.", "'\" é The answer is 4.")
    ]


@pytest.mark.parametrize(
    "value",
    [
        Format(FORMAT),
        Format.regex(r"(?i)answer: \d+"),
        Format.tags("think", "answer", prefilled="<think>"),
        Format.tags("answer"),
        AnyOf([4, "1/2", 2.5]),
        Answer("4", (1, 2), "phrase"),
        *verdicts(),
    ],
    ids=repr,
)
def test_values_print_compare_and_pickle(value: Any) -> None:
    names = {"Format": Format, "AnyOf": AnyOf, "Answer": Answer, "Verdict": Verdict}
    for same in (
        *(pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)),
        copy.deepcopy(value),
        copy.copy(value),
        eval(repr(value), names),
    ):
        assert type(same) is type(value)
        assert same == value
        assert repr(same) == repr(value)
        if not isinstance(value, Verdict):
            assert hash(same) == hash(value)
    assert value != "something else"
    assert type(value).__module__ == "agent_tunix.rewards"


def test_values_that_differ_are_different() -> None:
    formats = [
        Format("a"),
        Format("b"),
        Format.regex("a"),
        Format.tags("a"),
        Format.tags("a", "b"),
        Format.tags("a", prefilled="a"),
    ]
    assert len(set(formats)) == len(formats)
    assert len({AnyOf([1]), AnyOf([1, 2]), AnyOf([2, 1])}) == 3
    assert Answer("4", (1, 2), "phrase") != Answer("4", (1, 2), "boxed")


def test_a_format_that_is_unpickled_still_matches() -> None:
    for made, response in (
        (Format(FORMAT), STATED),
        (Format.regex(r"The answer is \d+\."), STATED),
        (Format.tags("a", "b"), "<a>x</a><b>y</b>"),
    ):
        assert match_format_exactly(response, pickle.loads(pickle.dumps(made))) == 1.0


def test_a_verdict_prints_readably() -> None:
    assert str(explain_answer(STATED, "4")).splitlines()[:3] == [
        "score   1.0",
        "reason  correct",
        "answer  4  (phrase, characters 25 to 26)",
    ]
    assert "none" in str(explain_answer("", "4"))


def test_a_verdict_as_a_dict_is_plain() -> None:
    facts = explain_answer(STATED, "4").to_dict()
    assert list(facts) == ["score", "reason", "answer", "span", "source", "answer_read", "truth_read", "rule"]
    assert (facts["answer"], facts["span"], facts["source"]) == ("4", [25, 26], "phrase")
    empty = explain_answer("", "4").to_dict()
    assert (empty["answer"], empty["span"], empty["source"], empty["rule"]) == (None, None, None, None)


def test_a_trace_is_there_where_it_is_asked_for() -> None:
    assert explain_answer(STATED, "4").trace is None
    verdict = explain_answer("I doubt that the answer is 5. The answer is 4 km.", "4", trace=True)
    trace = verdict.trace
    assert trace is not None
    taken, *_ = trace.candidates
    assert (taken["outcome"], taken["value"], taken["mark"], taken["rule"]) == ("taken", "4 km", "answer is", None)
    assert trace.answer is not None
    assert trace.answer["unit"] == "km"
    assert [rung["truth"] for rung in trace.rungs] == ["4"]
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert verdict != explain_answer("I doubt that the answer is 5. The answer is 4 km.", "4")
    assert json.loads(json.dumps(verdict.to_dict()))["trace"]["candidates"][0]["value"] == "4 km"
    assert "zone        characters 0 to 49" in str(trace)


def test_a_trace_names_the_pattern_that_refused_a_statement() -> None:
    responses = ["é <think>5</think> I doubt that the answer is 4.", STATED, ""]
    refused, stated, empty = explain_answer(responses, "4", trace=True)
    assert refused.trace is not None
    assert stated.trace is not None
    assert empty.trace is not None
    found = refused.trace.candidates[0]
    assert (found["outcome"], found["rule"]) == ("refused", "before.denied")
    assert str(found["pattern"]).startswith("doubts")
    assert found["words_span"] is not None
    start, end = found["words_span"]
    assert responses[0][start:end] == found["words"]
    assert [responses[0][slice(*part["span"])] for part in refused.trace.removed] == ["é <think>5</think>"]
    assert "before.denied" in str(refused.trace)
    assert stated.answer is not None
    assert stated.trace.answer is not None
    assert stated.answer.text == stated.trace.answer["written"]
    assert (empty.trace.candidates, empty.trace.answer, empty.trace.rungs) == ([], None, [])


@pytest.mark.parametrize("trace", [1, "yes"])
def test_trace_is_a_bool(trace: Any) -> None:
    with pytest.raises(TypeError, match="trace"):
        explain_answer(STATED, "4", trace=trace)


def test_reasons_are_a_closed_set() -> None:
    assert len(set(REASONS)) == len(REASONS) == 12
    assert all(verdict.reason in REASONS for verdict in verdicts())


def test_any_of_several_truths() -> None:
    assert check_answer(STATED, AnyOf([3, 4])) == 1.0
    assert check_answer([STATED, STATED], AnyOf([3, 4])).tolist() == [1.0, 1.0]
    assert check_answer([STATED, STATED], [AnyOf([3, 4]), 5]).tolist() == [1.0, 0.0]
    assert AnyOf(("3", 4, np.float32(0.1))).truths == ("3", "4", "0.1")


def test_a_second_argument_for_each_response() -> None:
    batch = [STATED, "So it is done.", STATED]
    assert match_format_exactly(batch, [FORMAT, Format("So it is [WORD]."), "[INT] apples"]).tolist() == [1.0, 1.0, 0.5]
    assert combined_reward(batch, [4, 5, 4], [FORMAT, FORMAT, "Sum: [NUM]"]).tolist() == pytest.approx([1.0, 0.0, 0.85])
    assert [found["score"] for found in check_numbers(batch, [[4], [4], [5]])] == [1.0, 0.0, 0.0]
    assert [found["score"] for found in check_numbers(batch, [4, 5])] == [0.5, 0.0, 0.5]
    assert [found["matches"] for found in check_numbers(batch, np.array([[4, 4], [1, 2], [4, 5]]))] == [
        [True, False],
        [False, False],
        [True, False],
    ]
    assert math_equal(batch, batch).all()
