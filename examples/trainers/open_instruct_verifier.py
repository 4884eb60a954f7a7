"""A verifier for Open-Instruct, for rows whose `dataset` is `sums`; import this module before the training begins."""

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import open_instruct

SumsVerifier = open_instruct.verifier(check_answer, name="sums", on_invalid=0.0)
