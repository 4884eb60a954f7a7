"""DSPy's evaluator and its GEPA, GEPA's own adapter, OpenEnv's rubrics, and the reward functions of Atropos."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import dspy as host
import pytest
from dspy.utils import DummyLM
from gepa.adapters.default_adapter.default_adapter import DefaultAdapter
from openenv.core.env_server.types import Action, Observation
from openenv.core.rubrics import Rubric, WeightedSum

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import atropos, dspy, openenv
from e2e.packages import load_alone

TEXTS = ["The answer is 42.", "6 times 7 makes 42.", "The answer is 54."]
SCORES = [1.0, 0.5, 0.0]
BOTH = 0.3 * as_reward(match_format_exactly, expected_format="The answer is [NUM].") + 0.7 * as_reward(check_answer)


class Reciting(host.Module):
    """A program that gives the response that its example has."""

    def forward(self, question: str) -> Any:
        return host.Prediction(answer=TEXTS[int(question)])


def test_dspy_evaluates() -> None:
    examples = [host.Example(question=str(at), answer="42").with_inputs("question") for at in range(len(TEXTS))]
    found = host.Evaluate(devset=examples, metric=dspy.Reward(check_answer), num_threads=2)(Reciting())
    assert found.score == 50.0
    assert [score for _, _, score in found.results] == SCORES


def test_dspy_gepa_reflects_on_the_reason(tmp_path: Path) -> None:
    examples = [host.Example(question="6 * 7?", answer="42").with_inputs("question")] * 2
    shown: list[str] = []

    class Reflecting(DummyLM):
        """Notes what it is asked to reflect on."""

        def forward(self, prompt: Any = None, messages: Any = None, **kwargs: Any) -> Any:
            shown.append(str(prompt or messages))
            return super().forward(prompt, messages, **kwargs)

    reflecting = Reflecting([{"improved_instruction": "```\nAnswer with 42.\n```"}] * 20)
    host.configure(lm=DummyLM([{"answer": "The answer is 54."}] * 50))
    optimizer = host.GEPA(
        metric=dspy.Reward(check_answer), max_metric_calls=8, reflection_lm=reflecting, log_dir=str(tmp_path),
        num_threads=1, use_merge=False,
    )  # fmt: skip
    optimizer.compile(host.Predict("question -> answer"), trainset=examples, valset=examples)
    assert "The answer 54 differs from the truth 42." in shown[0]


def test_gepa_itself() -> None:
    adapter = DefaultAdapter(model=lambda messages: TEXTS[int(messages[-1]["content"])], evaluator=dspy.Evaluator(BOTH))
    batch = [{"input": str(at), "additional_context": {}, "answer": "42"} for at in range(len(TEXTS))]
    found = adapter.evaluate(batch, {"system": "Answer."}, capture_traces=True)
    assert found.scores == pytest.approx([1.0, 0.5, 0.3])
    assert found.objective_scores[2] == {"match_format_exactly": 1.0, "check_answer": 0.0}
    reflected = adapter.make_reflective_dataset({"system": "Answer."}, found, ["system"])
    feedback = reflected["system"][2]["Feedback"]
    assert feedback.startswith("The answer 54 differs from the truth 42. The score is 0.3: ")


class Message(Action):
    """What an agent says."""

    message: str


async def slow(response: str, answer: str) -> float:
    await asyncio.sleep(0)
    return check_answer(response, answer)


@pytest.mark.parametrize(("text", "score"), zip(TEXTS, SCORES, strict=True))
def test_openenv_takes_the_rubric(text: str, score: float) -> None:
    rubric = openenv.rubric(check_answer)
    action, observation = Message(message=text), Observation(done=True, metadata={"answer": "42"})
    assert isinstance(rubric, Rubric)
    seen: list[float] = []
    rubric.register_forward_hook(lambda *given: seen.append(given[-1]))
    assert rubric(action, observation) == rubric.last_score == score
    assert seen == [score]
    both = WeightedSum([openenv.rubric(check_answer), openenv.rubric(lambda _: 1.0, name="always")], [0.5, 0.5])
    assert both(action, observation) == (score + 1) / 2
    waiting = openenv.rubric(slow)
    assert asyncio.run(waiting(action, observation)) == waiting.last_score == score


def test_atropos_registers_the_reward() -> None:
    registry = load_alone("atroposlib.envs.reward_fns.registry").registry
    base = load_alone("atroposlib.envs.reward_fns.reward_function").RewardFunction
    registry.register(atropos.reward_function(check_answer), name="sums")
    made = registry.create({"type": "sums", "weight": 2.0})
    assert isinstance(made, base)
    assert made.name == "check_answer"
    completions = [TEXTS[0], {"role": "assistant", "content": TEXTS[1]}, [{"role": "assistant", "content": TEXTS[2]}]]
    assert made(completions, solution="42", unknown=1) == made(completions, solution=["42"] * 3) == [2.0, 1.0, 0.0]
