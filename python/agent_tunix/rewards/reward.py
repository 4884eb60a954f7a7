"""An import path that stays: what is here is defined in `agent_tunix.rewards.composing`."""

from agent_tunix.rewards.composing.batch import Batch, Evaluation
from agent_tunix.rewards.composing.calling import RewardError
from agent_tunix.rewards.composing.reward import Constant, Reward

__all__ = ["Batch", "Constant", "Evaluation", "Reward", "RewardError"]
