"""Rewards of your own, by name: ``python run_training.py +training.reward_function=custom_reward_function``."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards import Format, check_answer, match_format_exactly

FORMAT = Format.tags("reasoning", "answer")


def custom_reward_function(response: str, prompt: str, metadata: dict[str, Any]) -> float:
    """Reward the right answer, the more if it is in the format and the reasoning repeats the question's numbers.

    Args:
        response: what the model wrote.
        prompt: what it was asked.
        metadata: the columns of the sample: here ``question`` and ``answer``.

    Returns:
        A reward from 0 to 1.
    """
    answer = check_answer(response, str(metadata["answer"]))
    form = match_format_exactly(response, FORMAT)
    asked = [word.strip("?") for word in prompt.split() if word.strip("?").isdigit()]
    repeated = sum(number in response for number in asked) / max(1, len(asked))
    return 0.7 * answer + 0.2 * form + 0.1 * repeated
