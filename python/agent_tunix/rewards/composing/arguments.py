"""Which columns of a batch fill which parameters of a function that is a reward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import AnyOf, ArgumentTypeError
from agent_tunix.rewards.reading.columns import unpacked
from agent_tunix.rewards.reading.numbers import listed
from agent_tunix.rewards.reading.parameters import Parameters, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agent_tunix.rewards.composing.batch import Batch, Graded


class Arguments:
    """The parameters of a function beside the response, and what fills each of them.

    A parameter gets the column of its own name, or the one that `renamed` gives it; `**metadata` gets all columns that
    no parameter takes; a parameter `metadata` gets a dictionary of them. What a function of this package takes by name
    alone is an option: one value for all responses, given with the reward or in a call.

    Attributes:
        needs: the columns without which the function can't be called.
    """

    def __init__(
        self, function: Callable[..., Any], owner: str, renamed: Mapping[str, str], options: Mapping[str, Any]
    ) -> None:
        """Look at the function's signature.

        Raises:
            TypeError: it takes no response, or has no parameter for an option or a column.
        """
        self.owner, self.renamed, self.options = owner, dict(renamed), dict(options)
        parameters = Parameters(function)
        if parameters.known and not parameters.first:
            raise ArgumentTypeError(f"{owner}: a reward takes the response as its first argument", argument="reward")
        parameters.check(owner, (*self.options, *self.renamed))
        beside = parameters.beside_response()
        # An option with a column of its own in `renamed` is filled by that.
        self.settable = (parameters.options if kind_of(function) == "native" else set()) - self.renamed.keys()
        self.sources = {
            name: self.renamed.get(name, name)
            for name in (*beside, *self.renamed)
            if name not in self.options and name not in self.settable
        }
        self.required = {name for name in self.sources if name not in beside or parameters.must_have(name)}
        self.gathers = "metadata" in self.sources and "metadata" not in self.renamed
        if self.gathers:
            self.required.discard("metadata")
            del self.sources["metadata"]
        self.takes_any = parameters.takes_any
        self.needs = [column for name, column in self.sources.items() if name in self.required]

    def found(self, batch: Batch) -> Iterator[tuple[str, str]]:
        """Go over the parameters that a batch fills, and the column of each."""
        for parameter, column in self.sources.items():
            if parameter in self.required or column in batch.columns:
                yield parameter, column
        if self.takes_any:
            named = {*self.sources.values(), *self.options, *self.settable}
            yield from ((column, column) for column in batch.columns if column not in named)

    def columns(self, batch: Batch) -> dict[str, Any]:
        """Return the columns as they were given, and the options, for a function that takes a batch of any kind.

        A list of truths where one is asked for means any of them. Expected numbers come as all columns do: a list as
        long as the batch has those of each response, be they a list or a single number.
        """
        columns = batch.columns
        given: dict[str, Any] = {}
        # Plain loops, with no call for each column: this runs once for every function of every batch.
        for parameter, column in self.sources.items():
            if column in columns:
                given[parameter] = columns[column]
            elif parameter in self.required:
                batch.column(column, reward=self.owner)
        if self.takes_any:
            given |= {parameter: columns[column] for parameter, column in self.found(batch)}
        given.update(self.options)
        for name in self.settable:
            if name in columns:
                given[name] = columns[name]
        truths = given.get("ground_truth")
        if isinstance(truths, (list, tuple)):
            given["ground_truth"] = any_of(truths) if batch.is_one else each_any_of(truths)
        numbers = self.sources.get("expected_numbers")
        if numbers is not None and numbers in columns and numbers not in batch.same:
            given["expected_numbers"] = spread_numbers(unpacked(columns[numbers]), batch)
        return given

    def rows(self, batch: Batch) -> dict[str, list[Any]]:
        """Return for each parameter one value for each response, in Python's own types."""
        given = {parameter: batch.rows(column, reward=self.owner) for parameter, column in self.found(batch)}
        if self.gathers:
            given["metadata"] = self._gather(batch)
        return given

    def _gather(self, batch: Batch) -> list[dict[str, Any]]:
        """Return a dictionary for each response: its own `metadata`, and the columns that nothing else took."""
        own = batch.rows("metadata", reward=self.owner) if "metadata" in batch.columns else [None] * len(batch)
        taken = {"metadata", *(column for _, column in self.found(batch))}
        rest = {name: batch.rows(name, reward=self.owner) for name in batch.columns if name not in taken}
        return [{**(mine or {}), **{name: values[at] for name, values in rest.items()}} for at, mine in enumerate(own)]

    def knows(self, name: str) -> bool:
        """Say whether the function has use for a value of this name."""
        return self.takes_any or name in {*self.sources, *self.sources.values(), *self.options, *self.settable}


def name_values(reward: Graded, values: Sequence[Any], columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a call, those that were given by position among them.

    Raises:
        TypeError: there are more values than the reward needs, or one of them has a column too.
    """
    if len(values) > len(reward.needs):
        takes = ", ".join(("response", *reward.needs))
        raise ArgumentTypeError(f"{reward.__name__}({takes}) takes no {len(values)} values beside the response")
    given = dict(zip(reward.needs, values, strict=False))
    if twice := given.keys() & columns.keys():
        raise ArgumentTypeError(f"{reward.__name__} got {min(twice)!r} twice")
    return {**given, **columns}


def spread_numbers(numbers: Any, batch: Batch) -> Any:
    """Return the expected numbers of a batch: a list of them for each response, or one list for all."""
    if isinstance(numbers, (list, tuple)) and len(numbers) == len(batch) and not batch.is_one:
        return [listed(each) for each in numbers]
    return listed(numbers)


def any_of(truth: Any) -> Any:
    """Return a list of truths as any of them, everything else as it is."""
    return AnyOf(list(truth)) if isinstance(truth, (list, tuple)) and truth else truth


def each_any_of(truths: Sequence[Any]) -> Sequence[Any]:
    """Return truths, one for each response, each list of them as any of them."""
    return truths if {list, tuple}.isdisjoint(map(type, truths)) else [any_of(truth) for truth in truths]
