"""Rewards by name, from configurations."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agent_tunix.rewards import (
    Reward,
    as_reward,
    check_answer,
    get_reward,
    register_reward,
    register_reward_function,
    reward_names,
)

if TYPE_CHECKING:
    from agent_tunix.rewards.composing.batch import Batch, Values

RESPONSES = ["The answer is 4.", "The answer is 4.1.", "The answer is 7.", "4"]


@register_reward("of_length")
def of_length(response: str, unit: int = 1) -> float:
    return len(response) / unit


@register_reward("one_of_a_class")
class Fixed(Reward):
    def __init__(self, value: float = 1.0) -> None:
        super().__init__("fixed")
        self.value = value

    def grade(self, batch: Batch) -> Values:
        return as_reward(self.value).grade(batch)


@pytest.mark.parametrize(
    ("configuration", "arguments"),
    [
        ("check_answer", {}),
        ("agent_tunix.rewards.check_answer", {}),
        ({"reward_function": "check_answer"}, {}),
        ({"reward_function": {"reward_function": check_answer}}, {}),
        (check_answer, {}),
        (as_reward(check_answer), {}),
        ({"reward_function": "weighted_sum", "rewards": ["check_answer"], "weights": [1.0]}, {}),
        ("weighted_sum", {"rewards": [{"reward_function": "check_answer"}]}),
        ({"reward_function": "gate", "reward": "check_answer", "by": "check_answer", "threshold": 0.0}, {}),
    ],
    # Without addresses, so that each process of pytest-xdist collects the same names.
    ids=lambda value: re.sub(r" at 0x\w+", "", repr(value)),
)
def test_every_spelling_finds_the_same_reward(configuration: Any, arguments: dict[str, Any]) -> None:
    reward = get_reward(configuration, **arguments)
    assert reward(RESPONSES, ground_truth=4).tolist() == check_answer(RESPONSES, 4).tolist()


def test_arguments_are_options_or_what_a_class_is_made_of() -> None:
    assert get_reward("of_length", unit=4)("abcd") == 1.0
    assert get_reward({"reward_function": "one_of_a_class", "value": 0.25})("abcd") == 0.25
    assert get_reward("continuous_reward", max_error=10.0)("The answer is 9.", ground_truth=4) == 0.5
    assert get_reward(f"{__name__}.of_length", unit=2)("ab") == 1.0


def test_every_name_is_found() -> None:
    assert {"check_answer", "of_length", "stable_reward", "gate"} <= set(reward_names())
    makers = {"clip", "first_available", "floor", "gate", "noisy", "product", "weighted_sum", "one_of_a_class"}
    for name in set(reward_names()) - makers:
        assert get_reward(name).__name__ == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("chek_answer", "no reward 'chek_answer'; did you mean 'check_answer'"),
        ("xyzzy", "known are: "),
        ("no_such_module.reward", "No module named 'no_such_module'"),
        ("math.no_such_reward", "has no attribute 'no_such_reward'"),
        ("", "no reward ''"),
    ],
)
def test_a_wrong_name_says_what_there_is(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        get_reward(name)


def test_a_name_stands_for_one_reward() -> None:
    register_reward_function("of_length", of_length)
    with pytest.raises(ValueError, match="there is a reward 'of_length' already"):
        register_reward_function("of_length", check_answer)
    with pytest.raises(ValueError, match="there is a reward 'check_answer' already"):
        register_reward("check_answer")(of_length)
    with pytest.raises(ValueError, match="expected a name"):
        register_reward_function("not a name", of_length)
    with pytest.raises(TypeError, match="expected a function"):
        register_reward_function("nothing", None)
    with pytest.raises(ValueError, match="expected a 'reward_function'"):
        get_reward({"reward": "check_answer"})


def test_a_dotted_path_needs_no_registration(tmp_path: Path) -> None:
    (tmp_path / "my_module.py").write_text(
        "def my_reward(response, answer=''):\n    return float(response == answer)\n"
    )
    code = "from agent_tunix.rewards import get_reward; print(get_reward('my_module.my_reward')('a', answer='a'))"
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert printed == b"1.0\n"
