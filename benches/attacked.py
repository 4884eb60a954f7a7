"""The rewards that `benches.audit_rewards` attacks: ours, and others as published, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benches import originals


def tunix_format_exactly(prompts: Sequence[str], completions: Sequence[str], **columns: object) -> Any:
    """Tunix's `match_format_exactly`."""
    return originals.tunix().match_format_exactly(prompts, completions, **columns)


def tunix_format_approximately(prompts: Sequence[str], completions: Sequence[str], **columns: object) -> Any:
    """Tunix's `match_format_approximately`."""
    return originals.tunix().match_format_approximately(prompts, completions, **columns)


def tunix_answer(prompts: Sequence[str], completions: Sequence[str], answer: Sequence[str], **columns: object) -> Any:
    """Tunix's `check_answer`."""
    return originals.tunix().check_answer(prompts, completions, answer, **columns)


def tunix_numbers(prompts: Sequence[str], completions: Sequence[str], answer: Sequence[str], **columns: object) -> Any:
    """Tunix's `check_numbers`."""
    return originals.tunix().check_numbers(prompts, completions, answer, **columns)


def verl_gsm8k_strict(data_source: str, solution_str: str, ground_truth: str, extra_info: object = None) -> float:
    """Score GSM8K as verl does unless told otherwise."""
    del data_source, extra_info
    return float(originals.verl().compute_score(solution_str, ground_truth))


def verl_gsm8k_flexible(data_source: str, solution_str: str, ground_truth: str, extra_info: object = None) -> float:
    """Score GSM8K by the last number."""
    del data_source, extra_info
    return float(originals.verl().compute_score(solution_str, ground_truth, method="flexible"))


def verl_math(data_source: str, solution_str: str, ground_truth: str, extra_info: object = None) -> float:
    """Score MATH as verl does."""
    del data_source, extra_info
    return float(originals.verl_math().compute_score(solution_str, ground_truth))


def trl_accuracy(completions: list[list[dict[str, str]]], solution: list[str], **columns: object) -> Any:
    """TRL's reward of accuracy, which asks Math-Verify."""
    reward: Callable[..., Any] = originals.trl_accuracy()
    return reward(completions, solution, **columns)
