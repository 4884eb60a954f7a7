"""slime: ``await f(args, sample)``, or of a list of samples with ``--group-rm``; a float, or a dict."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter, Graded, as_columns


class Reward(Adapter):
    """A reward for ``--custom-rm-path module.variable``, with or without ``--group-rm``.

    The truth is the sample's ``label`` unless `truth` says otherwise (``"metadata.answer"``). With `components` the
    result is a dict of ``score`` and these parts, which needs ``--reward-key score``; without, a float.

    >>> import asyncio
    >>> from types import SimpleNamespace
    >>> from agent_tunix.rewards import check_answer
    >>> sample = SimpleNamespace(prompt="2 + 2?", response="The answer is 4.", label="4", metadata={})
    >>> asyncio.run(Reward(check_answer)(None, sample))
    1.0

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "label"
    awaits = True

    async def __call__(self, args: Any, sample: Any, **kwargs: Any) -> Any:  # noqa: ARG002  slime's own arguments
        """Return the reward of one sample, or of each sample of a group."""
        if isinstance(sample, (list, tuple)):
            prompts = [each.prompt for each in sample]
            graded = await self.grade_batch_later([each.response for each in sample], as_columns(sample), prompts)
            return [self._shape(each) for each in graded]
        if self._waits:
            return self._shape(await self.grade_later(sample.response, sample, sample.prompt))
        score = self.quick(sample.response, sample)
        return score if score is not None else self._shape(self.grade(sample.response, sample, sample.prompt))

    def _shape(self, graded: Graded) -> float | dict[str, Any] | None:
        score, parts = graded
        return {"score": score, **parts} if self._made_of["components"] else score
