r"""Tunix's rewards for GSM8K, those of ``tunix.cli.reward_fn.gsm8k`` in google-tunix 0.1.7.

The format is ``<reasoning>…</reasoning>…<answer>…</answer>``. Every function takes a batch and returns a list of plain
floats, so that any of them goes where the original went::

    >>> from agent_tunix.rewards.presets import tunix
    >>> completion = "<reasoning>6 * 7 = 42</reasoning>\n<answer>42</answer>"
    >>> tunix.check_answer(prompts=["6 * 7?"], completions=[completion], answer=["42"])
    [3.0]

The values are the original's on every input, but for this:

- Scores are always `float`; the original has the `int` 0 in places.
- The time is linear. The original's expression backtracks, over seconds where reasoning tags are repeated.
- Columns of different lengths, a column that is one `str`, an answer that is None and an array of more than one
  dimension raise; the original shortens the batch, takes the text letter by letter, or compares with ``"None"`` and
  ``"[1 2]"``.
- A lone surrogate counts as U+FFFD.
- Digits are those of every script of Unicode 16; the original's are those that the running Python knows.
- Nothing is logged, whatever ``LOG_GRPO_ROLLOUT`` says.

Completions may also be lists of chat messages, each standing for the last text of its assistant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards import _core

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.kinds import Column, Responses


def match_format_exactly(prompts: object, completions: Responses, **kwargs: object) -> list[float]:
    """Score 3.0 for a completion that has the format, 0.0 otherwise.

    The format needs at least one character between the reasoning tags and at least one behind ``<answer>``; the answer
    may lack its closing tag.

    >>> match_format_exactly(None, ["<reasoning>2 + 2</reasoning><answer>4</answer>", "4"])
    [3.0, 0.0]

    Args:
        prompts: the prompts, which are not looked at.
        completions: the responses of a batch.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: a completion is not text; the message names its place.
    """
    return _core.tunix_match_format_exactly(completions)


def match_format_approximately(prompts: object, completions: Responses, **kwargs: object) -> list[float]:
    """Score the four tags of the format one by one: 0.5 for each that is there once, -0.5 for each other one.

    >>> match_format_approximately(None, ["<reasoning>2 + 2</reasoning><answer>4", "4"])
    [1.0, -2.0]

    Args:
        prompts: the prompts, which are not looked at.
        completions: the responses of a batch.
        kwargs: other columns, which are not looked at.

    Returns:
        A score from -2.0 to 2.0 for each completion.

    Raises:
        TypeError: a completion is not text; the message names its place.
    """
    return _core.tunix_match_format_approximately(completions)


def check_answer(
    prompts: object, completions: Responses, answer: Sequence[Any] | Column, **kwargs: object
) -> list[float]:
    """Score how near the answer in the format is to the true one.

    Both are stripped of white space around them and of commas. 3.0 where they are the same text, or the same number as
    `float` reads them; 0.5 within 10 percent, 0.25 within 20 percent, -1.0 for another number, -0.5 where one of them
    is no number, 0.0 where the completion has not the format.

    >>> tags = "<reasoning>so</reasoning><answer>{}</answer>"
    >>> check_answer(None, [tags.format(guess) for guess in ("1,000", "950", "810", "7", "ten")], [1000] * 5)
    [3.0, 0.5, 0.25, -1.0, -0.5]

    Args:
        prompts: the prompts, which are not looked at.
        completions: the responses of a batch.
        answer: the true answer of each: text, or anything that `str` turns into it; a list, a tuple, a NumPy array or
            an Arrow column.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: a completion is not text, or an answer is None; the message names its place.
        ValueError: there are not as many answers as completions.
    """
    return _core.tunix_check_answer(completions, answer)


def check_numbers(
    prompts: object, completions: Responses, answer: Sequence[Any] | Column, **kwargs: object
) -> list[float]:
    """Score 1.5 where the first number behind ``<answer>`` is the true answer, 0.0 otherwise.

    A number is a run of digits and points, without a sign: ``-18`` counts as 18, and ``1,000`` as 1.

    >>> check_numbers(None, ["<answer>It is 42.", "<answer>-18", "42"], ["42", "18", "42"])
    [1.5, 1.5, 0.0]

    Args:
        prompts: the prompts, which are not looked at.
        completions: the responses of a batch.
        answer: the true answer of each, as for `check_answer`.
        kwargs: other columns, which are not looked at.

    Returns:
        A score for each completion.

    Raises:
        TypeError: a completion is not text, or an answer is None; the message names its place.
        ValueError: there are not as many answers as completions.
    """
    return _core.tunix_check_numbers(completions, answer)
