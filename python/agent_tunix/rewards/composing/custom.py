"""Functions as rewards: of one response, of a batch, `async`, with any columns."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.reward import Constant, Reward, RewardError
from agent_tunix.rewards.reading.numbers import finite, is_number
from agent_tunix.rewards.reading.parameters import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agent_tunix.rewards.composing.batch import Batch, Values
    from agent_tunix.rewards.composing.together import Call

    OnError: TypeAlias = Literal["raise", "skip"] | float

Function = TypeVar("Function", bound="Callable[..., Any]")

#: How many calls of an `async` reward are awaited at a time.
CONCURRENCY = 64


class FunctionReward(Reward):
    """A function of a response as a reward; made by `as_reward`, which says what functions there are."""

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        name: str | None = None,
        columns: Mapping[str, str] | None = None,
        on_error: OnError = "raise",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Look at the function's signature."""
        self.function = function
        self.on_error = check_on_error(on_error)
        self.options = dict(options or {})
        self.columns = dict(columns or {})
        title = str(name or getattr(function, "__name__", type(function).__name__))
        self.takes, self.required, self.takes_rest = read_signature(function, title, self.options, self.columns)
        self.calls = kind_of(function)
        metadata = "metadata" not in self.columns
        super().__init__(
            title,
            (
                self.columns.get(parameter, parameter)
                for parameter in self.required
                if not (metadata and parameter == "metadata")
            ),
        )

    def grade(self, batch: Batch) -> Values:
        """Call the function: once for the batch if it takes one, else once for each response."""
        if self.calls == "native":
            asked = batch.take_asked(self)
            if asked is not None:
                return asked
            given = {name: batch.column(column, reward=self.__name__) for name, column in self._columns(batch)}
            response = batch.responses[0] if batch.is_one else batch.responses
            return self._numbers(batch, self._whole(response, given, batch))
        given = {name: batch.rows(column, reward=self.__name__) for name, column in self._columns(batch)}
        if "metadata" in self.takes and "metadata" not in self.columns:
            given["metadata"] = self._metadata(batch, given)
        if self.calls == "vectorized":
            return self._numbers(batch, self._whole(batch.responses, given, batch))
        rows = [{name: values[at] for name, values in given.items()} for at in range(len(batch))]
        return self._numbers(batch, self._each(batch.responses, rows))

    def call(self, batch: Batch) -> Call | None:
        """Return the function and its columns, if it is one of the package's and the batch has what it needs."""
        columns = list(self._columns(batch)) if self.calls == "native" else []
        if self.calls != "native" or any(column not in batch.columns for _, column in columns):
            return None
        return self.function, {**{name: batch.columns[column] for name, column in columns}, **self.options}

    def _columns(self, batch: Batch) -> Iterator[tuple[str, str]]:
        named = set()
        for parameter in self.takes:
            column = self.columns.get(parameter, parameter)
            named.add(column)
            if parameter == "metadata" and "metadata" not in self.columns:
                continue
            if parameter in self.required or column in batch.columns:
                yield parameter, column
        if self.takes_rest:
            yield from ((column, column) for column in batch.columns if column not in named | self.options.keys())

    def _metadata(self, batch: Batch, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return a dictionary for each response: its own `metadata`, and the columns that nothing else took."""
        own = batch.rows("metadata", reward=self.__name__) if "metadata" in batch.columns else [None] * len(batch)
        taken = {"metadata", *(self.columns.get(name, name) for name in given)}
        rest = {name: batch.rows(name, reward=self.__name__) for name in batch.columns if name not in taken}
        return [{**(mine or {}), **{name: values[at] for name, values in rest.items()}} for at, mine in enumerate(own)]

    def _whole(self, responses: Any, given: Mapping[str, Any], batch: Batch) -> Sequence[Any] | Values:
        """Call a function that takes the whole batch."""
        try:
            values = self.function(responses, **given, **self.options)
            if inspect.isawaitable(values):
                values = run([_awaited(values)])[0]
        except (ArgumentTypeError, ArgumentValueError):
            raise
        except Exception as error:
            if self.on_error == "raise":
                raise RewardError(f"reward {self.__name__!r}: raised {error!r}") from error
            return [error] * len(batch)
        if self.calls == "native" and batch.is_one:
            return [values]
        if self.calls == "native" and isinstance(values, np.ndarray):
            return values
        values = values.tolist() if hasattr(values, "tolist") else values
        if not isinstance(values, (list, tuple)):
            raise RewardError(f"reward {self.__name__!r}: expected one value for each response, got {values!r}")
        if len(values) != len(batch):
            raise RewardError(f"reward {self.__name__!r}: returned {len(values)} values for {len(batch)} responses")
        return list(values)

    def _each(self, responses: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Call a function that takes one response, or await all calls of an `async` one."""
        if self.calls == "async":
            return run([self._await(response, row) for response, row in zip(responses, rows, strict=True)])
        values: list[Any] = []
        for response, row in zip(responses, rows, strict=True):
            try:
                values.append(self.function(response, **row, **self.options))
            except Exception as error:  # noqa: BLE001, PERF203 # what a custom function raises is named with its row
                values.append(error)
        return values

    async def _await(self, response: str, row: Mapping[str, Any]) -> Any:
        try:
            return await self.function(response, **row, **self.options)
        except Exception as error:  # noqa: BLE001 # what a custom function raises is named with its row
            return error

    def _numbers(self, batch: Batch, values: Sequence[Any] | Values) -> Values:
        """Return what the function gave as scores, its dictionaries taken apart."""
        if isinstance(values, np.ndarray):
            whole: Values = values.astype(float)
            if np.isfinite(whole).all():
                return whole
        scores = np.empty(len(batch))
        details: dict[str, Values] = {}
        for at, value in enumerate(values):
            score = value
            if isinstance(value, Mapping):
                score = value.get("score", value)
                for key, part in value.items():
                    if key != "score" and is_number(part):
                        column = details.setdefault(f"{self.__name__}/{key}", np.full(len(batch), np.nan))
                        column[at] = float(part)
            scores[at] = self._number(score, at)
        batch.details.update(details)
        return scores

    def _number(self, value: Any, row: int) -> float:
        if value is None:
            return float("nan")
        if not isinstance(value, Exception):
            if not is_number(value) and getattr(value, "size", None) == 1 and hasattr(value, "item"):
                value = value.item()
            if is_number(value) and np.isfinite(float(value)):
                return float(value)
        if self.on_error == "skip":
            return float("nan")
        if self.on_error != "raise":
            return float(self.on_error)
        if isinstance(value, Exception):
            raise RewardError(f"reward {self.__name__!r}, row {row}: raised {value!r}") from value
        raise RewardError(
            f"reward {self.__name__!r}, row {row}: returned {value!r}; a score is a finite number, or None for a"
            " response that can't be judged"
        )


def as_reward(
    reward: Any,
    *,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    **options: Any,
) -> Reward:
    """Make a reward object of a function, a registered name, a number or a reward.

    A function gets the response first, as `str`, and each column that it has a parameter for. A parameter `metadata`
    gets a dictionary of the columns that no other parameter took; `**metadata` gets them one by one. So these are all
    rewards: `f(response)`, `f(response, answer="")`, `f(response, prompt, metadata)`, `f(response, **metadata)`,
    `async def f(response)`, and with `vectorized` `f(responses, …)`. A function returns a number, `None` for a response
    that it can't judge, or a dictionary with a `score`, whose other numbers become components.

    >>> from agent_tunix.rewards import as_reward
    >>> def brevity(response: str, limit: int = 40) -> float:
    ...     return float(len(response) <= limit)
    >>> as_reward(brevity)(["short", "long " * 20])
    array([1., 0.])
    >>> as_reward(brevity, limit=3, name="terse")("short")
    0.0

    Args:
        reward: what is to be a reward; a `str` is looked up by `get_reward`.
        name: what trainers log it as; the function's own name if not given.
        columns: for parameters whose column has another name, that name: `{"ground_truth": "answer"}`.
        on_error: what to do when the function raises or returns no score: `"raise"` a `RewardError`, `"skip"` the
            response (NaN), or give this score.
        options: values for the function's other parameters, the same in every call.

    Returns:
        The reward; what is one already is returned as it is, or under the new name.

    Raises:
        TypeError: it is none of these, or the function has no parameter for an option or a column.
    """
    if isinstance(reward, str):
        from agent_tunix.rewards.composing.registry import get_reward

        reward = get_reward(reward)
    extras = bool(columns or options or on_error != "raise")
    if isinstance(reward, FunctionReward) and extras:
        columns, options = {**reward.columns, **(columns or {})}, {**reward.options, **options}
        name, reward = name or reward.__name__, reward.function
    if isinstance(reward, Reward):
        if extras:
            raise ArgumentTypeError(f"{reward!r} is a reward already: it takes no options, columns or on_error")
        return reward if name is None else reward.named(name)
    if is_number(reward):
        return Constant(reward)
    if not callable(reward):
        raise ArgumentTypeError(f"expected a reward, a function or a name, got {type(reward).__name__}")
    return FunctionReward(reward, name=name, columns=columns, on_error=on_error, options=options)


def vectorized(function: Function) -> Function:
    """Mark a function as one that takes the whole batch: lists of responses and of column values, one score for each.

    >>> from agent_tunix.rewards import as_reward, vectorized
    >>> @vectorized
    ... def rank(responses: list[str]) -> list[float]:
    ...     longest = max(map(len, responses))
    ...     return [len(response) / longest for response in responses]
    >>> as_reward(rank)(["ab", "abcd"])
    array([0.5, 1. ])
    """
    function.__calls__ = "vectorized"  # type: ignore[attr-defined]
    return function


def read_signature(
    function: Callable[..., Any], name: str, options: Mapping[str, Any], columns: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Return the parameters that take columns, those of them that must have one, and whether it takes any others."""
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].kind in (parameters[0].KEYWORD_ONLY, parameters[0].VAR_KEYWORD):
        raise ArgumentTypeError(f"{name}: a reward takes the response as its first argument")
    parameters = parameters[1:]
    rest = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    named = {p.name: p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    for wanted in (*options, *columns):
        if wanted not in named and not rest:
            has = ", ".join(named) or "none"
            raise ArgumentTypeError(f"{name} has no parameter {wanted!r}; those beside the response are: {has}")
    # A native function's options are not columns: `tolerance` is the caller's, never the data's.
    free = [
        p
        for p in named.values()
        if p.name not in options and not (p.kind is p.KEYWORD_ONLY and kind_of(function) == "native")
    ]
    takes = (*(p.name for p in free), *(column for column in columns if column not in named))
    required = (*(p.name for p in free if p.default is p.empty), *(c for c in columns if c not in named))
    return takes, required, rest


def run(calls: Sequence[Any]) -> list[Any]:
    """Await coroutines together and return what they gave, in order; also where this thread has a loop running."""
    import asyncio

    async def gather() -> list[Any]:
        room = asyncio.Semaphore(CONCURRENCY)

        async def one(call: Any) -> Any:
            async with room:
                return await call

        return list(await asyncio.gather(*map(one, calls)))

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(gather())
    from concurrent.futures import ThreadPoolExecutor

    # A loop can't wait for another in its own thread. Who looks on here sees what is graded there.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, asyncio.run, gather()).result()


async def _awaited(value: Any) -> Any:
    return await value


def check_on_error(on_error: Any) -> OnError:
    """Return what to do on errors, if it is one of the things that can be done."""
    if on_error in ("raise", "skip"):
        return on_error  # type: ignore[no-any-return]
    if isinstance(on_error, str):
        raise ArgumentValueError(f'on_error: expected "raise", "skip" or a score, got {on_error!r}')
    return finite(on_error, "on_error")
