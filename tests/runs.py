"""Made-up training runs: a healthy one, and what can go wrong with it, each as columns of records."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Run = dict[str, Any]

WORDS = (
    *("so", "we", "add", "the", "first", "two", "numbers", "and"),
    *("then", "take", "away", "what", "was", "sold", "by", "half"),
)


def say(draw: np.random.Generator, answer: str, words: int = 30, form: bool = True) -> str:
    """A response that no other is like."""
    body = " ".join(draw.choice(WORDS, words))
    stated = f"The answer is {answer}." if form else f"It is {answer}."
    return f"{body.capitalize()} {draw.integers(10**9)}. {stated}"


def run(
    right: npt.NDArray[np.float64],
    form: npt.NDArray[np.float64] | None = None,
    *,
    seed: int = 0,
    groups: int = 8,
    size: int = 8,
) -> Run:
    """A run whose answers are right, and in the form asked for, with these probabilities, a pair for each step."""
    draw = np.random.default_rng(seed)
    steps = len(right)
    form = np.linspace(0.6, 0.95, steps) if form is None else form
    count = steps * groups * size
    step = np.repeat(np.arange(steps), groups * size)
    group = np.repeat(np.arange(steps * groups), size)
    # Some prompts are harder than others.
    ease = np.repeat(draw.normal(0.0, 0.08, steps * groups), size)
    correct = draw.random(count) < np.clip(right[step] + ease, 0.02, 0.98)
    formed = draw.random(count) < form[step]
    truth = np.repeat(draw.integers(10, 10**6, steps * groups), size)
    answer = np.where(correct, truth, truth + draw.integers(1, 10**5, count)).astype(str)
    return {
        "run": ["test"] * count,
        "step": step,
        "group": group,
        "row": np.tile(np.arange(groups * size), steps),
        "prompt": [f"What is the answer to problem {number}?" for number in group],
        "response": [say(draw, text, form=bool(good)) for text, good in zip(answer, formed, strict=True)],
        "truth": truth.astype(str),
        "answer": answer,
        "reward": 0.3 * formed + 0.7 * correct,
        "component/check_answer": correct.astype(float),
        "component/match_format_exactly": formed.astype(float),
        "reason": np.where(correct, "correct", "wrong_value"),
    }


def healthy(seed: int = 0, *, groups: int = 8, size: int = 8) -> Run:
    """A run that learns."""
    return run(np.linspace(0.3, 0.7, 40), seed=seed, groups=groups, size=size)


def rows_of(columns: Run) -> list[dict[str, Any]]:
    """The columns as rows of Python's own values."""
    lists = {name: np.asarray(values).tolist() for name, values in columns.items()}
    return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]
