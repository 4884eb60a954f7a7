"""ROLL: a reward worker, whose ``compute_rewards(data)`` grades a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter, scores

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for a worker of your own: ``reward(responses, columns, prompts)``; `worker` makes a whole one.

    The truth is in the column ``ground_truth`` unless `truth` says otherwise.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)(["The answer is 4.", "5"], {"ground_truth": ["4", "4"]})
    [1.0, 0.0]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def __call__(self, responses: Any, columns: Any, prompts: Any = None) -> list[float | None]:
        """Return a finite float for each response."""
        return self.quick_batch(responses, columns) or scores(self.grade_batch(responses, columns, prompts))


def worker(reward: Callable[..., Any], **arguments: Any) -> type[Any]:
    """Make a worker, named by ``rewards.<domain>.worker_cls`` of the configuration. This needs `roll` and `torch`.

    An example: ``SumsWorker = worker(check_answer)``. The scores, which validation counts as right where they are 1,
    and the rewards of the responses are the same. No token has a reward of its own.

    Args:
        reward: the reward.
        arguments: as `Reward` takes.

    Returns:
        A subclass of ROLL's `Worker`.

    Raises:
        ImportError: `roll` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    import torch
    from roll.distributed.executor.worker import Worker
    from roll.distributed.scheduler.decorator import Dispatch, register
    from roll.distributed.scheduler.protocol import DataProto
    from roll.models.model_providers import default_tokenizer_provider

    adapter = Reward(reward, **arguments)

    class RewardWorker(Worker):  # type: ignore[misc]
        """Grades the responses of one domain."""

        def __init__(self, worker_config: Any) -> None:
            super().__init__(worker_config=worker_config)
            self.rank_info.dp_rank, self.rank_info.dp_size = self.rank_info.rank, self.rank_info.world_size
            self.tokenizer = default_tokenizer_provider(model_args=worker_config.model_args)

        @register(dispatch_mode=Dispatch.ONE_TO_ALL)  # type: ignore[untyped-decorator]
        def initialize(self, pipeline_config: Any) -> None:
            """Nothing is to be loaded."""

        @register(dispatch_mode=Dispatch.DP_MP_COMPUTE, clear_cache=False)  # type: ignore[untyped-decorator]
        def compute_rewards(self, data: Any) -> Any:
            responses, prompts = (
                self.tokenizer.batch_decode(data.batch[name], skip_special_tokens=True)
                for name in ("responses", "prompts")
            )
            rewards = adapter(responses, data.non_tensor_batch, prompts)
            return DataProto.from_dict(
                tensors={
                    "token_level_rewards": torch.zeros_like(data.batch["responses"], dtype=torch.float32),
                    "response_level_rewards": torch.tensor(rewards, dtype=torch.float32),
                    "scores": torch.tensor(rewards, dtype=torch.float32),
                }
            )

    return RewardWorker
