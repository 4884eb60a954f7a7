"""An import path that stays: `agent_tunix.rewards.shaping.tasks` has what is here."""

from agent_tunix.rewards.shaping.tasks import by_task

__all__ = ["by_task"]
