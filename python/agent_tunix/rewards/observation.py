"""An import path that stays: `agent_tunix.rewards.composing.observation` has what is here."""

from agent_tunix.rewards.composing.observation import observe

__all__ = ["observe"]
