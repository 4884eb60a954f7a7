"""The hosts that call rewards: the source of the command `hosts`, of the guide's table, and of what `e2e` prints."""

from __future__ import annotations

from typing import NamedTuple


class Host(NamedTuple):
    """A program that calls rewards.

    Attributes:
        name: what it calls itself.
        tried: the version of its package whose own code `make e2e` runs; of a host without a usable package, the commit
            whose calls a test repeats; empty where the form that serves it is tried.
        line: how a reward is handed to it.
        needs: what must be known beside the line, such as where it stands.
    """

    name: str
    tried: str
    line: str
    needs: str = ""

    @property
    def is_commit(self) -> bool:
        """Whether the host's calls are repeated, instead of its own code run."""
        return bool(self.tried) and "." not in self.tried


HOSTS = (
    Host("Tunix", "google-tunix 0.1.7", "GRPOLearner(reward_fns=[tunix.Reward(reward)], …)"),
    Host("Tunix at its head", "c7d8950", "GRPOLearner(reward_fns=[tunix.Reward(reward)], …)"),
    Host("TRL", "trl 1.16.0", "GRPOTrainer(reward_funcs=[trl.Reward(reward)], …)"),
    Host(
        "verl", "verl 0.9.1", "compute_score = verl.Reward(reward)",
        "in the file that `reward.custom_reward_function.path` names",
    ),
    Host(
        "OpenRLHF", "openrlhf 0.11.2", "reward_func = openrlhf.Reward(reward)",
        "in the file that `--reward.remote_url` names",
    ),
    Host(
        "verifiers", "verifiers 0.4.0", "answer = verifiers.TaskReward(reward)",
        'in the file of `RewardFunctionConfig(fn="file.py:answer")`',
    ),
    Host(
        "verifiers at its head", "a60a606", "answer = verifiers.TaskReward(reward)",
        'in the file of `RewardFunctionConfig(fn="file.py:answer")`',
    ),
    Host("verifiers 0.1 to 0.3", "verifiers 0.1.14", "Rubric(funcs=[verifiers.Reward(reward)])"),
    Host("SkyRL", "skyrl-gym 0.4.0", "SumsEnv = skyrl.environment(reward)", "named by `skyrl_gym.register`"),
    Host("AReaL", "areal 1.0.4", "answer = areal.Reward(reward)", "named by `reward_fn` of a workflow"),
    Host(
        "NeMo RL", "7ea279a", "answer = nemo_rl.Reward(reward)",
        "`nemo_rl.Verifier` for its workers, `nemo_rl.environment` for `register_env`",
    ),
    Host("slime", "624b824", "answer = slime.Reward(reward)", "named by `--custom-rm-path`"),
    Host("ms-swift", "3602360", 'orms["answer"] = ms_swift.orm(reward)', "in a file of `--external_plugins`"),
    Host("EasyR1", "b44b311", "answer = easyr1.Reward(reward)", "named by `worker.reward.reward_function`"),
    Host(
        "tinker-cookbook", "tinker-cookbook 0.6.1",
        "class SumEnv(tinker_cookbook.problem(reward), ProblemEnv): …",
    ),
    Host("rLLM", "9beb6e0", "answer = rllm.Reward(reward)", "an evaluator and a `reward_fn`"),
    Host(
        "Open-Instruct", "e6c3044", 'SumsVerifier = open_instruct.verifier(reward, name="sums")',
        "for rows whose `dataset` is `sums`",
    ),
    Host("ROLL", "8eb27cc", "SumsWorker = roll.worker(reward)", "named by `worker_cls`"),
    Host("Atropos", "atroposlib 0.4.0", 'registry.register(atropos.reward_function(reward), name="sums")'),
    Host("OpenEnv", "openenv 0.10.0", "super().__init__(rubric=openenv.rubric(reward))", "in an `Environment`"),
    Host("DSPy", "dspy 3.4.1", "dspy.GEPA(metric=dspy.Reward(reward), …)", "or `Evaluate(metric=…)`"),
    Host("GEPA", "gepa 0.1.4", "DefaultAdapter(evaluator=dspy.Evaluator(reward), …)"),
    Host("inspect-ai", "inspect-ai 0.3.285", "Task(scorer=inspect_ai.scorer(reward), …)"),
    Host(
        "lm-eval", "lm-eval 0.4.13", "answer = lm_eval.Reward(reward)",
        "for `process_results: !function file.answer`, with its `metric_list`",
    ),
    Host("lighteval", "lighteval 0.13.0", "LightevalTaskConfig(metrics=[lighteval.metric(reward)], …)"),
    Host("Unsloth", "", "GRPOTrainer(reward_funcs=[trl.Reward(reward)], …)", "by TRL's form"),
    Host("Axolotl", "", "answer = trl.Reward(reward)", "by TRL's form, named by `trl.reward_funcs: [file.answer]`"),
    Host("Oumi", "", 'register("answer", RegistryType.REWARD_FUNCTION)(trl.Reward(reward))', "by TRL's form"),
    Host("prime-rl", "", "answer = verifiers.TaskReward(reward)", "by verifiers' form, in its environment"),
    Host("miles", "", "answer = slime.Reward(reward)", "by slime's form, named by `--custom-rm-path`"),
    Host("ART", "", "Trajectory(reward=check_answer(text, truth), …)", "by a plain call"),
    Host("Agent Lightning", "", "emit_reward(check_answer(text, truth))", "by a plain call"),
)  # fmt: skip
#: Above the table in the guide and in the command.
HEADS = ("host", "tried", "one line of code", "where it stands")


def rows() -> list[tuple[str, str, str, str]]:
    """Return the rows of the table."""
    return [
        (host.name, f"commit {host.tried}" if host.is_commit else host.tried, host.line, host.needs) for host in HOSTS
    ]


def as_markdown() -> str:
    """Return the guide's table."""
    made = [(name, tried, f"`{line}`", needs) for name, tried, line, needs in rows()]
    lines = [HEADS, ("---",) * len(HEADS), *made]
    return "".join(f"| {' | '.join(line)} |\n".replace("  ", " ") for line in lines)
