"""SkyRL-Gym's own registry, environment and metrics."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
import skyrl_gym
from skyrl_gym.envs.base_text_env import BaseTextEnv

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import skyrl


def judge(response: str, prompt: str, ground_truth: str) -> dict[str, float]:
    assert prompt == "2 + 2?"
    return {"score": check_answer(response, ground_truth), "characters": len(response)}


SumsEnv = skyrl.environment(judge)


def test_the_gym_makes_and_steps_the_environment() -> None:
    skyrl_gym.register(id="sums", entry_point="e2e.test_skyrl:SumsEnv")
    metrics: list[dict[str, Any]] = []
    for text, score in (("The answer is 4.", 1.0), ("2 plus 2 equals 4.", 0.5), ("", 0.0)):
        environment = skyrl_gym.make("sums", env_config={}, extras={"reward_spec": {"ground_truth": "4"}})
        assert isinstance(environment, BaseTextEnv)
        prompt = [{"role": "user", "content": "2 + 2?"}]
        assert environment.init(prompt) == (prompt, {})
        output = environment.step(text)
        assert output["reward"] == score
        assert output["done"]
        assert output["observations"] == []
        metrics.append(environment.get_metrics())
    assert SumsEnv.aggregate_metrics(metrics)["characters"] == (16 + 18 + 0) / 3


def test_the_recipe_has_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parent.parent / "examples" / "recipes"))
    made = importlib.import_module("skyrl_grpo").SumsEnv({}, {"reward_spec": {"method": "rule", "ground_truth": "4"}})
    assert made.step("The answer is 4.")["reward"] == 1.0
    assert made.get_metrics() == {"form": 1.0, "answer": 1.0, "length": 0.0}
