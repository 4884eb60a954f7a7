"""An import path that stays: `agent_tunix.rewards.models.preferences` has what is here."""

from agent_tunix.rewards.models.preferences import preference_pairs, write_preferences

__all__ = ["preference_pairs", "write_preferences"]
