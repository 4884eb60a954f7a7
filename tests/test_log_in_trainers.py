"""A `RewardLog` in a trainer: what the trainer's own log is told, and what goes with its checkpoints.

The trainers themselves are run in e2e/.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.stand_ins import Install

from agent_tunix.rewards import (
    Curriculum,
    Format,
    RewardLog,
    Stage,
    as_reward,
    check_answer,
    evaluate_clarity,
    explain_answer,
    match_format_exactly,
    weighted_sum,
)
from agent_tunix.rewards.trainers import trl, tunix, verl

RESPONSES = ["The answer is 4.", "The answer is 5.", "", "2 plus 2 equals 4."]
FORM = Format("The answer is [NUM].")


class Trainer:
    """As much of TRL's trainer as a reward sees of it."""

    def __init__(self) -> None:
        self.model = SimpleNamespace(training=True)
        self.state = SimpleNamespace(global_step=0)
        self.told: list[dict[str, float]] = []

    def log_metric(self, name: str, value: float) -> None:
        assert isinstance(name, str)
        assert isinstance(value, float)
        assert name not in self.told[-1], "told twice in one batch"
        self.told[-1][name] = value

    def call(self, rewards: list[Any], responses: list[str] = RESPONSES) -> dict[str, float]:
        self.told.append({})
        for reward in rewards:
            reward(
                prompts=["2 + 2?"] * len(responses), completions=responses, completion_ids=[[1]] * len(responses),
                solution=["4"] * len(responses), trainer_state=self.state, log_metric=self.log_metric,
                log_extra=lambda *_: None,
            )  # fmt: skip
        self.state.global_step += 1
        return self.told[-1]


def lists() -> list[RewardLog]:
    """Logs around adapters and logs inside them."""
    form = partial(match_format_exactly, expected_format=FORM)
    whole = 0.3 * as_reward(match_format_exactly, expected_format=FORM) + 0.7 * as_reward(check_answer)
    return [
        RewardLog([trl.Reward(check_answer), trl.Reward(form)]),
        RewardLog(trl.Reward(check_answer)),
        RewardLog(trl.Reward(whole, columns={"ground_truth": "solution"})),
    ]


@pytest.mark.parametrize("log", lists(), ids=lambda log: log.__name__)
def test_a_trainer_is_told_what_the_log_knows(log: RewardLog) -> None:
    trainer = Trainer()
    for responses in (RESPONSES, RESPONSES[:2]):
        told = trainer.call(log.rewards, responses)
        known = log.metrics()
        assert {name: told[name] for name in known} == known
        assert told["samples"] == len(responses)


def test_a_log_inside_an_adapter_tells_too() -> None:
    whole = as_reward(match_format_exactly, expected_format=FORM) + as_reward(check_answer)
    log = RewardLog(whole)
    told = Trainer().call([trl.Reward(log, columns={"ground_truth": "solution"})])
    assert told["reward/mean"] == log.metrics()["reward/mean"]


def test_a_log_that_tells_now_and_then() -> None:
    log, trainer = RewardLog(trl.Reward(check_answer), every=3), Trainer()
    told = [trainer.call(log.rewards) for _ in range(6)]
    assert [bool(each) for each in told] == [False, False, True] * 2
    assert told[2]["samples"] == 3 * len(RESPONSES)


def test_a_trainer_that_evaluates() -> None:
    log, trainer = RewardLog([trl.Reward(check_answer)]), Trainer()
    trainer.call(log.rewards)
    trainer.model.training = False
    # It has a beginning of its own for the names.
    assert "reward/mean" in trainer.call(log.rewards, RESPONSES[:2])
    assert (log.summary()["samples"], log.summary()["eval/samples"]) == (4, 2)


def test_a_failing_logger_ends_no_training() -> None:
    def log_metric(name: str, value: float) -> None:
        raise RuntimeError(f"{name} {value}")

    log = RewardLog(trl.Reward(check_answer))
    with pytest.warns(RuntimeWarning, match="the training goes on"):
        assert log(completions=RESPONSES, solution=["4"] * 4, log_metric=log_metric)[:2] == [1.0, 0.0]


@pytest.mark.parametrize("reward", [check_answer, explain_answer])
def test_an_adapter_gives_a_log_whole_batches(reward: Any) -> None:
    log = RewardLog(reward, name="mine")
    adapter = trl.Reward(log)
    assert adapter.__name__ == "mine"
    assert adapter(completions=RESPONSES, solution=["4"] * 4) == check_answer(RESPONSES, "4").tolist()
    assert (log.summary()["batches"], log.summary()["samples"]) == (1, 4)


def test_verl_has_the_same_keys_for_every_sample() -> None:
    whole = 0.3 * as_reward(match_format_exactly, expected_format=FORM) + 0.7 * as_reward(check_answer)
    for inner, keys in (
        (explain_answer, {"score", "acc", "reason"}),
        (whole, {"score", "acc", "match_format_exactly", "check_answer"}),
    ):
        log = RewardLog(inner)
        for compute_score in (verl.Reward(log), RewardLog(verl.Reward(inner))):
            for response in RESPONSES:
                result: Any
                given = {"data_source": "sums", "solution_str": response, "ground_truth": "4", "extra_info": {}}
                result = compute_score(**given)
                assert set(result) == keys
                assert result == verl.Reward(inner)(**given)
    assert log.summary()["samples"] == len(RESPONSES)


def test_tunix_is_told_each_batch_once() -> None:
    log = RewardLog([tunix.Reward(check_answer)])
    metrics = tunix.log_metrics(log)
    assert metrics(prompts=[], completions=[]) == {}
    for mode in ("train", "eval"):
        log.rewards[0](prompts=["2 + 2?"] * 4, completions=RESPONSES, answer=np.array(["4"] * 4), mode=mode)
        found = metrics(prompts=[], completions=[], advantages=None, rewards=None)
        assert found["reward/mean"][0] == check_answer(RESPONSES, "4").mean()
        assert all(combine([value]) == value for value, combine in found.values())
        assert metrics() == {}


@pytest.fixture
def transformers(install: Install) -> None:
    install("transformers", TrainerCallback=type("TrainerCallback", (), {}))


@pytest.mark.usefixtures("transformers")
def test_a_log_goes_with_the_checkpoints(tmp_path: Path) -> None:
    def make() -> RewardLog:
        stages = [Stage(as_reward(match_format_exactly, expected_format=FORM), until_step=100), Stage(check_answer)]
        return RewardLog(
            [trl.Reward(Curriculum(stages), columns={"ground_truth": "solution"}), trl.Reward(check_answer)]
        )

    log = make()
    arguments = SimpleNamespace(output_dir=str(tmp_path), process_index=1)
    state = SimpleNamespace(global_step=0)
    callback, trainer = trl.log_callback(log), Trainer()
    callback.on_train_begin(arguments, state, None, model=None)
    for _ in range(3):
        trainer.call(log.rewards)
    state.global_step = 3
    callback.on_save(arguments, state, None, model=None)
    callback.on_train_end(arguments, state, None)
    assert json.loads((tmp_path / "checkpoint-3" / "reward_log_1.json").read_text())
    other = make()
    trl.log_callback(other).on_train_begin(arguments, state, None)
    assert other.state_dict() == log.state_dict()
    assert log.state_dict()["rewards"][0]["curriculum"]["calls"] == 3
    assert other.summary() == log.summary()
    # Another checkpoint, another process, no checkpoint: nothing to go on from.
    for step, process in ((4, 1), (3, 0), (0, 1)):
        fresh = make()
        others = SimpleNamespace(output_dir=str(tmp_path), process_index=process)
        trl.log_callback(fresh).on_train_begin(others, SimpleNamespace(global_step=step), None)
        assert fresh.summary() == {}


@pytest.mark.usefixtures("transformers")
def test_a_checkpoint_that_was_cut_off_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = RewardLog(trl.Reward(check_answer))
    callback = trl.log_callback(log)
    arguments, state = SimpleNamespace(output_dir=str(tmp_path), process_index=0), SimpleNamespace(global_step=3)
    write = Path.write_text

    def tear(path: Path, text: str, *options: Any) -> None:
        write(path, text[: len(text) // 2], *options)
        raise OSError("no room")

    monkeypatch.setattr(Path, "write_text", tear)
    with pytest.raises(OSError, match="no room"):
        callback.on_save(arguments, state, None)
    # Nothing to go on from, and no error at the beginning of the resumed run.
    callback.on_train_begin(arguments, state, None)
    monkeypatch.undo()
    callback.on_save(arguments, state, None)
    assert [path.name for path in (tmp_path / "checkpoint-3").iterdir()] == ["reward_log_0.json"]


def test_without_transformers_there_is_no_callback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ImportError):
        trl.log_callback(RewardLog(trl.Reward(check_answer)))


def test_a_logged_sum_in_an_adapter_takes_few_calls() -> None:
    """From a trainer's call to the scores there are few functions between, so that a batch of four is quick."""
    log = RewardLog(weighted_sum(check_answer, match_format_exactly, evaluate_clarity))
    reward = trl.Reward(log, expected_format="The answer is [NUM].")
    batch: dict[str, Any] = {
        "completions": ["The answer is 4.", "It is 5", "x", "2 plus 2 equals 4."],
        "prompts": ["2 + 2?"] * 4,
        "solution": ["4"] * 4,
    }
    reward(**batch)
    files: list[str] = []

    def count(frame: Any, event: str, _: Any) -> None:
        if event == "call" and "agent_tunix" in frame.f_code.co_filename:
            files.append(frame.f_code.co_filename)

    sys.setprofile(count)
    try:
        scores = reward(**batch)
    finally:
        sys.setprofile(None)
    assert scores == [3.0, 1.5, 1.0, 2.0]
    assert len(files) <= 85
    assert len(set(files)) <= 11
