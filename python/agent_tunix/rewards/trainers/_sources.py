"""Which column fills which parameter of a reward: decided once, when the first sample shows which columns there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.names import TRUTHS
from agent_tunix.rewards.reading.parameters import Parameters, kind_of
from agent_tunix.rewards.reading.paths import MISSING, look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

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
        unnamed: where `grading` is taken for a column because it is the name of no policy: the error that says so.

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
        unnamed: ArgumentValueError | None = None,
    ) -> None:
        self.owner, self.truth, self.named, self.unnamed = owner, truth, named, unnamed
        self._settled: dict[str, str] | None = None
        self.used: set[str] = set()
        #: The column of the truth, or that and the key inside it, where nothing else fills a parameter.
        self.only_truth: tuple[str, str] | None = None
        parameters = Parameters(reward)
        if parameters.first in TAKEN:
            raise ArgumentValueError(
                f"{owner}: its first parameter is {parameters.first!r}, not a response: it is in a trainer's own form",
                argument="reward",
            )
        # A reward object is handed all columns, but an option or a column that nothing in it takes is a mistake.
        given = (*options, *columns)
        unknown = [name for name in given if not reward.knows(name)] if isinstance(reward, Reward) else []
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
        #: What may stand behind the response without its name.
        self.second = parameters.by_position[1:2]
        self.needed = [name for name in self.free if parameters.must_have(name)]
        #: A reward object is handed all columns.
        self.composed = isinstance(reward, Reward)
        needs = set(reward.needs) if isinstance(reward, Reward) else set()
        self.asks_for_truth = bool(needs & {*TRUTHS}) or (parameters.takes_any and not self.composed)
        self.takes_any = parameters.takes_any and not self.composed
        self.names = {*parameters.named, *options}
        if named and not self.free and not parameters.takes_any and truth not in columns.values():
            raise ArgumentTypeError(
                f"{owner}: it has no parameter for the truth {truth!r}", argument="truth", code="unknown_name"
            )

    def settled(self, row: Any) -> dict[str, str]:
        """Return the column of each parameter; the first sample, or the columns of the first batch, decide it."""
        if self._settled is None:
            found = self._settle(lambda name: look_up(row, name) is not MISSING)
            self.used = {*found, *found.values(), *self.names}
            if list(found) == self.second == ["ground_truth"]:
                column = found["ground_truth"]
                nested = "." in column and not (isinstance(row, Mapping) and column in row)
                self.only_truth = column.rpartition(".")[::2] if nested else ("", column)
            self._settled = found
        return self._settled

    def takes_truth(self, row: Any) -> bool:
        """Say whether the reward is given the truth, as far as its parameters tell."""
        return self.asks_for_truth or not {self.truth, METADATA}.isdisjoint(self.settled(row).values())

    def _settle(self, has: Callable[[str], bool]) -> dict[str, str]:
        """Return the column that fills each parameter.

        Args:
            has: whether there is a column of a name.

        Raises:
            ValueError: nothing fills a parameter, nothing takes the truth that the caller named, or `grading` is the
                name of nothing.
        """
        found = dict(self.fixed)
        if self.unnamed is not None and not (has(found["grading"]) or has(found["grading"].partition(".")[0])):
            raise ArgumentValueError(
                f"{self.owner}: {self.unnamed}, or the name of a column that there is",
                argument="grading",
                code="unknown_name",
            )
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


async def shape_later(shape: Callable[[Any], Any], waiting: Coroutine[Any, Any, Any]) -> Any:
    """Return what is awaited in the form that a trainer wants."""
    return shape(await waiting)


def as_dict(row: Any) -> dict[str, Any]:
    """Return the columns of a sample, a dictionary or an object's attributes."""
    return dict(row) if isinstance(row, Mapping) else dict(getattr(row, "__dict__", {}))


def as_columns(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """Return samples, dictionaries or objects, as columns; None stands for what one of them does not have."""
    listed = [as_dict(row) for row in rows]
    return {name: [row.get(name) for row in listed] for name in dict.fromkeys(name for row in listed for name in row)}


def as_rows(columns: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    """Return columns as samples; what is no column, as a trainer's state, stands in each."""
    lists = {name: values if is_column(values, count) else [values] * count for name, values in columns.items()}
    return [{name: values[at] for name, values in lists.items()} for at in range(count)]


def leave_out(values: Any, at: int, count: int) -> Any:
    """Return a column without one of its values; what is no column, as it is."""
    return [*values[:at], *values[at + 1 :]] if is_column(values, count) else values


def is_column(values: Any, count: int) -> bool:
    """Say whether something has a value for each of so many samples."""
    return isinstance(values, (list, tuple, np.ndarray)) and len(values) == count
