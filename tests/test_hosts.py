"""Stand-ins for hosts without a package that can be used: each calls rewards as the host's source does, in our words.

A test's docstring names the files and the commit that were read. `make e2e` has the hosts that can be installed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import re
import sys
from collections import defaultdict
from functools import partial, wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.stand_ins import (
    Install,
    VerifierFunction,
    Worker,
    combine_reward_functions,
    stand_in_for_open_instruct,
    stand_in_for_rllm,
    stand_in_for_roll,
)

from agent_tunix.rewards import (
    as_reward,
    check_answer,
    match_format_exactly,
)
from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.trainers import (
    atropos,
    dspy,
    inspect_ai,
    lighteval,
    lm_eval,
    ms_swift,
    nemo_rl,
    open_instruct,
    openenv,
    rllm,
    roll,
    slime,
    tinker_cookbook,
    tunix,
    verifiers,
)
from agent_tunix.rewards.trainers._hosts import as_markdown, read_hosts

ROOT = Path(__file__).parent.parent
TEXTS = ["The answer is 42.", "6 times 7 makes 42.", "The answer is 54.", ""]
SCORES = [1.0, 0.5, 0.0, 0.0]
BOTH = 0.3 * as_reward(match_format_exactly, expected_format="The answer is [NUM].") + 0.7 * as_reward(check_answer)


async def slow(response: str, ground_truth: str) -> float:
    await asyncio.sleep(0)
    return check_answer(response, ground_truth)


# rLLM


def test_rllm(install: Install) -> None:
    """rLLM at 9beb6e0: rewards/reward_fn.py calls with a task's dictionary and an action or its text;
    eval/evaluator_loader.py takes any object with `evaluate`, called with a task and an episode.
    """
    stand_in_for_rllm(install)
    reward = rllm.Reward(check_answer)
    for text, score in zip(TEXTS, SCORES, strict=True):
        for action in (text, SimpleNamespace(action=text)):
            found = reward(task_info={"question": "6 * 7?", "ground_truth": "42"}, action=action)
            assert (found.reward, found.is_correct) == (score, score == 1)
    assert (
        reward({"ground_truth": "42"}, TEXTS[2]).metadata["explanation"] == "The answer 54 differs from the truth 42."
    )
    evaluator = rllm.Reward(BOTH, name="both")
    assert callable(evaluator.evaluate)
    task = SimpleNamespace(instruction="6 * 7?", metadata={"ground_truth": "42"})
    evaluated = evaluator.evaluate(task, SimpleNamespace(trajectories=[SimpleNamespace(output=TEXTS[2])]))
    assert evaluated.reward == 0.3
    assert evaluated.signals == [("match_format_exactly", 1.0), ("check_answer", 0.0)]


# Open-Instruct


@pytest.mark.parametrize("judge", [check_answer, slow])
def test_open_instruct(install: Install, judge: Any) -> None:
    """Open-Instruct at e6c3044, ground_truth_utils.py: an instance of each subclass is made with the configuration, put
    under its name in lower case, asked by `async_call` with keywords for each pair of label and dataset, and weighed.
    """
    stand_in_for_open_instruct(install)
    made: Any = open_instruct.verifier(judge, name="Sums", weight=2.0)
    assert made in VerifierFunction.__subclasses__()
    made_of: dict[str, Any] = {each.name.lower(): each for each in [made(None)]}

    async def apply() -> list[Any]:
        return await asyncio.gather(
            *(
                made_of["sums"].async_call(
                    tokenized_prediction=[1], prediction=text, label="42", query="6 * 7?", rollout_state={}
                )
                for text in TEXTS
            )
        )

    def apply_now() -> list[Any]:
        return [made_of["sums"]([1], text, "42", query="6 * 7?", rollout_state={}) for text in TEXTS]

    async def apply_now_in_a_loop() -> list[Any]:
        return apply_now()

    # Not all of its callers wait, and those that do not may have a loop running.
    for found in (asyncio.run(apply()), apply_now(), asyncio.run(apply_now_in_a_loop())):
        assert [each.score * made_of["sums"].weight for each in found] == [2.0, 1.0, 0.0, 0.0]
        assert found[2].reasoning == "The answer 54 differs from the truth 42."
    with pytest.raises(TypeError, match="ground_truth"):
        made_of["sums"]([1], TEXTS[0], None)


# ROLL


def test_roll(install: Install) -> None:
    """ROLL at 8eb27cc, pipeline/rlvr/rewards/math_rule_reward_worker.py, distributed/scheduler/reward_scheduler.py: a
    worker of each domain decodes tensors of tokens and returns three tensors, whose order is that of the data.
    """

    stand_in_for_roll(install)
    worker: Any = roll.worker(check_answer)(SimpleNamespace(model_args=None))
    assert Worker in type(worker).__mro__
    assert (worker.rank_info.dp_rank, worker.rank_info.dp_size) == (1, 2)
    worker.initialize(None)
    tokens = np.array([[ord(each) for each in text.ljust(24, "\0")] for text in TEXTS])
    data = SimpleNamespace(
        batch={"responses": tokens, "prompts": tokens},
        non_tensor_batch={"ground_truth": np.array(["42"] * 4, dtype=object), "domain": np.array(["sums"] * 4)},
    )
    found = worker.compute_rewards(data).batch
    assert found["scores"].tolist() == found["response_level_rewards"].tolist() == SCORES
    assert found["token_level_rewards"].shape == tokens.shape
    assert not found["token_level_rewards"].any()


# verifiers, slime, EasyR1, NeMo RL, ms-swift, Tunix


def test_verifiers_at_its_head() -> None:
    """verifiers at a60a606, v1/utils/loaders.py and decorators.py, v1/task.py: a plugged function is wrapped under its
    entry's name, awaited with those of task and trace that its signature has, together with the others, and recorded.
    """

    def plug(name: str, reward: Any) -> Any:
        @wraps(reward)
        def plugged(*args: Any, **kwargs: Any) -> Any:
            return reward(*args, **kwargs)

        plugged.__name__ = name
        return plugged

    async def score(rewards: list[Any], text: str) -> tuple[dict[str, float], dict[str, float]]:
        metrics: dict[str, float] = {}
        trace = SimpleNamespace(last_reply=text, record_metrics=metrics.update)
        available = {"task": SimpleNamespace(prompt="6 * 7?", answer="42"), "trace": trace, "runtime": None}
        calls = ({name: available[name] for name in inspect.signature(each).parameters} for each in rewards)
        results = await asyncio.gather(*(each(**given) for each, given in zip(rewards, calls, strict=True)))
        return {each.__name__: float(score) for each, score in zip(rewards, results, strict=True)}, metrics

    rewards = [
        plug(name, verifiers.TaskReward(reward)) for name, reward in (("a", check_answer), ("b", slow), ("c", BOTH))
    ]
    for text, expected in zip(TEXTS, SCORES, strict=True):
        found, metrics = asyncio.run(score(rewards, text))
        assert found["a"] == found["b"] == metrics["weighted_sum/check_answer"] == expected
        assert found["c"] == pytest.approx(BOTH(text, ground_truth="42"))


def test_slime() -> None:
    """slime at 624b824, rollout/rm_hub/__init__.py: the function is awaited with the arguments and a sample, for all
    samples at once; or with a group of samples, where it returns their rewards in order.
    """
    samples = [SimpleNamespace(prompt="?", response=text, label="42", metadata={}) for text in TEXTS]

    async def each(reward: Any) -> list[Any]:
        return await asyncio.gather(*(reward(SimpleNamespace(), sample) for sample in samples))

    for judge in (check_answer, slow):
        reward = slime.Reward(judge)
        assert asyncio.run(each(reward)) == SCORES
        assert asyncio.run(reward(SimpleNamespace(), samples)) == SCORES


@pytest.mark.parametrize("kind", ["batch", "sequential"])
def test_easyr1(tmp_path: Path, kind: str) -> None:
    """EasyR1 at b44b311, workers/reward/function.py: a file is loaded by its path, its function is bound to the
    configuration's arguments, and `overall` of each dictionary is the reward; all values are metrics.
    """
    file = tmp_path / "rewards.py"
    file.write_text(
        "from agent_tunix.rewards import check_answer\nfrom agent_tunix.rewards.trainers import easyr1\n"
        f"REWARD_TYPE = {kind!r}\nanswer = easyr1.Reward(check_answer)\n"
    )
    spec = importlib.util.spec_from_file_location("custom_reward_fn", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    reward = partial(module.answer)
    inputs = [{"response": text, "response_length": len(text), "ground_truth": "42"} for text in TEXTS]
    scored = reward(inputs) if module.REWARD_TYPE == "batch" else [reward(each) for each in inputs]
    metrics = defaultdict(list)
    for score in scored:
        for name, value in score.items():
            metrics[name].append(value)
    assert metrics["overall"] == SCORES


def test_nemo_rl() -> None:
    """NeMo RL at 7ea279a: environments/rewards.py weighs functions of (truth, response), and what they call right, None
    left out, is right together; environments/math_environment.py gives chunks to the `verify` of its workers.
    """
    combined = combine_reward_functions([(nemo_rl.Reward(check_answer), 3.0)])
    assert [combined("42", text) for text in TEXTS] == [(score, score == 1) for score in SCORES]
    worker = nemo_rl.Verifier(check_answer)
    chunks = [TEXTS[:2], TEXTS[2:]]
    assert [score for chunk in chunks for score in worker.verify(chunk, ["42"] * 2)] == SCORES


def test_ms_swift() -> None:
    """ms-swift at 3602360, rl_core/grpo_algorithm.py: a class of the registry is made with the arguments, and its
    instance called with the completions by position and the rows' columns by name.
    """
    made = ms_swift.orm(check_answer, name="answer")(args=SimpleNamespace())
    assert made(TEXTS, solution=["42"] * 4, messages=[[]] * 4, trainer_state=None) == SCORES


def test_tunix_at_its_head() -> None:
    """Tunix at c7d8950, rl/reward_manager.py: the signature is read at each call, parameters that are fields of the
    algorithm's configuration are filled from it, None and other lengths are refused, and metrics have its name.
    """
    configuration = {"beta": 0.1, "epsilon": 0.2, "num_generations": 2}
    rewards = np.zeros((len(TEXTS), 2))
    names = []
    for at, function in enumerate([tunix.Reward(check_answer), tunix.Reward(BOTH, name="both")]):
        columns = {"answer": np.array(["42"] * 4), "trajectory_ids": ["0_0"] * 4, "mode": "train"}
        injected = {
            name: configuration[name]
            for name in inspect.signature(function).parameters
            if name in configuration and name not in columns
        }
        found = function(prompts=["6 * 7?"] * 4, completions=TEXTS, **columns, **injected)
        assert isinstance(found, list)
        assert len(found) == len(TEXTS)
        rewards[:, at] = np.array(found)
        names.append(f"rewards/{function.__name__}")
    assert rewards[:, 0].tolist() == SCORES
    assert names == ["rewards/check_answer", "rewards/both"]


# Hosts that `make e2e` runs, in what needs no host


def test_hosts_are_needed_only_where_their_classes_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    # Another test of this process may have left a stand-in, or classes that were made of one.
    names = {"inspect_ai", "lm_eval", "lighteval", "openenv", "open_instruct", "atroposlib", "dspy"}
    for name in names | {each for each in sys.modules if each.partition(".")[0] in names}:
        monkeypatch.setitem(sys.modules, name, None)
    for module in (inspect_ai, lm_eval, lighteval, openenv, open_instruct, atropos, dspy):
        for value in vars(module).values():
            getattr(value, "cache_clear", lambda: None)()
    for make in (
        lambda: inspect_ai.scorer(check_answer),
        lm_eval.answer_filter,
        lambda: lighteval.metric(check_answer),
        lambda: openenv.rubric(check_answer),
        lambda: open_instruct.verifier(check_answer),
        lambda: atropos.reward_function(check_answer),
        lambda: dspy.Reward(check_answer)({"answer": "4"}, {"answer": "4"}, None, "solve", None),
    ):
        with pytest.raises(ImportError, match=r"inspect_ai|lm_eval|lighteval|openenv|open_instruct|atroposlib|dspy"):
            make()


def test_lm_eval_means_over_responses() -> None:
    def judge(response: str, answer: str) -> dict[str, Any]:
        return {"score": check_answer(response, answer), "characters": len(response)} if response else {"score": 0.0}

    reward = lm_eval.Reward(judge, components=["characters"])
    assert reward({"answer": "42"}, [TEXTS]) == {"judge": 0.375, "characters": sum(map(len, TEXTS)) / 4}
    assert [each["metric"] for each in reward.metric_list] == ["judge", "characters"]


def test_lighteval_takes_any_gold() -> None:
    doc = SimpleNamespace(query="6 * 7?", get_golds=lambda: ["54", "42"], specific={"level": 3})
    assert lighteval.Reward(check_answer)(doc, SimpleNamespace(final_text=TEXTS[:1])) == 1.0


def test_tinker_adds_format_and_answer() -> None:
    class SumEnv(tinker_cookbook.problem(check_answer, partial(match_format_exactly, expected_format="#### [NUM]"))):  # type: ignore[misc]
        def get_question(self) -> str:
            return "6 * 7?"

        def get_reference_answer(self) -> str:
            return "42"

    problem = SumEnv()
    assert [problem.check_answer(text) for text in TEXTS] == SCORES
    assert [problem.check_format(text) for text in ("#### 42", "so be it")] == [1.0, 0.0]
    assert tinker_cookbook.problem(check_answer)().check_format("") == 1.0


def test_dspy_reads_other_fields() -> None:
    def judge(response: str, level: int, reasoning: str) -> float:
        return level * len(response) + len(reasoning)

    metric = dspy.Reward(judge, response="text")
    assert metric({"level": 2}, {"text": 42, "reasoning": "so"}) == 6.0
    inspect.signature(metric).bind(None, None, None, None, None)
    with pytest.raises(ValueError, match="no column 'text'; the columns are: 'reasoning'"):
        metric({"level": 2}, {"reasoning": "so"})


# The table


def test_the_guide_has_the_table() -> None:
    """The guide's table is what `agent-tunix-rewards hosts --markdown` prints."""
    assert as_markdown() in (ROOT / "docs" / "trainers.md").read_text("utf-8")


def test_the_command_prints_the_table() -> None:
    from click.testing import CliRunner

    printed = CliRunner().invoke(program, ["hosts"], env={"COLUMNS": "200"}).output
    assert all(host.name in printed and host.tried in printed and host.line in printed for host in read_hosts())
    assert CliRunner().invoke(program, ["hosts", "--markdown"]).output == as_markdown()


def test_the_versions_are_those_of_the_environments() -> None:
    files = [*(ROOT / "e2e" / "environments").glob("*.txt"), ROOT / "examples" / "training" / "requirements.txt"]
    pinned = {line.strip() for file in files for line in file.read_text("utf-8").splitlines()}
    tried = [host.tried for host in read_hosts() if host.tried and not host.is_commit]
    assert [each for each in tried if each.replace(" ", "==") not in pinned] == []


def test_commits_are_named_where_their_calls_are_repeated() -> None:
    here = Path(__file__).read_text("utf-8")
    assert [host.name for host in read_hosts() if host.is_commit and host.tried not in here] == []


def test_the_lines_use_what_there_is() -> None:
    for host in read_hosts():
        for module, name in re.findall(r"\b([a-z_0-9]+)\.(\w+)\(", host.line):
            if importlib.util.find_spec(f"agent_tunix.rewards.trainers.{module}") and name not in ("GEPA", "register"):
                assert hasattr(importlib.import_module(f"agent_tunix.rewards.trainers.{module}"), name), host.line
