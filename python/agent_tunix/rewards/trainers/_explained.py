"""What the adapters share whose hosts show why a response got its score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agent_tunix.rewards._core import REASONS
from agent_tunix.rewards.composing.calling import run
from agent_tunix.rewards.composing.observation import all_shown, observe
from agent_tunix.rewards.reading.sentences import find_told, say_reason, say_score
from agent_tunix.rewards.trainers._adapter import Adapter
from agent_tunix.rewards.trainers._stated import read_stated

if TYPE_CHECKING:
    from agent_tunix.rewards._core import Observation
    from agent_tunix.rewards.reading.results import Parts
    from agent_tunix.rewards.trainers._adapter import Graded


class Judgement(NamedTuple):
    """A score, the answer that was read, why in a sentence, and the parts."""

    score: float | None
    answer: str | None
    sentence: str
    parts: Parts

    @property
    def numbers(self) -> dict[str, float]:
        """The parts that are numbers."""
        return {name: part for name, part in self.parts.items() if isinstance(part, float)}


class Explained(Adapter):
    """An adapter that also says why. What a reward grades by `check_answer` inside is seen, wherever it calls it."""

    def judge(self, completion: Any, row: Any, prompt: Any = None) -> Judgement:
        """Grade one completion as `grade` does, and say why."""
        if self._waits:
            # Whoever asks here does not wait.
            (found,) = run([self.judge_later(completion, row, prompt)])
            if isinstance(found, BaseException):
                raise found
            return found  # type: ignore[no-any-return]
        with observe() as seen:
            graded = self.grade(completion, row, prompt)
        return self._explain(graded, seen, row, prompt)

    async def judge_later(self, completion: Any, row: Any, prompt: Any = None) -> Judgement:
        """Grade one completion as `grade_later` does, and say why."""
        with observe() as seen:
            graded = await self.grade_later(completion, row, prompt)
        return self._explain(graded, seen, row, prompt)

    def _explain(self, graded: Graded, seen: Observation, row: Any, prompt: Any) -> Judgement:
        """Return what was graded, with the first verdict that was seen meanwhile in a sentence, and the parts in one.

        A reward that says itself why is believed.
        """
        score, parts = graded
        each = next((each for each in all_shown(seen) if int(np.ravel(each.reasons)[0]) < len(REASONS)), None)
        if each is None:
            return Judgement(score, None, say_score(score, parts), parts)
        one = isinstance(each.responses, str)
        given = self._inputs.of_sample(row, prompt)
        answer = read_stated(each.responses if one else each.responses[0], self._policy, given)
        text = answer and answer.text
        truth = each.truths if one or not isinstance(each.truths, (list, tuple)) else each.truths[0]
        said = say_reason(REASONS[int(np.ravel(each.reasons)[0])], text, truth)
        several = sum(isinstance(part, float) for part in parts.values()) > 1
        told = find_told(parts) or (f"{said} {say_score(score, parts)}" if several else said)
        return Judgement(score, text, told, parts)
