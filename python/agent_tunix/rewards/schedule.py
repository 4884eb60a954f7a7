"""An import path that stays: `agent_tunix.rewards.shaping.schedule` has what is here."""

from agent_tunix.rewards.shaping.schedule import Curriculum, Schedule, Stage, cosine, linear

__all__ = ["Curriculum", "Schedule", "Stage", "cosine", "linear"]
