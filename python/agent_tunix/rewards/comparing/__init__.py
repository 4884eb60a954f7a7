"""Two graders on the same responses: how far they agree, and where they differ."""

from agent_tunix.rewards.comparing.comparison import Comparison, Difference, Share, compare_graders

__all__ = ["Comparison", "Difference", "Share", "compare_graders"]
