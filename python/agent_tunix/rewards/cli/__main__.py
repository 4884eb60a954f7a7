"""``python -m agent_tunix.rewards.cli`` is the command without its script."""

from agent_tunix.rewards.cli import main

main()
