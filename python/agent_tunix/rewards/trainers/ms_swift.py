"""ms-swift: ``f(completions, **columns)``, once for a batch, a list of floats or None; classes for ``orms``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter, make, scores

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for ``reward_funcs=[…]`` of ms-swift's GRPO trainer, from Python.

    ms-swift logs an object under the name of its class, so each one has a class of its own, called like the reward and
    derived from the class that it was made of: ``class Mine(Reward, ORM)`` stays both.
    The truth is in the column ``solution`` unless `truth` says otherwise; ``on_invalid=None`` leaves a sample out.

    >>> from agent_tunix.rewards import check_answer
    >>> reward = Reward(check_answer)
    >>> reward(["The answer is 4."], solution=["4"])
    [1.0]
    >>> type(reward).__name__
    'check_answer'

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "solution"
    knows_none = True
    awaits = True
    _named_by: type[Any] | None = None

    def __init__(self, reward: Callable[..., Any], **arguments: Any) -> None:
        """Take what `Adapter` takes."""
        super().__init__(reward, **arguments)
        # The class that the caller named, which may be derived from this one and from ms-swift's `ORM`.
        kind = self._named_by = self._named_by or type(self)
        named = {"__module__": kind.__module__, "__doc__": self.__doc__, "_named_by": kind}
        self.__class__ = type(self.__name__, (kind,), named)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what the adapter was made of; its class is made anew."""
        return make, (self._named_by, self._reward, self._made_of)

    def __call__(self, completions: Any, **kwargs: Any) -> Any:
        """Return one finite float, or None, for each completion; a coroutine of them where the reward is awaited."""
        found = self.quick_batch(completions, kwargs)
        return found or self.many(scores, completions, kwargs, kwargs.get("messages"))


def orm(reward: Callable[..., Any], **arguments: Any) -> Callable[..., Reward]:
    """Return what ``orms["name"] = …`` wants in a file for ``--external_plugins``: it makes the reward when called.

    >>> from agent_tunix.rewards import check_answer
    >>> orms = {"answer": orm(check_answer, name="answer", tolerance=0.05)}
    >>> orms["answer"](args=None)(["The answer is 4."], solution=["4"])
    [1.0]

    Args:
        reward: the reward.
        arguments: as `Reward` takes.
    """

    def create(args: Any = None, **kwargs: Any) -> Reward:  # noqa: ARG001  ms-swift's own arguments
        return Reward(reward, **arguments)

    return create
