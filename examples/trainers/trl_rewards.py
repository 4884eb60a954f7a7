"""Rewards for TRL: `trl grpo --reward_funcs trl_rewards.answer trl_rewards.form`, or in Python what follows.

GRPOTrainer(model=…, reward_funcs=[answer, form], train_dataset=…)
"""

from agent_tunix.rewards import check_answer, match_format_exactly
from agent_tunix.rewards.trainers import trl

# A sample whose solution is missing is left out of its group.
answer = trl.Reward(check_answer, truth="solution", on_invalid=None, name="answer")
form = trl.Reward(match_format_exactly, expected_format="The answer is [NUM].", name="form")
