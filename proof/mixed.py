"""Calls of every kind with texts that are made up on the way, and the scores of fixed texts."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from benches import generate, hostile

from agent_tunix.rewards import (
    AnyOf,
    ArgumentValueError,
    Format,
    analyze,
    check_answer,
    check_numbers,
    combined_reward,
    evaluate_clarity,
    explain_answer,
    extract_answer,
    has_repetition,
    match_format_exactly,
    math_equal,
    weighted_sum,
)
from agent_tunix.rewards.groups import group_answers, majority_vote
from agent_tunix.rewards.scale import score_table

if TYPE_CHECKING:
    from collections.abc import Callable

Pairs = list[tuple[str, str]]

TEMPLATE = "The answer is [NUM]."
FORMAT = Format.tags("think", "answer")
#: Responses of a batch.
COUNT = 300


def fixed_pairs() -> Pairs:
    """Return responses and truths that are the same in every process: plausible ones and hostile ones."""
    pairs = [(made[0], made[1]) for made in (*generate.word_problems(300), *generate.math_pairs(300))]
    return pairs + [
        (hostile.fill(unit, 2000) + hostile.END, "42") for unit in ("(", "\\boxed{", "1.", "<think>", "\u5341", "$")
    ]


def digest(pairs: Pairs | None = None) -> str:
    """Return a digest of all that the functions say about the fixed texts."""
    pairs = pairs or fixed_pairs()
    responses, truths = [text for text, _ in pairs], [truth for _, truth in pairs]
    table = pa.table({"response": responses, "ground_truth": truths})
    told: list[Any] = [
        check_answer(responses, truths).tolist(),
        [repr(verdict) for verdict in explain_answer(responses, truths)],
        combined_reward(responses, truths, TEMPLATE).tolist(),
        match_format_exactly(responses, FORMAT).tolist(),
        [repr(found) for found in check_numbers(responses, [4, 5.5])],
        [repr(answer) for answer in extract_answer(responses)],
        list(math_equal(truths, truths[::-1])),
        score_table(table, truth="ground_truth")["reason"].to_pylist(),
    ]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def made_up(draw: random.Random) -> Pairs:
    """Return responses and truths that no other call has seen."""
    maker = draw.choice([generate.word_problems, generate.math_pairs])
    pairs = [(made[0], made[1]) for made in maker(COUNT, draw.randrange(2**40))]
    return [(f"{draw.randrange(10**9)}: {text}", truth) for text, truth in pairs]


def grade_table(pairs: Pairs, _: random.Random) -> None:
    """Grade a table."""
    table = pa.table({"response": [text for text, _ in pairs], "answer": [truth for _, truth in pairs]})
    score_table(table, truth="answer")


def refuse(pairs: Pairs, _: random.Random) -> None:
    """Make a mistake, which an exception has to tell."""
    try:
        check_answer([text for text, _ in pairs], " ")
    except ArgumentValueError:
        return
    raise AssertionError("a blank truth was accepted")


def wait_for_rewards(pairs: Pairs, _: random.Random) -> None:
    """Grade from coroutines that wait for threads."""

    async def grade() -> None:
        parts = [pairs[start : start + 50] for start in range(0, len(pairs), 50)]
        await asyncio.gather(
            *(
                asyncio.to_thread(check_answer, [text for text, _ in part], [truth for _, truth in part])
                for part in parts
            )
        )

    asyncio.run(grade())


def analyse(pairs: Pairs, _: random.Random) -> None:
    """Look through records."""
    scores = check_answer([text for text, _ in pairs], [truth for _, truth in pairs]).tolist()
    analyze([{"response": text, "reward": score, "step": 1} for (text, _), score in zip(pairs, scores, strict=True)])


REWARD = weighted_sum(check_answer, evaluate_clarity)

WORKS: list[Callable[[Pairs, random.Random], Any]] = [
    lambda pairs, _: check_answer([text for text, _ in pairs], [truth for _, truth in pairs]),
    lambda pairs, _: [check_answer(text, truth) for text, truth in pairs],
    lambda pairs, _: [repr(found) for found in explain_answer([text for text, _ in pairs], pairs[0][1], trace=True)],
    lambda pairs, _: combined_reward([text for text, _ in pairs], pairs[0][1], TEMPLATE),
    lambda pairs, draw: match_format_exactly([text for text, _ in pairs], f"{draw.randrange(3)} is [NUM], or [WORD]"),
    lambda pairs, draw: check_numbers([text for text, _ in pairs], [draw.randrange(100), 4.5]),
    lambda pairs, _: extract_answer([text for text, _ in pairs]),
    lambda pairs, _: math_equal([truth for _, truth in pairs], pairs[0][1]),
    lambda pairs, _: check_answer([text for text, _ in pairs], AnyOf([truth for _, truth in pairs[:4]])),
    lambda pairs, _: REWARD([text for text, _ in pairs], ground_truth=[truth for _, truth in pairs]),
    lambda pairs, _: group_answers([text for text, _ in pairs[:40]]),
    lambda pairs, _: majority_vote([text for text, _ in pairs[:40]]),
    lambda pairs, _: [has_repetition(text) for text, _ in pairs],
    lambda pairs, _: check_answer([[{"role": "assistant", "content": text}] for text, _ in pairs], pairs[0][1]),
    grade_table,
    refuse,
    wait_for_rewards,
    analyse,
]
