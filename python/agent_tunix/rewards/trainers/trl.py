"""TRL: ``f(prompts, completions, completion_ids, **columns)``, once for a batch, a list of floats or None."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._adapter import Adapter, Graded, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.trainers._log import Log


class Reward(Adapter):
    """A reward for ``reward_funcs=[…]`` of TRL's GRPO and RLOO trainers, on plain or conversational data.

    The truth is in the column ``solution`` unless `truth` says otherwise. ``on_invalid=None`` leaves a sample out of
    its group. The parts of a reward become metrics ``<name>/<part>`` (numbers) and columns of the completions table.
    TRL up to 1.13 needs the same parts in all processes: `components` makes them so.

    >>> from agent_tunix.rewards import check_answer
    >>> reward = Reward(check_answer, on_invalid=None)
    >>> completions = [[{"role": "assistant", "content": "The answer is 4."}]] * 2
    >>> reward(prompts=["2 + 2?"] * 2, completions=completions, completion_ids=[[1], [2]], solution=["4", None])
    [1.0, None]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "solution"
    knows_none = True
    awaits = True

    def __call__(
        self,
        completions: Any,
        prompts: Any = None,
        *,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return one finite float, or None, for each completion; a coroutine of them where the reward is awaited."""
        if found := self.quick_batch(completions, kwargs):
            return found
        # What a schedule logs goes the same way.
        columns = kwargs if log_metric is None else kwargs | {"log_metric": log_metric}
        return self.many(partial(self._log, log_extra, log_metric), completions, columns, prompts)

    def _log(self, log_extra: Any, log_metric: Any, graded: list[Graded]) -> list[float | None]:
        """Log the parts and return the scores."""
        # TRL since 1.14 puts the names of all ranks together. Before, it stood still where ranks logged other names, so
        # that every component that the caller named is logged here, whatever this rank's samples have of it.
        for part in self._components or sorted({part for _, parts in graded for part in parts}):
            values = [parts.get(part) for _, parts in graded]
            numbers = [value for value in values if isinstance(value, float)]
            if log_extra is not None:
                log_extra(f"{self.__name__}/{part}", values)
            if log_metric is not None and (numbers or (self._components and set(values) == {None})):
                log_metric(f"{self.__name__}/{part}", sum(numbers) / len(numbers) if numbers else math.nan)
        return scores(graded)


def log_callback(log: Log) -> Any:
    """Make a callback that keeps a log with the trainer's checkpoints.

    ``GRPOTrainer(reward_funcs=log.rewards, callbacks=[log_callback(log)], …)`` trains on the rewards of a `RewardLog`.
    Its metrics are in the trainer's own log, and in all that reports it, without the callback: by the ``log_metric``
    that TRL hands to rewards. The callback saves what the log counted and what curricula inside it remember into each
    checkpoint, in each process, for trainings resumed from one in the same `output_dir`, and writes records that wait.

    Args:
        log: whose rewards the trainer has.

    Raises:
        ImportError: transformers is not installed.
    """
    from pathlib import Path

    from transformers import TrainerCallback

    def place(args: Any, state: Any) -> Path:
        return Path(args.output_dir, f"checkpoint-{state.global_step}", f"reward_log_{args.process_index}.json")

    class LogCallback(TrainerCallback):  # type: ignore[misc]
        """Saves a log with the checkpoints."""

        def on_train_begin(self, args: Any, state: Any, _: Any, **__: Any) -> None:
            """Go on from the checkpoint that the training is resumed from."""
            if state.global_step and place(args, state).exists():
                log.load_state_dict(json.loads(place(args, state).read_text("utf-8")))

        def on_save(self, args: Any, state: Any, _: Any, **__: Any) -> None:
            """Save what the log counted, whole or not at all, as a run may be killed here; and write its records."""
            log.flush()
            path = place(args, state)
            path.parent.mkdir(parents=True, exist_ok=True)
            (unfinished := path.with_suffix(".unfinished")).write_text(json.dumps(log.state_dict()), "utf-8")
            unfinished.replace(path)

        def on_train_end(self, *_: Any, **__: Any) -> None:
            """Write the records that wait."""
            log.flush()

    return LogCallback()
