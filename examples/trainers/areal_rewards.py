"""A reward for AReaL: `reward_fn="areal_rewards.answer"` of a workflow. It pickles, as AReaL's processes need."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import areal

answer = areal.Reward(check_answer, truth="answer", on_invalid=0.0)
