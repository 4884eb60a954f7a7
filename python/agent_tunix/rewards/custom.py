"""An import path that stays: `agent_tunix.rewards.composing.custom` has what is here."""

from agent_tunix.rewards.composing.custom import FunctionReward, as_reward, vectorized

__all__ = ["FunctionReward", "as_reward", "vectorized"]
