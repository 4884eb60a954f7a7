"""OpenEnv: a `Rubric`, whose ``forward(action, observation)`` is the reward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.reading.columns import find_value
from agent_tunix.rewards.trainers._adapter import Adapter, as_dict
from agent_tunix.rewards.trainers._outcomes import take_score

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for a rubric of your own: ``reward(action, observation)``, a float; `rubric` makes a `Rubric`.

    The response is the action's field ``message``, or the action itself if that is a text; `response` names another
    field. The truth is ``answer`` of the observation's metadata or of itself, unless `truth` says otherwise.

    >>> from types import SimpleNamespace
    >>> from agent_tunix.rewards import check_answer
    >>> observation = SimpleNamespace(done=True, metadata={"answer": "4"})
    >>> Reward(check_answer)(SimpleNamespace(message="The answer is 4."), observation)
    1.0

    Args, and what is raised: as `Adapter`, and:
        response: the action's field that has the response; dots lead inside.
    """

    awaits = True

    def __init__(self, reward: Callable[..., Any], *, response: str = "message", **arguments: Any) -> None:
        super().__init__(reward, **arguments)
        self._response = self._made_of["response"] = response

    def read(self, action: Any, observation: Any) -> tuple[Any, dict[str, Any]]:
        """Return the response of an action, and the columns of its observation."""
        columns = as_dict(observation)
        metadata = columns.get("metadata")
        row = {**columns, **(metadata if isinstance(metadata, Mapping) else {}), "action": action}
        is_text = isinstance(action, (str, list))
        return action if is_text else find_value(action, self._response, self.__name__), row

    def __call__(self, action: Any, observation: Any) -> Any:
        """Return a finite float for one action; a coroutine of it where the reward is awaited."""
        score = self.quick(getattr(action, self._response, action), getattr(observation, "metadata", None))
        return score if score is not None else self.one(take_score, *self.read(action, observation))


def rubric(reward: Callable[..., Any], **arguments: Any) -> Any:
    """Make a rubric, for ``Environment(rubric=…)`` and for OpenEnv's containers. This needs `openenv`.

    An example: ``rubric(check_answer, response="message")``. Its ``forward`` returns a coroutine where the
    reward is awaited, which OpenEnv awaits.

    Args:
        reward: the reward.
        arguments: as `Reward` takes.

    Returns:
        An instance of a subclass of `Rubric`.

    Raises:
        ImportError: `openenv` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    from openenv.core.rubrics.base import Rubric

    adapter = Reward(reward, **arguments)

    class RewardRubric(Rubric):  # type: ignore[misc]
        """Gives the reward of an action."""

        def forward(self, action: Any, observation: Any) -> Any:
            return adapter(action, observation)

    return RewardRubric()
