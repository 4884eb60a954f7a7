"""An environment for tinker-cookbook, for a `ProblemGroupBuilder`: it grades the answer and the form."""

from typing import Any

from tinker_cookbook.rl.problem_env import ProblemEnv

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import tinker_cookbook

FORM = as_reward(match_format_exactly, expected_format="The answer is [NUM].")


class SumEnv(tinker_cookbook.problem(check_answer, FORM), ProblemEnv):  # type: ignore[misc]
    """Asks for a sum."""

    def __init__(self, renderer: Any, first: int, second: int) -> None:
        super().__init__(renderer)
        self.first, self.second = first, second

    def get_question(self) -> str:
        """Return the question."""
        return f"What is {self.first} + {self.second}?"

    def get_reference_answer(self) -> str:
        """Return the answer."""
        return str(self.first + self.second)
