"""A reward for rLLM: `rllm_evaluator:answer` as an evaluator's import path, or `reward_fn=answer` of an environment."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import rllm

answer = rllm.Reward(check_answer, name="answer", on_invalid=0.0)
