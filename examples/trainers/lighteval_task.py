"""A metric for lighteval: `LightevalTaskConfig(metrics=[answer], …)` in a file of `--custom-tasks`."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import lighteval

answer = lighteval.metric(check_answer, name="answer")
