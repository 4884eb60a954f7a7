"""The score of ``verl.utils.reward_score.gsm8k`` in verl 0.9.1.

The values are the original's on every input, but for this:

- Scores are always `float`; the original has the `int` 0 in places.
- A truth that is no `str` raises `TypeError`, in the original it is never right; a method that does not exist raises
  `ValueError`, in the original `AssertionError`.
- A lone surrogate counts as U+FFFD.
"""

from __future__ import annotations

from agent_tunix.rewards import _core


def extract_solution(solution_str: str, method: str = "strict") -> str | None:
    r"""Find the answer in the last 300 characters of a response.

    >>> extract_solution("6 * 7 = 42\n#### 42")
    '42'
    >>> extract_solution("So it is 1,042.", method="flexible")
    '1,042.'

    Args:
        solution_str: the response.
        method: ``"strict"`` for the number behind the last ``#### ``, without its commas, or ``"flexible"`` for the
            last number of any kind.

    Returns:
        The answer as text, or None if there is none.

    Raises:
        TypeError: an argument is no `str`.
        ValueError: there is no such method.
    """
    return _core.gsm8k_extract_solution(solution_str, method)


def compute_score(
    solution_str: str, ground_truth: str, method: str = "strict", format_score: float = 0.0, score: float = 1.0
) -> float:
    r"""Score a response by the text of its answer.

    >>> compute_score("6 * 7 = 42\n#### 42", "42")
    1.0
    >>> compute_score("#### 41", "42", format_score=0.1)
    0.1

    Args:
        solution_str: the response.
        ground_truth: the true answer, as text.
        method: where the answer is looked for, as for `extract_solution`.
        format_score: the score of a response with another answer.
        score: the score of a response with the true answer.

    Returns:
        `score`, `format_score`, or 0.0 for a response without an answer.

    Raises:
        TypeError: an argument is of another type.
        ValueError: there is no such method.
    """
    return _core.gsm8k_compute_score(solution_str, ground_truth, method, format_score, score)
