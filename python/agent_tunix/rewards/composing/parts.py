"""What rewards that are combined have in common: names that differ, and what each of them remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def stateful(reward: Any) -> Iterator[Any]:
    """Go over a reward and those inside it that remember something, each once."""
    seen: set[int] = set()
    waiting: list[Any] = [reward]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.state() is not None:
            yield current
        waiting.extend(reversed(list(current.inside())))


def unused(name: str, names: Mapping[str, Any]) -> str:
    """Return a name that is not in use: the name itself, or with a number behind it."""
    if name not in names:
        return name
    return next(other for at in range(2, len(names) + 3) if (other := f"{name}_{at}") not in names)


def names_inside(reward: Any) -> list[str]:
    """Return the names that the components of a reward have, each reward inside it once."""
    names: dict[str, Any] = {}
    seen: set[int] = set()
    waiting: list[Any] = list(reward.inside())
    while waiting:
        current = waiting.pop(0)
        if id(current) not in seen:
            seen.add(id(current))
            names[unused(current.__name__, names)] = current
            waiting.extend(current.inside())
    return list(names)


def at_least_one(rewards: list[Any]) -> list[Any]:
    """Return the rewards, of which there is at least one."""
    if not rewards:
        raise ArgumentValueError("expected at least one reward", argument="rewards", code="empty")
    return rewards


def remembered(reward: Any) -> dict[str, Any]:
    """Return what a reward and those inside it remember, by name."""
    states: dict[str, Any] = {}
    for each in stateful(reward):
        states[unused(each.__name__, states)] = each.state()
    return states


def restore(reward: Any, states: Mapping[str, Any]) -> None:
    """Give a reward and those inside it back what `remembered` returned.

    Raises:
        ValueError: the state is that of another reward.
    """
    found: dict[str, Any] = {}
    for each in stateful(reward):
        found[unused(each.__name__, found)] = each
    if found.keys() != states.keys():
        raise ArgumentValueError(
            f"the state has {sorted(states)}, the reward remembers {sorted(found)}",
            argument="states",
            code="wrong_state",
        )
    for name, each in found.items():
        each.restore(states[name])


def in_short(reward: Any) -> str:
    """Return a reward's name with what it is made of, as it stands in the `repr` of another."""
    made_of: str = reward.made_of()
    return f"{reward.__name__}({made_of})" if made_of else str(reward.__name__)
