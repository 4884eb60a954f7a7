"""The examples for each trainer run, called as that trainer calls what they define."""

from __future__ import annotations

import asyncio
import runpy
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from agent_tunix.rewards import check_answer

FOLDER = Path(__file__).parent.parent / "examples" / "trainers"
RIGHT = "2 + 2 = 4. The answer is 4."
TAGS = "<reasoning>2 + 2</reasoning> <answer>4</answer>"


def load(name: str) -> dict[str, Any]:
    return runpy.run_path(str(FOLDER / f"{name}.py"))


def test_tunix() -> None:
    found = load("tunix_rewards")
    assert found["answer"](prompts=["?"], completions=[TAGS], answer=["4"], mode="train") == [1.0]
    assert found["form"](prompts=["?"], completions=[TAGS], answer=["4"], mode="train") == [1.0]


def test_trl() -> None:
    found = load("trl_rewards")
    assert found["answer"](prompts=["?"] * 2, completions=[RIGHT] * 2, solution=["4", None]) == [1.0, None]
    assert found["form"](prompts=["?"], completions=[RIGHT], completion_ids=[[1]], solution=["4"]) == [1.0]


def test_verl() -> None:
    found = load("verl_rewards")
    parts = {"match_format_exactly": 1.0, "check_answer": 1.0}
    assert found["compute_score"]("sums", RIGHT, "4", {}) == {"score": 1.0, "acc": 1.0, **parts}
    assert found["with_reason"]("sums", RIGHT, "5", {})["reason"] == "wrong_value"


def test_openrlhf() -> None:
    logs = {"form": 1.0, "answer": 1.0}
    expected = {"rewards": 1.0, "scores": 1.0, "extra_logs": logs}
    assert load("openrlhf_rewards")["reward_func"](["2 + 2? " + RIGHT], ["2 + 2? "], ["4"]) == expected


def test_verifiers() -> None:
    found = load("verifiers_rewards")
    completion = [{"role": "assistant", "content": RIGHT}]
    for name in ("answer", "form"):
        assert asyncio.run(found[name](completion=completion, answer="4", prompt="?", state={})) == 1.0
    task, trace = SimpleNamespace(answer="4", prompt="?"), SimpleNamespace(last_reply=RIGHT)
    assert asyncio.run(found["task_answer"](task, trace)) == 1.0


def test_easyr1() -> None:
    parts = {"match_format_exactly": 1.0, "check_answer": 1.0}
    scored = load("easyr1_rewards")["answer"]([{"response": RIGHT, "response_length": 9, "ground_truth": "4"}])
    assert scored == [{"overall": 1.0, **parts}]


def test_ms_swift(monkeypatch: pytest.MonkeyPatch) -> None:
    rewards: Any = ModuleType("swift.rewards")
    rewards.orms = {}
    monkeypatch.setitem(sys.modules, "swift", ModuleType("swift"))
    monkeypatch.setitem(sys.modules, "swift.rewards", rewards)
    load("ms_swift_plugin")
    assert {name: make(args=None)([RIGHT], solution=["4"]) for name, make in rewards.orms.items()} == {
        "answer": [1.0],
        "form": [1.0],
    }


def test_the_others() -> None:
    sample = SimpleNamespace(prompt="?", response=RIGHT, label="4", metadata={})
    assert asyncio.run(load("slime_rewards")["answer"](None, sample)) == 1.0
    assert load("areal_rewards")["answer"]("?", RIGHT, [1], [2], answer="4") == 1.0
    found = load("nemo_rl_rewards")
    assert found["answer"]("4", RIGHT) == (1.0, True)
    assert found["verifier"].verify([RIGHT], ["4"]) == [1.0]


def test_skyrl(monkeypatch: pytest.MonkeyPatch) -> None:
    base: Any = ModuleType("skyrl_gym.envs.base_text_env")
    base.BaseTextEnv = object
    for name in ("skyrl_gym", "skyrl_gym.envs"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, base.__name__, base)
    environment = load("skyrl_environment")["SumsEnv"]({}, {"reward_spec": {"ground_truth": "4"}})
    assert environment.step(RIGHT)["reward"] == check_answer(RIGHT, "4")


def test_every_example_is_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert all(f'"{path.stem}"' in source for path in FOLDER.glob("*.py"))
