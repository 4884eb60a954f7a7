"""TRL: ``f(prompts, completions, completion_ids, **columns)``, once for a batch, a list of floats or None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward for ``reward_funcs=[…]`` of TRL's GRPO and RLOO trainers, on plain or conversational data.

    The truth is in the column ``solution`` unless `truth` says otherwise. ``on_invalid=None`` leaves a sample out of
    its group. The parts of a reward become metrics ``<name>/<part>`` (numbers) and columns of the completions table.

    >>> from agent_tunix.rewards import check_answer
    >>> reward = Reward(check_answer, on_invalid=None)
    >>> completions = [[{"role": "assistant", "content": "The answer is 4."}]] * 2
    >>> reward(prompts=["2 + 2?"] * 2, completions=completions, completion_ids=[[1], [2]], solution=["4", None])
    [1.0, None]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "solution"
    knows_none = True

    def __call__(
        self,
        completions: Any,
        prompts: Any = None,
        *,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        **kwargs: Any,
    ) -> list[float | None]:
        """Return one finite float, or None, for each completion."""
        # What a schedule logs goes the same way.
        columns = kwargs if log_metric is None else kwargs | {"log_metric": log_metric}
        graded = self.grade_batch(completions, columns, prompts)
        # All ranks must log under the same keys, so every part that any sample has is logged.
        for part in sorted({part for _, parts in graded for part in parts}):
            values = [parts.get(part) for _, parts in graded]
            numbers = [value for value in values if isinstance(value, float)]
            if log_extra is not None:
                log_extra(f"{self.__name__}/{part}", values)
            if log_metric is not None and numbers:
                log_metric(f"{self.__name__}/{part}", sum(numbers) / len(numbers))
        return [score for score, _ in graded]
