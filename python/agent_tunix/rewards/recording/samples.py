"""Which responses of a batch are recorded, and as what."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from agent_tunix.rewards._core import choose_rows
from agent_tunix.rewards.recording import columns as names
from agent_tunix.rewards.recording.rows import write_truth
from agent_tunix.rewards.recording.statistics import MOST_COMPONENTS

if TYPE_CHECKING:
    from agent_tunix.rewards.recording.parts import Record
    from agent_tunix.rewards.recording.rows import Rows

#: An odd number whose multiples are spread well: the golden ratio's (Knuth, volume 3, 6.4).
SPREAD = 0x9E3779B97F4A7C15


def choose(rows: Rows, samples: int | None, salt: int) -> tuple[list[int], list[int] | None]:
    """Return the places of the responses to record, in order, and the numbers of their groups if there are groups.

    Whole groups are taken as far as they fit. The choice depends on the texts, the step and the seed alone, not on the
    order of the rows. `None` takes all.
    """
    count = len(rows)
    most = count if samples is None else samples
    if rows.keys is not None:
        return choose_rows(rows.keys, True, salt, most)
    if rows.hashes is None or count <= most:
        return list(range(min(count, most))), None
    return choose_rows(rows.hashes, False, salt, most)


def record(rows: Rows, places: list[int], groups: list[int] | None, step: int) -> Record:
    """Return the records of some responses, as columns: lists of texts, arrays of numbers, one value for all."""
    at = np.array(places, dtype=np.int64)
    found: Record = {names.STEP: step, names.MODE: rows.mode, names.ROW: at, names.REWARD: rows.rewards[at]}
    # Of a response that is not known only the score is recorded.
    found[names.RESPONSE] = "" if rows.responses is None else [rows.responses[place] for place in places]
    if groups is not None:
        found[names.GROUP] = np.array(groups, dtype=np.int64)
    if rows.prompts is not None:
        found[names.PROMPT] = [rows.prompts[place] for place in places]
    if isinstance(rows.truths, (list, tuple)):
        truths = [rows.truths[place] for place in places]
        found[names.TRUTH] = [each if type(each) is str else write_truth(each) for each in truths]
    elif rows.truths is not None:
        found[names.TRUTH] = rows.truths
    for name, values in islice(rows.components.items(), MOST_COMPONENTS):
        found[names.COMPONENT + name] = values[at]
    if rows.reasons is not None:
        found[names.REASON] = rows.reasons[at]
    return found
