"""The shared cases, the same files that the Rust tests read, through the Python functions: alone and as one batch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from agent_tunix.rewards import check_answer, extract_answer, match_format_exactly, math_equal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "cases"


def read(name: str) -> list[dict[str, Any]]:
    with (CASES / f"{name}.toml").open("rb") as file:
        cases: list[dict[str, Any]] = tomllib.load(file)["case"]
    return cases


def test_formats() -> None:
    cases = read("format")
    scores = [match_format_exactly(case["response"], case["format"]) for case in cases]
    assert [case for case, score in zip(cases, scores, strict=True) if score != case["expect"]] == []
    batch = match_format_exactly([case["response"] for case in cases], [case["format"] for case in cases])
    assert batch.tolist() == scores


def test_extraction() -> None:
    cases = read("extract")
    answers = [extract_answer(case["response"]) for case in cases]
    for case, answer in zip(cases, answers, strict=True):
        assert (answer and answer.text) == case.get("text"), case
        assert (answer and answer.source) == case.get("source"), case
    assert extract_answer([case["response"] for case in cases]) == answers


OPTIONS = ("tolerance", "significant_digits")


@pytest.mark.parametrize("name", ["equal", "number", "units"])
def test_equality(name: str) -> None:
    for case in read(name):
        a, b = case["a"], case["b"]
        options = {option: case[option] for option in OPTIONS if option in case}
        if options:
            assert (check_answer(rf"\boxed{{{a}}}", b, **options) == 1.0) is case["equal"], case
            continue
        assert math_equal(a, b) is case["equal"], case
        # A decimal that is the truth follows rules of its own, in one direction.
        if not case.get("one_way") and "." not in a + b:
            assert math_equal(b, a) is case["equal"], case


def test_pairs_that_differ() -> None:
    """Neither side is paid for the other, as it is and in a box."""
    with (CASES / "differ.toml").open("rb") as file:
        pairs = [(a, b) for subject in tomllib.load(file).values() for a, b in subject]
    assert len(pairs) >= 200
    ordered = [*pairs, *((b, a) for a, b in pairs)]
    assert [pair for pair in ordered if math_equal(*pair)] == []
    scores = check_answer([rf"The answer is \boxed{{{a}}}." for a, _ in ordered], [b for _, b in ordered])
    assert [pair for pair, score in zip(ordered, scores, strict=True) if score == 1.0] == []


LANGUAGES = sorted((CASES / "languages").glob("*.toml"))


@pytest.mark.parametrize(
    "name", [*(f"languages/{path.stem}" for path in LANGUAGES), "answer", "answer_numbers", "answer_parts"]
)
def test_answers(name: str) -> None:
    cases = read(name)
    scores = check_answer([case["response"] for case in cases], [case["truth"] for case in cases])
    for case, score in zip(cases, scores, strict=True):
        assert case.get("at_least", 0.0) <= score <= case.get("at_most", 1.0), case
        assert score == case.get("score", score), case


def test_every_language_of_the_lexicon_has_cases() -> None:
    lexicon = Path(__file__).parent.parent / "rust" / "core" / "lexicon"
    assert {path.stem for path in lexicon.glob("??.toml")} == {path.stem for path in LANGUAGES}


def test_every_file_of_cases_is_read_here() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} <= {
        "format",
        "extract",
        "equal",
        "differ",
        "number",
        "units",
        "answer",
        "answer_numbers",
        "answer_parts",
        "peer_suite",
    }


def test_the_kinds_of_a_peers_own_tests() -> None:
    cases = read("peer_suite")
    scores = check_answer([case["response"] for case in cases], [case["truth"] for case in cases])
    assert [case for case, score in zip(cases, scores, strict=True) if score != case["score"]] == []
    # Where the peer expects something else, the case says why.
    assert [case for case in cases if float(case["theirs"]) != case["score"] and not case.get("why")] == []
