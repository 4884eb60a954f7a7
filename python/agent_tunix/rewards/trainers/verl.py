"""verl: ``compute_score(data_source, solution_str, ground_truth, extra_info)`` for one sample, a float or a dict."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards.trainers._adapter import Adapter, Graded


class Reward(Adapter):
    """A reward for ``reward.custom_reward_function``: name the file and the variable that has this object.

    The truth is ``reward_model.ground_truth`` of the row, as verl passes it, unless `truth` names another of
    ``data_source``, ``extra_info``, ``extra_info.<key>``. A reward that names parts makes a dict with ``score``,
    ``acc`` (the score, which verl's validation reports) and the parts. verl needs the same keys for every sample:
    `components` makes them so.

    >>> from agent_tunix.rewards import check_answer
    >>> compute_score = Reward(check_answer)
    >>> compute_score(data_source="sums", solution_str="The answer is 4.", ground_truth="4", extra_info={})
    1.0

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def __call__(
        self, data_source: Any, solution_str: Any, ground_truth: Any, extra_info: Any = None, **kwargs: Any
    ) -> float | dict[str, Any] | None:
        """Return a finite float, or a dict of them with the keys that verl reads."""
        row = kwargs | {"data_source": data_source, "ground_truth": ground_truth, "extra_info": extra_info}
        return shape(self.grade(solution_str, row))


class BatchReward(Adapter):
    """A reward for verl's older manager ``batch``: lists of everything, one call for a batch.

    >>> from agent_tunix.rewards import check_answer
    >>> BatchReward(check_answer)(["sums"] * 2, ["The answer is 4.", "5"], ["4", "4"], [{}, {}])
    [1.0, 0.0]

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "ground_truth"

    def __call__(
        self, data_sources: Any, solution_strs: Any, ground_truths: Any, extra_infos: Any = None, **kwargs: Any
    ) -> list[float | dict[str, Any] | None]:
        """Return for each sample what `Reward` returns for one."""
        columns = kwargs | {"data_source": data_sources, "ground_truth": ground_truths, "extra_info": extra_infos}
        return [shape(graded) for graded in self.grade_batch(solution_strs, columns)]


def shape(graded: Graded) -> float | dict[str, Any] | None:
    """Return a score alone, or with its parts in a dict."""
    score, parts = graded
    return {"score": score, "acc": score, **parts} if parts else score
