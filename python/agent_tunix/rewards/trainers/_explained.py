"""What the adapters share whose hosts show why a response got its score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agent_tunix.rewards._core import REASONS
from agent_tunix.rewards.composing.observation import observe
from agent_tunix.rewards.functions import extract_answer
from agent_tunix.rewards.reading.sentences import find_told, say_reason, say_score
from agent_tunix.rewards.trainers._adapter import Adapter

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
        with observe() as seen:
            graded = self.grade(completion, row, prompt)
        return explain(graded, seen)

    async def judge_later(self, completion: Any, row: Any, prompt: Any = None) -> Judgement:
        """Grade one completion as `grade_later` does, and say why."""
        with observe() as seen:
            graded = await self.grade_later(completion, row, prompt)
        return explain(graded, seen)


def explain(graded: Graded, seen: Observation) -> Judgement:
    """Return what was graded, with the first verdict that was seen meanwhile in a sentence, and the parts in another.

    A reward that says itself why is believed.
    """
    score, parts = graded
    shown = [*seen.shown, *(note for batch in seen.batches for note in batch.notes.values())]
    for each in shown:
        code = int(np.ravel(each.reasons)[0])
        if code >= len(REASONS):
            continue
        one = isinstance(each.responses, str)
        answer = extract_answer(each.responses if one else each.responses[0])
        text = answer and answer.text
        truth = each.truths if one or not isinstance(each.truths, (list, tuple)) else each.truths[0]
        said = say_reason(REASONS[code], text, truth)
        several = sum(isinstance(part, float) for part in parts.values()) > 1
        told = find_told(parts) or (f"{said} {say_score(score, parts)}" if several else said)
        return Judgement(score, text, told, parts)
    return Judgement(score, None, say_score(score, parts), parts)
