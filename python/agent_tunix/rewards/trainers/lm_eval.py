"""lm-eval, the evaluation harness: ``process_results(doc, results)`` of a task, and a filter."""

from __future__ import annotations

from functools import cache
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError
from agent_tunix.rewards.functions import extract_answer
from agent_tunix.rewards.trainers._adapter import Adapter
from agent_tunix.rewards.trainers._outcomes import no_response

#: What lm-eval's own filters give for a response without an answer.
NO_ANSWER = "[invalid]"


class Reward(Adapter):
    """A reward for ``process_results`` of a task's configuration, with `metric_list` beside it.

    The truth is the document's ``answer`` unless `truth` says otherwise. Where a document has several responses, its
    score is their mean; it must have one. The parts that `components` names are metrics of their own, and must be
    numbers.

    >>> from agent_tunix.rewards import check_answer
    >>> reward = Reward(check_answer)
    >>> reward({"question": "2 + 2?", "answer": "4"}, ["The answer is 4."])
    {'check_answer': 1.0}
    >>> reward.metric_list
    [{'metric': 'check_answer', 'aggregation': 'mean', 'higher_is_better': True}]

    Args, and what is raised: as `Adapter`.
    """

    @property
    def metric_list(self) -> list[dict[str, Any]]:
        """The entries of a task's ``metric_list`` for this reward."""
        return [{"metric": name, "aggregation": "mean", "higher_is_better": True} for name in self._names]

    @property
    def _names(self) -> list[str]:
        return list(dict.fromkeys((self.__name__, *self._made_of["components"])))

    def __call__(self, doc: Any, results: Any) -> dict[str, float]:
        """Return the metrics of one document.

        Raises:
            TypeError: a component is no number.
            ValueError: the model gave no response.
        """
        if len(results) == 1 and (score := self.quick(results[0], doc)) is not None:
            return {self.__name__: score}
        responses = [text for each in results for text in ([each] if isinstance(each, str) else each)]
        if not responses:
            raise no_response(self.__name__, "results")
        graded = [self.grade(response, doc) for response in responses]
        rows = [{**parts, self.__name__: score} for score, parts in graded]
        for name in self._names:
            text = next((row[name] for row in rows if isinstance(row[name], str)), None)
            if text is not None:
                raise ArgumentTypeError(
                    f"{self.__name__}: the component {name!r} is {text!r}, and a metric is a number; leave it out of "
                    "components=",
                    argument="components",
                )
        return {name: sum(row[name] for row in rows) / len(rows) for name in self._names}


@cache
def answer_filter() -> type[Any]:
    """Make the filter that leaves of each response the answer that it states, for lm-eval's own metrics.

    An example: ``register_filter("stated_answer")(answer_filter())``, and ``function: stated_answer`` in a task. A
    response without an answer becomes ``[invalid]``, as in lm-eval's own filters. This needs `lm_eval`.

    Returns:
        A subclass of lm-eval's ``Filter``.

    Raises:
        ImportError: `lm_eval` is not installed.
    """
    from lm_eval.api.filter import Filter

    class AnswerFilter(Filter):  # type: ignore[misc]
        """Leaves of each response the answer that it states."""

        def apply(self, resps: Any, docs: Any) -> list[list[str]]:  # noqa: ARG002  lm-eval's own argument
            return [[answer.text if answer else NO_ANSWER for answer in extract_answer(list(each))] for each in resps]

    return AnswerFilter
