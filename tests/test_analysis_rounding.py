"""What rounding leaves of nothing is nothing; what says nothing is not shown."""

from __future__ import annotations

import re

import numpy as np
import pytest

from agent_tunix.rewards import analyze
from agent_tunix.rewards.analysis.page import render
from agent_tunix.rewards.analysis.statistics import by_code, clear, mean, skewness

SYMMETRIC = [0.1, 0.1, 0.7, 0.7] * 2


@pytest.mark.parametrize("value", [0.1, 0.7, -1 / 3, 1e-30, 1e30])
@pytest.mark.parametrize("count", [3, 49, 100_003])
def test_values_that_are_equal_have_that_mean_and_no_deviation(value: float, count: int) -> None:
    values = np.full(count, value)
    codes = np.zeros(count, dtype=np.int64)
    assert mean(values) == value
    found = by_code(np.append(values, 5.0), np.append(codes, 1), 2)
    assert (found.means[0], found.deviations[0]) == (value, 0.0)


def test_the_mean_of_opposites_is_zero() -> None:
    values = np.random.default_rng(3).normal(size=10_000) * 1e3
    both = np.concatenate([values, -values])
    assert mean(both) == 0.0
    assert by_code(both, np.zeros(len(both), dtype=np.int64), 1).means[0] == 0.0


def test_what_is_small_and_no_rounding_stays() -> None:
    values = np.array([1e-9, 3e-9, 2e-9])
    assert mean(values) == pytest.approx(2e-9)
    assert mean(np.array([1.0, -1.0, 3e-9])) == pytest.approx(1e-9)
    assert clear(1e-9, 1.0) == 1e-9
    found = by_code(values, np.zeros(3, dtype=np.int64), 1)
    assert found.deviations[0] == pytest.approx(values.std())


def test_a_symmetric_batch_is_not_skew() -> None:
    assert skewness(np.array(SYMMETRIC * 30)) == 0.0
    assert skewness(np.array([0.1, 0.1, 0.7]) * 1.1) == pytest.approx(2**-0.5)


def test_no_number_of_an_analysis_is_noise() -> None:
    rows = [
        {"step": step, "response": f"Step {step}. {at}", "reward": value, "component/a": value, "component/b": 0.1 * 3}
        for step in range(30)
        for at, value in enumerate(SYMMETRIC)
    ]
    found = analyze(rows)
    assert found.reward.skewness == 0.0
    steady = found.components[1]
    assert (steady.name, steady.mean, steady.deviation, steady.variance_share) == ("b", 0.1 * 3, 0.0, 0.0)
    assert {moment.components["b"] for moment in found.training} == {0.1 * 3}


def test_attributes_of_one_kind_are_left_out_but_for_the_reason() -> None:
    rows = [{"response": f"This is {at}", "reward": at % 2, "reason": "no_answer"} for at in range(20)]
    found = analyze(rows)
    assert [attribute.name for attribute in found.attributes] == ["reason"]
    assert "Script of the language" not in found.to_markdown()
    rows[3]["response"] = "这是一个中文回答"
    assert "language" in [attribute.name for attribute in analyze(rows).attributes]
    bare = analyze([{"response": "four", "reward": at} for at in range(3)])
    assert bare.attributes == []
    assert "Which responses are paid" not in bare.to_markdown()


def test_one_of_a_thing_is_no_plural() -> None:
    text = analyze([{"response": "4", "reward": 1.0, "step": 3}]).to_markdown()
    assert "\n1 response, 1 step (3 to 3).\n" in text


def test_the_page_breaks_names_at_underscores_and_names_its_guide() -> None:
    row = {"reward": 0.0, "reason": "wrong_value"}
    found = analyze([{**row, "step": at // 8, "response": f"The answer is {at}."} for at in range(400)])
    assert [finding.kind for finding in found.findings] == ["constant"]
    page = render(found)
    assert "wrong_<wbr>value" in page
    assert re.search("Guide: (<a [^>]*>)?My reward is always near 0 or 1", page)
    assert ".md" not in page.partition("<main")[2].partition("</main>")[0]
    assert "My reward is always near 0 or 1" in found.to_markdown()
