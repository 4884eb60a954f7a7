"""What a `RewardLog` makes of lists of rewards, threads, steps and groups."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.logs import RESPONSES, TUNIX, Sink, exact, length, read

from agent_tunix.rewards import (
    RewardLog,
    as_reward,
    check_answer,
)
from agent_tunix.rewards.trainers import tunix, verl


@pytest.fixture(autouse=True)
def no_warnings() -> Any:
    """A failure of the recording is a warning, which would hide it here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_rewards_of_a_list_are_joined(tmp_path: Path) -> None:
    def brevity(completions: Any, **_: Any) -> list[float | None]:
        return [None if len(text) < 8 else 1 / len(text) for text in completions]

    log = RewardLog([tunix.Reward(check_answer), brevity], weights=[2.0, 10.0], folder=tmp_path)
    assert [reward.__name__ for reward in log.rewards] == ["check_answer", "brevity"]
    for _ in range(3):
        scores, short = (reward(**TUNIX) for reward in log.rewards)
        assert scores == tunix.Reward(check_answer)(**TUNIX)
    log.flush()
    expected = [2 * a + 10 * (b or 0) for a, b in zip(scores, short, strict=True)]
    rows = read(tmp_path)
    assert len(rows) == 15
    assert [row["reward"] for row in rows[:5]] == pytest.approx(expected)
    assert [row["component/brevity"] for row in rows[:5]] == short
    assert rows[0]["reason"] == "correct"
    metrics = log.metrics()
    assert log.summary()["batches"] == 3
    known = [at for at, value in enumerate(short) if value is not None]
    shares = {name: metrics[f"component/{name}/variance_share"] for name in log.names}
    assert shares["check_answer"] == pytest.approx(np.cov(scores, expected)[0, 1] * 2 / np.var(expected, ddof=1))
    pairs = np.array([(short[at], expected[at]) for at in known], dtype=float).T
    assert shares["brevity"] == pytest.approx(np.cov(pairs)[0, 1] * 10 / np.var(pairs[1], ddof=1))


def test_a_list_whose_batches_are_not_whole(tmp_path: Path) -> None:
    log = RewardLog([exact, length], folder=tmp_path)
    first, second = log.rewards
    first("a", "a")
    first("b", "c")
    second("b")
    log.flush()
    rows = {row["response"]: row for row in read(tmp_path)}
    assert rows["a"]["component/length"] is None
    assert rows["b"]["component/length"] == 1.0
    assert rows["b"]["reward"] == 1.0
    with pytest.raises(TypeError, match=r"log\.rewards"):
        log("a")


def test_a_list_that_threads_call_at_the_same_time() -> None:
    log = RewardLog([exact, length])

    def work(reward: Any, extra: list[str]) -> None:
        for at in range(300):
            reward(f"response {at}", *extra)

    threads = [
        threading.Thread(target=work, args=(reward, extra))
        for reward, extra in zip(log.rewards, (["4"], []), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.flush()
    assert log.summary()["samples"] >= 300
    assert log.summary()["component/length/std"] > 0


def test_many_threads_lose_nothing() -> None:
    log = RewardLog(check_answer)

    def work() -> None:
        for _ in range(50):
            log(RESPONSES, "4")
            log("The answer is 4.", "4")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.summary()["samples"] == 8 * 50 * 6
    assert log.summary()["reason/close"] == pytest.approx(1 / 6)


def test_steps_modes_and_sinks() -> None:
    sink = Sink()
    log = RewardLog(check_answer, sinks=[sink])
    log(RESPONSES, "4")
    log(RESPONSES, "5")
    assert [step for step, _ in sink.told] == [0, 1]
    assert sink.told[0][1]["reward/mean"] == check_answer(RESPONSES, "4").mean()
    reward = RewardLog(as_reward(check_answer), sinks=[sink])
    reward(RESPONSES, ground_truth="4", step=17)
    reward(RESPONSES, ground_truth="4", trainer_state=SimpleNamespace(global_step=18))
    reward(RESPONSES, ground_truth="5", mode="eval")
    assert [step for step, _ in sink.told[2:]] == [17, 18, 18]
    assert "eval/reward/mean" in sink.told[-1][1]
    assert reward.metrics()["reward/mean"] > reward.metrics()["eval/reward/mean"]
    with log:
        pass
    assert sink.closed


def test_a_step_of_several_batches_is_told_whole() -> None:
    sink = Sink()
    log = RewardLog(as_reward(length), sinks=[sink])
    for text in ("a", "aaa"):
        log([text, text], step=4)
    assert [step for step, _ in sink.told] == [4, 4]
    assert sink.told[-1][1]["samples"] == 4
    assert sink.told[-1][1]["reward/mean"] == 2.0
    log(["a", "b"], step=5)
    assert sink.told[-1][1]["samples"] == 2


def test_every_so_many_steps() -> None:
    sink = Sink()
    log = RewardLog(as_reward(length), sinks=[sink], every=3)
    for at in range(7):
        log(["x" * at, "x" * at])
    assert [step for step, _ in sink.told] == [2, 5]
    assert [told["samples"] for _, told in sink.told] == [6, 6]
    assert log.metrics()["reward/max"] == 5
    log.close()
    assert sink.told[-1] == (6, {**sink.told[-1][1], "samples": 2, "reward/max": 6})


def test_single_calls_are_counted_together() -> None:
    sink = Sink()
    log = RewardLog(verl.Reward(check_answer), sinks=[sink])
    for at in range(600):
        log(data_source="sums", solution_str=f"The answer is {at % 8}.", ground_truth="4", extra_info={})
    assert [told["samples"] for _, told in sink.told] == [256, 256]
    assert log.summary()["samples"] == 600
    assert log.summary()["reward/mean"] == pytest.approx(1 / 8)


def test_groups() -> None:
    texts = ["a", "b", "cc", "dd", "a", "bb"]
    log = RewardLog(as_reward(length))
    log(texts, prompt=["p", "p", "q", "q", "r", "r"])
    assert log.metrics()["zero_variance_groups"] == pytest.approx(2 / 3)
    log(texts, group=[1, 2, 1, 2, 1, 2])
    assert log.metrics()["groups"] == 2
    assert log.metrics()["zero_variance_groups"] == 0
    log(texts, prompt=[[{"role": "user", "content": name}] for name in "ppqqrr"])
    assert log.metrics()["groups"] == 3
    of_three = RewardLog(as_reward(length), group=3)
    of_three(texts)
    assert of_three.metrics()["groups"] == 2
    named = RewardLog(as_reward(length), group="problem")
    named(texts, problem=["x", "x", "y", "y", "y", "y"])
    assert named.metrics()["groups"] == 2
