"""`RewardLog`: the reward stays what it is, and what it did can be read afterwards."""

from __future__ import annotations

import copy
import inspect
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.logs import COLUMNS, FORMAT, FORMS, PROMPTS, RESPONSES, TRL, Call, length, made, plain, read

from agent_tunix import rewards
from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    Reward,
    RewardError,
    RewardLog,
    as_reward,
    by_task,
    check_answer,
    combined_reward,
    evaluate_clarity,
    explain_answer,
    match_format_exactly,
    normalize,
    vectorized,
    weighted_sum,
)
from agent_tunix.rewards.trainers import trl

REASONS = {"correct", "wrong_value", "correct_not_stated", "unfinished_reasoning", "close"}


@pytest.fixture(autouse=True)
def no_warnings() -> Any:
    """A failure of the recording is a warning, which would hide it here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_what_it_gave_and_is_recorded(form: str, tmp_path: Path) -> None:
    reward, call, explained = FORMS[form]
    expected = call(copy.deepcopy(reward) if isinstance(reward, Reward) else reward)
    log = RewardLog(reward, folder=tmp_path)
    found = call(log)
    assert type(found) is type(expected)
    assert plain(found) == plain(expected)
    log.flush()
    summary = log.summary()
    assert summary["samples"] == 5
    assert summary["length/max"] == max(map(len, RESPONSES))
    if explained:
        reasons = {name.removeprefix("reason/") for name in summary if name.startswith("reason/")}
        assert reasons == REASONS - ({"close"} if "0.2" in form else set())
    rows = read(tmp_path)
    assert sorted(row["response"] for row in rows) == sorted(RESPONSES)
    if form not in ("custom", "lambda", "vectorized", "auxiliary", "format", "tasks"):
        assert {row["truth"] for row in rows} == {"4"}
    assert [row["answer"] is None for row in rows] == [row["source"] is None for row in rows]
    if explained:
        verdicts = {text: explain_answer(text, "4") for text in RESPONSES}
        for row in rows:
            verdict = verdicts[row["response"]]
            assert row["reason"] == verdict.reason
            assert row["answer"] == (verdict.answer.text if verdict.answer else None)
            assert row["source"] == (verdict.answer.source if verdict.answer else None)


@pytest.mark.parametrize("form", FORMS)
def test_a_log_looks_like_the_reward(form: str) -> None:
    reward = FORMS[form][0]
    log = RewardLog(reward)
    assert inspect.signature(log) == inspect.signature(reward)
    assert log.__name__ == getattr(reward, "__name__", type(reward).__name__)
    assert isinstance(log, Reward) == isinstance(reward, Reward)
    assert getattr(log, "batched", None) == getattr(reward, "batched", None)
    assert inspect.iscoroutinefunction(log) == inspect.iscoroutinefunction(reward)
    assert inspect.iscoroutinefunction(log.rewards[0]) == inspect.iscoroutinefunction(reward)


def test_a_log_stands_where_the_reward_stood() -> None:
    bare, logged = as_reward(check_answer), RewardLog(as_reward(check_answer))
    for inner in (bare, logged, RewardLog(check_answer)):
        total = weighted_sum({match_format_exactly: 0.3, inner: 0.7})
        found = total.evaluate(RESPONSES, **COLUMNS)
        assert found.total.tolist() == made()(RESPONSES, **COLUMNS).tolist()
        assert {name: part.tolist() for name, part in found.components.items()} == {
            name: part.tolist() for name, part in made().components(RESPONSES, **COLUMNS).items()
        }
        around = trl.Reward(inner)
        assert around(**TRL) == trl.Reward(check_answer)(**TRL)
    assert RewardLog(made()).components(RESPONSES, **COLUMNS).keys() == made().components(RESPONSES, **COLUMNS).keys()
    both = RewardLog(trl.Reward(RewardLog(check_answer)))
    assert both(**TRL) == trl.Reward(check_answer)(**TRL)
    assert both.metrics()["reason/correct"] == 0.2


def test_the_inner_and_the_outer_log_see_the_same() -> None:
    inner: Any = RewardLog(as_reward(check_answer))
    outer = RewardLog(0.3 * as_reward(match_format_exactly) + 0.7 * inner)
    outer(RESPONSES, **COLUMNS)
    assert inner.metrics()["reason/close"] == outer.metrics()["reason/close"] == 0.2
    assert outer.metrics()["component/check_answer/mean"] == inner.metrics()["reward/mean"]


def test_a_look_leaves_no_trace() -> None:
    log = RewardLog(made())
    log.components(RESPONSES, **COLUMNS)
    assert log.summary() == {}
    log.evaluate(RESPONSES, **COLUMNS, learning=True)
    assert log.summary()["samples"] == 5


def test_what_learns_learns_once() -> None:
    bare, log = normalize(length), RewardLog(normalize(length))
    for _ in range(3):
        assert log(RESPONSES).tolist() == bare(RESPONSES).tolist()
    assert log.state_dict()["rewards"] == [bare.state_dict()]
    assert log.metrics()["normalize/mean"] == bare.metrics()["normalize/mean"]


@pytest.mark.parametrize(
    ("reward", "call", "error"),
    [
        (check_answer, lambda f: f(["a", None], "4"), TypeError),
        (check_answer, lambda f: f(RESPONSES, " "), ValueError),
        (check_answer, lambda f: f(RESPONSES), TypeError),
        (combined_reward, lambda f: f(RESPONSES, "4", FORMAT, alpha=float("nan")), ValueError),
        (combined_reward, lambda f: f(RESPONSES, "4", "[NOTHING]"), ValueError),
        (made(), lambda f: f(RESPONSES, ground_truth=4), ArgumentValueError),
        (as_reward(lambda response: 1 / (0 * len(response))), lambda f: f(RESPONSES), RewardError),
        (trl.Reward(check_answer), lambda f: f(completions=RESPONSES), ValueError),
    ],
)
def test_what_the_reward_raises_is_raised(reward: Any, call: Call, error: type[Exception]) -> None:
    with pytest.raises(error) as expected:
        call(reward)
    log = RewardLog(reward)
    with pytest.raises(error) as found:
        call(log)
    assert type(found.value) is type(expected.value)
    assert str(found.value) == str(expected.value)
    assert log.summary() == {}


def test_the_truth_is_what_was_graded_against(tmp_path: Path) -> None:
    with RewardLog(trl.Reward(check_answer, truth="gold"), folder=tmp_path) as log:
        log(completions=RESPONSES, prompts=PROMPTS, answer=["other"] * 5, gold=["4", 4, "4", "4", "4"])
    assert {row["truth"] for row in read(tmp_path)} == {"4"}


def test_reasons_find_their_rows(tmp_path: Path) -> None:
    @vectorized
    def backwards(responses: list[str], truth: list[str]) -> list[float]:
        scores: list[float] = check_answer(responses[::-1], truth[::-1]).tolist()
        return scores[::-1]

    texts, truths = ["The answer is 4.", "5", "The answer is 4.", "x"], ["4", "5", "5", "y"]
    with RewardLog(as_reward(backwards), folder=tmp_path / "turned") as log:
        log(texts, truth=truths)
    with RewardLog(by_task({"a": check_answer, "b": 0.5}), folder=tmp_path / "parts") as log:
        log(texts, ground_truth=truths, task=["a", "b", "a", "b"])
    assert [row["reason"] for row in read(tmp_path / "parts")] == ["correct", None, "wrong_value", None]
    reasons = [row["reason"] for row in read(tmp_path / "turned")]
    assert [reasons[1], reasons[3]] == [explain_answer(texts[at], truths[at]).reason for at in (1, 3)]


def test_odd_results_are_given_on() -> None:
    for result in (None, "text", [1.0, None], object(), {"nothing": 1}, [], np.zeros((2, 2)), float("inf")):
        log = RewardLog(lambda _, result=result: result)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert log(["a", "b"]) is result


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        ({"reward": 4}, ArgumentTypeError, "reward"),
        ({"reward": []}, ArgumentValueError, "reward"),
        ({"samples": -1}, ArgumentValueError, "samples"),
        ({"samples": "some"}, ArgumentTypeError, "samples"),
        ({"samples": True}, ArgumentTypeError, "samples"),
        ({"every": 0}, ArgumentValueError, "every"),
        ({"every": 1.5}, ArgumentTypeError, "every"),
        ({"group": 0}, ArgumentValueError, "group"),
        ({"group": 1.5}, ArgumentTypeError, "group"),
        ({"seed": "a"}, ArgumentTypeError, "seed"),
        ({"weights": [1.0, 2.0]}, ArgumentValueError, "weights"),
        ({"weights": ["a"]}, ArgumentTypeError, "weights"),
        ({"sinks": "logging"}, ArgumentTypeError, "sinks"),
        ({"sinks": [object()]}, ArgumentTypeError, "sink: expected a name or an object"),
    ],
)
def test_misuse_is_told_at_once(given: dict[str, Any], error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        RewardLog(given.pop("reward", check_answer), **given)


@pytest.mark.parametrize(
    ("run", "error"), [("a/b", ArgumentValueError), ("", ArgumentValueError), (4, ArgumentTypeError)]
)
def test_a_run_has_a_name_that_files_can_have(tmp_path: Path, run: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="run"):
        RewardLog(check_answer, folder=tmp_path, run=run)


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pyarrow"):
        RewardLog(check_answer, folder=tmp_path)
    assert RewardLog(check_answer)("The answer is 4.", 4) == 1.0


def calls_within(call: Callable[[], Any]) -> dict[str, int]:
    """Return how many Python functions of the package a call runs, by file."""
    package = str(Path(rewards.__file__).parent)
    found: dict[str, int] = {}

    def count(frame: Any, event: str, _: Any) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(package):
            found[file] = found.get(file, 0) + 1

    call()
    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(None)
    return found


def test_a_log_takes_few_python_calls() -> None:
    reward = weighted_sum(check_answer, as_reward(match_format_exactly, expected_format=FORMAT), evaluate_clarity)
    log = RewardLog(reward)
    # 21 of them are the log's own; the numbers were 198 in 15 files while statistics were computed in Python.
    found = calls_within(lambda: log(RESPONSES[:4], ground_truth="4"))
    assert sum(found.values()) <= 50
    assert len(found) <= 8
