"""What every host may hand over is read in the same way: columns, NumPy's values, messages, batches of any size."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
from tests.hosts import HOSTS

from agent_tunix.rewards import RewardError, as_reward, check_answer, vectorized, weighted_sum

pytestmark = pytest.mark.usefixtures("stand_ins")

RIGHT, WRONG, GUESSED = "3 * 5 = 15. The answer is 15.", "The answer is 16.", "3 times 5 makes 15."
TEXTS = [RIGHT, WRONG, GUESSED]
EXPECTED = [1.0, 0.5, 0.5]
ALL = pytest.mark.parametrize("host", HOSTS)


def with_host(*wanted: str) -> pytest.MarkDecorator:
    """Go over the hosts that know something."""
    return pytest.mark.parametrize(
        "host", [name for name, host in HOSTS.items() if all(getattr(host, w) for w in wanted)]
    )


def ask(
    host: str, reward: Any, completions: Any = TEXTS, truths: Any = ("15", "15", "15"), **columns: Any
) -> list[Any]:
    """Return the scores that a host gets for completions."""
    found = HOSTS[host].ask(reward, completions, truths, columns)
    return [each["score"] if isinstance(each, dict) else each for each in found]


def make(host: str, *, used: bool, **arguments: Any) -> Any:
    """Make a reward, new or after a usual call, which may have opened a quicker way."""
    reward = HOSTS[host].make(check_answer, **arguments)
    if used:
        assert ask(host, reward) == EXPECTED
        assert ask(host, reward, [RIGHT], ["15"]) == [1.0]
    return reward


USED = pytest.mark.parametrize("used", [False, True], ids=["new", "used"])


def said(text: Any) -> list[dict[str, Any]]:
    """Return a reply as a conversation."""
    return [{"role": "user", "content": "3 * 5?"}, {"role": "assistant", "content": text}]


@ALL
def test_a_batch_of_three(host: str) -> None:
    reward = HOSTS[host].make(check_answer)
    found = ask(host, reward)
    assert found == EXPECTED
    assert ask(host, reward) == EXPECTED
    assert all(isinstance(score, float) for score in found)


@USED
@with_host("columns")
def test_unknown_columns_do_no_harm(host: str, used: bool) -> None:
    columns = {"difficulty": [1, 2, 3], "metadata": [{"a": 1}] * 3, "tags": [["x"], [], None]}
    assert ask(host, make(host, used=used), **columns) == EXPECTED


@USED
@ALL
@pytest.mark.parametrize(
    "truths",
    [
        np.array(["15", "15", "15"]),
        np.array([15, 15, 15]),
        np.array([15.0, 15.0, 15.0]),
        np.array(["15", 15, 15.0], dtype=object),
        [np.array("15"), np.array(["15"]), np.str_("15")],
        [b"15", ["15", "fifteen"], 15],
        ["5 * 3 = 15\n#### 15", "#### 15", "15"],
    ],
    ids=repr,
)
def test_truths_of_any_type(host: str, used: bool, truths: Any) -> None:
    reward = make(host, used=used)
    assert ask(host, reward, truths=truths) == EXPECTED
    assert [ask(host, reward, [text], truths[at : at + 1]) for at, text in enumerate(TEXTS)] == [[1.0], [0.5], [0.5]]


@with_host("columns")
def test_columns_of_numpy_reach_parameters_as_pythons_values(host: str) -> None:
    seen: list[Any] = []

    def look(response: str, level: Any, weights: Any) -> float:
        seen.append((level, weights))
        return len(response) / 100

    columns = {"level": np.array([1, 2, 3]), "weights": np.arange(6.0).reshape(3, 2)}
    ask(host, HOSTS[host].make(look), **columns)
    assert [level for level, _ in seen] == [1, 2, 3]
    assert [list(weights) for _, weights in seen] == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]


@USED
@with_host("messages")
def test_conversations(host: str, used: bool) -> None:
    reward = make(host, used=used)
    assert ask(host, reward, [said(text) for text in TEXTS]) == EXPECTED
    assert ask(host, reward, [said(GUESSED)], ["15"]) == [0.5]
    # A reply of tool calls alone says nothing.
    silent: list[dict[str, Any]] = [{"role": "assistant", "content": None, "tool_calls": []}]
    assert ask(host, reward, [silent, said(RIGHT), []]) == [0.0, 1.0, 0.0]


@USED
@with_host("messages")
def test_of_parts_the_text_counts(host: str, used: bool) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    replies = [
        said([{"type": "text", "text": "3 * 5 = 15. "}, image, {"type": "text", "text": "The answer is 15."}]),
        said([image, {"type": "text", "text": WRONG}]),
        said([image]),
    ]
    assert ask(host, make(host, used=used), replies) == [1.0, 0.5, 0.0]


@USED
@ALL
def test_one_and_none(host: str, used: bool) -> None:
    reward = make(host, used=used)
    assert ask(host, reward, [RIGHT], ["15"]) == [1.0]
    assert ask(host, reward, [""], ["15"]) == [0.0]
    if HOSTS[host].batched:
        assert ask(host, reward, [], []) == []
        assert ask(host, HOSTS[host].make(weighted_sum(check_answer)), [], []) == []


@ALL
def test_a_function_of_lists_gets_lists(host: str) -> None:
    calls: list[Any] = []

    def rank(responses: list[str], ground_truth: list[str]) -> list[float]:
        calls.append((responses, ground_truth))
        return [float(gold in response) for response, gold in zip(responses, ground_truth, strict=True)]

    for reward in (HOSTS[host].make(rank, batched=True), HOSTS[host].make(vectorized(rank))):
        calls.clear()
        assert ask(host, reward) == [1.0, 0.0, 1.0]
        assert [len(responses) for responses, _ in calls] == ([3] if HOSTS[host].batched else [1, 1, 1])
        assert all(isinstance(given, list) for call in calls for given in call)


@ALL
def test_what_is_none_or_raises_follows_the_policies(host: str) -> None:
    make = functools.partial(HOSTS[host].make, name="odd")
    replies = iter([None, float("nan"), 1.0] * 2)
    with pytest.raises(ValueError, match="on_invalid"):
        ask(host, make(lambda _: None))
    assert ask(host, make(lambda _: next(replies), on_invalid=-1.0)) == [-1.0, -1.0, 1.0]

    def broken(response: str) -> float:
        return 1 / response.count("16")

    with pytest.raises(RewardError, match=r"reward 'odd'.*: raised ZeroDivisionError"):
        ask(host, make(broken))
    assert ask(host, make(broken, on_error=0.25)) == [0.25, 1.0, 0.25]
    assert ask(host, make(broken, on_error="skip", on_invalid=-1.0)) == [-1.0, 1.0, -1.0]
    inside = as_reward(broken)
    assert ask(host, make(weighted_sum(inside), on_error=0.25), [GUESSED], ["15"]) == [0.25]
    with pytest.raises(RewardError, match=r"reward 'broken'.*: raised ZeroDivisionError"):
        ask(host, make(weighted_sum(inside)))


@ALL
@pytest.mark.parametrize("truth", [None, " ", True])
def test_a_truth_that_is_none_follows_the_policy(host: str, truth: Any) -> None:
    def own(response: str, ground_truth: Any) -> float:
        return check_answer(response, ground_truth)

    for used in (False, True):
        with pytest.raises((TypeError, ValueError), match="ground_truth"):
            ask(host, make(host, used=used), truths=["15", truth, "15"])
        kept = make(host, used=used, on_invalid=-1.0)
        assert ask(host, kept, truths=["15", truth, "15"]) == [1.0, -1.0, 0.5]
        assert ask(host, kept, [RIGHT], [truth]) == [-1.0]
    for reward in (as_reward(check_answer), weighted_sum({check_answer: 1.0}), own):
        with pytest.raises((TypeError, ValueError), match="ground_truth"):
            ask(host, HOSTS[host].make(reward), truths=["15", truth, "15"])
        assert ask(host, HOSTS[host].make(reward, on_invalid=-1.0), truths=["15", truth, "15"]) == [1.0, -1.0, 0.5]
