"""Responses and rewards that the tests of the adapters share."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.hosts import HOSTS

from agent_tunix.rewards import (
    check_answer,
)

RIGHT, WRONG, GUESSED = "3 * 5 = 15. The answer is 15.", "The answer is 16.", "3 times 5 makes 15."


TEXTS = [RIGHT, WRONG, GUESSED]


class Always:
    """The same for every response."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, _response: str) -> Any:
        return self.value


KINDS = pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)


def length(response: str) -> int:
    return len(response)


async def slow_reward(response: str, ground_truth: str) -> float:
    await asyncio.sleep(0)
    return check_answer(response, ground_truth)
