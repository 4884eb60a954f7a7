"""Reward objects in every trainer's adapter: one object, whatever calls it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agent_tunix.rewards import (
    Curriculum,
    Stage,
    as_reward,
    by_task,
    check_answer,
    gate,
    linear,
    match_format_exactly,
    weighted_sum,
)
from agent_tunix.rewards.trainers import (
    areal,
    easyr1,
    ms_swift,
    openrlhf,
    skyrl,
    slime,
    trl,
    tunix,
    verifiers,
    verl,
)

FORM = "The answer is [NUM]."
RESPONSES = ["The answer is 4.", "2 plus 2 equals 4.", "The answer is 5."]
REWARD = weighted_sum({as_reward(match_format_exactly, expected_format=FORM): 0.3, as_reward(check_answer): 0.7})
EXPECTED = REWARD(RESPONSES, ground_truth="4").tolist()


def one_by_one(call: Any) -> list[float]:
    found = [call(response) for response in RESPONSES]
    return [asyncio.run(score) if asyncio.iscoroutine(score) else score for score in found]


CALLS: dict[str, Any] = {
    "tunix": lambda: tunix.Reward(REWARD)(prompts=["?"] * 3, completions=RESPONSES, answer=np.array(["4"] * 3)),
    "trl": lambda: trl.Reward(REWARD)(prompts=["?"] * 3, completions=RESPONSES, solution=["4"] * 3),
    "verl": lambda: one_by_one(lambda text: verl.Reward(REWARD)("sums", text, "4", {})),
    "areal": lambda: one_by_one(lambda text: areal.Reward(REWARD)("?", text, [1], [2], answer="4")),
    "ms_swift": lambda: ms_swift.Reward(REWARD)(RESPONSES, solution=["4"] * 3),
    "easyr1": lambda: [
        scored["overall"]
        for scored in easyr1.Reward(REWARD)([{"response": text, "ground_truth": "4"} for text in RESPONSES])
    ],
    "slime": lambda: one_by_one(
        lambda text: slime.Reward(REWARD)(None, SimpleNamespace(prompt="?", response=text, label="4", metadata={}))
    ),
}


@pytest.mark.parametrize("trainer", CALLS)
def test_one_object_serves_every_trainer(trainer: str) -> None:
    found = CALLS[trainer]()
    found = [scored["score"] if isinstance(scored, dict) else scored for scored in found]
    assert found == EXPECTED
    assert all(type(score) is float for score in found)


def test_a_list_of_truths_means_any_of_them() -> None:
    texts = ["The answer is 4.", "The answer is 5."]
    reward = trl.Reward(as_reward(check_answer) * 1.0)
    assert reward(prompts=["?"] * 2, completions=texts, solution=[["four", "4"], "6"]) == [1.0, 0.0]
    assert verl.Reward(0.5 * as_reward(check_answer))("sums", texts[0], ["3", "4"])["score"] == 0.5


def test_components_are_parts() -> None:
    scored = verl.Reward(REWARD)("sums", RESPONSES[1], "4", {})
    assert scored == {"score": EXPECTED[1], "acc": EXPECTED[1], "match_format_exactly": 0.5, "check_answer": 0.5}
    logged: dict[str, Any] = {}
    trl.Reward(REWARD)(RESPONSES, solution=["4"] * 3, log_metric=logged.__setitem__, log_extra=lambda *_: None)
    assert logged["weighted_sum/check_answer"] == check_answer(RESPONSES, "4").mean()


def test_a_reward_of_one_part_has_no_parts() -> None:
    assert verl.Reward(as_reward(check_answer))("sums", RESPONSES[0], "4", {}) == 1.0


def test_the_trainers_step_reaches_schedules() -> None:
    reward = trl.Reward(linear(0.0, 1.0, steps=10) * as_reward(check_answer))
    logged: dict[str, float] = {}
    state = SimpleNamespace(global_step=5)
    scores = reward(RESPONSES[:1], solution=["4"], trainer_state=state, log_metric=logged.__setitem__)
    assert scores == [0.5]
    assert logged["scheduled_check_answer/weight"] == 0.5


def test_what_is_remembered_changes_in_training_only() -> None:
    inner = Curriculum([Stage(as_reward(check_answer), until_mean=0.9), Stage(-1.0)])
    reward = tunix.Reward(inner)
    for mode, score in (("eval", 1.0), ("eval", 1.0), ("train", 1.0), ("train", -1.0)):
        assert reward(prompts=["?"], completions=RESPONSES[:1], answer=np.array(["4"]), mode=mode) == [score]


def test_tasks_are_routed_by_the_trainers_columns() -> None:
    reward = tunix.Reward(by_task({"sum": check_answer, "form": as_reward(match_format_exactly, expected_format=FORM)}))
    columns = {"task": np.array(["sum", "form", "sum"]), "ground_truth": np.array(["4", "", "5"])}
    assert reward(prompts=["?"] * 3, completions=RESPONSES, **columns) == [1.0, 0.5, 1.0]


def test_what_can_not_be_judged_is_left_out_or_replaced() -> None:
    unsure = as_reward(lambda response: None if "plus" in response else 1.0, name="unsure")
    gated = gate(unsure, by=1.0)
    assert trl.Reward(gated, on_invalid=None)(RESPONSES) == [1.0, None, 1.0]
    assert tunix.Reward(gated, on_invalid=0.25)(prompts=["?"] * 3, completions=RESPONSES) == [1.0, 0.25, 1.0]
    with pytest.raises(ValueError, match="on_invalid"):
        tunix.Reward(gated)(prompts=["?"] * 3, completions=RESPONSES)


def test_objects_know_the_other_trainers() -> None:
    for trainer in (openrlhf, skyrl, verifiers):
        assert trainer.Reward(REWARD).__name__ == "weighted_sum"
