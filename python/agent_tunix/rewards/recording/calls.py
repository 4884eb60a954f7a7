"""Calls of functions in any form, read for what a record needs: the responses, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import REASONS, Verdict, read_texts
from agent_tunix.rewards.composing.observation import all_shown
from agent_tunix.rewards.reading.columns import unpacked
from agent_tunix.rewards.reading.names import CALLED
from agent_tunix.rewards.reading.numbers import is_number
from agent_tunix.rewards.reading.results import find_score, read_result, read_results
from agent_tunix.rewards.recording.reasons import UNKNOWN, lay_out
from agent_tunix.rewards.recording.rows import Rows, Structure, complete, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agent_tunix.rewards._core import Observation, Shown
    from agent_tunix.rewards.reading.results import Result
    from agent_tunix.rewards.recording.rows import Codes


def of_call(given: Mapping[str, Any], result: Any, seen: Observation, group: str | int | None) -> Rows:
    """Return the rows of a call: what it was given, what it returned, and what was seen meanwhile."""
    scores, components, reasons = read_scores(result)
    count = len(scores)
    rows = Rows(scores, components=components, reasons=reasons)
    shown = all_shown(seen)
    batch = next((batch for batch in seen.batches if len(batch) == count), None)
    if batch is not None:
        given, rows.responses = {**batch.columns, **given}, batch.responses
        if batch.graded:
            # The reward that the batch was graded for is done last.
            Structure([reward for reward, _ in batch.graded.values()][-1]).look_inside(rows, batch)
    handed = None
    if rows.responses is None:
        rows.responses, handed = find_responses(given, shown, count)
    if rows.sources is None:
        rows.find_reasons(shown, handed)
    complete(rows, given, group)
    return rows


def read_scores(result: Any) -> tuple[Any, dict[str, Any], Codes | None]:
    """Return the rewards of a result of any form, the numbers beside them by name, and reasons where it has them."""
    if isinstance(result, np.ndarray) and result.ndim == 1 and result.dtype.kind in "fiub":
        return result.astype(np.float64), {}, None
    if isinstance(result, tuple) and not is_scores(result):
        # A reward and what else there is to say.
        return read_scores(result[0])
    pairs = read_pairs(result)
    scores = np.array([np.nan if score is None else score for score, _ in pairs], dtype=np.float64)
    components: dict[str, Any] = {}
    reasons = None
    for at, (_, parts) in enumerate(pairs):
        for name, part in parts.items():
            if name == "reason" and part in REASONS:
                reasons = np.full(len(pairs), UNKNOWN, dtype=np.uint8) if reasons is None else reasons
                reasons[at] = REASONS.index(part)
            # verl's name for the score itself.
            elif isinstance(part, float) and name != "acc":
                components.setdefault(name, np.full(len(pairs), np.nan))[at] = part
    return scores, components, reasons


def is_scores(result: tuple[Any, ...]) -> bool:
    """Say whether a tuple has rewards in it, and not one reward with something beside it, as whether it is right."""
    if hasattr(result, "_fields") or len({isinstance(each, bool) for each in result}) > 1:
        return False
    return all(each is None or is_number(each) or isinstance(each, (Mapping, Verdict)) for each in result)


def read_pairs(result: Any) -> list[Result]:
    """Return each reward of a result, one or many, with the parts beside it."""
    if isinstance(result, Mapping):
        name = find_score(result)
        scores = unpacked(result[name])
        if name == "rewards":
            # OpenRLHF's, which has other scores beside them.
            return read_pairs(scores)
        return read_results(result, len(scores)) if isinstance(scores, (list, tuple)) else [read_result(result)]
    results = result if isinstance(result, np.generic) else unpacked(result)
    return read_results(results, len(results)) if isinstance(results, (list, tuple)) else [read_result(result)]


def find_responses(given: Mapping[str, Any], shown: Sequence[Shown], count: int) -> tuple[list[str] | None, Any]:
    """Return the responses of a call, and the value that has them: by name, by what was graded, or the first value."""
    for candidate in candidates(given, shown):
        try:
            texts = read_texts(candidate)
        except (TypeError, ValueError):
            continue
        texts = [texts] if isinstance(texts, str) else texts
        if len(texts) == count:
            return texts, candidate
    return None, None


def candidates(given: Mapping[str, Any], shown: Sequence[Shown]) -> Iterable[Any]:
    """Go over the values of a call that may have the responses, the likeliest first."""
    yield find(given, CALLED["response"])
    yield lay_out(shown)[0] or None
    queries, prompts = given.get("queries"), given.get("prompts")
    if isinstance(queries, list) and isinstance(prompts, list) and len(queries) == len(prompts):
        # OpenRLHF's queries begin with their prompts.
        yield [query.removeprefix(prompt) for query, prompt in zip(queries, prompts, strict=True)]
    else:
        yield queries
    yield next(iter(given.values()), None)
