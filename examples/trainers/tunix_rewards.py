"""Rewards for Tunix's command line: name this file in `reward_functions`.

Tunix takes every function that the file itself defines, so that each reward is a `def` here; helpers begin with an
underscore.
"""

from typing import Any

from agent_tunix.rewards import Format, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import tunix

_ANSWER = tunix.Reward(check_answer, truth="answer")
_FORM = tunix.Reward(match_format_exactly, expected_format=Format.tags("reasoning", "answer"))


def answer(prompts: Any, completions: Any, **kwargs: Any) -> list[float | None]:
    """Reward the right answer."""
    return _ANSWER(prompts, completions, **kwargs)


def form(prompts: Any, completions: Any, **kwargs: Any) -> list[float | None]:
    """Reward the format."""
    return _FORM(prompts, completions, **kwargs)
