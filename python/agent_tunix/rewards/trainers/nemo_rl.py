"""NeMo RL: an environment, functions of ``(ground_truth, response)``, and ``verify`` of the workers of environments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter, as_columns, scores
from agent_tunix.rewards.trainers._stated import state_all

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for the list of reward functions of an environment: ``(reward, whether it is right)``.

    A reward of 1.0 or more is right; ``right_from`` of a subclass changes that. A reward that gets no truth, as one of
    the format, does not say whether the answer is right: None.

    >>> from agent_tunix.rewards import check_answer, match_format_exactly
    >>> Reward(check_answer)("4", "The answer is 4.")
    (1.0, True)
    >>> Reward(match_format_exactly, expected_format="The answer is [NUM].")("4", "It is 4.")
    (0.5, None)

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"
    right_from = 1.0

    def __call__(self, ground_truth: Any, response: Any, **kwargs: Any) -> tuple[float | None, bool | None]:
        """Return a finite float and whether it means a right answer."""
        kwargs["ground_truth"] = ground_truth
        if (score := self.quick_pair(response, ground_truth)) is not None:
            return score, score >= self.right_from
        score, _ = self.grade(response, kwargs)
        return score, score is not None and score >= self.right_from if self._sources.takes_truth(kwargs) else None


class Verifier(Adapter):
    """A reward as the ``verify`` of a verification worker: exactly one float for each response of a chunk.

    >>> from agent_tunix.rewards import check_answer
    >>> Verifier(check_answer).verify(["The answer is 4.", "5"], ["4", "4"])
    [1.0, 0.0]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def verify(self, pred_responses: Any, ground_truths: Any, return_extracted_answer: Any = False, **kw: Any) -> Any:
        """Return the rewards, and beside them, if asked for, the answers that the responses state (or None)."""
        columns = {**kw, "ground_truth": ground_truths}
        found = self.quick_batch(pred_responses, columns) or scores(self.grade_batch(pred_responses, columns))
        return (found, self.state_answers(pred_responses, columns)) if return_extracted_answer else found

    __call__ = verify

    def state_answers(self, responses: Any, columns: Any, prompts: Any = None) -> list[str | None]:
        """Return the answers that responses state, read as the reward reads them."""
        return state_all(*self._prepare_batch(responses, columns, prompts), self._policy)


def environment(reward: Callable[..., Any], **arguments: Any) -> Any:
    """Make an environment of one turn: a ray actor class, to be made known by `register`. This needs `nemo_rl`.

    The truth is ``ground_truth`` of a sample's metadata. With `components`, NeMo RL gets a dict of rewards,
    ``reward/<component>``, which GDPO normalizes one by one, and not the reward itself::

        SumsEnv = environment(0.3 * form + 0.7 * answer, components=("form", "answer"))
        register("sums", "my_environments.SumsEnv")

    Args, and what is raised: as `Adapter`; ImportError without NeMo RL.
    """
    import ray
    import torch
    from nemo_rl.environments.interfaces import EnvironmentInterface, EnvironmentReturn
    from nemo_rl.environments.metrics import calculate_pass_rate_per_prompt

    adapter = Verifier(reward, **arguments)
    names = [f"reward/{part}" for part in arguments.get("components") or ()]

    class RewardEnv(EnvironmentInterface):  # type: ignore[misc]
        """Ends after the first response and rewards it."""

        def __init__(self, cfg: Any = None) -> None:
            self.cfg = cfg

        def step(self, message_log_batch: Any, metadata: Any, return_extracted_answer: bool = False) -> Any:
            given = message_log_batch, as_columns(metadata), message_log_batch
            graded = adapter.grade_batch(*given)
            found = scores(graded)
            named = {name: torch.tensor([parts[name.removeprefix("reward/")] for _, parts in graded]) for name in names}
            return EnvironmentReturn(
                observations=[{"role": "environment", "content": f"Environment: reward {score}"} for score in found],
                metadata=metadata,
                next_stop_strings=[None] * len(found),
                rewards=named or torch.tensor(found),
                terminateds=torch.ones(len(found)),
                answers=adapter.state_answers(*given) if return_extracted_answer else None,
            )

        def global_post_process_and_metrics(self, batch: Any) -> Any:
            # A response that was cut off earns nothing.
            rewards = sum(batch[name] for name in names or ["rewards"]) * batch["is_end"]
            passed = calculate_pass_rate_per_prompt(batch["text"], rewards)
            return batch, {"reward": rewards.mean().item(), "pass@samples_per_prompt": passed}

    return ray.remote(max_restarts=-1, max_task_retries=-1, max_concurrency=1000)(RewardEnv)


def register(name: str, path: str) -> None:
    """Make the environment at a path, ``"module.Variable"``, known to NeMo RL as the ``env_name`` of configurations."""
    from nemo_rl.distributed.ray_actor_environment_registry import ACTOR_ENVIRONMENT_REGISTRY, PY_EXECUTABLES
    from nemo_rl.environments.utils import register_env

    register_env(name, path)
    ACTOR_ENVIRONMENT_REGISTRY[path] = PY_EXECUTABLES.SYSTEM
