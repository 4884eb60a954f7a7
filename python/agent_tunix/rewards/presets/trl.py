r"""TRL's rewards, those of ``trl.rewards`` in trl 1.16.0.

They take what TRL's trainers hand over and return a list of `float`, with None for an example that can't be judged::

    >>> from agent_tunix.rewards.presets import trl
    >>> completion = [{"role": "assistant", "content": r"<think>1/2 - 1/6</think>\boxed{\frac{1}{3}}"}]
    >>> trl.accuracy_reward([completion], solution=[r"\frac{2}{6}"])
    [1.0]
    >>> trl.think_format_reward([completion])
    [1.0]

A completion is a list of messages, whose first one counts; here it may also be one message, or text. What `get_…`
functions return are objects that pickle, and whose ``__name__`` is the original's.

`think_format_reward` and the rewards of length and repetition have the original's values on every input, but for this:

- A column that lacks or has too many values raises everywhere; so does a size below 1, a length of 0 or less, and a
  value that is NaN or infinite. The original divides by zero or returns what is no number.
- A message without content, such as a call of a tool, is an empty text; the original raises.

The rewards of accuracy look for answers and truths where the original does: in ``\boxed{…}``, or in a formula behind
"final answer … is" or "answer" within so many characters; None where a solution has neither a formula nor a number.
Whether the two are equal is decided by the rules of `agent_tunix.rewards.math_equal`, not by Math-Verify and SymPy, in
any thread, in bounded time, and with these differences:

- A decimal that is rounded is not the value that it rounds: ``0.333333`` is not ``1/3``. The original rounds to six
  places.
- A solution without dollar signs is read whole if it is a formula: ``2x+1`` is not 2. The original takes the first
  number.
- A solution that states its answer in words (``The answer is 5, for x = 3.``) has that answer. The original takes the
  last number that ranks highest.
- What the original can't parse, or can't compare in five seconds, is 0.0 there; here it is compared by its spelling and
  structure where its value can't be found.
- The logged columns say how a text is read here, in LaTeX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards import _core

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent_tunix.rewards.kinds import Column, Message

    Completions = Sequence[Sequence[Message]] | Sequence[Message] | Sequence[str] | Column
    Solutions = Sequence[Any] | Column
    TokenIds = Sequence[Sequence[int]] | Column
    Log = Callable[[str, list[Any]], None]

__all__ = [
    "accuracy_reward",
    "get_cosine_scaled_reward",
    "get_repetition_penalty_reward",
    "get_soft_overlong_punishment",
    "reasoning_accuracy_reward",
    "think_format_reward",
]


def think_format_reward(completions: Completions, **kwargs: Any) -> list[float]:
    r"""Score 1.0 for a completion that begins with ``<think>``, closes it, and has no other ``<think>``; 0.0 otherwise.

    >>> think_format_reward([[{"content": "<think>\n2 + 2\n</think>\n4"}], [{"content": "<think>4"}]])
    [1.0, 0.0]

    Args:
        completions: the completions of a batch.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: a completion is no list of messages; the message names its place.
        ValueError: a completion has no message, or its first one has no content.
    """
    return _core.trl_think_format(completions)


def accuracy_reward(
    completions: Completions, solution: Solutions, log_extra: Log | None = None, **kwargs: Any
) -> list[float | None]:
    r"""Score 1.0 for a completion with the solution's answer, 0.0 for another, None if the solution can't be read.

    >>> accuracy_reward([[{"content": r"It is \boxed{\frac{2}{4}}."}], [{"content": "It is 1/2."}]], ["1/2", "1/2"])
    [1.0, 0.0]
    >>> accuracy_reward([[{"content": r"\boxed{Paris}"}]], ["Paris"])
    [None]

    Args:
        completions: the completions of a batch.
        solution: the solution of each: a formula, a number, or text with either.
        log_extra: called with the columns `solution`, `gold_parsed` and `answer_parsed`; TRL's trainers hand it over.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: a completion is no list of messages, or a solution neither text nor a number.
        ValueError: there are not as many solutions as completions.
    """
    return _grade(completions, solution, None, log_extra)


def reasoning_accuracy_reward(
    completions: Completions,
    solution: Solutions,
    reasoning_delimiters: Sequence[str] | None = None,
    log_extra: Log | None = None,
    **kwargs: Any,
) -> list[float | None]:
    r"""Score as `accuracy_reward` does what stands behind the reasoning; 0.0 where the reasoning does not end.

    >>> solution = ["4", "4"]
    >>> reasoning_accuracy_reward([r"2 + 2</think>\boxed{4}", r"<think>\boxed{4}"], solution)
    [1.0, 0.0]

    Args:
        completions: the completions of a batch.
        solution: as for `accuracy_reward`.
        reasoning_delimiters: what ends the reasoning; the first of them that a completion has counts, where it stands
            last. ``["</think>"]`` if it is None.
        log_extra: as for `accuracy_reward`.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: as `accuracy_reward`; the delimiters are no list of `str`.
        ValueError: as `accuracy_reward`; a delimiter is empty.
    """
    delimiters = ["</think>"] if reasoning_delimiters is None else reasoning_delimiters
    return _grade(completions, solution, delimiters, log_extra)


def _grade(completions: Any, solution: Any, delimiters: Any, log_extra: Log | None) -> list[float | None]:
    if log_extra is None:
        return _core.trl_accuracy(completions, solution, delimiters, False)
    rewards, golds, answers = _core.trl_accuracy(completions, solution, delimiters, True)
    log_extra("solution", list(solution))
    log_extra("gold_parsed", golds)
    log_extra("answer_parsed", answers)
    return rewards


def get_cosine_scaled_reward(
    max_len: int,
    min_value_wrong: float = -1.0,
    max_value_wrong: float = -0.5,
    min_value_correct: float = 0.5,
    max_value_correct: float = 1.0,
) -> CosineScaledReward:
    r"""Make a reward that goes by accuracy and length: short is best when correct, and worst when wrong.

    Along a cosine from length 0 to `max_len`, where it stays (Yeo et al., Demystifying Long Chain-of-Thought Reasoning,
    arXiv:2502.03373, appendix C.1).

    >>> reward = get_cosine_scaled_reward(max_len=100)
    >>> reward([r"\boxed{4}", r"\boxed{5}"], ["4", "4"], completion_ids=[[1] * 50, [1] * 50])
    [0.75, -0.75]

    Args:
        max_len: the length, in tokens, at which the schedule ends.
        min_value_wrong: the score of the shortest wrong completion.
        max_value_wrong: of the longest wrong one.
        min_value_correct: of the longest correct one.
        max_value_correct: of the shortest correct one.

    Returns:
        A reward that is called with completions, their solutions and their token ids.

    Raises:
        TypeError: an argument is no number.
        ValueError: `max_len` is not above 0, or a value is not finite.
    """
    return CosineScaledReward(max_len, min_value_wrong, max_value_wrong, min_value_correct, max_value_correct)


def get_repetition_penalty_reward(ngram_size: int = 3, max_penalty: float = -1.0) -> RepetitionPenalty:
    """Make a reward that is the share of repeated runs of tokens, times `max_penalty`.

    From arXiv:2502.03373, appendix C.2. A completion with fewer tokens than a run has is scored 0.0.

    >>> get_repetition_penalty_reward(ngram_size=2)(completion_ids=[[1, 2, 3, 4], [5, 5, 5, 5, 5]])
    [0.0, -0.75]

    Args:
        ngram_size: the tokens of a run.
        max_penalty: the score that a completion nears when it does nothing but repeat; 0 or less.

    Returns:
        A reward that is called with the token ids of completions.

    Raises:
        TypeError: an argument is no number.
        ValueError: `ngram_size` is below 1, or `max_penalty` is above 0 or not finite.
    """
    return RepetitionPenalty(ngram_size, max_penalty)


def get_soft_overlong_punishment(max_completion_len: int, soft_punish_cache: int) -> SoftOverlongPunishment:
    """Make a reward that falls from 0 to -1 over the last `soft_punish_cache` tokens, and is -1 past the end.

    From DAPO (Yu et al., arXiv:2503.14476), equation 13.

    >>> get_soft_overlong_punishment(max_completion_len=100, soft_punish_cache=20)(completion_ids=[[1] * 90])
    [-0.5]

    Args:
        max_completion_len: the tokens from which on a completion is punished in full.
        soft_punish_cache: over how many tokens before them the punishment grows; 0 for none.

    Returns:
        A reward that is called with the token ids of completions.

    Raises:
        TypeError: an argument is no number.
        ValueError: an argument is not finite.
    """
    return SoftOverlongPunishment(max_completion_len, soft_punish_cache)


class CosineScaledReward:
    """What `get_cosine_scaled_reward` makes."""

    __name__ = "cosine_scaled_reward"

    def __init__(
        self,
        max_len: int,
        min_value_wrong: float,
        max_value_wrong: float,
        min_value_correct: float,
        max_value_correct: float,
    ) -> None:
        self.max_len = max_len
        self.min_value_wrong = min_value_wrong
        self.max_value_wrong = max_value_wrong
        self.min_value_correct = min_value_correct
        self.max_value_correct = max_value_correct
        # A mistake in the arguments is found here, not in the first step of training.
        self([], [], [])

    def __call__(
        self, completions: Completions, solution: Solutions, completion_ids: TokenIds, **kwargs: Any
    ) -> list[float | None]:
        """Score each completion by its accuracy and the number of its tokens; None where it can't be judged."""
        values = (self.min_value_wrong, self.max_value_wrong, self.min_value_correct, self.max_value_correct)
        return _core.trl_cosine(completions, solution, completion_ids, self.max_len, values)


class RepetitionPenalty:
    """What `get_repetition_penalty_reward` makes."""

    __name__ = "repetition_penalty_reward"

    def __init__(self, ngram_size: int, max_penalty: float) -> None:
        self.ngram_size = ngram_size
        self.max_penalty = max_penalty
        self([])

    def __call__(self, completion_ids: TokenIds, **kwargs: Any) -> list[float]:
        """Score each completion by its token ids."""
        return _core.trl_repetition(completion_ids, self.ngram_size, self.max_penalty)


class SoftOverlongPunishment:
    """What `get_soft_overlong_punishment` makes."""

    __name__ = "soft_overlong_punishment_reward"

    def __init__(self, max_completion_len: int, soft_punish_cache: int) -> None:
        self.max_completion_len = max_completion_len
        self.soft_punish_cache = soft_punish_cache
        self([])

    def __call__(self, completion_ids: TokenIds, **kwargs: Any) -> list[float]:
        """Score each completion by the number of its tokens."""
        return _core.trl_soft_overlong(completion_ids, self.max_completion_len, self.soft_punish_cache)
