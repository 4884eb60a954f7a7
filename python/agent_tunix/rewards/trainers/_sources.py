"""Which column fills which parameter of a reward: decided once, when the first sample shows which columns there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.parameters import TRUTHS, Parameters, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The first parameter of what is already in a trainer's own form.
TAKEN = ("prompts", "completions", "queries", "data_source")
#: What is not in a column: the prompt's text, which most calls have in a place of its own, and the columns themselves.
PROMPT = "the prompt's text"
METADATA = "the sample's columns"


class Sources:
    """The parameters of a reward beside the response, and what fills each of them.

    A parameter is filled by what the caller named for it, else by the column of its own name. The truth goes to
    `ground_truth`, or to the one parameter that nothing else fills.

    Args:
        reward: the reward.
        owner: its name, for messages.
        truth: the column of the truth.
        named: whether the caller named that column, so that the reward must take a truth.
        columns: the column of each parameter that the caller named.
        options: the parameters that have a value already.

    Raises:
        TypeError: the reward has no such parameter.
        ValueError: it is in a trainer's form, a parameter has two sources, or it takes no truth and the caller named
            one.
    """

    def __init__(
        self,
        reward: Callable[..., Any],
        owner: str,
        truth: str,
        *,
        named: bool,
        columns: Mapping[str, str],
        options: Mapping[str, Any],
    ) -> None:
        self.owner, self.truth, self.named = owner, truth, named
        parameters = Parameters(reward)
        if parameters.first in TAKEN:
            raise ArgumentValueError(
                f"{owner}: its first parameter is {parameters.first!r}, not a response: it is in a trainer's own form",
                argument="reward",
            )
        # A reward object is handed all columns, but an option that nothing in it takes is a mistake.
        unknown = [name for name in options if not reward.knows(name)] if isinstance(reward, Reward) else []
        if unknown:
            raise parameters.unknown(owner, unknown[0])
        parameters.check(owner, (*columns, *options))
        if both := sorted(set(columns) & set(options)):
            raise ArgumentValueError(
                f"{owner}: {both[0]!r} has a value and a column; give one of them", argument="columns", code="conflict"
            )
        beside = parameters.beside_response()
        self.fixed = dict(columns)
        for parameter, source in (("prompt", PROMPT), ("metadata", METADATA)):
            if parameter in beside and parameter not in options:
                self.fixed.setdefault(parameter, source)
        # What a function of this package takes by name alone is an option, never a column.
        settable = parameters.options if kind_of(reward) == "native" else ()
        self.free = [name for name in beside if name not in (*self.fixed, *options, *settable)]
        self.needed = [name for name in self.free if parameters.must_have(name)]
        #: A reward object is handed all columns.
        self.composed = isinstance(reward, Reward)
        self.takes_any = parameters.takes_any and not self.composed
        self.names = {*parameters.named, *options}
        if named and not self.free and not parameters.takes_any and truth not in columns.values():
            raise ArgumentTypeError(
                f"{owner}: it has no parameter for the truth {truth!r}", argument="truth", code="unknown_name"
            )

    def settle(self, has: Callable[[str], bool]) -> dict[str, str]:
        """Return the column that fills each parameter.

        Args:
            has: whether there is a column of a name.

        Raises:
            ValueError: nothing fills a parameter, or nothing takes the truth that the caller named.
        """
        found = dict(self.fixed)
        for name in self.free:
            if name == "ground_truth" and (self.named or has(self.truth) or not has(name)):
                found[name] = self.truth
            elif has(name):
                found[name] = name
        unfilled = [name for name in self.needed if name not in found]
        if self.truth not in found.values() and (target := self._choose(found, unfilled, has)):
            found[target] = self.truth
        if unfilled := [name for name in unfilled if name not in found]:
            raise ArgumentValueError(
                f"{self.owner}: nothing fills {', '.join(map(repr, unfilled))}: no column has that name; "
                "give a value by that name, or a column with columns={...}",
                argument="columns",
                code="missing",
            )
        return found

    def _choose(self, found: Mapping[str, str], unfilled: list[str], has: Callable[[str], bool]) -> str | None:
        """Return the parameter that gets the truth: the one that nothing else fills, or one that is named like it."""
        # A format is no truth, whatever else is there.
        if len(unfilled) == 1 and unfilled[0] != "expected_format":
            return unfilled[0]
        free = [*unfilled, *(name for name in self.free if name not in found and name not in unfilled)]
        like = next((name for name in free if name in TRUTHS), None)
        if like is not None:
            return like if like in unfilled or self.named or has(self.truth) else None
        if self.named:
            if not (self.takes_any or self.composed):
                raise ArgumentTypeError(
                    f"{self.owner}: it has no parameter for the truth {self.truth!r}",
                    argument="truth",
                    code="unknown_name",
                )
            return "ground_truth"
        return None


def find_name(reward: Any) -> str:
    """Return the name of a function, or of the class of what is called like one."""
    name = str(getattr(reward, "__name__", type(reward).__name__))
    if not name.isidentifier():
        raise ArgumentValueError(f"reward: {name} is no name for the logs; give one with name=", argument="reward")
    return name
