"""Rewards that change during training: normalization, schedules, curricula, tasks."""
