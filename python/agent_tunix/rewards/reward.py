"""Rewards as objects: called with one response or a batch, combined, named, and looked into.

Any function of a response becomes one by `as_reward`; the documented functions do so by themselves where a reward is
expected. What a reward needs beside the response comes as **columns**, by name: one value for all responses, or one for
each. A reward takes the columns that it names and passes over the rest, so that one call serves rewards of many kinds.
"""

from __future__ import annotations

import copy
import inspect
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError, read_texts
from agent_tunix.rewards.together import try_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from agent_tunix.rewards.together import Call

    Values: TypeAlias = npt.NDArray[np.float64]
    OnError: TypeAlias = Literal["raise", "skip"] | float

Function = TypeVar("Function", bound="Callable[..., Any]")

#: Where the functions are that take one response or a batch, and columns of either kind.
NATIVE = frozenset(f"agent_tunix.rewards.{module}" for module in ("functions", "patterns", "aspects", "auxiliary"))
#: How many calls of an `async` reward are awaited at a time.
CONCURRENCY = 64


class RewardError(ValueError):
    """A custom reward raised, or returned what is no score; the message names the reward, the row and the value."""


class Evaluation(NamedTuple):
    """What a reward gave and what it was made of."""

    total: Any
    """A `float` for one response, a `float64` array for a batch; NaN where a response was not judged."""
    components: dict[str, Any]
    """The values of each reward inside, by name, of the same shape."""


class Batch:
    """Responses with their columns, and what rewards gave for them so far."""

    def __init__(self, response: Any, columns: Mapping[str, Any], *, learning: bool = True) -> None:
        """Read the responses; with `learning` False, no reward may change its state."""
        texts = read_texts(response)
        self.is_one = isinstance(texts, str)
        self.responses: list[str] = [texts] if isinstance(texts, str) else texts
        self.columns = columns
        # Tunix says `mode="eval"` where it evaluates.
        mode = columns.get("mode")
        self.learning = learning and not (isinstance(mode, str) and mode == "eval")
        self.graded: dict[int, tuple[Reward, Values]] = {}
        self.details: dict[str, Values] = {}
        #: What functions gave that were asked together, until their rewards are graded.
        self.asked: dict[int, Values] = {}
        self._rows: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        """Return how many responses there are."""
        return len(self.responses)

    def grade(self, reward: Reward) -> Values:
        """Return what a reward gives, asked once however many others contain it."""
        known = self.graded.get(id(reward))
        if known is None:
            known = self.graded[id(reward)] = (reward, reward.grade(self))
        return known[1]

    def grade_all(self, rewards: Sequence[Reward]) -> list[Values]:
        """Return what each of several rewards gives; the package's own functions are asked in one call."""
        if not self.is_one and len(rewards) > 1:
            calls = {id(each): call for each in rewards if id(each) not in self.graded and (call := each.call(self))}
            for key, values in zip(calls, try_together(self.responses, list(calls.values())), strict=True):
                if values is not None:
                    self.asked[key] = values
        return [self.grade(reward) for reward in rewards]

    def column(self, name: str, *, reward: str) -> Any:
        """Return a column as it was given.

        Raises:
            ValueError: there is none of that name; the message has the names of those that there are.
        """
        if name not in self.columns:
            have = ", ".join(map(repr, self.columns)) or "none"
            raise ArgumentValueError(f"{reward} needs the column {name!r}; the columns given are: {have}")
        return self.columns[name]

    def rows(self, name: str, *, reward: str) -> list[Any]:
        """Return a column as one value for each response, in Python's own types.

        Raises:
            ValueError: it has neither one value nor one for each response.
        """
        if name not in self._rows:
            self._rows[name] = self._spread(name, self.column(name, reward=reward))
        return self._rows[name]

    def _spread(self, name: str, value: Any) -> list[Any]:
        if self.is_one or isinstance(value, (str, bytes, Mapping)):
            return [value] * len(self)
        # NumPy, pandas and polars; Arrow; tensors have the first.
        for method in ("tolist", "to_pylist", "to_list"):
            convert = getattr(value, method, None)
            if convert is not None and not isinstance(value, type):
                value = convert()
                break
        if not isinstance(value, (list, tuple)):
            return [value] * len(self)
        if len(value) != len(self):
            raise ArgumentValueError(
                f"{name}: got {len(value)} for {len(self)} responses: give one for all of them, or one for each"
            )
        return list(value)


class Reward:
    """A reward: called with one response or a batch, and the columns that it needs, by name.

    >>> from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
    >>> reward = 0.3 * as_reward(match_format_exactly) + 0.7 * as_reward(check_answer)
    >>> reward("The answer is 4.", ground_truth="4", expected_format="The answer is [NUM].")
    1.0
    >>> reward(["The answer is 4.", "It is 5"], ground_truth=4, expected_format="The answer is [NUM].")
    array([1.  , 0.15])

    Attributes:
        needs: the columns without which it can't be called, in the order in which a call takes them by position.
    """

    __name__: str
    needs: tuple[str, ...]
    #: What trainers' adapters ask: one call serves a batch.
    batched = True

    def __init__(self, name: str, needs: Iterable[str] = ()) -> None:
        """Keep a name, by which trainers log, and the names of the columns."""
        self.__name__ = name
        self.needs = tuple(dict.fromkeys(needs))
        response = inspect.Parameter("response", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        columns = [inspect.Parameter(need, inspect.Parameter.POSITIONAL_OR_KEYWORD) for need in self.needs]
        rest = inspect.Parameter("columns", inspect.Parameter.VAR_KEYWORD)
        # Trainers that look at a reward's signature shall see what it takes.
        self.__signature__ = inspect.Signature([response, *columns, rest])

    def __call__(self, response: Any, /, *values: Any, **columns: Any) -> Any:
        """Grade one response or a batch.

        Args:
            response: one response or a batch of them, of any kind that `check_answer` takes.
            values: the columns that the reward needs, by position.
            columns: columns by name, one value for all responses or one for each; others than it needs do no harm.

        Returns:
            A `float` for one response, a `float64` array for a batch. NaN where the response was not judged.

        Raises:
            TypeError: a response is not text, or there are more values than the reward needs.
            ValueError: a column is missing or has another length than the responses.
            RewardError: a custom reward failed.
        """
        if values:
            columns = self._named(values, columns)
        batch = Batch(response, columns)
        total = batch.grade(self)
        return float(total[0]) if batch.is_one else total

    def evaluate(self, response: Any, /, *values: Any, learning: bool = False, **columns: Any) -> Evaluation:
        """Grade like a call, and return the components beside the total.

        With `learning` the reward may change what it remembers, as a call does; without it nothing changes.

        >>> from agent_tunix.rewards import as_reward, check_answer, floor
        >>> floor(check_answer, 0.1).evaluate(["The answer is 5."], ground_truth=4)
        Evaluation(total=array([0.1]), components={'check_answer': array([0.])})
        """
        batch = Batch(response, self._named(values, columns), learning=learning)
        total = batch.grade(self)
        parts: dict[str, Values] = {}
        for reward, graded in batch.graded.values():
            if reward is not self:
                parts[unused(reward.__name__, parts)] = graded
        parts.update(batch.details)
        if not parts:
            parts[self.__name__] = total
        if batch.is_one:
            return Evaluation(float(total[0]), {name: float(part[0]) for name, part in parts.items()})
        return Evaluation(total, parts)

    def components(self, response: Any, /, *values: Any, **columns: Any) -> dict[str, Any]:
        """Return the values of each reward inside, by name; nothing that the reward remembers changes."""
        return self.evaluate(response, *values, **columns).components

    def named(self, name: str) -> Reward:
        """Return the same reward under another name."""
        other = copy.copy(self)
        other.__name__ = name
        return other

    def grade(self, batch: Batch) -> Values:
        """Return one value for each response of a batch; what a reward of a new kind defines."""
        raise NotImplementedError

    def call(self, batch: Batch) -> Call | None:  # noqa: ARG002 # what a function gets depends on the batch
        """Return the function that grades a batch, and what it gets, if others can be asked in the same call."""
        return None

    def inside(self) -> Iterator[Reward]:
        """Go over the rewards that this one is made of; itself is none of them."""
        return iter(())

    def state_dict(self) -> dict[str, Any]:
        """Return what the reward and those inside it remember, as JSON can hold it."""
        states: dict[str, Any] = {}
        for reward in stateful(self):
            states[unused(reward.__name__, states)] = reward.state()
        return states

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Restore what `state_dict` returned.

        Raises:
            ValueError: the state is that of another reward.
        """
        seen: dict[str, Reward] = {}
        for reward in stateful(self):
            seen[unused(reward.__name__, seen)] = reward
        if seen.keys() != states.keys():
            raise ArgumentValueError(f"the state has {sorted(states)}, the reward remembers {sorted(seen)}")
        for name, reward in seen.items():
            reward.restore(states[name])

    def metrics(self) -> dict[str, float]:
        """Return the numbers that are worth logging beside the reward: weights in force, stages, moments."""
        return {name: value for reward in self.inside() for name, value in reward.metrics().items()}

    def state(self) -> Any:
        """Return what this reward alone remembers; `None` for one that remembers nothing."""
        return None

    def restore(self, state: Any) -> None:
        """Take back what `state` returned."""

    def _named(self, values: Sequence[Any], columns: dict[str, Any]) -> dict[str, Any]:
        if len(values) > len(self.needs):
            takes = ", ".join(("response", *self.needs))
            raise ArgumentTypeError(f"{self.__name__}({takes}) takes no {len(values)} values beside the response")
        given = dict(zip(self.needs, values, strict=False))
        if twice := given.keys() & columns.keys():
            raise ArgumentTypeError(f"{self.__name__} got {min(twice)!r} twice")
        return {**given, **columns}

    def __mul__(self, weight: Any) -> Reward:
        """Weigh the reward by a number, or multiply it by another reward."""
        from agent_tunix.rewards.combine import product, weighted_sum

        multiplied: Reward = weighted_sum((self, weight)) if is_number(weight) else product(self, weight)
        return multiplied

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Reward:
        """Divide the reward by a number."""
        return self * (1.0 / divisor)

    def __add__(self, other: Any) -> Reward:
        """Add another reward or a number."""
        from agent_tunix.rewards.combine import weighted_sum

        # `sum(rewards)` begins with 0.
        return self if is_number(other) and other == 0 else weighted_sum(self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Reward:
        """Subtract another reward or a number."""
        return self + (-other if is_number(other) else as_reward(other) * -1.0)

    def __rsub__(self, other: Any) -> Reward:
        """Subtract the reward from another, or from a number."""
        difference: Reward = -self + other
        return difference

    def __neg__(self) -> Reward:
        """Turn the sign of the reward."""
        return self * -1.0

    def __repr__(self) -> str:
        """Return the name and the columns that it needs."""
        return f"<{type(self).__name__} {self.__name__}({', '.join(('response', *self.needs))})>"


class Constant(Reward):
    """The same value for every response."""

    def __init__(self, value: float) -> None:
        """Keep the value, which is finite."""
        super().__init__("constant")
        self.value = finite(value, "a constant reward")

    def grade(self, batch: Batch) -> Values:
        """Return the value as often as there are responses."""
        return np.full(len(batch), self.value)


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
            asked = batch.asked.pop(id(self), None)
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
        from agent_tunix.rewards.registry import get_reward

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
    # A loop can't wait for another in its own thread.
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.extend(asyncio.run(gather())))
    thread.start()
    thread.join()
    return results


async def _awaited(value: Any) -> Any:
    return await value


def stateful(reward: Reward) -> Iterator[Reward]:
    """Go over a reward and those inside it that remember something, each once."""
    seen: set[int] = set()
    waiting = [reward]
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


def is_number(value: Any) -> bool:
    """Say whether a value is a number of Python's or NumPy's."""
    return isinstance(value, (bool, int, float, np.number, np.bool_)) and not isinstance(value, np.complexfloating)


def finite(value: Any, what: str) -> float:
    """Return a caller's number as `float`.

    Raises:
        TypeError: it is none.
        ValueError: it is not finite.
    """
    if not is_number(value):
        raise ArgumentTypeError(f"{what}: expected a number, got {type(value).__name__}")
    if not np.isfinite(float(value)):
        raise ArgumentValueError(f"{what}: expected a finite number, got {value!r}")
    return float(value)


def check_on_error(on_error: Any) -> OnError:
    """Return what to do on errors, if it is one of the things that can be done."""
    if on_error in ("raise", "skip"):
        return on_error  # type: ignore[no-any-return]
    if isinstance(on_error, str):
        raise ArgumentValueError(f'on_error: expected "raise", "skip" or a score, got {on_error!r}')
    return finite(on_error, "on_error")
