"""Train a model with GRPO and the rewards of this package; the settings are in conf/, and on the command line.

python run_training.py
python run_training.py training.log_rewards=true training.save_reward_analysis=true
python run_training.py +training.reward_function=custom_reward_function
python run_training.py model=pretrained model.path=DIR data=gsm8k data.path=FILE
"""

from __future__ import annotations

import json
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

from agent_tunix.rewards import RewardLog, analyze
from agent_tunix.rewards.trainers import tunix
from console import Steps, print_curves, print_summary
from curve import History, draw_curve
from data import make_batches
from models import make_model
from rewards import make_rewards


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(config: DictConfig) -> None:
    """Make the model, train it, and tell how the rewards went."""
    for chatty in ("absl", "jax", "matplotlib"):  # Tunix logs every response.
        logging.getLogger(chatty).setLevel(logging.ERROR)
    training = config.training
    begin = time.monotonic()
    folder = Path(HydraConfig.get().runtime.output_dir)
    rewards = make_rewards(training.reward_function, OmegaConf.to_container(training.reward_options))
    history = History([each.__name__ for each in rewards])
    sinks = [history, Steps(training.steps)]
    if training.log_rewards:  # All metrics of each step go into the log file; the terminal has a line and tables.
        log_to_file()
        sinks.append("logging")
    if training.save_reward_analysis:
        sinks.append(f"jsonl:{folder / 'reward_steps.jsonl'}")
    log = RewardLog(
        rewards,
        folder=folder / "records" if training.save_reward_analysis else None,
        samples="all",
        sinks=sinks,
        run=folder.name,
        group=training.generations,
    )
    mesh = jax.sharding.Mesh(np.array(jax.devices()).reshape(-1, 1), ("fsdp", "tp"))
    model, tokenizer = make_model(config.model, config.data, mesh, config.seed)
    print(f"model ready after {time.monotonic() - begin:.0f} s", flush=True)
    with log:
        train(config, model, tokenizer, mesh, log)
    print(f"trained after {time.monotonic() - begin:.0f} s")

    draw_curve(history, folder / "reward_curve.png")
    print_curves(history)
    if training.log_rewards:
        print_summary(log.summary())
    if training.save_reward_analysis:
        save_analysis(log, folder)
    print(f"\nresults: {folder}")


def log_to_file() -> None:
    """Send what the rewards log to the files of Hydra's log alone."""
    logger = logging.getLogger("agent_tunix.rewards")
    logger.propagate = False
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            logger.addHandler(handler)


def save_analysis(log: RewardLog, folder: Path) -> None:
    """Write what the records tell: a page, its text, figures, and the numbers over the training."""
    (folder / "reward_summary.json").write_text(json.dumps(log.summary(), indent=1) + "\n", "utf-8")
    analysis = analyze(folder / "records")
    for name in ("reward_analysis.html", "reward_analysis.md", "figures"):
        analysis.save(folder / name)
    print("\nfindings" if analysis.findings else "\nnothing was found that needs attention")
    for finding in analysis.findings:
        print(f"  {finding.severity:6}  {finding.title}")


def train(config: DictConfig, model: object, tokenizer: object, mesh: object, log: RewardLog) -> None:
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
        reward_fns=log.rewards,
        metric_fns=[tunix.log_metrics(log)],
        algo_config=GRPOConfig(num_generations=training.generations, beta=training.beta, epsilon=training.epsilon),
    )
    learner.train(make_batches(data, tokenizer, training.prompts, training.steps, config.seed))


if __name__ == "__main__":
    main()
