"""Rewards for the answers of language models: is the answer right, and is it in the form that was asked for?

Every function takes one response or a batch of them::

    >>> from agent_tunix.rewards import check_answer
    >>> check_answer("2 + 2 = 4. The answer is 4.", "4")
    1.0
    >>> check_answer(["The answer is 4.", "The answer is 5."], 4)
    array([1., 0.])

A batch is graded on several threads with the GIL released. Nothing that a model may write raises; a mistake of the
caller's does, with the argument and its place in the batch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import (
    REASONS,
    Answer,
    AnyOf,
    ArithmeticStep,
    Format,
    Trace,
    Verdict,
    __version__,
)
from agent_tunix.rewards.errors import ERROR_CODES, ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.functions import (
    check_answer,
    check_numbers,
    combined_reward,
    explain_answer,
    extract_answer,
    get_num_threads,
    get_reward_functions,
    match_format_exactly,
    math_equal,
    set_num_threads,
)

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.analysis import RewardAnalysis
    from agent_tunix.rewards.analysis.survey import analyze
    from agent_tunix.rewards.aspects import (
        arithmetic_steps,
        evaluate_clarity,
        evaluate_completeness,
        evaluate_conciseness,
        evaluate_correctness,
        evaluate_efficiency,
        evaluate_format,
        evaluate_relevance,
        has_hallucination,
        has_reasoning_steps,
        has_repetition,
        language_consistency,
        step_reward,
    )
    from agent_tunix.rewards.auditing import AuditReport, audit
    from agent_tunix.rewards.composing.batch import Evaluation
    from agent_tunix.rewards.composing.calling import RewardError, vectorized
    from agent_tunix.rewards.composing.combine import clip, first_available, floor, gate, noisy, product, weighted_sum
    from agent_tunix.rewards.composing.configuration import get_reward
    from agent_tunix.rewards.composing.registry import (
        register_reward,
        register_reward_function,
        reward_names,
    )
    from agent_tunix.rewards.composing.reward import Reward, as_reward
    from agent_tunix.rewards.grading import Grading
    from agent_tunix.rewards.models.preferences import preference_pairs, write_preferences
    from agent_tunix.rewards.models.reward import ModelReward
    from agent_tunix.rewards.patterns import (
        binary_reward,
        composite_reward,
        continuous_reward,
        graduated_reward,
        improved_reward,
        robust_reward,
        shaped_reward,
        stable_reward,
    )
    from agent_tunix.rewards.recording import RewardLog
    from agent_tunix.rewards.shaping.normalization import (
        Moments,
        Normalization,
        decoupled_sum,
        normalize,
        normalize_groups,
    )
    from agent_tunix.rewards.shaping.schedule import Curriculum, Schedule, Stage, cosine, linear
    from agent_tunix.rewards.shaping.tasks import by_task

#: What is imported when it is asked for, so that a trainer that needs four functions does not wait for the rest.
_LATER = {
    "analysis.analysis": ("RewardAnalysis",),
    "analysis.survey": ("analyze",),
    "aspects": (
        *("arithmetic_steps", "evaluate_clarity", "evaluate_completeness", "evaluate_conciseness"),
        *("evaluate_correctness", "evaluate_efficiency", "evaluate_format", "evaluate_relevance"),
        *("has_hallucination", "has_reasoning_steps", "has_repetition", "language_consistency", "step_reward"),
    ),
    "auditing": ("AuditReport", "audit"),
    "composing.combine": ("clip", "first_available", "floor", "gate", "noisy", "product", "weighted_sum"),
    "composing.calling": ("RewardError", "vectorized"),
    "composing.configuration": ("get_reward",),
    "grading": ("Grading",),
    "models.reward": ("ModelReward",),
    "shaping.normalization": ("Moments", "Normalization", "decoupled_sum", "normalize", "normalize_groups"),
    "patterns": (
        *("binary_reward", "composite_reward", "continuous_reward", "graduated_reward"),
        *("improved_reward", "robust_reward", "shaped_reward", "stable_reward"),
    ),
    "models.preferences": ("preference_pairs", "write_preferences"),
    "recording": ("RewardLog",),
    "composing.registry": ("register_reward", "register_reward_function", "reward_names"),
    "composing.batch": ("Evaluation",),
    "composing.reward": ("Reward", "as_reward"),
    "shaping.schedule": ("Curriculum", "Schedule", "Stage", "cosine", "linear"),
    "shaping.tasks": ("by_task",),
}
_MODULES = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    # Found without a detour from the next time on.
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "ERROR_CODES", "REASONS", "Answer", "AnyOf", "ArgumentTypeError", "ArgumentValueError", "ArithmeticStep",
    "AuditReport", "Curriculum", "Evaluation", "Format", "Grading", "ModelReward", "Moments", "Normalization",
    "Reward", "RewardAnalysis", "RewardError", "RewardLog", "Schedule", "Stage", "Trace", "Verdict", "__version__",
    "analyze", "arithmetic_steps", "as_reward", "audit", "binary_reward", "by_task", "check_answer", "check_numbers",
    "clip", "combined_reward", "composite_reward", "continuous_reward", "cosine", "decoupled_sum", "evaluate_clarity",
    "evaluate_completeness", "evaluate_conciseness", "evaluate_correctness", "evaluate_efficiency", "evaluate_format",
    "evaluate_relevance", "explain_answer", "extract_answer", "first_available", "floor", "gate", "get_num_threads",
    "get_reward", "get_reward_functions", "graduated_reward", "has_hallucination", "has_reasoning_steps",
    "has_repetition", "improved_reward", "language_consistency", "linear", "match_format_exactly", "math_equal",
    "noisy", "normalize", "normalize_groups", "preference_pairs", "product", "register_reward",
    "register_reward_function", "reward_names", "robust_reward", "set_num_threads", "shaped_reward", "stable_reward",
    "step_reward", "vectorized", "weighted_sum", "write_preferences",
]  # fmt: skip
