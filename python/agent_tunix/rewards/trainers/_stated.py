"""The answer that a response states, read as the reward reads it: by the grading and the choices that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from agent_tunix.rewards.composing.batch import Same
from agent_tunix.rewards.composing.reward import FunctionReward, Reward
from agent_tunix.rewards.functions import explain_answer, extract_answer
from agent_tunix.rewards.reading.parameters import Parameters, kind_of
from agent_tunix.rewards.trainers._sources import as_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent_tunix.rewards._core import Answer


class Policy(NamedTuple):
    """What decides how a reward reads answers, beside what it is given for each response."""

    #: Its own options, by name.
    options: Mapping[str, Any]
    #: The names of the columns that fill parameters of another name.
    renamed: Mapping[str, str]

    def of(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the grading and the choices for a response, from what the reward is given for it."""
        found = {}
        for name in ("grading", "choices"):
            value = given.get(self.renamed.get(name, name), self.options.get(name))
            found[name] = value.value if isinstance(value, Same) else value
        return found


def find_policy(reward: Any) -> Policy | None:
    """Return the policy of the first function inside a reward that grades answers; None where there is none.

    That is a function of this package with a parameter `grading`. What a foreign function does is not known.
    """
    options: dict[str, Any] = {}
    renamed: Mapping[str, str] = {}
    while True:
        if hasattr(reward, "func") and hasattr(reward, "keywords"):
            options, reward = {**reward.keywords, **options}, reward.func
        elif getattr(reward, "__logs__", None) is not None:
            reward = reward.__logs__
        elif isinstance(reward, FunctionReward):
            options, renamed = {**reward.arguments.options, **options}, reward.arguments.renamed
            reward = reward.function
        elif isinstance(reward, Reward):
            return next((found for part in reward.inside() if (found := find_policy(part)) is not None), None)
        elif kind_of(reward) == "native" and "grading" in Parameters(reward).named:
            return Policy(options, renamed)
        else:
            return None


def read_stated(response: Any, policy: Policy | None, given: Mapping[str, Any]) -> Answer | None:
    """Return the answer that a response states, None if it states none.

    Args:
        response: the response.
        policy: that of the reward.
        given: what the reward is given for this response.
    """
    asked = policy.of(given) if policy else {}
    if all(value is None for value in asked.values()):
        return extract_answer(response)  # type: ignore[no-any-return]
    return explain_answer(response, "0", **asked).answer  # type: ignore[no-any-return]


def state_all(responses: Sequence[str], given: Mapping[str, Any], policy: Policy | None) -> list[str | None]:
    """Return the answers that the responses of a batch state, None for one that states none."""
    rows = as_rows(given, len(responses))
    answers = [read_stated(text, policy, row) for text, row in zip(responses, rows, strict=True)]
    return [answer and answer.text for answer in answers]


def name_stated(response: Any, policy: Policy | None, given: Mapping[str, Any]) -> str:
    """Return the answer that a response states, so that equal answers are one text; nothing where it states none.

    Where the reward has choices, this is the label of the option.
    """
    asked = policy.of(given) if policy else {}
    # What it says of the truth means nothing here.
    return explain_answer(response, "0", **asked).answer_read or ""
