"""An import path that stays: `agent_tunix.rewards.composing.registry` has what is here."""

from agent_tunix.rewards.composing.registry import get_reward, register_reward, register_reward_function, reward_names

__all__ = ["get_reward", "register_reward", "register_reward_function", "reward_names"]
