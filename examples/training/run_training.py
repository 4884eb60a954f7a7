"""Train a model with GRPO and the rewards of this package; the settings are in conf/, and on the command line.

python run_training.py
python run_training.py training.log_rewards=true training.save_reward_analysis=true
python run_training.py +training.reward_function=custom_reward_function
python run_training.py model=pretrained model.path=DIR data=gsm8k data.path=FILE
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

import hydra
import jax
import numpy as np
import optax
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf
from tunix.rl import rl_cluster
from tunix.rl.grpo.grpo_learner import GRPOConfig, GRPOLearner
from tunix.rl.rollout.base_rollout import RolloutConfig

from data import make_batches
from models import make_model
from records import Recorder, draw_analysis, draw_curve, print_curve, save, show, summarize
from rewards import make_rewards


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(config: DictConfig) -> None:
    """Make the model, train it, and tell how the rewards went."""
    for chatty in ("absl", "jax"):  # Tunix logs every response.
        logging.getLogger(chatty).setLevel(logging.WARNING)
    training = config.training
    begin = time.monotonic()
    options = OmegaConf.to_container(training.reward_options)
    recorders = [
        Recorder(each, printed=training.log_rewards) for each in make_rewards(training.reward_function, options)
    ]
    mesh = jax.sharding.Mesh(np.array(jax.devices()).reshape(-1, 1), ("fsdp", "tp"))
    model, tokenizer = make_model(config.model, config.data, mesh, config.seed)
    print(f"model ready after {time.monotonic() - begin:.0f} s", flush=True)
    train(config, model, tokenizer, mesh, recorders)
    print(f"trained after {time.monotonic() - begin:.0f} s")

    folder = Path(HydraConfig.get().runtime.output_dir)
    draw_curve(recorders, folder / "reward_curve.png")
    for recorder in recorders:
        print_curve(recorder)
        facts = summarize(recorder)
        print(f"  {facts['mean_of_first_tenth']:.3f} in the first tenth, {facts['mean_of_last_tenth']:.3f} in the last")
        if training.log_rewards:
            print(f"over training: {show(facts['over_training'])}")
            print(f"best step: {facts['best_step']}, mean {facts['best_mean']:.3f}")
        if training.save_reward_analysis:
            save(recorder, folder)
            draw_analysis(recorder, folder / f"{recorder.__name__}_analysis.png")
    print(f"\nresults: {folder}")


def train(config: DictConfig, model: object, tokenizer: object, mesh: object, recorders: list[Recorder]) -> None:
    """Run Tunix's GRPO learner."""
    training, data = config.training, config.data
    reference = make_model(config.model, config.data, mesh, config.seed)[0] if training.beta else None
    cluster = rl_cluster.RLCluster(
        actor=model,
        reference=reference,
        tokenizer=tokenizer,
        cluster_config=rl_cluster.ClusterConfig(
            role_to_mesh=dict.fromkeys(
                (rl_cluster.Role.ACTOR, rl_cluster.Role.REFERENCE, rl_cluster.Role.ROLLOUT), mesh
            ),
            rollout_engine="vanilla",
            offload_to_cpu=False,
            training_config=rl_cluster.RLTrainingConfig(
                actor_optimizer=optax.adam(training.learning_rate),
                eval_every_n_steps=training.steps + 1,
                max_steps=training.steps,
            ),
            rollout_config=RolloutConfig(
                max_tokens_to_generate=data.max_response_length,
                max_prompt_length=data.max_prompt_length,
                kv_cache_size=data.max_prompt_length + data.max_response_length + 8,
                temperature=training.temperature,
                top_p=1.0,
                top_k=None,
            ),
        ),
    )
    learner = GRPOLearner(
        rl_cluster=cluster,
        reward_fns=recorders,
        algo_config=GRPOConfig(num_generations=training.generations, beta=training.beta, epsilon=training.epsilon),
    )
    learner.train(make_batches(data, tokenizer, training.prompts, training.steps, config.seed))


if __name__ == "__main__":
    main()
