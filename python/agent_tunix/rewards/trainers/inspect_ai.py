"""inspect-ai: a scorer, ``await score(state, target)``, whose `Score` has the answer and why in a sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._explained import Explained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Reward(Explained):
    """A reward as a scorer; `scorer` also registers it, which a task needs.

    The truth is the sample's target, several of which mean any of them; `truth` names a key of the sample's metadata
    instead. The value is the score itself, with partial credit; the parts are the score's metadata. A sample that can't
    be judged is left out of the metrics with ``on_invalid=None``.

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "target"
    knows_none = True
    awaits = True

    async def __call__(self, state: Any, target: Any) -> Any:
        """Return the `Score` of a sample's output."""
        from inspect_ai.scorer import Score

        targets = list(target)
        row = {**(state.metadata or {}), "target": targets[0] if len(targets) == 1 else targets}
        prompt = state.input if isinstance(state.input, str) else [each.model_dump() for each in state.input]
        found = await self.judge_later(state.output.completion, row, prompt)
        return Score(
            # NaN is inspect-ai's own mark for a sample without a score.
            value=math.nan if found.score is None else found.score,
            answer=found.answer,
            explanation=found.sentence,
            metadata=dict(found.parts),
        )


def scorer(reward: Callable[..., Any], *, metrics: Sequence[Any] | None = None, **arguments: Any) -> Any:
    """Make a scorer, for ``Task(scorer=…)``. This needs `inspect_ai`.

    An example: ``Task(dataset=…, solver=generate(), scorer=scorer(check_answer))``.

    Args:
        reward: the reward.
        metrics: inspect-ai's metrics; the default is its ``accuracy``, here the mean score, and its ``stderr``.
        arguments: as `Reward` takes.

    Returns:
        A scorer with the reward's name.

    Raises:
        ImportError: `inspect_ai` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    from inspect_ai.scorer import accuracy, stderr
    from inspect_ai.scorer import scorer as register

    adapter = Reward(reward, **arguments)
    return register(metrics=metrics or [accuracy(), stderr()], name=adapter.__name__)(lambda: adapter)()
