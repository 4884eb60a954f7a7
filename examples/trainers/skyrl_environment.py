"""An environment for SkyRL: `skyrl_gym.register("sums", "skyrl_environment:SumsEnv")` and `env_class=sums`."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import skyrl

SumsEnv = skyrl.environment(check_answer, truth="reward_spec.ground_truth", on_invalid=0.0)
