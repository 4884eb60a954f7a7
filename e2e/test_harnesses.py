"""The evaluation harnesses: inspect-ai with its mock model, lm-eval on a task of its own with a model that recites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from inspect_ai import Task
from inspect_ai import eval as evaluate
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import match
from lm_eval import simple_evaluate
from lm_eval.api.model import LM
from lm_eval.api.registry import register_filter
from lm_eval.api.task import ConfigurableTask

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import inspect_ai, lm_eval

TEXTS = ["The answer is 42.", "6 times 7 makes 42.", "The answer is 54.", "I can't say."]
SCORES = [1.0, 0.5, 0.0, 0.0]
FORM = as_reward(match_format_exactly, expected_format="The answer is [NUM].")


async def judge(response: str, prompt: str) -> float | None:
    """Wait, and be at a loss where nothing is stated."""
    return None if "can't" in response else float("6 * 7" in prompt)


def recite(text: str) -> ModelOutput:
    output = ModelOutput.from_content("mockllm/model", text)
    # Without this, the model counts tokens, for which it downloads a tokenizer.
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


def inspect(*scorers: Any) -> Any:
    samples = [Sample(input="6 * 7?", target="42"), Sample(input="6 * 7?", target=["42", "forty-two"])]
    samples += [Sample(input=[ChatMessageUser(content="6 * 7?")], target="42", metadata={"level": at}) for at in (1, 2)]
    model = get_model("mockllm/model", custom_outputs=[recite(text) for text in TEXTS])
    (log,) = evaluate(
        Task(dataset=MemoryDataset(samples), scorer=list(scorers)), model=model, display="none", max_samples=1,
        log_dir=None, log_samples=True,
    )  # fmt: skip
    assert log.status == "success", log.error
    return log


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs go where nobody keeps them."""
    monkeypatch.setenv("INSPECT_LOG_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_inspect_scores_answers_and_explains() -> None:
    # Its own scorer stands beside ours.
    log = inspect(inspect_ai.scorer(check_answer), match(numeric=True))
    found = [sample.scores["check_answer"] for sample in log.samples]
    assert [score.value for score in found] == SCORES
    assert [score.answer for score in found] == ["42", "42", "54", None]
    assert [score.explanation for score in found] == [
        "The answer 42 is right.",
        "The answer 42 is right, but the response does not state it as its answer.",
        "The answer 54 differs from the truth 42.",
        "The response states no answer.",
    ]
    metrics = {
        score.name: {name: metric.value for name, metric in score.metrics.items()} for score in log.results.scores
    }
    assert metrics["check_answer"]["accuracy"] == sum(SCORES) / 4
    assert set(metrics["check_answer"]) == {"accuracy", "stderr"}
    assert metrics["match"]["accuracy"] == 0.5


def test_inspect_waits_and_leaves_out() -> None:
    log = inspect(inspect_ai.scorer(judge, on_invalid=None))
    (score,) = log.results.scores
    assert score.metrics["accuracy"].value == 1.0
    assert (score.scored_samples, score.unscored_samples) == (3, 1)


def test_inspect_shows_the_parts() -> None:
    log = inspect(inspect_ai.scorer(0.3 * FORM + 0.7 * as_reward(check_answer), name="both"))
    first = log.samples[0].scores["both"]
    assert (first.value, first.metadata) == (1.0, {"match_format_exactly": 1.0, "check_answer": 1.0})
    assert first.explanation == "The answer 42 is right. The score is 1: match_format_exactly 1, check_answer 1."


class Reciting(LM):
    """A model that gives the same responses in their order."""

    def generate_until(self, requests: list[Any], disable_tqdm: bool = False) -> list[str]:
        return [TEXTS[at % len(TEXTS)] for at in range(len(requests))]

    def loglikelihood(self, requests: list[Any]) -> Any:
        raise NotImplementedError

    def loglikelihood_rolling(self, requests: list[Any]) -> Any:
        raise NotImplementedError


class Sums(ConfigurableTask):
    """A task whose rows are here."""

    VERSION = 0

    def download(self, dataset_kwargs: Any = None) -> None:
        from datasets import Dataset, DatasetDict

        rows = [{"question": "6 * 7?", "answer": "42"}] * len(TEXTS)
        self.dataset = DatasetDict({"test": Dataset.from_list(rows)})


def run(**config: Any) -> Any:
    settings = {"doc_to_text": "{{question}}", "doc_to_target": "{{answer}}", "test_split": "test", **config}
    task = Sums(config={"task": "sums", "output_type": "generate_until", **settings})
    return simple_evaluate(model=Reciting(), tasks=[task], bootstrap_iters=0, log_samples=True)


def test_lm_eval_gets_the_metrics() -> None:
    reward = lm_eval.Reward(
        0.3 * FORM + 0.7 * as_reward(check_answer), name="both", components=["match_format_exactly", "check_answer"]
    )
    found = run(process_results=reward, metric_list=reward.metric_list)
    results = found["results"]["sums"]
    assert results["check_answer,none"] == sum(SCORES) / 4
    assert results["both,none"] == pytest.approx(0.3 * results["match_format_exactly,none"] + 0.7 * 0.375)
    assert [row["check_answer"] for row in found["samples"]["sums"]] == SCORES


def test_lm_eval_filters_answers_for_its_own_metrics() -> None:
    register_filter("stated_answer")(lm_eval.answer_filter())
    found = run(
        metric_list=[{"metric": "exact_match", "aggregation": "mean", "higher_is_better": True}],
        filter_list=[{"name": "stated", "filter": [{"function": "stated_answer"}, {"function": "take_first"}]}],
    )
    assert found["results"]["sums"]["exact_match,stated"] == 0.5
    assert [row["filtered_resps"] for row in found["samples"]["sums"]] == [["42"], ["42"], ["54"], ["[invalid]"]]
