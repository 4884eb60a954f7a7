"""An import path that stays: `agent_tunix.rewards.composing.reward` has what is here."""

from agent_tunix.rewards.composing.reward import Batch, Constant, Evaluation, Reward, RewardError

__all__ = ["Batch", "Constant", "Evaluation", "Reward", "RewardError"]
