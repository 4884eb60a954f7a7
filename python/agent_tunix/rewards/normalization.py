"""An import path that stays: `agent_tunix.rewards.shaping.normalization` has what is here."""

from agent_tunix.rewards.shaping.normalization import Moments, Normalization, decoupled_sum, normalize, normalize_groups

__all__ = ["Moments", "Normalization", "decoupled_sum", "normalize", "normalize_groups"]
