"""The examples for each trainer run, called as that trainer calls what they define."""

from __future__ import annotations

import asyncio
import runpy
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from tests.stand_ins import Install, stand_in_for_open_instruct, stand_in_for_rllm, stand_in_for_roll

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


def test_ms_swift(install: Install) -> None:
    orms: dict[str, Any] = {}
    install("swift.rewards", orms=orms)
    load("ms_swift_plugin")
    assert {name: make(args=None)([RIGHT], solution=["4"]) for name, make in orms.items()} == {
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


def test_skyrl(install: Install) -> None:
    install("skyrl_gym.envs.base_text_env", BaseTextEnv=object)
    environment = load("skyrl_environment")["SumsEnv"]({}, {"reward_spec": {"ground_truth": "4"}})
    assert environment.step(RIGHT)["reward"] == check_answer(RIGHT, "4")


def test_evaluations(install: Install) -> None:
    made: dict[str, Any] = {}
    install("inspect_ai", Task=lambda **given: given, task=lambda function: function)
    install("inspect_ai.dataset", MemoryDataset=list, Sample=lambda **given: SimpleNamespace(metadata=None, **given))
    install("inspect_ai.solver", generate=lambda: None)
    install(
        "inspect_ai.scorer", Score=SimpleNamespace, accuracy=lambda: 0, stderr=lambda: 1,
        scorer=lambda metrics, name: lambda make: make,
    )  # fmt: skip
    task = load("inspect_ai_task")["sums"]()
    for sample, value in zip(task["dataset"], (1.0, 0.0), strict=True):
        sample.output = SimpleNamespace(completion=RIGHT)
        target = [sample.target] if isinstance(sample.target, str) else sample.target
        found = asyncio.run(task["scorer"](sample, target))
        assert (found.value, found.answer) == (value, "4")
    assert found.explanation == "The answer 4 differs from the truth 15 or fifteen."

    install("lm_eval.api.filter", Filter=object)
    install("lm_eval.api.registry", register_filter=lambda name: partial(made.__setitem__, name))
    found = load("lm_eval_task")
    assert found["answer"]({"answer": "4"}, [RIGHT]) == {"answer": 1.0}
    found["register"]()
    assert made["stated_answer"]().apply([[RIGHT], [""]], [{}, {}]) == [["4"], ["[invalid]"]]

    install("lighteval.metrics.metrics_sample", SampleLevelComputation=object)
    install("lighteval.metrics.utils.metric_utils", SampleLevelMetric=SimpleNamespace)
    install("lighteval.tasks.requests", SamplingMethod=SimpleNamespace(GENERATIVE=1))
    metric = load("lighteval_task")["answer"]
    doc = SimpleNamespace(query="2 + 2?", get_golds=lambda: ["4"], specific=None)
    assert metric.sample_level_fn.compute(doc=doc, model_response=SimpleNamespace(final_text=[RIGHT])) == 1.0


def test_environments(install: Install) -> None:
    class ProblemEnv:
        def __init__(self, renderer: Any) -> None:
            self.renderer = renderer

    install("tinker_cookbook.rl.problem_env", ProblemEnv=ProblemEnv)
    problem = load("tinker_cookbook_environment")["SumEnv"](None, 2, 2)
    assert problem.check_answer(RIGHT) == problem.check_format(RIGHT) == 1.0

    class Rubric:
        def __call__(self, action: Any, observation: Any) -> Any:
            return self.forward(action, observation)  # type: ignore[attr-defined]

    def weigh(rubrics: list[Any], weights: list[float]) -> Any:
        return lambda *given: sum(rubric(*given) * weight for rubric, weight in zip(rubrics, weights, strict=True))

    install("openenv.core.rubrics", WeightedSum=weigh)
    install("openenv.core.rubrics.base", Rubric=Rubric)
    rubric = load("openenv_rubric")["make_rubric"]()
    assert rubric(SimpleNamespace(message=RIGHT), SimpleNamespace(metadata={"answer": "5"})) == 0.3 + 0.7 * 0.0


def test_optimizers(install: Install) -> None:
    made: dict[str, Any] = {}
    found = load("dspy_metric")
    assert found["answer"]({"answer": "4"}, {"answer": RIGHT}) == 1.0
    install("gepa.adapters.default_adapter.default_adapter", EvaluationResult=lambda *given: given)
    assert found["evaluator"]({"input": "2 + 2?", "answer": "4"}, RIGHT) == (1.0, "The answer 4 is right.", None)

    class RewardFunction:
        def __init__(self, weight: float, name: str) -> None:
            self.weight, self.name = weight, name

    register = SimpleNamespace(register=lambda kind, name: made.__setitem__(name, kind))
    install("atroposlib.envs.reward_fns.registry", registry=register)
    install("atroposlib.envs.reward_fns.reward_function", RewardFunction=RewardFunction)
    load("atropos_rewards")
    assert made["sums"](weight=2.0).compute([RIGHT, "5"], solution="4") == [1.0, 0.0]


def test_those_without_a_package(install: Install) -> None:
    stand_in_for_rllm(install)
    assert load("rllm_evaluator")["answer"]({"ground_truth": "4"}, RIGHT).is_correct
    stand_in_for_open_instruct(install)
    assert load("open_instruct_verifier")["SumsVerifier"](None)([1], RIGHT, "4").score == 1.0
    stand_in_for_roll(install)
    tokens = np.array([[ord(each) for each in RIGHT]])
    data = SimpleNamespace(batch={"responses": tokens, "prompts": tokens}, non_tensor_batch={"ground_truth": ["4"]})
    worker = load("roll_worker")["SumsWorker"](SimpleNamespace(model_args=None))
    assert worker.compute_rewards(data).batch["scores"].tolist() == [1.0]


def test_every_example_is_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert all(f'"{path.stem}"' in source for path in FOLDER.glob("*.py"))
