"""Rewards for verifiers up to 0.1, `Rubric(funcs=[answer, form])`, and for the tasks of 0.4 and later.

TaskConfig(rewards={"answer": RewardFunctionConfig(fn="verifiers_rewards.py:task_answer")})
"""

from agent_tunix.rewards import check_answer, match_format_exactly
from agent_tunix.rewards.trainers import verifiers

answer = verifiers.Reward(check_answer, name="answer")
form = verifiers.Reward(match_format_exactly, expected_format="The answer is [NUM].", name="form")
task_answer = verifiers.TaskReward(check_answer, name="answer")
