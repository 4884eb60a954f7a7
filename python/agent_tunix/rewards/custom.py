"""An import path that stays: what is here is defined in `agent_tunix.rewards.composing`."""

from agent_tunix.rewards.composing.calling import vectorized
from agent_tunix.rewards.composing.reward import FunctionReward, as_reward

__all__ = ["FunctionReward", "as_reward", "vectorized"]
