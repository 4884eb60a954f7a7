"""Stand-ins for what adapters import of hosts: the names that they use, doing what the host's do, in our words."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

#: What the fixture `install` gives: it puts a module with some names where imports find it.
Install = Callable[..., None]


@dataclasses.dataclass
class Output:
    """What rLLM's rewards and evaluators return: `RewardOutput` and `EvalOutput`."""

    reward: float
    is_correct: bool | None = None
    metadata: dict[str, Any] = dataclasses.field(default_factory=dict)
    signals: list[Any] = dataclasses.field(default_factory=list)


def stand_in_for_rllm(install: Install) -> None:
    install("rllm.rewards.reward_types", RewardOutput=Output)
    install("rllm.eval.types", EvalOutput=Output, Signal=lambda name, value: (name, value))
    install("rllm.eval.reward_fns._helpers", extract_answer_text=lambda episode: episode.trajectories[-1].output)


@dataclasses.dataclass
class Verification:
    """What Open-Instruct's verifiers return."""

    score: float
    cost: float = 0.0
    reasoning: str | None = None


class VerifierFunction:
    """The base class of Open-Instruct's verifiers, with its way to wait: a thread."""

    def __init__(self, name: str, weight: float = 1.0, verifier_config: Any = None) -> None:
        self.name, self.weight, self.verifier_config = name, weight, verifier_config

    async def async_call(self, *given: Any) -> Any:
        return await asyncio.to_thread(self, *given)  # type: ignore[arg-type]


def stand_in_for_open_instruct(install: Install) -> None:
    install("open_instruct.ground_truth_utils", VerificationResult=Verification, VerifierFunction=VerifierFunction)


def stand_in_for_calls(install: Install) -> None:
    """Install what adapters import when they are called, and not when a class is made of them."""
    stand_in_for_rllm(install)
    install("inspect_ai.scorer", Score=SimpleNamespace)
    install(
        "gepa.adapters.default_adapter.default_adapter",
        EvaluationResult=lambda score, feedback, objective_scores: SimpleNamespace(score=score, feedback=feedback),
    )


def combine_reward_functions(functions: list[tuple[Any, float]]) -> Callable[[str, str], tuple[float, bool]]:
    """As NeMo RL's `environments/rewards.py`: the weighted mean, and whether all that judge it call it right."""

    def combined(ground_truth: str, response: str) -> tuple[float, bool]:
        found = [function(ground_truth, response) for function, _ in functions]
        weights = np.array([weight for _, weight in functions])
        right = [each[1] for each in found if each[1] is not None]
        return float(np.array([each[0] for each in found]) @ weights / weights.sum()), all(right)

    return combined


def stand_in_for_nemo_rl(install: Install) -> list[tuple[str, str]]:
    """Install what an environment needs; return the list to which environments are added that are registered."""
    registered: list[tuple[str, str]] = []
    install("ray", remote=lambda **_: lambda kind: kind)
    install("torch", tensor=np.array, ones=np.ones)
    install("nemo_rl.environments.interfaces", EnvironmentInterface=object, EnvironmentReturn=SimpleNamespace)
    install(
        "nemo_rl.environments.metrics",
        calculate_pass_rate_per_prompt=lambda _, right: float(np.mean(right > 0)),
    )
    install("nemo_rl.environments.utils", register_env=lambda name, path: registered.append((name, path)))
    install(
        "nemo_rl.distributed.ray_actor_environment_registry",
        ACTOR_ENVIRONMENT_REGISTRY={},
        PY_EXECUTABLES=SimpleNamespace(SYSTEM="python"),
    )
    return registered


class Worker:
    """The base class of ROLL's workers, with the places that a worker fills in."""

    def __init__(self, worker_config: Any) -> None:
        self.worker_config = worker_config
        self.rank_info = SimpleNamespace(rank=1, world_size=2)


class Characters:
    """A tokenizer with a token for each character; 0 is no character."""

    def batch_decode(self, rows: Any, *, skip_special_tokens: bool) -> list[str]:
        assert skip_special_tokens
        return ["".join(chr(each) for each in row if each) for row in rows]


def stand_in_for_roll(install: Install) -> None:
    install("torch", float32=np.float32, tensor=np.array, zeros_like=np.zeros_like)
    install("roll.distributed.executor.worker", Worker=Worker)
    install(
        "roll.distributed.scheduler.decorator",
        Dispatch=SimpleNamespace(ONE_TO_ALL=1, DP_MP_COMPUTE=2),
        register=lambda **_: lambda function: function,
    )
    install(
        "roll.distributed.scheduler.protocol",
        DataProto=SimpleNamespace(from_dict=lambda tensors: SimpleNamespace(batch=tensors)),
    )
    install("roll.models.model_providers", default_tokenizer_provider=lambda model_args: Characters())
