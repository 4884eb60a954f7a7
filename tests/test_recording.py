"""`RewardLog`: the reward stays what it is, and what it did can be read afterwards."""

from __future__ import annotations

import asyncio
import copy
import functools
import gc
import inspect
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from agent_tunix import rewards
from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    Reward,
    RewardError,
    RewardLog,
    as_reward,
    auxiliary,
    by_task,
    check_answer,
    combined_reward,
    continuous_reward,
    evaluate_clarity,
    explain_answer,
    gate,
    match_format_exactly,
    normalize,
    vectorized,
    weighted_sum,
)
from agent_tunix.rewards.presets import tunix as tunix_presets
from agent_tunix.rewards.recording import columns
from agent_tunix.rewards.recording.recorder import ALIVE
from agent_tunix.rewards.trainers import areal, easyr1, nemo_rl, openrlhf, skyrl, slime, trl, tunix, verifiers, verl

FORMAT = "The answer is [NUM]."
RESPONSES = ["The answer is 4.", "It is 5", "2 plus 2 equals 4.", "<think> 4", "The answer is 4.1."]
REASONS = {"correct", "wrong_value", "correct_not_stated", "unfinished_reasoning", "close"}
PROMPTS = ["2 + 2?"] * 5
TRUTHS = ["4"] * 5
MESSAGES = [[{"role": "assistant", "content": text}] for text in RESPONSES]


def length(response: str) -> float:
    return float(len(response))


def exact(response: str, ground_truth: str) -> float:
    return float(response == ground_truth)


def tunix_form(prompts: list[str], completions: list[str], **columns: Any) -> list[float]:
    assert len(prompts) == len(completions)
    return [check_answer(text, truth) for text, truth in zip(completions, columns["answer"], strict=True)]


def verl_form(data_source: str, solution_str: str, ground_truth: str, extra_info: Any = None) -> dict[str, float]:
    assert (data_source, extra_info) == ("sums", {})
    score = check_answer(solution_str, ground_truth)
    return {"score": score, "acc": score, "length": float(len(solution_str))}


@vectorized
def ranks(responses: list[str]) -> list[float]:
    order: list[float] = np.argsort(np.argsort([len(text) for text in responses])).astype(float).tolist()
    return order


async def later(completions: list[str], answer: list[str], **_: Any) -> list[float]:
    await asyncio.sleep(0)
    return check_answer(completions, answer).tolist()  # type: ignore[no-any-return]


def made() -> Reward:
    return weighted_sum({match_format_exactly: 0.3, check_answer: 0.7})


class Sink:
    """A sink that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, dict[str, float]]] = []
        self.closed = False

    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        self.told.append((step, dict(metrics)))

    def close(self) -> None:
        self.closed = True


class Broken(Sink):
    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        raise OSError(f"no room for {len(metrics)} at {step}")


COLUMNS: dict[str, Any] = {"ground_truth": "4", "expected_format": FORMAT}
TRL: dict[str, Any] = {"prompts": PROMPTS, "completions": MESSAGES, "completion_ids": [[1]] * 5, "solution": TRUTHS}
TUNIX: dict[str, Any] = {"prompts": PROMPTS, "completions": RESPONSES, "answer": np.array(TRUTHS), "mode": "train"}
Call = Callable[[Any], Any]
#: A reward, a call of it that grades all responses, and whether the reasons are known.
FORMS: dict[str, tuple[Any, Call, bool]] = {
    "documented": (check_answer, lambda f: f(RESPONSES, "4"), True),
    "documented, with options": (check_answer, lambda f: f(RESPONSES, ground_truth=4, tolerance=0.2), True),
    "documented, one by one": (check_answer, lambda f: [f(text, 4) for text in RESPONSES], True),
    "documented, an array": (check_answer, lambda f: f(np.array(RESPONSES), np.array([4] * 5)), True),
    "combined": (combined_reward, lambda f: f(RESPONSES, "4", FORMAT, alpha=0.25, beta=0.5), True),
    "combined, one by one": (combined_reward, lambda f: [f(text, "4", FORMAT) for text in RESPONSES], True),
    "explained": (explain_answer, lambda f: f(RESPONSES, "4"), True),
    "format": (match_format_exactly, lambda f: f(RESPONSES, FORMAT), False),
    "object": (as_reward(check_answer), lambda f: f(RESPONSES, "4"), True),
    "object of one": (as_reward(check_answer), lambda f: [f(text, ground_truth=4) for text in RESPONSES], True),
    "sum": (made(), lambda f: f(RESPONSES, **COLUMNS), True),
    "gate": (gate(check_answer, by=match_format_exactly), lambda f: f(RESPONSES, **COLUMNS), True),
    "tasks": (
        by_task({"sum": check_answer, "form": match_format_exactly}),
        lambda f: f(RESPONSES, task=["sum", "form", "sum", "sum", "sum"], **COLUMNS),
        False,
    ),
    "continuous": (continuous_reward, lambda f: f(RESPONSES, "4"), False),
    "auxiliary": (auxiliary.SoftOverlong(max_length=4, cache=2, unit="word"), lambda f: f(RESPONSES), False),
    "custom": (exact, lambda f: [f(text, "4") for text in RESPONSES], False),
    "partial": (functools.partial(check_answer, ground_truth="4"), lambda f: f(RESPONSES), True),
    "lambda": (lambda text: 2 * len(text), lambda f: [f(text) for text in RESPONSES], False),
    "vectorized": (ranks, lambda f: f(RESPONSES), False),
    "preset": (tunix_presets.check_answer, lambda f: f(**TUNIX), False),
    "Tunix's form": (tunix_form, lambda f: f(**TUNIX), True),
    "verl's form": (
        verl_form,
        lambda f: [f(data_source="sums", solution_str=text, ground_truth="4", extra_info={}) for text in RESPONSES],
        True,
    ),
    "trl": (trl.Reward(check_answer), lambda f: f(**TRL), True),
    "trl, of a sum": (trl.Reward(made(), expected_format=FORMAT), lambda f: f(**TRL), True),
    "tunix": (tunix.Reward(check_answer), lambda f: f(**TUNIX), True),
    "tunix, a task": (
        tunix.TaskReward(check_answer),
        lambda f: [f(task={"question": "2 + 2?", "answer": "4"}, action=text) for text in RESPONSES],
        True,
    ),
    "verl": (
        verl.Reward(made(), expected_format=FORMAT),
        lambda f: [f("sums", text, "4", {"index": 1}) for text in RESPONSES],
        True,
    ),
    "verl, a batch": (verl.BatchReward(check_answer), lambda f: f(["a"] * 5, RESPONSES, TRUTHS, [{}] * 5), True),
    "openrlhf": (
        openrlhf.Reward(check_answer),
        lambda f: [f(["2 + 2?" + text + "</s>"], ["2 + 2?"], ["4"]) for text in RESPONSES],
        True,
    ),
    "nemo_rl": (nemo_rl.Reward(check_answer), lambda f: [f("4", text) for text in RESPONSES], True),
    "areal": (
        areal.Reward(check_answer),
        lambda f: [f("2 + 2?", text, [1], [2], answer="4") for text in RESPONSES],
        True,
    ),
    "easyr1": (
        easyr1.Reward(check_answer),
        lambda f: [f({"response": text, "response_length": 3, "ground_truth": "4"}) for text in RESPONSES],
        True,
    ),
    "skyrl": (
        skyrl.Reward(check_answer),
        lambda f: [f(text, {"reward_spec": {"ground_truth": "4"}}) for text in RESPONSES],
        True,
    ),
    "slime": (
        slime.Reward(check_answer),
        lambda f: [
            asyncio.run(f(None, SimpleNamespace(prompt="2 + 2?", response=text, label="4", metadata={})))
            for text in RESPONSES
        ],
        True,
    ),
    "verifiers": (
        verifiers.Reward(check_answer),
        lambda f: [
            asyncio.run(f(completion=said, answer="4", prompt="2 + 2?", state={}, info={})) for said in MESSAGES
        ],
        True,
    ),
    "async": (later, lambda f: asyncio.run(f(completions=RESPONSES, answer=TRUTHS, prompts=PROMPTS)), True),
}


def plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


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


def read(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.parquet")):
        rows += pq.read_table(path).to_pylist()
    return rows


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


def grade_groups(log: Any, step: int, *, count: int = 40, size: int = 4) -> None:
    texts = [f"The answer is {at}." for at in range(count * size)]
    prompts = [f"question {at // size}" for at in range(count * size)]
    log(texts, ground_truth="4", prompt=prompts, step=step)


def test_samples_are_whole_groups_and_the_same_in_every_run(tmp_path: Path) -> None:
    found = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        with RewardLog(as_reward(check_answer), folder=tmp_path / name, samples=10, seed=seed) as log:
            for step in range(3):
                grade_groups(log, step)
        rows = read(tmp_path / name)
        assert len({row["run"] for row in rows}) == 1
        for step in range(3):
            mine = [row for row in rows if row["step"] == step]
            assert len(mine) == 8
            groups = [row["group"] for row in mine]
            assert sorted(groups) == groups
            assert {groups.count(group) for group in groups} == {4}
            assert all(row["row"] // 4 == row["group"] for row in mine)
            assert all(row["prompt"] == f"question {row['group']}" for row in mine)
        found.append([(row["step"], row["row"]) for row in rows])
    assert found[0] == found[1] != found[2]
    assert len({tuple(row for at, row in found[0] if at == step) for step in range(3)}) > 1


def test_samples_do_not_depend_on_the_order(tmp_path: Path) -> None:
    texts = [f"The answer is {at}." for at in range(500)]
    chosen = []
    for name in ("given", "turned"):
        with RewardLog(as_reward(check_answer), folder=tmp_path / name, samples=20) as log:
            log(texts if name == "given" else texts[::-1], ground_truth=4)
        chosen.append({row["response"] for row in read(tmp_path / name)})
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == 20


def test_all_samples_and_their_columns(tmp_path: Path) -> None:
    texts = [f"The answer is {at}." for at in range(300)]
    with RewardLog(made(), folder=tmp_path, samples="all", run="one-run") as log:
        log(texts, **COLUMNS, prompt="2 + 2?")
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("part-one-run-")
    table = pq.read_table(path)
    assert table.schema.metadata[columns.KEY.encode()] == columns.VERSION.encode()
    assert json.loads(table.schema.metadata[f"{columns.KEY}.weights".encode()]) == {
        "match_format_exactly": 0.3, "check_answer": 0.7,
    }  # fmt: skip
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    enumerated = "dictionary<values=string, indices=int32, ordered=0>"
    assert types == {
        "run": enumerated, "step": "int64", "mode": enumerated, "row": "int32", "group": "int64", "prompt": "string",
        "response": "string", "truth": "string", "reward": "double", "reason": enumerated, "source": enumerated,
        "answer": "string", "component/match_format_exactly": "double", "component/check_answer": "double",
    }  # fmt: skip
    rows = table.to_pylist()
    assert [row["response"] for row in rows] == texts
    assert [row["reward"] for row in rows] == made()(texts, **COLUMNS).tolist()
    assert [row["reason"] for row in rows] == [verdict.reason for verdict in explain_answer(texts, 4)]


def test_nothing_is_recorded_where_nothing_is_asked_for(tmp_path: Path) -> None:
    with RewardLog(made(), folder=tmp_path, samples=0) as log:
        log(RESPONSES, **COLUMNS)
    assert list(tmp_path.iterdir()) == []
    assert log.summary()["samples"] == 5


def test_any_text_is_recorded(tmp_path: Path) -> None:
    odd = ["\ud800 half", "nul \0", "😀" * 1000, "", "\udfff\ud800", "x" * 100_000, "</script>", "a\u202eb"]
    with RewardLog(as_reward(check_answer), folder=tmp_path) as log:
        log(odd, ground_truth="\ud800 half", prompt="\udc00")
    rows = read(tmp_path)
    assert [row["response"] for row in rows] == [
        text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for text in odd
    ]
    assert rows[0]["prompt"] == "\ufffd"


def test_what_was_not_judged_is_null(tmp_path: Path) -> None:
    reward = as_reward(lambda response: None if response == "b" else {"score": 1.0, "part": 0.5}, name="own")
    with RewardLog(reward, folder=tmp_path) as log:
        log(["a", "b"])
    assert [(row["reward"], row["component/own/part"]) for row in read(tmp_path)] == [(1.0, 0.5), (None, None)]
    assert log.summary()["not_judged"] == 1
    assert log.summary()["reward/mean"] == 1.0


def test_parts_are_written_in_turn_and_have_whole_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_tunix.rewards.recording.parts.PART_ROWS", 10)
    with RewardLog(as_reward(length), folder=tmp_path, samples="all") as log:
        for at in range(7):
            log([f"{at}{'x' * more}" for more in range(4)])
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name[-13:] for name in names] == ["00000.parquet", "00001.parquet", "00002.parquet"]
    assert [pq.read_table(tmp_path / name).num_rows for name in names] == [12, 12, 4]
    log(["once more", "and again"])
    log.flush()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_full_disk_and_a_broken_sink_are_one_warning_each(tmp_path: Path) -> None:
    sink, good = Broken(), Sink()
    log = RewardLog(as_reward(length), folder=tmp_path / "gone", sinks=[sink, good], samples="all")
    (tmp_path / "gone").rmdir()
    (tmp_path / "gone").write_text("a file where the folder was")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(4):
            assert log(["a", "bb"]).tolist() == [1.0, 2.0]
            log.flush()
    messages = [str(warning.message) for warning in caught]
    assert len(messages) == 2
    assert any("no room" in message for message in messages)
    assert any("records" in message for message in messages)
    assert len(good.told) == 4
    (tmp_path / "gone").unlink()
    log(["c", "dd"])
    log.close()
    assert len(read(tmp_path / "gone")) == 2


def test_a_warning_that_is_an_error_ends_no_training(capsys: pytest.CaptureFixture[str]) -> None:
    log = RewardLog(as_reward(length), sinks=[Broken()])
    assert log(["a", "bb"]).tolist() == [1.0, 2.0]
    assert "no room" in capsys.readouterr().err


KILLED = """
import sys, itertools
from agent_tunix.rewards import RewardLog, check_answer
from agent_tunix.rewards.recording import parts
parts.PART_ROWS = 50
log = RewardLog(check_answer, folder=sys.argv[1], samples="all")
for step in itertools.count():
    log([f"The answer is {step * 10 + at}." for at in range(10)], 4)
    print(step, flush=True)
"""


def test_a_run_that_is_killed_loses_at_most_the_last_part(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 60:
                process.send_signal(signal.SIGKILL)
                break
        rest = process.stdout.read().split()
    graded = 10 * (int(rest[-1] if rest else 60) + 1)
    rows = read(tmp_path)
    texts = [row["response"] for row in rows]
    assert texts == [f"The answer is {at}." for at in range(len(texts))]
    assert len(texts) % 50 == 0
    assert graded - len(texts) <= 50 + 10


def test_the_end_of_the_process_writes_what_is_left(tmp_path: Path) -> None:
    code = (
        "import sys; from agent_tunix.rewards import RewardLog, check_answer\n"
        "log = RewardLog(check_answer, folder=sys.argv[1]); log('The answer is 4.', 4); log(['4', '5'], 4)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code, tmp_path], check=True, timeout=120)
    assert len(read(tmp_path)) == 3


POOLED = """
import multiprocessing, sys
from agent_tunix.rewards import RewardLog, check_answer
log = RewardLog(check_answer, folder=sys.argv[2], samples="all")

def work(at):
    return float(log([f"The answer is {at}.", "4"], 4).sum())

if __name__ == "__main__":
    log(["The answer is 100.", "4"], 4)
    processes = [multiprocessing.get_context(sys.argv[1]).Process(target=work, args=(at,)) for at in range(3)]
    for process in processes: process.start()
    for process in processes: process.join()
    assert log.summary()["samples"] == 2, log.summary()
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_write_parts_of_their_own(tmp_path: Path, method: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(POOLED, "utf-8")
    subprocess.run([sys.executable, script, method, tmp_path / "records"], check=True, timeout=240)
    rows = read(tmp_path / "records")
    assert sorted(row["response"] for row in rows) == sorted(
        [text for at in (0, 1, 2, 100) for text in (f"The answer is {at}.", "4")]
    )
    assert len(list((tmp_path / "records").iterdir())) == 4


@pytest.mark.parametrize("form", ["documented", "sum", "trl", "trl, of a sum", "Tunix's form", "async", "partial"])
def test_copies_go_on_with_parts_of_their_own(form: str, tmp_path: Path) -> None:
    reward, call, _ = FORMS[form]
    log = RewardLog(reward, folder=tmp_path)
    call(log)
    before = log.summary()
    for other in (pickle.loads(pickle.dumps(log)), copy.deepcopy(log)):
        assert other.summary() == before
        assert plain(call(other)) == plain(call(reward))
        assert other.summary()["samples"] == 10
        assert inspect.signature(other) == inspect.signature(reward)
        assert isinstance(other, Reward) == isinstance(reward, Reward)
        other.flush()
    assert log.summary() == before
    log.flush()
    assert len(list(tmp_path.iterdir())) == 3
    assert len(read(tmp_path)) == 15


def test_a_reward_of_a_list_pickles() -> None:
    log = RewardLog([check_answer, made()])
    first, second = pickle.loads(pickle.dumps(log.rewards))
    assert first(RESPONSES, "4").tolist() == check_answer(RESPONSES, "4").tolist()
    assert second(RESPONSES, **COLUMNS).tolist() == made()(RESPONSES, **COLUMNS).tolist()


def test_logs_of_several_processes_are_one() -> None:
    whole, parts = RewardLog(made()), [RewardLog(made()) for _ in range(3)]
    for at in range(9):
        texts = [f"The answer is {at + more}." for more in range(6)]
        whole(texts, **COLUMNS, prompt=["a"] * 3 + ["b"] * 3)
        parts[at % 3](texts, **COLUMNS, prompt=["a"] * 3 + ["b"] * 3)
    merged = RewardLog(made())
    merged.merge(parts[0])
    for part in parts[1:]:
        merged.merge(json.loads(json.dumps(part.state_dict())))
    expected, found = whole.summary(), merged.summary()
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name


def test_a_run_goes_on_from_its_state() -> None:
    log: Any = RewardLog(normalize(length))
    other: Any = RewardLog(normalize(length))
    log(RESPONSES)
    other.load_state_dict(json.loads(json.dumps(log.state_dict())))
    assert other.summary() == log.summary()
    assert other(RESPONSES).tolist() == log(RESPONSES).tolist()
    assert other.summary() == log.summary()
    with pytest.raises(ArgumentValueError, match="state"):
        other.load_state_dict({"something": 1})
    with pytest.raises(ArgumentValueError, match="state"):
        RewardLog([check_answer, length]).load_state_dict(log.state_dict())
    # A log inside another reward is part of that one's state.
    outer = 2.0 * log
    inner: Any = RewardLog(normalize(length))
    fresh = 2.0 * inner
    fresh.load_state_dict(json.loads(json.dumps(outer.state_dict())))
    assert fresh(RESPONSES).tolist() == outer(RESPONSES).tolist()


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


def test_a_log_that_is_gone_keeps_nothing() -> None:
    gc.collect()
    before = len(ALIVE)
    log = RewardLog(made())
    log(RESPONSES, **COLUMNS)
    assert len(ALIVE) == before + 1
    del log
    gc.collect()
    assert len(ALIVE) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_while_threads_record_hangs_nobody(tmp_path: Path) -> None:
    code = f"""
import os, threading, time
from agent_tunix.rewards import RewardLog, check_answer
log = RewardLog(check_answer, folder={str(tmp_path)!r})
stop = threading.Event()
def work():
    while not stop.is_set():
        log(["The answer is 4."] * 20, 4)
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads: thread.start()
for _ in range(20):
    time.sleep(0.01)
    child = os.fork()
    if not child:
        assert log.summary() == {{}}
        log(["The answer is 4.", "5"], 4)
        os._exit(0 if log.summary()["samples"] == 2 else 1)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
for thread in threads: thread.join()
"""
    subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", code], check=True, timeout=120)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_begins_with_no_rewards_of_a_list_that_wait() -> None:
    code = """
import os
from agent_tunix.rewards import RewardLog
log = RewardLog([lambda response, truth: 1.0, lambda response: 0.5])
log.rewards[0]("a", "a")
# A thread that is gone in the child may have held it.
with log._recorder.joiner.lock:
    child = os.fork()
    if not child:
        log.rewards[1]("b")
        log.flush()
        os._exit(0 if log.summary()["samples"] == 1 else 1)
assert os.waitpid(child, 0)[1] == 0
log.flush()
assert log.summary()["samples"] == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_time_writes_a_part_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = RewardLog(as_reward(length), folder=tmp_path)
    log(["a", "b"])
    assert list(tmp_path.iterdir()) == []
    now = time.monotonic
    monkeypatch.setattr("agent_tunix.rewards.recording.parts.time.monotonic", lambda: now() + 61)
    log(["a", "b"])
    assert len(list(tmp_path.iterdir())) == 1


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
