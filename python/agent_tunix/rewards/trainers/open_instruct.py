"""Open-Instruct: a subclass of `VerifierFunction`, which its trainer finds by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.trainers._explained import Explained
from agent_tunix.rewards.trainers._outcomes import take_score

if TYPE_CHECKING:
    from collections.abc import Callable


class Reward(Explained):
    """A reward for a verifier of your own: ``reward(prediction, label, query, rollout_state)``; `verifier` makes one.

    The truth is the label unless `truth` names another of ``query``, ``rollout_state`` or a place inside it.

    Args, and what is raised: as `Adapter`.
    """

    truth_column = "label"
    awaits = True

    def __call__(self, prediction: Any, label: Any, query: Any = None, rollout_state: Any = None) -> Any:
        """Return a finite float for one prediction; a coroutine of it where the reward is awaited."""
        row = {"label": label, "query": query, "rollout_state": rollout_state}
        return self.one(take_score, prediction, row, query)


def verifier(reward: Callable[..., Any], *, weight: float = 1.0, **arguments: Any) -> type[Any]:
    """Make a verifier for the rows whose ``dataset`` has its name. This needs `open_instruct`.

    An example: ``SumsVerifier = verifier(check_answer, name="sums")``. Keep the class in a variable of a module that is
    imported before the training begins: Open-Instruct makes an instance of every subclass that there is. The reasoning
    of a result says why in a sentence.

    Args:
        reward: the reward.
        weight: what Open-Instruct multiplies the score by.
        arguments: as `Reward` takes.

    Returns:
        A subclass of `VerifierFunction`.

    Raises:
        ImportError: `open_instruct` is not installed.
        TypeError: as `Adapter`.
        ValueError: as `Adapter`.
    """
    from open_instruct.ground_truth_utils import VerificationResult, VerifierFunction

    adapter = Reward(reward, **arguments)

    class RewardVerifier(VerifierFunction):  # type: ignore[misc]
        """Verifies a prediction by the reward."""

        def __init__(self, verifier_config: Any = None) -> None:
            super().__init__(adapter.__name__, weight=weight, verifier_config=verifier_config)

        def __call__(
            self,
            tokenized_prediction: Any,  # noqa: ARG002  Open-Instruct's own argument
            prediction: str,
            label: Any,
            query: str | None = None,
            rollout_state: dict[str, Any] | None = None,
        ) -> Any:
            row = {"label": label, "query": query, "rollout_state": rollout_state}
            found = adapter.judge(prediction, row, query)
            return VerificationResult(score=found.score, reasoning=found.sentence)

        async def async_call(
            self,
            tokenized_prediction: Any,
            prediction: str,
            label: Any,
            query: str | None = None,
            rollout_state: dict[str, Any] | None = None,
        ) -> Any:
            if not adapter._waits:  # noqa: SLF001  the adapter is ours
                return await super().async_call(tokenized_prediction, prediction, label, query, rollout_state)
            row = {"label": label, "query": query, "rollout_state": rollout_state}
            found = await adapter.judge_later(prediction, row, query)
            return VerificationResult(score=found.score, reasoning=found.sentence)

    return RewardVerifier
