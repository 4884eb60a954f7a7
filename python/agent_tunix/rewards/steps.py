"""The steps of a response: those that it numbers or names, and the arithmetic that can be checked without the answer.

Each function takes one response or a batch of them, as `check_answer` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from agent_tunix.rewards import _core

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from agent_tunix.rewards._core import ArithmeticStep
    from agent_tunix.rewards.kinds import Response, Responses

    Scores = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]


@overload
def has_reasoning_steps(response: Response, *, steps: int = 2) -> bool: ...
@overload
def has_reasoning_steps(response: Responses, *, steps: int = 2) -> Flags: ...
def has_reasoning_steps(response: Any, *, steps: int = 2) -> Any:
    """Say whether a response shows the steps that lead to its answer.

    A step is a sentence or a line of at least three words that is numbered, computes (``16 - 3 = 13``), or has a word
    that orders or concludes: "first", "then", "because", "therefore" and their like in ten languages. Equal sentences
    count once. Reasoning in tags counts too.

    >>> has_reasoning_steps("First, she eats 3 of 16 eggs. So 13 are left.")
    True
    >>> has_reasoning_steps(["The answer is 13.", "First. Then. So. Therefore."])
    array([False, False])

    Args:
        response: one response or a batch, as for `evaluate_format`.
        steps: how many steps there must be, at least 1.

    Returns:
        A `bool` for one response, an array of `bool` for a batch.

    Raises:
        TypeError: a response is not text, or `steps` is not an `int`.
        ValueError: `steps` is below 1.
    """
    return _core.has_reasoning_steps(response, steps)


@overload
def arithmetic_steps(response: Response) -> list[ArithmeticStep]: ...
@overload
def arithmetic_steps(response: Responses) -> list[list[ArithmeticStep]]: ...
def arithmetic_steps(response: Any) -> Any:
    r"""Find the equations of constants in a response, and decide each of them exactly.

    Plain text and LaTeX are read, chains (``a = b = c``) link by link, calculator marks (``<<48/2=24>>``) and the text
    around them, units and currency, percent, "plus", "times" and "equals". A step needs an operation on one side at
    least; what has a variable is none, nor is a ratio, a date, a label or a program. With ``≈`` the last digit shown
    may be one off; with ``=`` a decimal may be the value rounded or cut off to the places it shows.

    A step holds where it does in some reading. One that holds in none is reported as false only if nothing leaves room
    for another meaning: a supposition, a question, a correction behind it, two units, a hidden rounding. Otherwise it
    is no step and is left out.

    >>> arithmetic_steps("She has 16 - 3 = <<16-3=13>>13 eggs.")[0].holds
    True
    >>> arithmetic_steps("So \\frac{1}{2} + 0.25 = 75\\% of it, and 13 * 2 = $27.")[-1]
    ArithmeticStep(text='13 * 2 = $27', span=(40, 52), holds=False, left='26', right='27')
    >>> arithmetic_steps("x = 5, so 2x = 10.")
    []

    Args:
        response: one response or a batch, as for `evaluate_format`.

    Returns:
        The steps of a response in the order in which they stand, a list of `ArithmeticStep`; a list of such lists for a
        batch.

    Raises:
        TypeError: a response is not text.
    """
    return _core.arithmetic_steps(response)


@overload
def step_reward(response: Response, *, empty: float = 0.0) -> float: ...
@overload
def step_reward(response: Responses, *, empty: float = 0.0) -> Scores: ...
def step_reward(response: Any, *, empty: float = 0.0) -> Any:
    """Score a response by the share of its arithmetic steps that hold: a process reward without a model.

    Steps are those of `arithmetic_steps`; the same step counts once however often it stands. It says nothing about
    whether the steps lead anywhere: give it beside a reward for the answer.

    >>> step_reward("2 + 2 = 4, and 4 * 3 = 13")
    0.5
    >>> step_reward("No sums here."), step_reward("No sums here.", empty=1.0)
    (0.0, 1.0)

    Args:
        response: one response or a batch, as for `evaluate_format`.
        empty: the score of a response without a step: from 0 to 1, or NaN for "not judged".

    Returns:
        From 0 to 1, or `empty`. A `float` for one response, a `float64` array for a batch.

    Raises:
        TypeError: a response is not text, or `empty` is not a number.
        ValueError: `empty` is out of its range.
    """
    return _core.step_reward(response, empty)
