"""The text of responses and prompts, which may come as chat messages; the compiled part reads these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError, read_prompts, read_texts


def read_text(completion: Any) -> str:
    """Return the text of a completion: itself, or the last text of the assistant in a list of chat messages.

    A model decides whether it says anything, so messages without a text of the assistant are an empty response.

    Raises:
        TypeError: it is neither text nor chat messages.
    """
    return _read(completion, read_texts, "completion")


def read_prompt(prompt: Any) -> str:
    """Return the text of a prompt: itself, or the last text of the user in a list of chat messages.

    Raises:
        TypeError: it is neither text nor chat messages.
    """
    return _read(prompt, read_prompts, "prompt")


def _read(value: Any, read: Callable[[Any], str | list[str]], argument: str) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and not value:
        return ""
    text = read(value)
    if not isinstance(text, str):
        raise ArgumentTypeError(
            f"{argument}: expected str or a list of chat messages, got {type(value).__name__}", argument=argument
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
