"""AReaL's own AsyncRewardWrapper: the reward goes to another process and comes back."""

from __future__ import annotations

import asyncio

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import areal
from e2e.packages import load_alone


def test_the_wrapper_grades_in_another_process() -> None:
    wrapper = load_alone("areal.api.reward_api").AsyncRewardWrapper(areal.Reward(check_answer), max_workers=1)

    async def grade(text: str) -> float:
        score: float = await wrapper("2 + 2?", text, [1], [2, 3], answer="4", question="2 + 2?")
        return score

    async def grade_all() -> list[float]:
        return [await grade(text) for text in ("The answer is 4.", "2 plus 2 equals 4.", "The answer is 5.")]

    scores = asyncio.run(grade_all())
    assert scores == [1.0, 0.5, 0.0]
    assert all(type(score) is float for score in scores)
