"""A reward for slime: `--custom-rm-path slime_rewards.answer`, with or without `--group-rm`."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import slime

answer = slime.Reward(check_answer, on_invalid=0.0, name="answer")
