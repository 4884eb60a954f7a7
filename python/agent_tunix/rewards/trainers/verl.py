"""verl: ``compute_score(data_source, solution_str, ground_truth, extra_info)`` for one sample, a float or a dict."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.reading.paths import MISSING
from agent_tunix.rewards.trainers._adapter import Adapter, Graded
from agent_tunix.rewards.trainers._outcomes import take_score
from agent_tunix.rewards.trainers._stated import name_stated

if TYPE_CHECKING:
    from collections.abc import Callable

#: What verl itself hands over beside the row, where a reward model is served.
SERVED = frozenset({"reward_router_address", "reward_model_tokenizer"})


class Reward(Adapter):
    """A reward for ``reward.custom_reward_function``: name the file and the variable that has this object.

    The truth is ``reward_model.ground_truth`` of the row, as verl passes it, unless `truth` names another of
    ``data_source``, ``extra_info``, ``extra_info.<key>``. A reward that names parts makes a dict with ``score``,
    ``acc`` (the score, which verl's validation reports) and the parts. verl needs the same keys for every sample:
    `components` makes them so. verl's ``reward_kwargs`` are arguments as those of this class: options of the reward,
    ``on_invalid`` and the like; what neither knows is refused. An `async` reward makes this a coroutine function, which
    verl awaits, except in its manager ``remote``.

    Tunix's ``verl_compatible: true`` gives a response and its truth alone, and gets a float.

    >>> from agent_tunix.rewards import check_answer
    >>> compute_score = Reward(check_answer)
    >>> compute_score(data_source="sums", solution_str="The answer is 4.", ground_truth="4", extra_info={})
    1.0
    >>> Reward(check_answer, pred=True)("sums", "The answer is $4$.", "4")
    {'score': 1.0, 'acc': 1.0, 'pred': '4'}

    Args:
        reward: as of `Adapter`, with all its other arguments; what is raised, too.
        pred: whether the result has the answer that the response states, by which verl's validation counts votes
            (``maj@N``), read by the reward's own grading; the letter of an option where the reward has choices; empty
            where it states none.
    """

    truth_column = "ground_truth"
    awaits = True

    def __init__(self, reward: Callable[..., Any], *, pred: bool = False, **arguments: Any) -> None:
        super().__init__(reward, **arguments)
        self._made_of["pred"] = self._pred = pred

    def __call__(
        self, data_source: Any, solution_str: Any, ground_truth: Any = MISSING, extra_info: Any = None, **kwargs: Any
    ) -> Any:
        """Return a finite float, or a dict of them with the keys that verl reads; a coroutine of it for an `async` one.

        Raises:
            TypeError: an argument of the configuration is not known.
        """
        if ground_truth is MISSING:
            return self.one(take_score, data_source, {"ground_truth": solution_str})
        for name in kwargs:
            if name not in SERVED:
                options = {name: kwargs.pop(name) for name in kwargs.keys() - SERVED}
                return self.configured(options)(data_source, solution_str, ground_truth, extra_info, **kwargs)
        if not self._pred and (score := self.quick_pair(solution_str, ground_truth)) is not None:
            return score
        kwargs["data_source"], kwargs["ground_truth"], kwargs["extra_info"] = data_source, ground_truth, extra_info
        return self.one(partial(self._vote, solution_str, kwargs) if self._pred else shape, solution_str, kwargs)

    def _vote(self, response: Any, row: dict[str, Any], graded: Graded) -> dict[str, Any]:
        """Return a score with its parts and the stated answer."""
        score, parts = graded
        pred = name_stated(response, self._policy, self._inputs.of_sample(row, None))
        return {"score": score, "acc": score, **parts, "pred": pred}


class BatchReward(Adapter):
    """A reward for the manager ``batch`` of verl up to 0.7.0: lists of everything, one call for a batch.

    Newer versions load no such manager; they take `Reward`.

    >>> from agent_tunix.rewards import check_answer
    >>> BatchReward(check_answer)(["sums"] * 2, ["The answer is 4.", "5"], ["4", "4"], [{}, {}])
    [1.0, 0.0]

    Args, and what is raised: as `Adapter`; ``reward_kwargs`` are as for `Reward`.
    """

    truth_column = "ground_truth"

    def __call__(
        self, data_sources: Any, solution_strs: Any, ground_truths: Any, extra_infos: Any = None, **kwargs: Any
    ) -> list[float | dict[str, Any] | None]:
        """Return for each sample what `Reward` returns for one."""
        adapter = self.configured(kwargs) if kwargs else self
        columns = {"data_source": data_sources, "ground_truth": ground_truths, "extra_info": extra_infos}
        found: list[Any] | None = adapter.quick_batch(solution_strs, columns)
        return found or list(map(shape, adapter.grade_batch(solution_strs, columns)))


def shape(graded: Graded) -> float | dict[str, Any] | None:
    """Return a score alone, or with its parts in a dict."""
    score, parts = graded
    return {"score": score, "acc": score, **parts} if parts else score
