"""A reward function for Atropos' registry: `registry.create({"type": "sums", "weight": 1.0})`."""

from atroposlib.envs.reward_fns.registry import registry

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import atropos

registry.register(atropos.reward_function(check_answer, on_invalid=0.0), name="sums")
