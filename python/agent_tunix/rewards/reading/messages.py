"""The text of responses and prompts, which may come as chat messages; `_core.read_texts` reads those of a response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError, read_prompts, read_texts


def read_text(completion: Any) -> str:
    """Return the text of a completion: itself, or the last text of the assistant in a list of chat messages.

    A model decides whether it says anything, so messages without a text of the assistant are an empty response.

    Raises:
        TypeError: it is neither text nor chat messages.
    """
    if type(completion) is str:
        return completion
    if isinstance(completion, bytes):
        return completion.decode("utf-8", "replace")
    if isinstance(completion, list) and not completion:
        return ""
    text = read_texts(completion)
    if not isinstance(text, str):
        raise ArgumentTypeError(
            f"completion: expected str or a list of chat messages, got {type(completion).__name__}",
            argument="completion",
        )
    return text


def read_completions(completions: Any) -> list[str]:
    """Return the text of each completion of a batch.

    Raises:
        TypeError: it is one completion, or one of them is neither text nor chat messages.
    """
    if isinstance(completions, (str, bytes, Mapping)):
        raise ArgumentTypeError(
            f"completions: expected a list of them, got {type(completions).__name__}", argument="completions"
        )
    return [each if type(each) is str else read_text(each) for each in completions]


def read_prompt(prompt: Any) -> str:
    """Return the text of a prompt: itself, or the last text of the user in a list of chat messages.

    Raises:
        TypeError: it is neither text nor chat messages.
    """
    if type(prompt) is str:
        return prompt
    if isinstance(prompt, bytes):
        return prompt.decode("utf-8", "replace")
    if isinstance(prompt, list) and not prompt:
        return ""
    text = read_prompts(prompt)
    if not isinstance(text, str):
        raise ArgumentTypeError(
            f"prompt: expected str or a list of chat messages, got {type(prompt).__name__}", argument="prompt"
        )
    return text
