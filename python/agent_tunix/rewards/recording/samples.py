"""Which responses of a batch are recorded, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import REASONS, draw_lots, extract_answer
from agent_tunix.rewards.recording import columns as names
from agent_tunix.rewards.recording.rows import write_truth
from agent_tunix.rewards.recording.statistics import MOST_COMPONENTS

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.recording.rows import Rows

#: An odd number whose multiples are spread well: the golden ratio's (Knuth, volume 3, 6.4).
SPREAD = 0x9E3779B97F4A7C15


def choose(rows: Rows, samples: int | None, salt: int) -> npt.NDArray[np.int64]:
    """Return the places of the responses to record, in order: whole groups as far as they fit.

    The choice depends on the texts, the step and the seed alone, not on the order of the rows. `None` takes all.
    """
    count = len(rows)
    if samples is None or count <= samples:
        return np.arange(count)
    if rows.keys is not None:
        starts, order = rows.pieces
        heads = starts if order is None else order[starts]
        sizes = np.diff(starts, append=count)
        drawn = draw_lots(rows.keys[heads], salt, samples)
        # As many groups as fit, and of the first one what fits.
        fits = int(np.searchsorted(np.cumsum(sizes[drawn]), samples, side="right"))
        picked = drawn[: max(fits, 1)]
        chosen = np.concatenate([np.arange(starts[at], starts[at] + sizes[at]) for at in picked])[:samples]
        return np.sort(chosen if order is None else order[chosen])
    if rows.hashes is None:
        return np.arange(samples)
    return np.sort(draw_lots(rows.hashes, salt, samples))


def record(rows: Rows, at: npt.NDArray[np.int64], step: int) -> dict[str, list[Any]]:
    """Return the records of some responses, as columns."""
    places = at.tolist()
    count = len(places)
    responses = rows.responses
    found: dict[str, list[Any]] = {
        names.STEP: [step] * count,
        names.MODE: [rows.mode] * count,
        names.ROW: places,
        # Of a response that is not known only the score is recorded.
        names.RESPONSE: [""] * count if responses is None else [responses[place] for place in places],
        names.REWARD: finite(rows.rewards[at]),
    }
    if rows.keys is not None:
        found[names.GROUP] = rows.groups_at(at)
    if rows.prompts is not None:
        found[names.PROMPT] = [rows.prompts[place] for place in places]
    if isinstance(rows.truths, (list, tuple)):
        found[names.TRUTH] = [write_truth(rows.truths[place]) for place in places]
    elif rows.truths is not None:
        found[names.TRUTH] = [rows.truths] * count
    for name, values in list(rows.components.items())[:MOST_COMPONENTS]:
        found[names.COMPONENT + name] = finite(values[at])
    if responses is not None:
        answers = extract_answer(found[names.RESPONSE])
        found[names.ANSWER] = [None if answer is None else answer.text for answer in answers]
        found[names.SOURCE] = [None if answer is None else answer.source for answer in answers]
    if rows.reasons is not None:
        found[names.REASON] = [REASONS[code] if code < len(REASONS) else None for code in rows.reasons[at].tolist()]
    return found


def finite(values: npt.NDArray[np.float64]) -> list[float | None]:
    """Return numbers, None for those that are not finite."""
    return [value if value - value == 0 else None for value in values.tolist()]
