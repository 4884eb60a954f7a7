"""The documented reward patterns, ready to use: each is a function of one response or a batch.

`check_answer` stands for "is it correct", and the aspects for the qualities that a composite weighs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.batch import Batch
from agent_tunix.rewards.composing.together import ask
from agent_tunix.rewards.functions import check_answer, check_numbers, explain_answer, match_format_exactly
from agent_tunix.rewards.reading.numbers import finite


def binary_reward(response: Any, ground_truth: Any) -> Any:
    """Pay 1.0 for a right answer and 0.0 for any other: best where right and wrong are clear.

    >>> from agent_tunix.rewards import binary_reward
    >>> binary_reward(["The answer is 4.", "The answer is 4.1."], 4)
    array([1., 0.])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: the reference answer, one for all or one for each.

    Returns:
        1.0 where `check_answer` gives 1.0, else 0.0; a `float` for one response, a `float64` array for a batch.
    """
    return check_answer(response, ground_truth, partial_credit=0.0)


def graduated_reward(response: Any, ground_truth: Any) -> Any:
    """Pay 1.0 for a right answer, 0.5 for a partly right one, 0.0 for any other: what `check_answer` gives.

    >>> from agent_tunix.rewards import graduated_reward
    >>> graduated_reward(["The answer is 4.", "The answer is 4.1.", "The answer is 40."], 4)
    array([1. , 0.5, 0. ])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: the reference answer, one for all or one for each.

    Returns:
        A `float` for one response, a `float64` array for a batch.
    """
    return check_answer(response, ground_truth)


def continuous_reward(response: Any, ground_truth: Any, *, max_error: float = 100.0) -> Any:
    """Pay by how near the answer's number is: `max(0, 1 - |number - truth| / max_error)`.

    The number is that of the stated answer, else the inferred one; an answer of no number or of several earns 0.0.

    >>> from agent_tunix.rewards import continuous_reward
    >>> continuous_reward(["The answer is 4.", "The answer is 29.", "The answer is 4 or 5."], 4)
    array([1.  , 0.75, 0.  ])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: a number, or text that has one; one for all or one for each.
        max_error: the distance from which on nothing is paid; positive, in the truth's own unit.

    Returns:
        A `float` for one response, a `float64` array for a batch.

    Raises:
        ValueError: a truth is not one number, or `max_error` is not positive.
    """
    if finite(max_error, "max_error") <= 0:
        raise ArgumentValueError(
            f"max_error: expected a positive number, got {max_error}", argument="max_error", code="out_of_range"
        )
    batch = Batch(response, {"ground_truth": ground_truth})
    truths = batch.rows("ground_truth", reward="continuous_reward")
    known: dict[Any, float] = {}
    for index, truth in enumerate(truths):
        if truth not in known:
            known[truth] = number_of(truth, None if batch.is_one else index)
    scores = np.zeros(len(batch))
    # Which numbers are expected has no bearing on which are extracted.
    for at, found in enumerate(check_numbers(batch.responses, [0])):
        if len(found["extracted"]) == 1:
            error = abs(found["extracted"][0] - known[truths[at]])
            scores[at] = max(0.0, 1.0 - error / max_error)
    return float(scores[0]) if batch.is_one else scores


def composite_reward(response: Any, prompt: Any, ground_truth: Any) -> Any:
    """Weigh four aspects: `0.4 * correctness + 0.3 * relevance + 0.2 * clarity + 0.1 * conciseness`.

    For other weights, and to read the aspects out, make one of your own: `weighted_sum({evaluate_clarity: 0.5, …})`.

    >>> from agent_tunix.rewards import composite_reward
    >>> right, wrong = composite_reward(["2 + 2 is 4. The answer is 4.", "Bananas."], "What is 2 + 2?", 4)
    >>> bool(right > 0.8 > 0.4 > wrong)
    True

    Args:
        response: one response or a batch, as `check_answer` takes them.
        prompt: the prompt, one for all or one for each.
        ground_truth: the reference answer, one for all or one for each.

    Returns:
        A `float` for one response, a `float64` array for a batch.
    """
    from agent_tunix.rewards.aspects import (
        evaluate_clarity,
        evaluate_conciseness,
        evaluate_correctness,
        evaluate_relevance,
    )

    correctness, relevance, clarity, conciseness = ask(
        response,
        [
            (evaluate_correctness, {"ground_truth": ground_truth}),
            (evaluate_relevance, {"prompt": prompt}),
            (evaluate_clarity, {}),
            (evaluate_conciseness, {}),
        ],
    )
    return 0.4 * correctness + 0.3 * relevance + 0.2 * clarity + 0.1 * conciseness


def shaped_reward(response: Any, ground_truth: Any) -> Any:
    """Shape `check_answer`: -0.1 for each 100 words, +0.1 for reasoning steps, -0.2 for a claim that is false.

    Words are what white space parts. The penalty for length has no bound, as documented: `clip` gives it one.

    >>> from agent_tunix.rewards import shaped_reward
    >>> shaped_reward(["The answer is 4.", "2 + 2 = 5. The answer is 5."], 4).round(3)
    array([ 0.996, -0.209])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: the reference answer, one for all or one for each.

    Returns:
        A `float` for one response, a `float64` array for a batch.
    """
    from agent_tunix.rewards.aspects import has_hallucination, has_reasoning_steps

    batch = Batch(response, {})
    words = np.array([len(text.split()) for text in batch.responses], dtype=np.float64)
    length_penalty = -0.1 * words / 100
    reasoning_bonus = np.where(has_reasoning_steps(batch.responses), 0.1, 0.0)
    hallucination_penalty = np.where(has_hallucination(batch.responses), -0.2, 0.0)
    base = check_answer(batch.responses[0] if batch.is_one else batch.responses, ground_truth)
    shaped = base + length_penalty + reasoning_bonus + hallucination_penalty
    return float(shaped[0]) if batch.is_one else shaped


def improved_reward(response: Any, ground_truth: Any, *, tolerance: float = 0.1) -> Any:
    """Pay 1.0 for a right answer and 0.5 for one within the tolerance: a remedy for a reward always near 0 or 1.

    >>> from agent_tunix.rewards import improved_reward
    >>> improved_reward(["The answer is 4.", "The answer is 4.1.", "The answer is 5."], 4, tolerance=0.2)
    array([1. , 0.5, 0. ])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: the reference answer, one for all or one for each.
        tolerance: how far a number may be off, relative to the truth; at least 0 and less than 1.

    Returns:
        A `float` for one response, a `float64` array for a batch.
    """
    return check_answer(response, ground_truth, tolerance=tolerance)


def stable_reward(response: Any, ground_truth: Any, *, minimum: float = 0.1) -> Any:
    """Pay what `check_answer` gives, but never less than a minimum: a remedy for noisy rewards.

    >>> from agent_tunix.rewards import stable_reward
    >>> stable_reward(["The answer is 4.", "The answer is 40."], 4)
    array([1. , 0.1])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: the reference answer, one for all or one for each.
        minimum: the least that is paid.

    Returns:
        A `float` for one response, a `float64` array for a batch.
    """
    paid = np.maximum(check_answer(response, ground_truth), finite(minimum, "minimum"))
    return paid if paid.ndim else float(paid)


def robust_reward(response: Any, ground_truth: Any, expected_format: Any, *, threshold: float = 0.8) -> Any:
    """Pay for a right answer only where the format is good: a remedy for a reward that is hacked.

    >>> from agent_tunix.rewards import robust_reward
    >>> robust_reward(["The answer is 4.", "2 plus 2 equals 4."], 4, "The answer is [NUM].")
    array([1., 0.])

    Args:
        response: one response or a batch, as `check_answer` takes them.
        ground_truth: the reference answer, one for all or one for each.
        expected_format: a format, one for all or one for each.
        threshold: what `match_format_exactly` must give at least.

    Returns:
        What `check_answer` gives, or 0.0; a `float` for one response, a `float64` array for a batch.
    """
    formed = match_format_exactly(response, expected_format) >= finite(threshold, "threshold")
    paid = np.where(formed, check_answer(response, ground_truth), 0.0)
    return paid if paid.ndim else float(paid)


def number_of(truth: Any, index: int | None) -> float:
    """Return the one number of a truth, which stands at an index of a batch or alone."""
    place = "ground_truth" if index is None else f"ground_truths[{index}]"
    if isinstance(truth, str):
        numbers = check_numbers(truth, [0])["extracted"]
        # "x + 1" has one number in it, but is none; a repeating decimal is near the `float` that is read.
        if len(numbers) != 1 or explain_answer(truth, numbers[0], tolerance=1e-12).reason not in ("correct", "close"):
            raise ArgumentValueError(
                f"{place}: expected one number, got {truth!r}", argument="ground_truth", index=index
            )
        return float(numbers[0])
    try:
        number = float(truth)
    except (TypeError, ValueError, OverflowError) as error:
        raise ArgumentTypeError(
            f"{place}: expected a number, got {type(truth).__name__}", argument="ground_truth", index=index
        ) from error
    return finite(number, place, argument="ground_truth", index=index)
