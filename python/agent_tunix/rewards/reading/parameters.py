"""The parameters of a reward: what it must be given, what it may be given, and how it is called."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: The attributes by which `inspect` recognizes a coroutine function.
MARKS = ("__code__", "__defaults__", "__kwdefaults__")
#: Where the functions are that take one response or a batch, and columns of either kind.
NATIVE = frozenset(
    f"agent_tunix.rewards.{module}" for module in ("functions", "patterns", "aspects", "steps", "auxiliary")
)


class Parameters:
    """The parameters of a function.

    Attributes:
        known: False where the function does not say what it takes, as compiled ones may.
        named: the parameters that can be given by name or by position, in their order.
        takes_any: whether it takes whatever else is given by name.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        """Read the signature."""
        try:
            parameters = list(inspect.signature(function).parameters.values())
            self.known = True
        except (TypeError, ValueError):
            parameters, self.known = [], False
        self.takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters) or not self.known
        self.named = {
            each.name: each for each in parameters if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
        }
        self.by_position = [each.name for each in self.named.values() if each.kind is not each.KEYWORD_ONLY]
        self.options = {each.name for each in self.named.values() if each.kind is each.KEYWORD_ONLY}

    @property
    def first(self) -> str:
        """The name of the parameter that gets the response; empty where nothing can be given by position."""
        return self.by_position[0] if self.by_position else ""

    def beside_response(self) -> dict[str, inspect.Parameter]:
        """Return the parameters behind the first, which gets the response."""
        return {name: each for name, each in self.named.items() if name != self.first}

    def must_have(self, name: str) -> bool:
        """Say whether a parameter has no default."""
        return self.named[name].default is inspect.Parameter.empty

    def check(self, owner: str, given: Iterable[str]) -> None:
        """Refuse a name that the function has no parameter for.

        Raises:
            TypeError: it has none of that name; the message has those that it has.
        """
        takes = self.beside_response()
        for name in given:
            if name not in takes and not self.takes_any:
                raise self.unknown(owner, name)

    def unknown(self, owner: str, name: str) -> ArgumentTypeError:
        """Return the error for a name that the function has no parameter for."""
        takes = ", ".join(self.beside_response()) or "none"
        message = f"{owner} has no parameter {name!r}; those beside the response are: {takes}"
        return ArgumentTypeError(message, argument=name, code="unknown_name")

    def bind(self, values: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a call was given, by name; a value that no parameter takes has its place for a name."""
        names = [*self.by_position[: len(values)]]
        names += [f"argument {at}" for at in range(len(names), len(values))]
        return {**dict(zip(names, values, strict=True)), **named}


def kind_of(function: Callable[..., Any]) -> str:
    """Return how a function is called.

    Returns:
        `native` for a function of this package, which takes one response or a batch; `vectorized` for one that takes
        lists; `async` for one that returns a coroutine; `row` for one that takes one response.
    """
    if getattr(function, "__module__", None) in NATIVE:
        return "native"
    marked = getattr(function, "__calls__", None)
    if marked is not None:
        return str(marked)
    return "async" if is_awaited(function) else "row"


def is_awaited(function: Any) -> bool:
    """Say whether what a function returns is a coroutine: an `async def`, or an object with an `async __call__`."""
    function = innermost(function)
    # An object with `async def __call__` is no coroutine function, its method is one.
    call = function if inspect.isroutine(function) else type(function).__call__
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(function)


def mark_awaited(wrapper: Any) -> None:
    """Make an object a coroutine function for `inspect`, which some trainers ask.

    `inspect` takes for a function what has all that a function has; Cython's functions rely on it.
    """
    wrapper.__signature__ = inspect.signature(wrapper)
    for each in MARKS:
        setattr(wrapper, each, getattr(_coroutine_function, each, None))


async def _coroutine_function() -> None:
    """Lend its marks to others."""


def innermost(reward: Any) -> Any:
    """Return the function inside `functools.partial` or a log."""
    while True:
        if hasattr(reward, "func") and hasattr(reward, "keywords"):
            reward = reward.func
        elif getattr(reward, "__logs__", None) is not None:
            reward = reward.__logs__
        else:
            return reward
