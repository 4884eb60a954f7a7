"""lighteval: a metric of samples, ``compute(doc, model_response)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.trainers._adapter import Adapter
from agent_tunix.rewards.trainers._outcomes import no_response

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Adapter):
    """A reward as ``compute`` of a metric; `metric` makes the metric itself.

    The truth is the document's gold choices, any of them, unless `truth` names a key of its ``specific``. Where a
    document has several responses, its score is their mean; it must have one.

    >>> from types import SimpleNamespace
    >>> from agent_tunix.rewards import check_answer
    >>> doc = SimpleNamespace(query="2 + 2?", get_golds=lambda: ["4"], specific=None)
    >>> Reward(check_answer)(doc, SimpleNamespace(final_text=["The answer is 4.", "5"]))
    0.5

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "golds"

    def __call__(self, doc: Any, model_response: Any, **kwargs: Any) -> float:  # noqa: ARG002  lighteval's own arguments
        """Return the score of one document.

        Raises:
            ValueError: the model gave no response.
        """
        golds, texts = doc.get_golds(), model_response.final_text
        # A document without a gold choice has no truth, of which `on_invalid` says what it earns.
        row = {"golds": None if not golds else golds[0] if len(golds) == 1 else golds}
        if len(texts) == 1 and (score := self.quick(texts[0], row)) is not None:
            return score
        if not texts:
            raise no_response(self.__name__, "model_response")
        row = {**(doc.specific or {}), **row}
        graded = [self.grade(text, row, doc.query)[0] for text in texts]
        return sum(graded) / len(graded)  # type: ignore[arg-type]  # There is no None here.


def metric(reward: Callable[..., Any], **arguments: Any) -> Any:
    """Make a metric for the ``metrics`` of a ``LightevalTaskConfig``. This needs `lighteval`.

    Args:
        reward: the reward.
        arguments: as `Reward` takes.

    Returns:
        A ``SampleLevelMetric`` with the reward's name, whose value for a task is the mean.

    Raises:
        ImportError: `lighteval` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    from lighteval.metrics.metrics_sample import SampleLevelComputation
    from lighteval.metrics.utils.metric_utils import SampleLevelMetric
    from lighteval.tasks.requests import SamplingMethod

    adapter = Reward(reward, **arguments)

    class RewardComputation(SampleLevelComputation):  # type: ignore[misc]
        """Computes the reward of a sample."""

        def compute(self, doc: Any, model_response: Any, **kwargs: Any) -> float:
            return adapter(doc, model_response, **kwargs)

    return SampleLevelMetric(
        metric_name=adapter.__name__,
        higher_is_better=True,
        category=SamplingMethod.GENERATIVE,
        sample_level_fn=RewardComputation(),
        corpus_level_fn=np.mean,
    )
