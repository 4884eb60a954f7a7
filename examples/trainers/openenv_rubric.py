"""Rubrics for an environment of OpenEnv: `super().__init__(rubric=make_rubric())`."""

from typing import Any

from openenv.core.rubrics import WeightedSum

from agent_tunix.rewards import check_answer, match_format_exactly
from agent_tunix.rewards.trainers import openenv


def make_rubric() -> Any:
    """Weigh form and answer, each a rubric that the environment can look at."""
    form = openenv.rubric(match_format_exactly, expected_format="The answer is [NUM].")
    return WeightedSum([form, openenv.rubric(check_answer)], [0.3, 0.7])
