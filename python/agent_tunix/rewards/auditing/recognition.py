"""Recognising the calling convention of a reward, by its type and by the names of its parameters."""

from __future__ import annotations

import inspect
from typing import Any

from agent_tunix.rewards.auditing.signatures import Taken
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.parameters import innermost, kind_of
from agent_tunix.rewards.trainers._adapter import Adapter

#: Names of the first parameter of functions that take lists.
PLURAL = ("responses", "outputs", "predictions", "texts", "generations")

#: The calling conventions of this package's adapters, by module and class.
ADAPTERS = {
    ("tunix", "Reward"): "tunix",
    ("tunix", "TaskReward"): "tunix-task",
    ("trl", "Reward"): "trl",
    ("ms_swift", "Reward"): "ms-swift",
    ("verl", "Reward"): "verl",
    ("verl", "BatchReward"): "verl-batch",
    ("openrlhf", "Reward"): "openrlhf",
    ("areal", "Reward"): "areal",
    ("verifiers", "Reward"): "verifiers-chat",
    ("verifiers", "TaskReward"): "verifiers-task",
    ("easyr1", "Reward"): "easyr1",
    ("slime", "Reward"): "slime",
    ("nemo_rl", "Reward"): "nemo-rl",
    ("nemo_rl", "Verifier"): "nemo-rl-verify",
    ("skyrl", "Reward"): "skyrl",
}


def recognise(reward: Any, signature: str | None = None) -> list[str]:
    """Return the calling conventions that a reward may have, the likeliest first; only `signature` if it is given."""
    if signature is not None:
        return [signature]
    for kind in type(reward).__mro__:
        known = ADAPTERS.get((kind.__module__.rpartition(".")[2], kind.__name__))
        if known and isinstance(reward, Adapter):
            return [known]
    if isinstance(reward, Reward) or kind_of(innermost(reward)) in ("native", "vectorized"):
        return ["batch"]
    taken = Taken(reward)
    return by_names(taken, inspect.isroutine(reward))


def by_names(taken: Taken, is_function: bool) -> list[str]:
    """Return the calling conventions that the names of the parameters suggest."""
    names, first = set(taken.names), taken.names[0] if taken.names else ""
    rules: tuple[tuple[bool, list[str]], ...] = (
        (not taken.known, ["plain"]),
        ({"prompt_ids", "completion_ids"} <= names and "prompt" in names, ["areal"]),
        ("completions" in names and is_function, ["tunix", "trl", "trl-chat"]),
        ("completions" in names, ["ms-swift", "tunix", "trl-chat"]),
        ("solution_strs" in names, ["verl-batch"]),
        ("data_source" in names or {"solution_str", "extra_info"} <= names, ["verl"]),
        ({"queries", "labels"} <= names, ["openrlhf"]),
        ("reward_inputs" in names, ["easyr1"]),
        ("reward_input" in names, ["easyr1-one"]),
        ({"args", "samples"} <= names, ["slime-group"]),
        ({"args", "sample"} <= names, ["slime"]),
        ({"task", "trace"} <= names, ["verifiers-task"]),
        ({"task", "action"} <= names, ["tunix-task"]),
        ({"action", "extras"} <= names, ["skyrl"]),
        ("pred_responses" in names, ["nemo-rl-verify"]),
        (taken.names[:2] == ["ground_truth", "response"], ["nemo-rl"]),
        ("completion" in names, ["verifiers", "verifiers-chat"]),
        (first in PLURAL, ["batch"]),
        (not names and taken.takes_any, ["verl", "tunix", "trl", "trl-chat", "verifiers", "verifiers-chat"]),
    )
    return next((forms for holds, forms in rules if holds), ["plain"])
