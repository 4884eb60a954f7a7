"""How functions are called: their parameters, and whether a call takes one response or a batch."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Where the functions are that take one response or a batch, and columns of either kind.
NATIVE = frozenset(f"agent_tunix.rewards.{module}" for module in ("functions", "patterns", "aspects", "auxiliary"))


def kind_of(function: Callable[..., Any]) -> str:
    """Return how a function is called: `native`, `vectorized`, `async` or `row`."""
    if getattr(function, "__module__", None) in NATIVE:
        return "native"
    marked = getattr(function, "__calls__", None)
    if marked is not None:
        return str(marked)
    # An instance with `async def __call__` is no coroutine function, its method is.
    call = function if inspect.isroutine(function) else type(function).__call__
    return "async" if inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(function) else "row"


class Form:
    """How a function is called: the names of its parameters, for what is given by position."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """Look at its signature, if it has one."""
        try:
            parameters = list(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):  # A compiled function need not say what it takes.
            parameters = []
        kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        self.names = [each.name for each in parameters if each.kind in kinds]

    def given(self, values: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a call was given, by name."""
        names = [*self.names[: len(values)], *(f"argument {at}" for at in range(len(self.names), len(values)))]
        return {**dict(zip(names, values, strict=True)), **named}
