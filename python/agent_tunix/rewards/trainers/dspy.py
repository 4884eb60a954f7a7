"""DSPy and GEPA: ``metric(gold, pred, trace=None, pred_name=None, pred_trace=None)``, with feedback in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.reading.columns import find_value
from agent_tunix.rewards.trainers._explained import Explained

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Explained):
    """A reward as a metric: a float for `Evaluate` and the optimizers, a score with feedback where GEPA asks for it.

    What is graded is the prediction's field ``answer``, and the truth is the example's field ``answer``; `response` and
    `truth` name others. Further parameters of the reward are filled from the example, then from the prediction.

    >>> from agent_tunix.rewards import check_answer
    >>> Reward(check_answer)({"answer": "42"}, {"answer": "41"})
    0.5

    Args, and what is raised: as `Adapter`, and:
        response: the field of the prediction that has the response; dots lead inside.
    """

    def __init__(self, reward: Callable[..., Any], *, response: str = "answer", **arguments: Any) -> None:
        super().__init__(reward, **arguments)
        self._response = self._made_of["response"] = response

    def __call__(self, gold: Any, pred: Any, trace: Any = None, pred_name: Any = None, pred_trace: Any = None) -> Any:  # noqa: ARG002
        """Return the score of a prediction, with feedback for the predictor that GEPA names."""
        if pred_name is None and (score := self.quick(pred.get(self._response), gold)) is not None:
            return score
        answered, row = dict(pred.items()), dict(gold.items())
        response, row = str(find_value(answered, self._response, self.__name__)), {**answered, **row}
        if pred_name is None:
            return self.grade(response, row)[0]
        from dspy import Prediction

        found = self.judge(response, row)
        return Prediction(score=found.score, feedback=found.sentence, objective_scores=found.numbers or None)


class Evaluator(Explained):
    """A reward as the ``evaluator`` of the `DefaultAdapter` of GEPA itself: ``evaluator(data, response)``.

    The truth is the data's ``answer`` unless `truth` says otherwise, and the prompt is its ``input``.

    Args, and what is raised: as `Adapter`.
    """

    def __call__(self, data: Any, response: str) -> Any:
        """Return an `EvaluationResult`: the score, the feedback, and the parts as scores of their own."""
        from gepa.adapters.default_adapter.default_adapter import EvaluationResult

        found = self.judge(response, data, data.get("input"))
        return EvaluationResult(found.score, found.sentence, found.numbers or None)
