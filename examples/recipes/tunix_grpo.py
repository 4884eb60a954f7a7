"""GRPO with Tunix: `python tunix_grpo.py`. It needs `pip install google-tunix transformers`."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers import tunix
from sums import MODEL, REWARD, make_rows

STEPS, PROMPTS = 200, 8
LONGEST_PROMPT, LONGEST_RESPONSE = 128, 256

reward = tunix.Reward(REWARD, name="sums")


def make_cluster(tokenizer: Any) -> Any:
    """Return the policy, its reference and the engine that generates; this downloads the model."""
    import jax
    import numpy as np
    import optax
    from tunix.models.automodel import AutoModel
    from tunix.rl import rl_cluster
    from tunix.rl.rollout.base_rollout import RolloutConfig

    mesh = jax.sharding.Mesh(np.array(jax.devices()).reshape(-1, 1), ("fsdp", "tp"))
    roles = (rl_cluster.Role.ACTOR, rl_cluster.Role.REFERENCE, rl_cluster.Role.ROLLOUT)
    return rl_cluster.RLCluster(
        actor=AutoModel.from_pretrained(MODEL, mesh)[0],
        reference=AutoModel.from_pretrained(MODEL, mesh)[0],
        tokenizer=tokenizer,
        cluster_config=rl_cluster.ClusterConfig(
            role_to_mesh=dict.fromkeys(roles, mesh),
            rollout_engine="vanilla",
            offload_to_cpu=False,
            training_config=rl_cluster.RLTrainingConfig(
                actor_optimizer=optax.adam(1e-6), eval_every_n_steps=STEPS + 1, max_steps=STEPS
            ),
            rollout_config=RolloutConfig(
                max_tokens_to_generate=LONGEST_RESPONSE,
                max_prompt_length=LONGEST_PROMPT,
                kv_cache_size=LONGEST_PROMPT + LONGEST_RESPONSE + 8,
                temperature=1.0,
            ),
        ),
    )


def make_batches(tokenizer: Any) -> Any:
    """Give batches of prompts, as the model's chat template writes them, with their answers."""
    import numpy as np

    rows = make_rows(STEPS * PROMPTS)
    for begin in range(0, len(rows), PROMPTS):
        batch = rows[begin : begin + PROMPTS]
        prompts = [
            tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True) for row in batch
        ]
        yield {"prompts": np.array(prompts), "answer": np.array([row["answer"] for row in batch])}


def main() -> None:
    """Train."""
    from transformers import AutoTokenizer
    from tunix.rl.grpo.grpo_learner import GRPOConfig, GRPOLearner

    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    learner = GRPOLearner(
        rl_cluster=make_cluster(tokenizer),
        reward_fns=[reward],
        algo_config=GRPOConfig(num_generations=8, beta=0.04, epsilon=0.2),
    )
    learner.train(make_batches(tokenizer))


if __name__ == "__main__":
    main()
