r"""The rewards of open-r1, those of its module ``open_r1.rewards`` that look at text alone.

They take what TRL's trainers hand over and return a list of `float`, with None for an example that can't be judged::

    >>> from agent_tunix.rewards.presets import open_r1
    >>> completion = [{"role": "assistant", "content": "<think>\n2 + 2\n</think>\n<answer>\n$\\boxed{4}$\n</answer>"}]
    >>> open_r1.format_reward([completion]), open_r1.accuracy_reward([completion], solution=["$4$"])
    ([1.0], [1.0])

A completion is a list of messages, whose first one counts; here it may also be one message, or text. What `get_…`
functions return are objects that pickle, and whose ``__name__`` is the original's. Rewards that run code have no
preset.

`format_reward`, `tag_count_reward` and `reasoning_steps_reward`, and repetition over words, have the original's values
on every input, but for this:

- The time is linear. The expression of the original's format backtracks.
- A column that lacks or has too many values raises; the original shortens the batch. So does a size below 1, a length
  of 0 or less, and a value that is NaN or infinite.
- A message without content, such as a call of a tool, is an empty text; the original raises.
- A lone surrogate counts as U+FFFD; digits and letter case are those of a recent Unicode, the original's are those of
  the running Python.
- Chinese (`language="zh"`) is read a character a word, without a dictionary; the original asks jieba for words.
- Nothing is printed.

The rewards that need to know what is correct find answers and truths where the original does, and decide whether they
are equal by the rules of `agent_tunix.rewards.math_equal`, with the differences that `agent_tunix.rewards.presets.trl`
names. A solution must be a formula between dollar signs or in a box for `len_reward` and the cosine; for
`accuracy_reward` it may also be a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards import _core
from agent_tunix.rewards.presets.trl import get_soft_overlong_punishment

if TYPE_CHECKING:
    from agent_tunix.rewards.presets.trl import Completions, Solutions

__all__ = [
    "accuracy_reward",
    "format_reward",
    "get_cosine_scaled_reward",
    "get_repetition_penalty_reward",
    "get_soft_overlong_punishment",
    "len_reward",
    "reasoning_steps_reward",
    "tag_count_reward",
]


def accuracy_reward(completions: Completions, solution: Solutions, **kwargs: Any) -> list[float | None]:
    r"""Score 1.0 for a completion with the solution's answer, 0.0 for another, None if the solution can't be read.

    >>> accuracy_reward([[{"content": r"It is \boxed{\frac{2}{4}}."}], [{"content": "It is 1/2."}]], ["1/2", "1/2"])
    [1.0, 0.0]

    Args:
        completions: the completions of a batch.
        solution: the solution of each: a formula, a number, or text with either.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: a completion is no list of messages, or a solution neither text nor a number.
        ValueError: there are not as many solutions as completions.
    """
    return _core.trl_accuracy(completions, solution, None, False)


def format_reward(completions: Completions, **kwargs: Any) -> list[float]:
    r"""Score 1.0 for ``<think>…</think>`` and then ``<answer>…</answer>``, with the tags on lines of their own.

    >>> format_reward(["<think>\n2 + 2\n</think>\n<answer>\n4\n</answer>", "<think>2 + 2</think><answer>4</answer>"])
    [1.0, 0.0]

    Args:
        completions: the completions of a batch.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion. What follows the line of ``</answer>`` changes nothing.

    Raises:
        TypeError: a completion is no list of messages; the message names its place.
        ValueError: a completion has no message, or its first one has no content.
    """
    return _core.open_r1_format(completions)


def tag_count_reward(completions: Completions, **kwargs: Any) -> list[float]:
    r"""Score 0.25 for each of the four tags that stands exactly once, with the line breaks that the format has.

    >>> tag_count_reward(["<think>\n2 + 2\n</think>\n<answer>\n4"])
    [0.75]

    Args:
        completions: the completions of a batch.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: as `format_reward`.
        ValueError: as `format_reward`.
    """
    return _core.open_r1_tag_count(completions)


def reasoning_steps_reward(completions: Completions, **kwargs: Any) -> list[float]:
    r"""Score a third for each mark of a step, up to three.

    Marks are ``Step 1:``, a numbered first line (``1.``), a line's bullet ``-`` or ``*``, and the words ``First,``,
    ``Second,``, ``Next,`` and ``Finally,``.

    >>> reasoning_steps_reward(["First, we add.\nStep 2: we check.\n- Done.", "It is 4."])
    [1.0, 0.0]

    Args:
        completions: the completions of a batch.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: as `format_reward`.
        ValueError: as `format_reward`.
    """
    return _core.open_r1_reasoning_steps(completions)


def len_reward(completions: Completions, solution: Solutions, **kwargs: Any) -> list[float]:
    r"""Score by length in characters: 0.5 for the shortest of the batch, -0.5 for the longest, at most 0 if wrong.

    The length reward of Kimi k1.5 (arXiv:2501.12599), which defines it for the responses to one prompt; where all are
    equally long, all score 0.0. A completion whose solution can't be read counts as correct.

    >>> len_reward([r"\boxed{4}", r"It is \boxed{4}", r"\boxed{5}"], ["$4$", "$4$", "$4$"])
    [0.5, -0.5, 0.0]

    Args:
        completions: the completions of a batch.
        solution: the solution of each: text with a formula.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: as `accuracy_reward`.
        ValueError: as `accuracy_reward`.
    """
    return _core.open_r1_lengths(completions, solution)


def get_cosine_scaled_reward(
    min_value_wrong: float = -1.0,
    max_value_wrong: float = -0.5,
    min_value_correct: float = 0.5,
    max_value_correct: float = 1.0,
    max_len: int = 1000,
) -> CosineScaledReward:
    r"""Make a reward that goes by accuracy and length in characters, along a cosine (arXiv:2502.03373).

    Past `max_len` the cosine goes on: it rises again, as the original does. A completion whose solution can't be read
    scores 1.0.

    >>> reward = get_cosine_scaled_reward(max_len=18)
    >>> reward([r"\boxed{4}", r"\boxed{5}"], ["$4$", "$4$"])
    [0.75, -0.75]

    Args:
        min_value_wrong: the score of the shortest wrong completion.
        max_value_wrong: of the longest wrong one.
        min_value_correct: of the longest correct one.
        max_value_correct: of the shortest correct one.
        max_len: the length, in characters, of the longest one.

    Returns:
        A reward that is called with completions and their solutions.

    Raises:
        TypeError: an argument is no number.
        ValueError: `max_len` is not above 0, or a value is not finite.
    """
    return CosineScaledReward(min_value_wrong, max_value_wrong, min_value_correct, max_value_correct, max_len)


def get_repetition_penalty_reward(ngram_size: int, max_penalty: float, language: str = "en") -> RepetitionPenaltyReward:
    """Make a reward that is the share of repeated runs of words, times `max_penalty` (arXiv:2502.03373, appendix C.2).

    >>> get_repetition_penalty_reward(ngram_size=2, max_penalty=-1.0)(["so so so so so", "one two three"])
    [-0.75, -0.0]

    Args:
        ngram_size: the words of a run.
        max_penalty: the score that a completion nears when it does nothing but repeat; 0 or less.
        language: `"en"`, where white space parts words and letter case does not count, or `"zh"`, where each character
            is one.

    Returns:
        A reward that is called with completions.

    Raises:
        TypeError: an argument is no number.
        ValueError: `ngram_size` is below 1, `max_penalty` is above 0 or not finite, or the language is another one.
    """
    return RepetitionPenaltyReward(ngram_size, max_penalty, language)


class CosineScaledReward:
    """What `get_cosine_scaled_reward` makes."""

    __name__ = "cosine_scaled_reward"

    def __init__(
        self,
        min_value_wrong: float,
        max_value_wrong: float,
        min_value_correct: float,
        max_value_correct: float,
        max_len: int,
    ) -> None:
        self.values = (min_value_wrong, max_value_wrong, min_value_correct, max_value_correct)
        self.max_len = max_len
        # A mistake in the arguments is found here, not in the first step of training.
        self([], [])

    def __call__(self, completions: Completions, solution: Solutions, **kwargs: Any) -> list[float]:
        """Score each completion by its accuracy and the number of its characters."""
        return _core.open_r1_cosine(completions, solution, self.max_len, self.values)


class RepetitionPenaltyReward:
    """What `get_repetition_penalty_reward` makes."""

    __name__ = "repetition_penalty_reward"

    def __init__(self, ngram_size: int, max_penalty: float, language: str) -> None:
        self.ngram_size = ngram_size
        self.max_penalty = max_penalty
        self.language = language
        self([])

    def __call__(self, completions: Completions, **kwargs: Any) -> list[float]:
        """Score each completion by its words."""
        return _core.open_r1_repetition(completions, self.ngram_size, self.max_penalty, self.language)
