"""A reward worker for ROLL: `rewards.sums.worker_cls: roll_worker.SumsWorker` of the configuration."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import roll

SumsWorker = roll.worker(check_answer, on_invalid=0.0)
