"""Reward models, and the preference pairs that they are trained on."""

from agent_tunix.rewards.models.preferences import preference_pairs, write_preferences
from agent_tunix.rewards.models.reward import ModelReward

__all__ = ["ModelReward", "preference_pairs", "write_preferences"]
