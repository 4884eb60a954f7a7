"""lighteval's own metrics, and tinker-cookbook's own environment for problems."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from lighteval.metrics.metrics_sample import ExactMatches
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.requests import Doc, SamplingMethod
from tinker_cookbook.rl.problem_env import ProblemEnv

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import lighteval, tinker_cookbook

TEXTS = ["The answer is 42.", "6 times 7 makes 42.", "The answer is 54."]
SCORES = [1.0, 0.5, 0.0]


def test_lighteval_computes_and_aggregates() -> None:
    metric = lighteval.metric(check_answer)
    theirs = ExactMatches(type_exact_match="suffix", normalize_pred=lambda text: text.rstrip("."))
    assert metric.category == SamplingMethod.GENERATIVE
    doc = Doc(query="6 * 7?", choices=["42"], gold_index=0, specific={"level": 3})
    responses = [ModelResponse(text=[text]) for text in TEXTS]
    found = [metric.compute_sample(doc=doc, model_response=response) for response in responses]
    assert found == [{"check_answer": score} for score in SCORES]
    # One of its own metrics, beside it.
    assert [theirs.compute(doc=doc, model_response=response) for response in responses] == [1, 1, 0]
    assert metric.get_corpus_aggregations()["check_answer"](SCORES) == 0.5


class SumEnv(
    tinker_cookbook.problem(check_answer, as_reward(match_format_exactly, expected_format="The answer is [NUM].")),  # type: ignore[misc]
    ProblemEnv,
):
    """A problem of which question and answer are known."""

    def get_question(self) -> str:
        return "6 * 7?"

    def get_reference_answer(self) -> str:
        return "42"


class Renderer:
    """Texts as tokens, each a letter."""

    def get_stop_sequences(self) -> list[str]:
        return ["\n"]

    def parse_response(self, action: list[int]) -> tuple[Any, Any]:
        message = {"role": "assistant", "content": "".join(map(chr, action))}
        return message, SimpleNamespace(is_stop_sequence=True, is_clean=True)


@pytest.mark.parametrize(("text", "score", "form"), zip(TEXTS, SCORES, [1.0, 0.5, 1.0], strict=True))
def test_tinker_steps(text: str, score: float, form: float) -> None:
    found = asyncio.run(SumEnv(Renderer()).step([ord(each) for each in text]))
    assert found.metrics == {"format": form, "correct": score}
    assert found.reward == pytest.approx(0.1 * (form - 1) + score)
