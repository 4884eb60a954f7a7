"""The tasks of verifiers 0.4.0: rewards plugged in by file, scored on a trace."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import verifiers.v1 as vf
from verifiers.v1 import trace as traces
from verifiers.v1.utils.loaders import load_taskset

FILE = """
import asyncio

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import verifiers

async def later(response, ground_truth):
    await asyncio.sleep(0.01)
    return check_answer(response, ground_truth)

slow = verifiers.TaskReward(later, concurrency=2, timeout=5, retries=1)
composed = verifiers.TaskReward(as_reward(later), name="composed")

def judge(response, ground_truth):
    return {"score": check_answer(response, ground_truth), "characters": len(response)}

answer = verifiers.TaskReward(judge)
form = verifiers.TaskReward(match_format_exactly, expected_format="The answer is [NUM].")
"""


class SumData(vf.TaskData):
    answer: str


RECIPES = Path(__file__).resolve().parent.parent / "examples" / "recipes"


def make_trace(task: Any, text: str) -> Any:
    fields = traces.Trace.model_fields
    seed = traces.TraceTask(type="Task", data=task.data)
    agent = fields["agent"].annotation
    made = traces.Trace.model_construct(task=seed, agent=agent, rewards={}, metrics={}, nodes=[])
    made.root_reply = text
    return made


@pytest.mark.parametrize(("text", "total"), [("The answer is 4.", 1.5), ("2 plus 2 equals 4.", 0.75), ("", 0.0)])
def test_a_task_scores_a_trace(tmp_path: Path, text: str, total: float) -> None:
    file = tmp_path / "sums_rewards.py"
    file.write_text(FILE)
    config = vf.TaskConfig(
        rewards={
            "answer": vf.RewardFunctionConfig(fn=f"{file}:answer"),
            "form": vf.RewardFunctionConfig(fn=f"{file}:form", weight=0.5),
            "slow": vf.RewardFunctionConfig(fn=f"{file}:slow", weight=0.0),
            "composed": vf.RewardFunctionConfig(fn=f"{file}:composed", weight=0.0),
        }
    )
    task: Any = vf.Task(SumData(prompt="2 + 2?", answer="4"), config)
    trace = make_trace(task, text)
    asyncio.run(task.score(trace))
    assert set(trace.rewards) == {"answer", "form", "slow", "composed"}
    assert len({trace.rewards[name].score for name in ("answer", "slow", "composed")}) == 1
    assert sum(reward.value for reward in trace.rewards.values()) == total
    assert trace.metrics == {"judge/characters": float(len(text))}


def test_the_recipe_is_a_taskset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(RECIPES))
    taskset = load_taskset(vf.TasksetConfig(id="verifiers_grpo"))
    task: Any = taskset.load()[0]
    for text, total in ((f"The answer is {task.data.answer}.", 1.0), (f"It is {task.data.answer}.", 0.5)):
        trace = make_trace(task, text)
        asyncio.run(task.score(trace))
        assert sum(reward.value for reward in trace.rewards.values()) == total
