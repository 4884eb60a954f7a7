"""A reward for the list of reward functions of a NeMo RL environment, and a `verify` for its workers."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import nemo_rl

answer = nemo_rl.Reward(check_answer, on_invalid=0.0)
verifier = nemo_rl.Verifier(check_answer, on_invalid=0.0)
