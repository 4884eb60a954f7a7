"""What responses that fail have in common: their reason, if it is known, and the words that tell some of them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agent_tunix.rewards.analysis.clusters import cluster
from agent_tunix.rewards.analysis.findings.remedies import is_correctness
from agent_tunix.rewards.analysis.results import Failure
from agent_tunix.rewards.analysis.sources import need
from agent_tunix.rewards.recording.columns import RESPONSE, REWARD

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.records import Chunk

    Rows = npt.NDArray[np.int64]

#: The reason of responses that do not fail.
RIGHT = "correct"
#: How many responses are compared, and how many characters each has: the beginning and the end of a response say most.
MOST_COMPARED, MOST_CHARACTERS = 3_000, 1_000
#: A group of failures with fewer rows, or a smaller share of the failures, is not divided into clusters.
LEAST_ROWS, LEAST_SHARE = 40, 0.1
MOST_PATTERNS = 12


@dataclass
class Pattern:
    """Rows of the sample that failed in the same way."""

    reason: str | None
    terms: list[str]
    #: The rows that were compared, and how many rows of the sample they stand for.
    rows: Rows
    count: int
    #: Whether it is what is left of a reason of which other patterns were told apart.
    rest: bool = False


def find_failures(
    sample: Chunk, coded: tuple[Rows, list[str]] | None, rows: int, picker: ExamplePicker
) -> list[Failure]:
    """Find patterns among the sampled responses that fail; `coded` has their reasons if these are known.

    Args:
        sample: the responses.
        coded: the code of each reason, and the names of the codes.
        rows: how many rows the sample stands for.
        picker: chooses examples.
    """
    codes, reasons = coded or (np.full(len(sample), -1), [])
    failed = np.flatnonzero(fails(sample, codes, reasons))
    patterns: list[Pattern] = []
    for code in np.unique(codes[failed]).tolist():
        own = failed[codes[failed] == code]
        reason = reasons[code] if code >= 0 else None
        if len(own) >= max(LEAST_ROWS, LEAST_SHARE * len(failed)):
            patterns += part(sample, own, reason)
        elif reason is not None:
            patterns.append(Pattern(reason, [], own, len(own)))
    patterns.sort(key=lambda pattern: (-pattern.count, pattern.reason or "", pattern.terms))
    rewards = sample.numbers[REWARD]
    return [
        Failure(
            label=name(pattern),
            terms=[*([pattern.reason] if pattern.reason else []), *pattern.terms],
            count=round(pattern.count * rows / len(sample)),
            share=pattern.count / len(failed),
            mean=float(rewards[pattern.rows].mean()),
            examples=picker.choose(pattern.rows, 4),
        )
        for pattern in patterns[:MOST_PATTERNS]
    ]


def fails(sample: Chunk, codes: Rows, reasons: list[str]) -> npt.NDArray[np.bool_]:
    """Say which responses fail: by their reason; without one, by what judges answers; else by the reward's middle."""
    judged: npt.NDArray[np.bool_] = ~np.isnan(sample.numbers[REWARD])
    if RIGHT in reasons:
        graded: npt.NDArray[np.bool_] = (codes >= 0) & (codes != reasons.index(RIGHT))
        return judged & graded
    values = next((own for each, own in sample.components.items() if is_correctness(each)), sample.numbers[REWARD])
    known = values[~np.isnan(values)]
    if not known.size or known.min() == known.max():
        return np.zeros(len(sample), dtype=bool)
    low: npt.NDArray[np.bool_] = values < (known.min() + known.max()) / 2
    return judged & low


def name(pattern: Pattern) -> str:
    """Return a name for a pattern, made of its reason and its words."""
    words = ", ".join(f"“{term}”" for term in pattern.terms[:3])
    if pattern.reason is None:
        return f"with {words}" if words else "others"
    return (
        f"{pattern.reason}, with {words}" if words else f"{pattern.reason}, others" if pattern.rest else pattern.reason
    )


def part(sample: Chunk, rows: Rows, reason: str | None) -> list[Pattern]:
    """Divide responses by their words."""
    # The order of the keys does not depend on the texts, so that the first rows are a random sample.
    compared = rows[:MOST_COMPARED]
    found = cluster(list(map(prepare, sample.texts[RESPONSE].take(need("pyarrow").array(compared)).to_pylist())))
    if found is None:
        # Without a reason and without a word there is nothing to tell.
        return [] if reason is None else [Pattern(reason, [], rows, len(rows))]
    labels, terms = found
    found_rows = [compared[labels == label] for label in range(len(terms))]
    return [
        Pattern(reason, words, own, round(len(own) * len(rows) / len(compared)), not words)
        for words, own in zip(terms, found_rows, strict=True)
    ]


def prepare(text: str) -> str:
    """Return the part of a text that is compared: both its ends, with all numbers replaced by 0."""
    half = MOST_CHARACTERS // 2
    return re.sub(r"\d+", "0", text if len(text) <= MOST_CHARACTERS else f"{text[:half]} {text[-half:]}")
