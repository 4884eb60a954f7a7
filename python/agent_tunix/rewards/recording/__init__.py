"""Recording what rewards give, and why."""
