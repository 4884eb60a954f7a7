"""Rewards for verl, named in its configuration.

reward.custom_reward_function.path=examples/trainers/verl_rewards.py
reward.custom_reward_function.name=compute_score
"""

from agent_tunix.rewards import as_reward, check_answer, explain_answer, match_format_exactly
from agent_tunix.rewards.trainers import verl

FORM = as_reward(match_format_exactly, expected_format="The answer is [NUM].")

# The parts, format and answer, are reported by validation beside the score.
compute_score = verl.Reward(0.3 * FORM + 0.7 * as_reward(check_answer), on_invalid=0.0)

# The answer alone, with the reason of each verdict in the dump of the rollouts.
with_reason = verl.Reward(explain_answer, on_invalid=0.0)
