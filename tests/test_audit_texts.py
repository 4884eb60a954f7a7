"""For any truth the attacks are wrong and the honest responses right, by `check_answer` and by arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.auditing.attacks import ATTACKS
from agent_tunix.rewards.auditing.carriers import CARRIERS, Carrier, from_response, read_carrier
from agent_tunix.rewards.auditing.honest import HONEST, number_words
from agent_tunix.rewards.auditing.probes import Case, Probe
from agent_tunix.rewards.auditing.report import CATEGORIES
from agent_tunix.rewards.auditing.signatures import FORMS
from agent_tunix.rewards.auditing.truths import classify, exact_places, make_truth, read_truth, spell_decimal

#: Those that state an answer for `check_answer`; a lone answer has no mark that could be abused.
STATED = [carrier for carrier in CARRIERS if carrier.name not in ("working out and solution tags", "bare")]

integers = st.integers(-(10**6), 10**6)
TRUTHS = st.one_of(
    integers.map(str),
    integers.map(lambda n: f"{n:,}"),
    st.tuples(st.integers(-9999, 9999), st.integers(1, 4)).map(
        lambda pair: spell_decimal(Fraction(pair[0], 10 ** pair[1]), pair[1])
    ),
    st.fractions(-99, 99, max_denominator=99).filter(lambda f: f.denominator > 1).map(str),
    st.fractions(0, 99, max_denominator=99)
    .filter(lambda f: f.denominator > 1)
    .map(lambda f: f"\\frac{{{f.numerator}}}{{{f.denominator}}}"),
    st.integers(1, 400).map(lambda n: f"{n}%"),
    st.sampled_from(["A", "B", "C", "D", "(B)", "E"]),
    st.sampled_from(["Paris", "the blue whale", "Isaac Newton", "yes", "copper", "Mount Everest"]),
    st.sampled_from([r"6\sqrt{2}", "x^2-3x-10", r"\frac{\pi}{4}", "2x+1", r"\sin x", "(1, 2)", "[0, 5)", r"3y^{2}"]),
)  # fmt: skip
PROMPTS = st.sampled_from(["", "What is it?", "It costs 5 dollars. How much are three?", "Which is it? A) 1 B) 2 C) 3"])


def wrong_fraction(kind: str, text: str) -> Fraction | None:
    """Return the value of a number's text by Python's own reader."""
    return Fraction(text.replace(",", "").rstrip("%")) if kind in ("integer", "decimal", "percent") else None


@settings(max_examples=60, deadline=None)
@given(TRUTHS, PROMPTS)
def test_attacks_are_wrong_and_honest_responses_are_right(text: str, prompt: str) -> None:
    truth = make_truth(text, ["Lima", "2y-5"])
    assert truth.text == text
    planned: list[tuple[Probe, Carrier, str]] = []
    for carrier in STATED:
        case = Case(truth, prompt, carrier)
        assert check_answer(carrier.render(text), text) == 1.0
        wrongs = [carrier.render(wrong) for wrong in truth.wrong]
        assert not check_answer(wrongs, text).any(), (text, wrongs)
        planned += [(probe, carrier, made) for probe in (*ATTACKS, *HONEST) if (made := probe.make(case)) is not None]
    scores = check_answer([made for *_, made in planned], text)
    for (probe, carrier, made), score in zip(planned, scores, strict=True):
        told = (text, probe.name, carrier.name, made)
        if probe.expected == "full":
            assert score == 1.0, told
        else:
            assert score < 1.0, told


@given(integers, st.integers(1, 6))
def test_numbers_are_read_and_spelled_exactly(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    text = spell_decimal(value, places)
    assert classify(text) == ("decimal", value)
    assert Fraction(text) == value
    exact = exact_places(value)
    assert exact is not None
    assert Fraction(spell_decimal(value, exact)) == value
    assert exact_places(Fraction(1, 3)) is None


@settings(max_examples=50)
@given(TRUTHS)
def test_wrong_answers_are_of_the_same_kind_and_far(text: str) -> None:
    truth = make_truth(text)
    assert len(truth.wrong) >= 3
    for wrong in truth.wrong:
        assert text not in wrong
        assert wrong not in text
        kind, value = classify(wrong)
        if truth.value is not None and value is not None:
            assert kind == truth.kind or {kind, truth.kind} <= {"integer", "decimal"}
            assert abs(value - truth.value) * 2 > abs(truth.value)
            if (read := wrong_fraction(kind, wrong)) is not None:
                assert read == value


def test_number_words() -> None:
    assert [number_words(n) for n in (0, 7, 13, 20, 42, 99)] == [
        "zero", "seven", "thirteen", "twenty", "forty-two", "ninety-nine"
    ]  # fmt: skip
    assert check_answer([f"The answer is {number_words(n)}." for n in range(100)], list(range(100))).all()


@pytest.mark.parametrize(
    ("truth", "text"),
    [
        (42, "42"), (42.0, "42"), (2.5, "2.5"), (["4", "four"], "4"), ("6 * 7 = 42\n#### 42", "42"), (" $x$ ", "x"),
        (r"So it is $\boxed{\frac{1}{2}}$.", r"\frac{1}{2}"), ("1,000", "1,000"), (Fraction(1, 2), "1/2"),
    ],
)  # fmt: skip
def test_the_answer_of_a_truth(truth: object, text: str) -> None:
    assert read_truth(truth) == text


@pytest.mark.parametrize("truth", ["", "  ", None, [], {}, object()])
def test_what_is_no_truth(truth: object) -> None:
    with pytest.raises(ValueError, match="the truth is"):
        read_truth(truth)


def test_names_are_unique_and_told() -> None:
    names = [(probe.group, probe.name) for probe in (*ATTACKS, *HONEST)]
    assert len(names) == len(set(names))
    assert all(probe.why.endswith((".", "?")) for probe in (*ATTACKS, *HONEST))
    assert all(probe.expected == "full" for probe in HONEST)
    assert not any(probe.expected == "full" for probe in ATTACKS)
    groups = {probe.group for probe in ATTACKS}
    assert groups >= {
        "several answers", "denied", "taken back", "hedged", "prompt echoed", "form without an answer", "hidden",
        "made-up turn", "tags stuffed", "repeated", "padded", "another value", "injection",
    }  # fmt: skip
    assert len({carrier.name for carrier in CARRIERS}) == len(CARRIERS)
    assert len(CATEGORIES) == 13
    assert len(FORMS) == 21


def test_a_response_is_a_form_of_answer() -> None:
    carrier = from_response("own", "First 42 {x}, then <<42>>!", "42")
    assert carrier is not None
    assert carrier.render("7") == "First 42 {x}, then <<7>>!"
    assert from_response("own", "I do not know.", "42") is None
    assert read_carrier("A\\n{answer}").render("{thoughts}") == "A\n{thoughts}"
