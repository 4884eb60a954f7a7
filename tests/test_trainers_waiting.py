"""Rewards that are awaited: in every trainer that waits, within limits, and without holding up its event loop."""

from __future__ import annotations

import asyncio
import functools
import inspect
import pickle
from typing import Any

import pytest
from tests.hosts import HOSTS

from agent_tunix.rewards import RewardError, RewardLog, as_reward, by_task, check_answer, vectorized, weighted_sum
from agent_tunix.rewards.trainers import ms_swift, openrlhf, slime, trl, tunix, verifiers, verl

pytestmark = pytest.mark.usefixtures("stand_ins")

TEXTS = ["The answer is 15.", "The answer is 16.", "15"]
EXPECTED = [1.0, 0.5, 1.0]
WAITING = pytest.mark.parametrize("host", [name for name, host in HOSTS.items() if host.waits])
OTHERS = pytest.mark.parametrize("host", [name for name, host in HOSTS.items() if not host.waits])


async def judge(response: str, ground_truth: str) -> float:
    await asyncio.sleep(0)
    return check_answer(response, ground_truth)


class Judge:
    """A judge that is an object, and knows its own name."""

    __name__ = "judge"

    async def __call__(self, response: str, ground_truth: str) -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"score": check_answer(response, ground_truth), "long": len(response) > 16}


class Service:
    """A service that counts its calls, fails at first, and takes its time."""

    __name__ = "service"

    def __init__(self, *, failures: int = 0, seconds: float = 0.0) -> None:
        self.failures, self.seconds = failures, seconds
        self.calls = self.now = self.most = self.ended = 0

    async def __call__(self, response: str) -> float:
        self.calls += 1
        self.now += 1
        number = self.calls
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(self.seconds)
            if number <= self.failures:
                raise ConnectionError("no answer")
            self.ended += 1
            return float(len(response))
        finally:
            self.now -= 1


@vectorized
async def judge_all(responses: list[str], ground_truth: list[str]) -> list[float]:
    await asyncio.sleep(0)
    return [check_answer(response, gold) for response, gold in zip(responses, ground_truth, strict=True)]


FORMS: dict[str, Any] = {
    "function": judge,
    "object": Judge(),
    "partial": functools.partial(judge),
    "partial object": functools.partial(Judge()),
    "log": RewardLog(judge),
    "log of an object": RewardLog(Judge()),
    "lists": judge_all,
    "reward": as_reward(judge),
    "reward of an object": as_reward(Judge()),
    "sum": weighted_sum({judge: 0.5, check_answer: 0.5}),
    "log of a sum": RewardLog(weighted_sum({Judge(): 0.5, check_answer: 0.5})),
}


def ask(host: str, reward: Any, texts: list[str] = TEXTS) -> list[Any]:
    found = HOSTS[host].ask(reward, texts, ["15"] * len(texts), {})
    return [each["score"] if isinstance(each, dict) else each for each in found]


@WAITING
@pytest.mark.parametrize("form", FORMS)
def test_hosts_that_wait_take_all_forms(host: str, form: str) -> None:
    reward = HOSTS[host].make(FORMS[form])
    assert inspect.iscoroutinefunction(reward)
    assert inspect.iscoroutinefunction(functools.partial(reward, more=1))
    assert ask(host, reward) == EXPECTED
    assert "self" not in inspect.signature(reward).parameters


@pytest.mark.parametrize("kind", [trl.Reward, verl.Reward, ms_swift.Reward])
def test_a_plain_reward_is_no_coroutine_function(kind: Any) -> None:
    assert not inspect.iscoroutinefunction(kind(check_answer))
    assert not inspect.iscoroutinefunction(kind(weighted_sum(check_answer)))


@pytest.mark.parametrize("kind", [trl.Reward, verl.Reward, ms_swift.Reward, slime.Reward, verifiers.TaskReward])
def test_awaited_rewards_pickle(kind: Any) -> None:
    same = pickle.loads(pickle.dumps(kind(judge, retries=2, timeout=1.5)))
    assert inspect.iscoroutinefunction(same)
    assert same.__name__ == "judge"


@OTHERS
def test_hosts_that_do_not_wait_say_so(host: str) -> None:
    for reward in (judge, Judge(), functools.partial(Judge())):
        with pytest.raises(TypeError, match="judge: this trainer does not wait for coroutines"):
            HOSTS[host].make(reward)
    # A reward object waits for its own parts.
    assert ask(host, HOSTS[host].make(as_reward(judge))) == EXPECTED


def test_parts_of_awaited_rewards_are_logged() -> None:
    logged: dict[str, float] = {}
    reward = trl.Reward(Judge())
    waiting = reward(completions=TEXTS, solution=["15"] * 3, log_metric=logged.__setitem__)
    assert asyncio.run(waiting) == EXPECTED
    assert logged == {"judge/long": pytest.approx(2 / 3)}
    assert asyncio.run(verl.Reward(Judge())("sums", TEXTS[0], "15")) == {"score": 1.0, "acc": 1.0, "long": 1.0}


@WAITING
@pytest.mark.parametrize("wrap", [lambda service: service, as_reward], ids=["function", "object"])
def test_no_more_calls_run_at_a_time_than_allowed(host: str, wrap: Any) -> None:
    service = Service(seconds=0.01)
    reward = HOSTS[host].make(wrap(service), concurrency=2)

    async def ask_one_by_one() -> list[Any]:
        """Ask as a host does that has one sample at a time: all in one loop."""
        return await asyncio.gather(*(HOSTS[host].call(reward, text, "15", {}) for text in TEXTS * 3))

    found = ask(host, reward, TEXTS * 3) if HOSTS[host].batched else asyncio.run(ask_one_by_one())
    assert found == [17.0, 17.0, 2.0] * 3
    assert (service.calls, service.most) == (9, 2)


@WAITING
def test_failures_are_tried_again(host: str) -> None:
    for wrap in (lambda service: service, as_reward):
        service = Service(failures=1)
        assert ask(host, HOSTS[host].make(wrap(service), retries=1), TEXTS[:1]) == [17.0]
        assert service.calls == 2
        failing = Service(failures=5)
        with pytest.raises(RewardError, match="raised ConnectionError"):
            ask(host, HOSTS[host].make(wrap(failing), retries=1), TEXTS[:1])
        assert failing.calls == 2
        assert ask(host, HOSTS[host].make(wrap(Service(failures=5)), on_error=0.25), TEXTS[:1]) == [0.25]


@WAITING
@pytest.mark.parametrize("wrap", [lambda service: service, as_reward], ids=["function", "object"])
def test_what_takes_too_long_is_stopped_and_fails(host: str, wrap: Any) -> None:
    service = Service(seconds=600)
    make = functools.partial(HOSTS[host].make, wrap(service), timeout=0.02)
    with pytest.raises(RewardError, match="raised TimeoutError"):
        ask(host, make(), TEXTS[:1])
    assert ask(host, make(on_error=-1.0), TEXTS[:1]) == [-1.0]
    assert ask(host, make(on_error="skip", on_invalid=0.5), TEXTS[:1]) == [0.5]
    assert (service.calls, service.now, service.ended) == (3, 0, 0)


def test_a_mistake_of_the_caller_is_not_tried_again() -> None:
    calls: list[str] = []

    async def strict(response: str, ground_truth: str) -> float:
        calls.append(response)
        return check_answer(response, ground_truth, tolerance=7)

    with pytest.raises(ValueError, match="tolerance"):
        asyncio.run(verl.Reward(strict, retries=3)("sums", "15", "15"))
    assert len(calls) == 1


def test_reward_objects_do_not_hold_up_the_loop() -> None:
    """All calls of a judge are under way at the same time, in the trainer's own loop, which goes on meanwhile."""

    class Meeting:
        """A judge that answers when all calls of it have begun, which one after another never would."""

        __name__ = "meeting"

        def __init__(self) -> None:
            self.loops: set[Any] = set()
            self.begun = 0
            self.all_begun = asyncio.Event()

        async def __call__(self, response: str) -> float:
            self.loops.add(asyncio.get_running_loop())
            self.begun += 1
            if self.begun == 9:
                self.all_begun.set()
            await self.all_begun.wait()
            return float(len(response))

    async def grade(reward: Any, meeting: Meeting) -> None:
        columns = {"answer": "15", "task": "a", "prompt": "3 * 5?"}
        calls = asyncio.gather(*(reward(completion=text, **columns) for text in TEXTS * 3))
        assert len(await asyncio.wait_for(calls, 60)) == 9
        assert meeting.loops == {asyncio.get_running_loop()}

    def inside(meeting: Meeting) -> Any:
        return by_task({"a": weighted_sum({meeting: 0.5, check_answer: 0.5}), "b": meeting})

    for wrap in (as_reward, inside):
        meeting = Meeting()
        asyncio.run(grade(verifiers.Reward(wrap(meeting)), meeting))


def test_a_reward_may_ask_another_that_is_awaited() -> None:
    inner = as_reward(judge)

    async def outer(response: str, ground_truth: str) -> float:
        await asyncio.sleep(0)
        return float(inner(response, ground_truth=ground_truth))

    for reward in (trl.Reward(outer), trl.Reward(as_reward(outer)), trl.Reward(weighted_sum(outer, judge) / 2)):
        assert asyncio.run(reward(completions=TEXTS, solution=["15"] * 3, ground_truth=["15"] * 3)) == EXPECTED


def test_limits_of_a_reward_that_is_not_awaited_are_its_own_options() -> None:
    def patient(response: str, timeout: float = 0.0) -> float:
        return timeout * len(response)

    assert trl.Reward(patient, timeout=2)(completions=["ab"]) == [4.0]
    assert pickle.loads(pickle.dumps(trl.Reward(check_answer))).__name__ == "check_answer"
    for option in ("timeout", "retries", "concurrency"):
        given: dict[str, Any] = {option: 3}
        for reward in (check_answer, weighted_sum(check_answer)):
            with pytest.raises(TypeError, match=f"no parameter '{option}'"):
                trl.Reward(reward, **given)


@pytest.mark.parametrize(
    ("limits", "error", "message"),
    [
        ({"concurrency": 0}, ValueError, "concurrency: expected at least 1, got 0"),
        ({"timeout": 0}, ValueError, "timeout: expected a number above 0, got 0"),
        ({"timeout": float("nan")}, ValueError, "timeout: expected a finite number"),
        ({"retries": -1}, ValueError, "retries: expected at least 0, got -1"),
        ({"retries": "often"}, TypeError, "retries: expected a number, got str"),
    ],
)
def test_limits_are_checked(limits: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        trl.Reward(judge, **limits)
    with pytest.raises(error, match=message):
        openrlhf.Reward(as_reward(judge), **limits)


def test_only_the_sample_without_a_truth_is_invalid() -> None:
    for reward in (judge, Judge(), judge_all):
        found = trl.Reward(reward, on_invalid=None)(completions=TEXTS, solution=["15", None, "15"])
        assert asyncio.run(found) == [1.0, None, 1.0]


def test_a_cancelled_call_is_no_failure_of_the_reward() -> None:
    service = Service(seconds=600)

    async def cancel() -> None:
        call = asyncio.ensure_future(verl.Reward(service, on_error=0.0, retries=3)("sums", "15", "15"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert service.now == 1
        call.cancel()
        await call

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())
    # It is neither replaced nor asked again.
    assert (service.calls, service.now) == (1, 0)


def test_tunix_counts_and_limits_a_judge_inside_a_reward_object() -> None:
    service = Service(seconds=0.01, failures=1)
    reward = tunix.Reward(as_reward(service), concurrency=2, retries=1)
    assert reward(prompts=["?"] * 3, completions=TEXTS) == [17.0, 17.0, 2.0]
    assert (service.calls, service.most) == (4, 2)
