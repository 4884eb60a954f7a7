"""An import path that stays: what is here is defined in `agent_tunix.rewards.composing`."""

from agent_tunix.rewards.composing.configuration import get_reward
from agent_tunix.rewards.composing.registry import register_reward, register_reward_function, reward_names

__all__ = ["get_reward", "register_reward", "register_reward_function", "reward_names"]
