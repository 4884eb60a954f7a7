"""A log where things go wrong: folders that go away, broken text, states of something else, names by the thousand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError, Reward, RewardLog, as_reward, check_answer
from agent_tunix.rewards.recording.statistics import MOST_COMPONENTS

RESPONSES = ["The answer is 4.", "The answer is 5."]


def rows_in(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder).to_pylist()
    return found


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        ({"folder": 3}, ArgumentTypeError, "folder: expected a path"),
        ({"folder": ""}, ArgumentValueError, "folder: expected a path"),
        ({"folder": "there", "run": "r" * 400}, ArgumentValueError, "run: expected at most 128 bytes"),
        ({"weights": 3}, ArgumentTypeError, "weights: expected a list"),
        ({"weights": {"a": 1.0}}, ArgumentTypeError, "weights: expected a list"),
        ({"name": 3}, ArgumentTypeError, "name: expected text"),
    ],
)
def test_misuse_names_the_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], error: type[Exception], match: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=match):
        RewardLog(check_answer, **given)
    assert not list(tmp_path.iterdir())


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "records"
    file.write_text("mine")
    with pytest.raises(ArgumentValueError, match=r"folder: .* is a file; name a folder"):
        RewardLog(check_answer, folder=file)
    assert file.read_text() == "mine"


def test_the_longest_name_of_a_run_makes_files(tmp_path: Path) -> None:
    with RewardLog(check_answer, folder=tmp_path, run="r" * 128) as log:
        log(RESPONSES, 4)
    assert len(rows_in(tmp_path)) == 2


def test_a_folder_that_went_away_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    with RewardLog(check_answer, folder=folder) as log:
        log(RESPONSES, 4)
        shutil.rmtree(folder)
    assert [row["reward"] for row in rows_in(folder)] == [1.0, 0.0]


def test_what_no_encoding_has_costs_no_reason(tmp_path: Path) -> None:
    responses = ["The answer is 4.\ud800", "\udfff", "The answer is 5."]

    def alone(completions: list[str], answer: str) -> list[float]:
        return [float(check_answer(text, answer)) for text in completions]

    for at, reward in enumerate((check_answer, alone)):
        with RewardLog(reward, folder=tmp_path / str(at)) as log:
            log(responses, "4")
        assert [row["reason"] for row in rows_in(tmp_path / str(at))] == ["correct", "no_answer", "wrong_value"]
        assert log.metrics()["reason/correct"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("state", [3, None, {}, {"log": {}}, {"log": {"totals": {"train": {}}}, "rewards": [None]}])
def test_what_is_no_state_is_refused_and_changes_nothing(state: Any) -> None:
    log = RewardLog(check_answer)
    log(RESPONSES, 4)
    before = log.summary()
    with pytest.raises(ArgumentValueError, match="other: expected a log or its state"):
        log.merge(state)
    with pytest.raises(ArgumentValueError, match="states: it is not the state of a log of check_answer"):
        log.load_state_dict(state)
    assert log.summary() == before


def test_parts_that_are_named_by_data_are_bounded(tmp_path: Path) -> None:
    calls = iter(range(50))

    def named(response: str) -> dict[str, float]:
        at = next(calls)
        return {"reward": float(len(response)), **{f"part {at} {number}": 0.5 for number in range(10)}}

    with RewardLog(named, folder=tmp_path, samples="all") as log:
        for _ in range(50):
            log("The answer is 4.")
    (row, *_) = rows_in(tmp_path)
    assert sum(name.startswith("component/") for name in row) == MOST_COMPONENTS
    assert len(rows_in(tmp_path)) == 50


def test_a_step_beyond_what_files_hold_is_counted_for(tmp_path: Path) -> None:
    with RewardLog(as_reward(check_answer), folder=tmp_path) as log:
        log(RESPONSES, ground_truth=4, step=2**70)
    assert [row["step"] for row in rows_in(tmp_path)] == [0, 0]


def test_a_log_of_a_reward_is_one_to_type_checkers_too() -> None:
    log = RewardLog(as_reward(check_answer))
    # Without `Any`: mypy reads this file, too.
    half: Reward = 0.5 * log
    assert half(RESPONSES, 4).tolist() == [0.5, 0.0]
    assert isinstance(log, Reward)
    assert not isinstance(RewardLog(check_answer), Reward)


def test_an_open_file_is_no_sink(tmp_path: Path) -> None:
    with (tmp_path / "metrics").open("w") as file, pytest.raises(ArgumentTypeError, match="got TextIOWrapper"):
        RewardLog(check_answer, sinks=[file])
