"""Rewards that a configuration describes: by name, with the arguments that they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.composing.registry import MAKERS, find
from agent_tunix.rewards.composing.reward import as_reward

if TYPE_CHECKING:
    from agent_tunix.rewards.composing.reward import Reward


def get_reward(reward_function: Any, **arguments: Any) -> Reward:
    """Return the reward that a configuration names.

    >>> from agent_tunix.rewards import get_reward
    >>> get_reward("check_answer")("The answer is 4.", ground_truth=4)
    1.0
    >>> get_reward({"reward_function": "check_answer", "tolerance": 0.0})("The answer is 4.1.", ground_truth=4)
    0.0
    >>> get_reward("weighted_sum", rewards=["check_answer", "match_format_exactly"], weights=[0.7, 0.3])
    <WeightedSum weighted_sum(response, ground_truth, expected_format): 0.7 * check_answer + 0.3 * match_format_exactly>

    In a Hydra configuration `_target_: agent_tunix.rewards.get_reward` with the same arguments does this.

    Args:
        reward_function: a registered name; the dotted path of a function, `my_module.my_reward`; a mapping with a
            `reward_function` and its arguments; or what `as_reward` takes.
        arguments: options of a function (see `as_reward`), or what a combiner or a class of rewards is made of.
            `rewards` holds what a combiner's positional arguments would be.

    Returns:
        The reward.

    Raises:
        ValueError: there is no reward of that name; the message has those whose names are near, or what the import of
            a dotted path said.
        TypeError: it does not take these arguments.
    """
    if isinstance(reward_function, Mapping):
        described = {str(key): value for key, value in reward_function.items()}
        if "reward_function" not in described:
            raise ArgumentValueError(
                f"expected a 'reward_function', got only {sorted(described)}",
                argument="reward_function",
                code="missing",
            )
        return get_reward(described.pop("reward_function"), **{**described, **arguments})
    if not isinstance(reward_function, str):
        return as_reward(reward_function, **arguments)
    found = find(reward_function)
    if reward_function not in MAKERS and not isinstance(found, type):
        return as_reward(found, **arguments)
    parts = arguments.pop("rewards", ())
    parts = (parts,) if isinstance(parts, (str, Mapping)) else tuple(parts)
    named = {key: get_reward(value) if key in ("reward", "by") else value for key, value in arguments.items()}
    return as_reward(found(*map(get_reward, parts), **named))
