"""OpenRLHF's own SingleTurnAgentExecutor, with a stand-in for the engine that generates."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from e2e.packages import load_alone

PROMPT = "<s>What is 2 + 2?"
FILE = """
from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import openrlhf

def judge(response, ground_truth):
    return {"score": check_answer(response, ground_truth), "characters": len(response)}

reward_func = openrlhf.Reward(judge, on_invalid=0.0)
"""


class Tokenizer:
    """Characters, and one special token at the end."""

    def __call__(self, text: str, **_: Any) -> dict[str, Any]:
        ids = [ord(each) for each in text]
        return {"input_ids": [SimpleNamespace(tolist=lambda: ids)]}

    def decode(self, ids: list[int], *, skip_special_tokens: bool) -> str:
        return "".join("" if each == 0 and skip_special_tokens else "</s>" if each == 0 else chr(each) for each in ids)


class Engine:
    def __init__(self, response: str) -> None:
        self.ids = [*map(ord, response), 0]

    async def generate(self, *_: Any, **__: Any) -> Any:
        output = SimpleNamespace(token_ids=self.ids, finish_reason="stop", logprobs=None)
        return SimpleNamespace(outputs=[output])


@pytest.mark.parametrize(("response", "reward"), [(" The answer is 4.", 1.0), (" The answer is 5.", 0.0), ("", 0.0)])
def test_the_executor_gets_the_reward(tmp_path: Path, response: str, reward: float) -> None:
    agent = load_alone("openrlhf.utils.agent")
    file = tmp_path / "rewards.py"
    file.write_text(FILE)
    executor = agent.SingleTurnAgentExecutor(str(file))
    parameters = SimpleNamespace(max_tokens=64, logprobs=None)
    output = asyncio.run(executor.execute(PROMPT, "4", parameters, 512, Tokenizer(), Engine(response)))
    assert output["reward"] == output["scores"] == reward
    assert type(output["reward"]) is float
    # Neither the prompt nor the special token is in what was graded.
    assert output["extra_logs"] == {"characters": float(len(response))}


def test_a_prompt_that_lost_its_beginning(tmp_path: Path) -> None:
    agent = load_alone("openrlhf.utils.agent")
    file = tmp_path / "rewards.py"
    file.write_text(FILE)
    executor = agent.SingleTurnAgentExecutor(str(file))
    parameters = SimpleNamespace(max_tokens=64, logprobs=None)
    prompt = "The answer is 7. " * 40 + "Now another question: what is 2 + 2, if you please?"
    output = asyncio.run(executor.execute(prompt, "4", parameters, 200, Tokenizer(), Engine(" The answer is 4.")))
    assert output["reward"] == 1.0
    assert output["extra_logs"] == {"characters": 17.0}
