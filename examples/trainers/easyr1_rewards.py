"""Rewards for EasyR1: `worker.reward.reward_function=examples/trainers/easyr1_rewards.py:answer`."""

from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
from agent_tunix.rewards.trainers import easyr1

REWARD_NAME = "answer"
REWARD_TYPE = "batch"

FORM = as_reward(match_format_exactly, expected_format="The answer is [NUM].")
answer = easyr1.Reward(0.3 * FORM + 0.7 * as_reward(check_answer), name="answer")
