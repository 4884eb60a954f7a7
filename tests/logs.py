"""Rewards in every form that a `RewardLog` takes, and what tests of logs share."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from agent_tunix.rewards import (
    Reward,
    as_reward,
    auxiliary,
    by_task,
    check_answer,
    combined_reward,
    continuous_reward,
    explain_answer,
    gate,
    match_format_exactly,
    vectorized,
    weighted_sum,
)
from agent_tunix.rewards.presets import tunix as tunix_presets
from agent_tunix.rewards.trainers import areal, easyr1, nemo_rl, openrlhf, skyrl, slime, trl, tunix, verifiers, verl

FORMAT = "The answer is [NUM]."


RESPONSES = ["The answer is 4.", "It is 5", "2 plus 2 equals 4.", "<think> 4", "The answer is 4.1."]


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


def read(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.parquet")):
        rows += pq.read_table(path).to_pylist()
    return rows
