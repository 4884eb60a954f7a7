"""Groups of responses to one prompt: which of them agree, what most of them say, and how often they are right."""

from agent_tunix.rewards.groups.answers import (
    AnswerGroups,
    answer_key,
    group_answers,
    majority_reward,
    majority_vote,
)
from agent_tunix.rewards.groups.rates import best_of_n, filter_by_difficulty, pass_at_k, solve_rate

__all__ = [
    "AnswerGroups",
    "answer_key",
    "best_of_n",
    "filter_by_difficulty",
    "group_answers",
    "majority_reward",
    "majority_vote",
    "pass_at_k",
    "solve_rate",
]
