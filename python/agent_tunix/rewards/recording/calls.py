"""Calls of any form, read for what a record needs: responses, prompts, truths, step, mode, and what came of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import REASONS, AnyOf, Verdict, read_texts
from agent_tunix.rewards.composing.parts import unused
from agent_tunix.rewards.composing.reward import WeightedSum
from agent_tunix.rewards.reading.numbers import is_number
from agent_tunix.rewards.reading.paths import MISSING, look_up
from agent_tunix.rewards.reading.results import read_result, read_results
from agent_tunix.rewards.recording.rows import UNKNOWN, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.composing.observation import Seen, Shown
    from agent_tunix.rewards.recording.rows import Codes

#: The names under which calls have their parts, the likeliest first. A name inside another leads into it.
RESPONSES = (
    *("response", "responses", "completion", "completions", "solution_str", "solution_strs", "action"),
    *("trace.last_reply", "sample.response", "reward_input.response", "output", "outputs", "text", "texts"),
)
PROMPTS = (
    *("prompt", "prompts", "question", "questions", "task.question", "task.prompt", "trace.prompt", "sample.prompt"),
    "extra_info.question",
)
TRUTHS = (
    *("ground_truth", "ground_truths", "truth", "answer", "answers", "solution", "solutions", "label", "labels"),
    *("reference", "target", "gold", "expected_numbers", "task.answer", "sample.label", "reward_input.ground_truth"),
)


def find(given: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return what was given under one of several names; None if nothing was."""
    for name in names:
        value = look_up(given, name)
        if value is not MISSING and value is not None:
            return value
    return None


def read_rows(given: Mapping[str, Any], result: Any, seen: Seen, group: str | int | None) -> Rows:
    """Put together what a call was given, what it returned, and what was seen meanwhile."""
    scores, components, reasons = read_scores(result)
    count = len(scores)
    rows = Rows(scores, components=components, reasons=reasons)
    batch = next((batch for batch in seen.batches if len(batch) == count), None)
    if batch is not None:
        given = {**batch.columns, **given}
        rows.responses = batch.responses
        reward = outermost(batch)
        rows.components = {**parts_of(batch, reward), **components}
        rows.weights = weights_of(reward)
    else:
        rows.responses = find_responses(given, seen, count)
    complete(rows, given, seen.shown, group)
    return rows


def complete(rows: Rows, given: Mapping[str, Any], shown: Sequence[Shown], group: str | int | None) -> None:
    """Fill in what the columns of a call say, and the reasons that were shown."""
    count = len(rows)
    whole = None
    if shown and rows.responses is not None:
        reasons, sources, whole = match(rows.responses, shown)
        if reasons.min(initial=UNKNOWN) < UNKNOWN:
            rows.reasons = reasons if rows.reasons is None else rows.reasons
            rows.sources = sources
    if whole is not None:
        rows.described = whole.described
    prompts = find(given, PROMPTS)
    if prompts is not None:
        rows.prompts = spread(prompts, count)
    # What was graded against is surer than a column's name.
    truths = find(given, TRUTHS) if whole is None else whole.truths
    if truths is None and len(shown) == count:
        truths = [each.truths for each in shown]
    rows.truths = read_truths(truths, count)
    rows.step, rows.mode = read_step(given), read_mode(given)
    rows.groups = read_groups(given, group, count)


def read_scores(result: Any) -> tuple[Any, dict[str, Any], Codes | None]:
    """Return the rewards of a result of any form, the numbers beside them by name, and reasons where it has them."""
    if isinstance(result, np.ndarray) and result.ndim == 1 and result.dtype.kind in "fiub":
        return result.astype(np.float64), {}, None
    if isinstance(result, Mapping) and "rewards" in result:
        # OpenRLHF's.
        result = result["rewards"]
    if hasattr(result, "tolist") and not isinstance(result, np.generic):
        result = result.tolist()
    if isinstance(result, tuple) and not is_scores(result):
        # A reward and what else there is to say.
        return read_scores(result[0])
    return part(read_pairs(result))


def is_scores(result: tuple[Any, ...]) -> bool:
    """Whether a tuple has rewards in it, and not one reward with something beside it, such as whether it is right."""
    if hasattr(result, "_fields") or len({isinstance(each, bool) for each in result}) > 1:
        return False
    return all(each is None or is_number(each) or isinstance(each, (Mapping, Verdict)) for each in result)


def read_pairs(result: Any) -> list[tuple[float | None, dict[str, Any]]]:
    """Return each reward of a result, one or many, with the parts beside it."""
    if isinstance(result, Mapping):
        many = any(isinstance(value, (list, tuple, np.ndarray)) for value in result.values())
        first: Any = next(iter(result.values()), None)
        return read_results(result, len(first)) if many and hasattr(first, "__len__") else [read_result(result)]
    results = result if isinstance(result, (list, tuple)) else [result]
    return [(None, {}) if each is None else read_result(each) for each in results]


def part(pairs: Sequence[tuple[float | None, Mapping[str, Any]]]) -> tuple[Any, dict[str, Any], Codes | None]:
    """Return what is in pairs as columns: rewards, the numbers beside them by name, reasons."""
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


def find_responses(given: Mapping[str, Any], seen: Seen, count: int) -> list[str] | None:
    """Return the responses of a call that made no batch: by name, by what was graded, or its first argument."""
    first = next(iter(given.values()), None)
    graded = [each for shown in seen.shown for each in texts_of(shown.responses)]
    for candidate in (find(given, RESPONSES), graded, cut(given), first):
        try:
            texts = read_texts(candidate)
        except (TypeError, ValueError):
            continue
        texts = [texts] if isinstance(texts, str) else texts
        if len(texts) == count:
            return texts
    return None


def cut(given: Mapping[str, Any]) -> list[str] | None:
    """Return OpenRLHF's queries without the prompts, with which they begin."""
    queries, prompts = given.get("queries"), given.get("prompts")
    if not isinstance(queries, list) or not isinstance(prompts, list) or len(queries) != len(prompts):
        return queries
    return [query.removeprefix(prompt) for query, prompt in zip(queries, prompts, strict=True)]


def texts_of(responses: Any) -> list[str]:
    """Return one response or many as a list of texts."""
    if isinstance(responses, list) and responses and type(responses[0]) is str:
        return responses
    return mended(responses)


def mended(responses: Any) -> list[str]:
    """Return one response or many as a list of texts that every encoding has, as records hold them."""
    texts = read_texts(responses)
    return [texts] if isinstance(texts, str) else texts


def match(responses: list[str], shown: Sequence[Shown]) -> tuple[Codes, Codes, Shown | None]:
    """Return the reason and the source of each response, from what was shown in any order and any number of calls.

    The third is the call that graded all of them, if there is one.
    """
    for each in shown:
        texts = each.responses
        if texts is responses or (isinstance(texts, list) and len(texts) == len(responses) and texts == responses):
            codes = np.asarray(each.reasons, dtype=np.uint8), np.asarray(each.sources, dtype=np.uint8)
            return *codes, each
    found: dict[str, deque[tuple[int, int]]] = {}
    for each in shown:
        one = isinstance(each.reasons, int)
        pairs = [(each.reasons, each.sources)] if one else zip(each.reasons, each.sources, strict=True)
        for text, pair in zip(mended(each.responses), pairs, strict=True):
            found.setdefault(text, deque()).append(pair)
    nothing = deque([(UNKNOWN, UNKNOWN)])
    queues = [found.get(text, nothing) for text in responses]
    both = np.array([queue[0] if len(queue) == 1 else queue.popleft() for queue in queues], dtype=np.uint8)
    return both[:, 0].copy(), both[:, 1].copy(), None


def outermost(batch: Any) -> Any:
    """Return the reward that a batch was graded for: the last one that was done."""
    graded = list(batch.graded.values())
    return graded[-1][0] if graded else None


def parts_of(batch: Any, reward: Any) -> dict[str, Any]:
    """Return what the rewards inside one gave, by name, as `Reward.evaluate` does."""
    parts: dict[str, Any] = {}
    inside = set() if reward is None else ids_inside(reward)
    for each, values in batch.graded.values():
        if id(each) in inside:
            parts[unused(each.__name__, parts)] = values
    parts.update(batch.details)
    return parts


def weights_of(reward: Any) -> dict[str, float]:
    """Return the weights of a weighted sum by the names of its parts; nothing for other rewards."""
    names: dict[str, float] = {}
    if type(reward) is WeightedSum:
        for part, weight in zip(reward.parts, reward.weights, strict=True):
            names[unused(part.__name__, names)] = weight
    return names


def ids_inside(reward: Any) -> set[int]:
    """Return the identities of all rewards inside one."""
    found: set[int] = set()
    waiting = list(reward.inside())
    while waiting:
        each = waiting.pop()
        if id(each) not in found:
            found.add(id(each))
            waiting.extend(each.inside())
    return found


def spread(prompts: Any, count: int) -> list[Any] | None:
    """Return prompts, one for each response; a single one stands for all; None if they do not fit."""
    if hasattr(prompts, "tolist"):
        prompts = prompts.tolist()
    if isinstance(prompts, (str, Mapping)) or (isinstance(prompts, list) and prompts and is_message(prompts[0])):
        return [prompts] * count
    return list(prompts) if isinstance(prompts, (list, tuple)) and len(prompts) == count else None


def is_message(value: Any) -> bool:
    """Whether a value is a message of a chat, a list of which is one prompt."""
    return isinstance(value, Mapping) or hasattr(value, "role")


def read_truths(truths: Any, count: int) -> list[str | None] | str | None:
    """Return truths as texts, or one for all."""
    if truths is None or isinstance(truths, str):
        return truths
    if hasattr(truths, "tolist"):
        truths = truths.tolist()
    if isinstance(truths, (list, tuple)) and len(truths) == count:
        # Made text of when they are recorded.
        return truths  # type: ignore[return-value]
    return write_truth(truths)


def write_truth(truth: Any) -> str | None:
    """Return a truth as text."""
    if truth is None or isinstance(truth, str):
        return truth
    return " | ".join(truth.truths) if isinstance(truth, AnyOf) else str(truth)


def read_step(given: Mapping[str, Any]) -> int | None:
    """Return the trainer's step, where it tells it."""
    told: Any = given.get("step")
    if told is None:
        told = getattr(given.get("trainer_state"), "global_step", None)
    if hasattr(told, "tolist"):
        told = told.tolist()
    if isinstance(told, (list, tuple)):
        told = told[0] if told else None
    # Files hold steps of 64 bits.
    return int(told) if is_number(told) and -(2**63) <= told < 2**63 else None


def read_mode(given: Mapping[str, Any]) -> str:
    """Return `eval` for a batch in evaluation, else `train`."""
    mode = given.get("mode")
    if isinstance(mode, str) and mode == "eval":
        return "eval"
    # TRL does not tell, but goes by its model, and what it hands over is a method of the trainer's.
    trainer = getattr(given.get("log_metric"), "__self__", None)
    training = getattr(getattr(trainer, "model", None), "training", True)
    return "eval" if training is False else "train"


def read_groups(given: Mapping[str, Any], group: str | int | None, count: int) -> Any:
    """Return what names the group of each response."""
    if isinstance(group, int):
        return group
    groups: Any = given.get("group" if group is None else group)
    if hasattr(groups, "tolist"):
        groups = groups.tolist()
    return groups if isinstance(groups, (list, tuple)) and len(groups) == count else None
