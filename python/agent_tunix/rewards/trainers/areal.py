"""AReaL: ``f(prompt, completions, prompt_ids, completion_ids, **columns)`` for one sample, in another process."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter


class Reward(Adapter):
    """A reward for ``reward_fn=`` of AReaL's workflows. It must pickle, so the reward is a function of a module.

    The truth is in the column ``answer`` unless `truth` says otherwise. AReaL's agents give completions and columns
    alone, by name.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)("2 + 2?", "The answer is 4.", [1], [2], answer="4")
    1.0
    >>> Reward(check_answer)(completions="The answer is 4.", answer="4")
    1.0

    Args, and what is raised: as `Adapter`.
    """

    def __call__(
        self,
        prompt: Any = None,
        completions: Any = None,
        prompt_ids: Any = None,  # noqa: ARG002
        completion_ids: Any = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> float | None:
        """Return a finite float for one completion."""
        score = self.quick(completions, kwargs)
        return score if score is not None else self.grade(completions, kwargs, prompt)[0]
