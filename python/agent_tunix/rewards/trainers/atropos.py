"""Atropos: a `RewardFunction`, whose ``compute(completions, **columns)`` grades a group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter, scores

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward as Atropos calls functions: ``reward(completions, **columns)``; `reward_function` makes a class.

    A completion is text, a chat message, a dict with a ``message``, or a list of messages. A column has a value for
    each completion, or one for all. The truth is in ``solution`` unless `truth` says otherwise.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)([{"role": "assistant", "content": "The answer is 4."}, "The answer is 5."], solution="4")
    [1.0, 0.0]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "solution"

    def __call__(self, completions: Any, **kwargs: Any) -> list[float | None]:
        """Return a finite float for each completion."""
        if found := self.quick_batch(completions, kwargs):
            return found
        read = [[each.get("message", each)] if isinstance(each, Mapping) else each for each in completions]
        return scores(self.grade_batch(read, kwargs, kwargs.get("prompt")))


def reward_function(reward: Callable[..., Any], **arguments: Any) -> type[Any]:
    """Make a class for ``registry.register(…, name="…")``, for ``registry.create``. This needs `atroposlib`.

    An example: ``registry.register(reward_function(check_answer), name="sums")``. Atropos logs what a reward function
    raises and gives the whole group 0.0.

    Args:
        reward: the reward.
        arguments: as `Reward` takes.

    Returns:
        A subclass of `RewardFunction`, made with a ``weight`` and a ``name``, by default the reward's.

    Raises:
        ImportError: `atroposlib` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    from atroposlib.envs.reward_fns.reward_function import RewardFunction

    adapter = Reward(reward, **arguments)

    class AdaptedRewardFunction(RewardFunction):  # type: ignore[misc]
        """Computes the reward of each completion."""

        def __init__(self, weight: float = 1.0, name: str | None = None, **kwargs: Any) -> None:
            super().__init__(weight=weight, name=name or adapter.__name__, **kwargs)

        def compute(self, completions: Any, **kwargs: Any) -> list[float | None]:
            return adapter(completions, **kwargs)

    return AdaptedRewardFunction
