"""Recording what a reward does: `RewardLog`, its statistics, and its records on disk."""

from agent_tunix.rewards.recording.log import RewardLog

__all__ = ["RewardLog"]
