"""SkyRL: an environment of one turn whose ``step(action)`` is the reward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for an environment of your own: ``reward(action, extras)``, a float.

    The truth is ``reward_spec.ground_truth`` of the row's extras unless `truth` says otherwise. The prompt is what the
    gym begins with, given as `prompt`, or else a ``prompt`` of the extras.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)("The answer is 4.", {"reward_spec": {"ground_truth": "4"}})
    1.0

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "reward_spec.ground_truth"

    def __call__(self, action: Any, extras: Any, prompt: Any = None) -> float | None:
        """Return a finite float for the agent's action."""
        score = self.quick(action, extras)
        return score if score is not None else self.grade(action, extras, prompt)[0]


def environment(reward: Callable[..., Any], **arguments: Any) -> type[Any]:
    """Make an environment of one turn, for ``skyrl_gym.register(id, entry_point="module:Variable")``.

    The parts of the reward that are numbers are the episode's metrics, which SkyRL averages. This needs `skyrl_gym`::

        SumsEnv = environment(check_answer)

    Args:
        reward: the reward.
        arguments: as `Reward` takes.

    Returns:
        A subclass of ``BaseTextEnv``, which SkyRL makes with ``env_config`` and ``extras`` for each trajectory.

    Raises:
        ImportError: `skyrl_gym` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    from skyrl_gym.envs.base_text_env import BaseTextEnv

    adapter = Reward(reward, **arguments)

    class RewardEnv(BaseTextEnv):  # type: ignore[misc]
        """Ends after the first action and rewards it."""

        def __init__(self, env_config: Any = None, extras: Any = None) -> None:  # noqa: ARG002
            super().__init__()
            self.extras = extras or {}
            self.prompt: Any = None
            self.metrics: dict[str, float] = {}

        def init(self, prompt: Any) -> Any:
            """Keep the prompt for rewards that take one."""
            self.prompt = prompt
            return super().init(prompt)

        def step(self, action: str) -> dict[str, Any]:
            score, parts = adapter.grade(action, self.extras, self.prompt)
            self.metrics = {part: value for part, value in parts.items() if isinstance(value, float)}
            return {"observations": [], "reward": score, "done": True, "metadata": parts}

        def get_metrics(self) -> dict[str, float]:
            return self.metrics

    return RewardEnv
