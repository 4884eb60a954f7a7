"""Rewards that are `async`, graded where a loop runs already: in a notebook, in a trainer's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agent_tunix.rewards import RewardLog, as_reward, check_answer
from agent_tunix.rewards.composing.calling import Waiting

RESPONSES = ["The answer is 4.", "The answer is 5.", "No idea"]


async def right(response: str, ground_truth: Any) -> float:
    await asyncio.sleep(0)
    return float(check_answer(response, ground_truth))


async def given_up(response: str) -> float:
    raise asyncio.CancelledError(response)


def in_a_loop(grade: Callable[[], Any]) -> Any:
    async def main() -> Any:
        return grade()

    return asyncio.run(main())


@pytest.mark.parametrize("run", [in_a_loop, lambda grade: grade()], ids=["in a loop", "without one"])
def test_who_looks_on_sees_what_is_graded(run: Any) -> None:
    log = RewardLog(as_reward(right))
    assert run(lambda: log(RESPONSES, ground_truth="4").tolist()) == [1.0, 0.0, 0.0]
    assert log.metrics()["reason/correct"] == pytest.approx(1 / 3)
    assert log.metrics()["reason/no_answer"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("run", [in_a_loop, lambda grade: grade()], ids=["in a loop", "without one"])
def test_what_is_cancelled_has_no_rewards(run: Any) -> None:
    reward = as_reward(given_up)
    with pytest.raises(asyncio.CancelledError):
        run(lambda: reward(RESPONSES))


def test_the_pause_before_another_try_doubles_up_to_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses, sleep = [], asyncio.sleep

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    async def failing() -> float:
        raise OSError

    monkeypatch.setattr(asyncio, "sleep", note)
    (error,) = asyncio.run(Waiting(retries=9).gather([failing]))
    assert isinstance(error, OSError)
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
