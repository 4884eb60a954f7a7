"""The numbers that `check_numbers` expects of each row: a column may have lists of numbers, or a number in each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from agent_tunix.rewards import as_reward, by_task, check_numbers
from agent_tunix.rewards.scale import score_table
from agent_tunix.rewards.trainers import trl, verl

RESPONSES = ["It is 4.", "It is 5.", "It is 5."]
PROMPTS = ["?"] * len(RESPONSES)
RENAMED = as_reward(check_numbers, columns={"expected_numbers": "n"})
#: What a trainer or a table has in its rows, of which the second response is right alone.
COLUMNS = {
    "lists": [[5], [5], [4]],
    "numbers": [5, 5, 4],
    "an array": np.array([5, 5, 4]),
    "an array of lists": np.array([[5], [5], [4]]),
    "floats": [5.0, 5.0, 4.0],
    "numerals": ["5", "5", "4"],
    "numbers and lists": [5, [5], "4"],
}


def each_alone(reward: Any, column: Any) -> list[float]:
    """Return what verl's adapter gives for the rows one by one."""
    adapter = verl.Reward(reward)
    found = [adapter("data", text, truth, {}) for text, truth in zip(RESPONSES, column, strict=True)]
    return [score["score"] if isinstance(score, dict) else score for score in found]


DOORS: dict[str, Callable[[Any], list[float]]] = {
    "a reward object": lambda column: RENAMED(RESPONSES, n=column).tolist(),
    "a reward object, one by one": lambda column: [
        RENAMED(text, n=each) for text, each in zip(RESPONSES, column, strict=True)
    ],
    "tasks": lambda column: by_task({"a": RENAMED, "b": RENAMED})(RESPONSES, n=column, task=["a", "b", "a"]).tolist(),
    "an adapter of the function": lambda column: trl.Reward(check_numbers, columns={"expected_numbers": "n"})(
        prompts=PROMPTS, completions=RESPONSES, n=column
    ),
    "an adapter of a reward object": lambda column: trl.Reward(RENAMED)(
        prompts=PROMPTS, completions=RESPONSES, n=column
    ),
    "an adapter, row by row": lambda column: each_alone(check_numbers, column),
    "an adapter of a reward object, row by row": lambda column: each_alone(
        as_reward(check_numbers, columns={"expected_numbers": "ground_truth"}), column
    ),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("column", COLUMNS)
def test_every_row_has_numbers_of_its_own(column: str, door: str) -> None:
    assert DOORS[door](COLUMNS[column]) == [0.0, 1.0, 0.0]


def test_a_table_has_numbers_of_each_row() -> None:
    table = pa.table({"response": RESPONSES, "answer": ["5", "5", "4"], "n": [5, 5, 4]})
    scored = score_table(table, check_numbers, columns={"expected_numbers": "n"})
    assert scored["reward"].to_pylist() == [0.0, 1.0, 0.0]


def test_an_option_is_one_list_for_all_rows() -> None:
    expected = [0.0, 0.5, 0.5]
    numbers = [5, 7]
    texts = ["It is 4.", "It is 5.", "It is 7."]
    for length in (2, 3):
        want = expected[:length]
        assert as_reward(check_numbers, expected_numbers=numbers)(texts[:length]).tolist() == want
        for reward in (check_numbers, as_reward(check_numbers)):
            adapter = trl.Reward(reward, expected_numbers=numbers)
            assert adapter(prompts=PROMPTS[:length], completions=texts[:length]) == want
    # A list of another length than the batch is for all responses too, as it is for the function.
    assert as_reward(check_numbers)(texts, expected_numbers=numbers).tolist() == expected
    assert [found["score"] for found in check_numbers(texts[:2], numbers)] == expected[:2]
