r"""The score of ``verl.utils.reward_score.math_reward`` in verl 0.9.1, which compares spellings.

The values are the original's on every input, but for this:

- A truth that is no `str` raises `TypeError`; in the original it is never right.
- `strip_string` returns a text as it is where the original raises: more than one ``\text{ ``, nothing behind ``\sqrt``
  or ``\frac``. `is_equiv` compares such texts as they are, as the original does.
- Nothing is printed, whatever `verbose` says.
- A lone surrogate counts as U+FFFD.
"""

from __future__ import annotations

from agent_tunix.rewards import _core


def compute_score(solution_str: str, ground_truth: str) -> float:
    r"""Score 1.0 for a response whose last box is spelled like the truth, 0.0 otherwise.

    >>> compute_score("So it is $\\boxed{\\tfrac12}$.", "1/2")
    1.0

    Args:
        solution_str: the response.
        ground_truth: the true answer, as text.

    Returns:
        1.0 or 0.0.

    Raises:
        TypeError: an argument is no `str`.
    """
    return _core.math_compute_score(solution_str, ground_truth)


def is_equiv(str1: str | None, str2: str | None, verbose: bool = False) -> bool:
    r"""Say whether two answers are spelled alike after `strip_string`.

    >>> is_equiv("x = \\dfrac{1}{2}", "1/2")
    True
    >>> is_equiv("0.25", "1/4")
    False

    Args:
        str1: an answer, or None.
        str2: another, or None.
        verbose: changes nothing.

    Returns:
        Whether they are; two that are None are.

    Raises:
        TypeError: an argument is neither `str` nor None.
    """
    return _core.math_is_equiv(str1, str2)


def last_boxed_only_string(string: str) -> str | None:
    r"""Find the last box of a text, with its command.

    ``\boxed`` and a space counts before ``\boxed{``, and ends at the next dollar sign; ``\fbox`` counts where there is
    no ``\boxed``.

    >>> last_boxed_only_string("$\\boxed{1}$, no, $\\boxed{\\frac{1}{2}}$.")
    '\\boxed{\\frac{1}{2}}'

    Args:
        string: a text.

    Returns:
        The box, or None if there is none or it is never closed.

    Raises:
        TypeError: the argument is no `str`.
    """
    return _core.math_last_boxed_only_string(string)


def strip_string(string: str) -> str:
    r"""Clean up an answer: white space, units, percent and dollar signs, ``x =``, braces of fractions and roots.

    >>> strip_string("x = \\dfrac34 \\text{ cm}")
    '\\frac{3}{4}'

    Args:
        string: an answer.

    Returns:
        The answer in one spelling.

    Raises:
        TypeError: the argument is no `str`.
    """
    return _core.math_strip_string(string)
