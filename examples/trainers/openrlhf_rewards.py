"""Rewards for OpenRLHF: `--reward.remote_url examples/trainers/openrlhf_rewards.py`."""

from typing import Any

from agent_tunix.rewards import check_answer, match_format_exactly
from agent_tunix.rewards.trainers import openrlhf


def judge(response: str, ground_truth: str) -> dict[str, Any]:
    """Weigh form and answer; the parts are logged."""
    form = match_format_exactly(response, "The answer is [NUM].")
    answer = check_answer(response, ground_truth)
    return {"score": 0.3 * form + 0.7 * answer, "form": form, "answer": answer}


# OpenRLHF would drop in silence what raises here; a label that is no truth earns nothing instead.
reward_func = openrlhf.Reward(judge, on_invalid=0.0)
