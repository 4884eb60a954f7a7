"""Rewards for ms-swift: `--external_plugins examples/trainers/ms_swift_plugin.py --reward_funcs answer form`."""

from swift.rewards import orms

from agent_tunix.rewards import check_answer, match_format_exactly
from agent_tunix.rewards.trainers import ms_swift

orms["answer"] = ms_swift.orm(check_answer, truth="solution", name="answer")
orms["form"] = ms_swift.orm(match_format_exactly, expected_format="The answer is [NUM].", name="form")
