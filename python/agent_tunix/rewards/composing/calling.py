"""Calling functions as rewards: for a batch, for each response, `async`; and what becomes of results and errors."""

from __future__ import annotations

import inspect
import math
from contextvars import Context, ContextVar, copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.reading.numbers import finite
from agent_tunix.rewards.reading.parameters import is_awaited
from agent_tunix.rewards.reading.results import read_result, read_results

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agent_tunix.rewards.composing.batch import Values

OnError: TypeAlias = Literal["raise", "skip"] | float
Function = TypeVar("Function", bound="Callable[..., Any]")

#: How many calls of an `async` reward are awaited at a time.
CONCURRENCY = 64
#: How many seconds pass before a call that failed is made again: each time twice as many, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0


class RewardError(ValueError):
    """A custom reward raised, or returned what is no score; the message names the reward, the row and the value."""


RewardError.__module__ = "agent_tunix.rewards"


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


class Policy:
    """What to do when a reward raises or returns no score: raise an error, skip the response, or give a score."""

    def __init__(self, reward: str, on_error: Any) -> None:
        """Check what to do.

        Raises:
            TypeError: `on_error` is neither text nor a number.
            ValueError: it is another text than "raise" and "skip", or it is not finite.
        """
        self.reward = reward
        if on_error not in ("raise", "skip"):
            if isinstance(on_error, str):
                raise ArgumentValueError(
                    f'on_error: expected "raise", "skip" or a score, got {on_error!r}', argument="on_error"
                )
            on_error = finite(on_error, "on_error")
        self.on_error: OnError = on_error

    def replace(self, error: Exception, row: int | None = None) -> float | None:
        """Return what stands for the score that is missing.

        Raises:
            RewardError: that is what to do; it names the reward, the row if there is one, and the error.
        """
        if self.on_error == "skip":
            return None
        if self.on_error != "raise":
            return self.on_error
        where = f"reward {self.reward!r}" if row is None else f"reward {self.reward!r}, row {row}"
        # The readers of results say what was returned; everything else was raised by the reward.
        what = str(error) if isinstance(error, NoScoreError) else f"raised {error!r}"
        raise RewardError(f"{where}: {what}") from error

    def scores(self, name: str, results: Sequence[Any]) -> tuple[Values, dict[str, Values]]:
        """Return the results of a batch as scores, NaN for None, and their numeric parts as `name/part`.

        An exception among the results is what the reward raised for that response.
        """
        scores = np.empty(len(results))
        details: dict[str, Values] = {}
        for at, result in enumerate(results):
            try:
                score, parts = read_score(result)
            except Exception as error:  # noqa: BLE001 # whatever a reward raises
                score, parts = self.replace(error, at), {}
            scores[at] = math.nan if score is None else score
            for key, part in parts.items():
                if isinstance(part, float):
                    details.setdefault(f"{name}/{key}", np.full(len(results), math.nan))[at] = part
        return scores, details


class NoScoreError(TypeError):
    """A reward returned what is no score."""


def read_score(result: Any) -> tuple[float | None, dict[str, Any]]:
    """Return a finite score, or None, and the parts beside it.

    Raises:
        NoScoreError: there is none, or it is not finite.
        Exception: the result is an exception, which was raised for this response.
    """
    if isinstance(result, Exception):
        raise result
    try:
        score, parts = read_result(result)
    except TypeError as error:
        raise NoScoreError(str(error)) from None
    if score is not None and not math.isfinite(score):
        raise NoScoreError(f"returned {result!r}; a score is a finite number, or None for a response without one")
    return score, parts


def call_whole(function: Callable[..., Any], responses: Any, given: Mapping[str, Any], count: int) -> Sequence[Any]:
    """Call a function that takes the whole batch, and wait for it if it is `async`.

    Raises:
        NoScoreError: it returned anything but a value for each response.
        Exception: what the function raises.
    """
    call = partial(function, responses, **given)
    results = run([call])[0] if is_awaited(function) else call()
    if inspect.isawaitable(results):
        results = run([results])[0]
    if isinstance(results, BaseException):
        raise results
    if isinstance(results, list) and len(results) == count:
        return results
    try:
        return [{"score": score, **parts} for score, parts in read_results(results, count)]
    except (TypeError, ValueError) as error:
        raise NoScoreError(str(error)) from None


def call_each(function: Callable[..., Any], responses: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Call a function for each response; what it raises stands in the place of the result."""
    calls = [partial(function, response, **row) for response, row in zip(responses, rows, strict=True)]
    results = run(calls) if is_awaited(function) else [attempt(call) for call in calls]
    waiting = [at for at, result in enumerate(results) if inspect.isawaitable(result)]
    for at, result in zip(waiting, run([results[at] for at in waiting]), strict=True):
        results[at] = result
    return results


def attempt(call: Callable[[], Any]) -> Any:
    """Return what a call returns or raises."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 # what a reward raises is named with its row
        return error


class Waiting:
    """How coroutines of rewards are awaited: how many at a time, for how long, and how often again after a failure."""

    def __init__(
        self, concurrency: int | None = None, timeout: float | None = None, retries: int | None = None
    ) -> None:
        """Check the limits.

        Raises:
            TypeError: one of them is no number.
            ValueError: `concurrency` is below 1, `timeout` not above 0, or `retries` below 0.
        """
        self.concurrency = int(finite(CONCURRENCY if concurrency is None else concurrency, "concurrency"))
        self.timeout = None if timeout is None else finite(timeout, "timeout")
        self.retries = int(finite(retries or 0, "retries"))
        for name, value, right in (
            ("concurrency", concurrency, self.concurrency >= 1),
            ("timeout", timeout, self.timeout is None or self.timeout > 0),
            ("retries", retries, self.retries >= 0),
        ):
            if not right:
                least = "a number above 0" if name == "timeout" else f"at least {int(name == 'concurrency')}"
                raise ArgumentValueError(f"{name}: expected {least}, got {value!r}", argument=name)
        #: For each event loop what limits the calls in it, and the threads in which rewards wait for it.
        self.places: dict[Any, tuple[Any, Any]] = {}

    async def call(self, call: Any) -> Any:
        """Await a call, or a coroutine that runs already, which can't begin again.

        Raises:
            Exception: what it raised last; a `TimeoutError` where it took too long.
        """
        import asyncio

        room, _ = self.place(asyncio.get_running_loop())
        retries = 0 if inspect.isawaitable(call) else self.retries
        for failures in range(retries + 1):
            try:
                async with room:
                    waiting = call if inspect.isawaitable(call) else call()
                    return await (waiting if self.timeout is None else asyncio.wait_for(waiting, self.timeout))
            except Exception as error:
                if failures == retries or is_misuse(error):
                    raise
            await asyncio.sleep(min(FIRST_PAUSE * 2.0**failures, LONGEST_PAUSE))
        return None

    async def gather(self, calls: Sequence[Any]) -> list[Any]:
        """Await calls together and return what they gave or raised, in order."""
        import asyncio

        results = list(await asyncio.gather(*map(self.call, calls), return_exceptions=True))
        for result in results:
            # What cancels the caller's own task is no failure of the reward.
            if isinstance(result, BaseException) and not isinstance(result, Exception):
                raise result
        return results

    async def in_thread(self, function: Callable[..., Any], *values: Any) -> Any:
        """Call a function in a thread, so that this loop goes on; coroutines that it waits for run in this loop."""
        import asyncio

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.place(loop)[1], self.within(loop).run, partial(function, *values))

    def apply(self, function: Callable[[], Any]) -> Any:
        """Call a function in this thread; coroutines that it waits for are awaited as this says."""
        return self.within(None).run(function)

    def within(self, loop: Any) -> Context:
        """Return a context in which coroutines are awaited as this says, in a loop of the caller if there is one."""
        context = copy_context()
        context.run(AWAITING.set, (self, loop))
        return context

    def place(self, loop: Any) -> tuple[Any, Any]:
        """Return what limits the calls in a loop, and its threads."""
        if loop not in self.places:
            import asyncio
            from concurrent.futures import ThreadPoolExecutor

            self.places = {each: place for each, place in self.places.items() if not each.is_closed()}
            # A pool has no thread until it is asked for one.
            self.places[loop] = asyncio.Semaphore(self.concurrency), ThreadPoolExecutor(self.concurrency)
        return self.places[loop]


#: How coroutines are awaited here, and the loop of the caller, where this thread works for one.
AWAITING: ContextVar[tuple[Waiting, Any]] = ContextVar("AWAITING", default=(Waiting(), None))


def run(calls: Sequence[Any]) -> list[Any]:
    """Await calls together and return what they gave or raised, in order; also where this thread has a loop running."""
    if not calls:
        return []
    import asyncio

    waiting, loop = AWAITING.get()
    try:
        running = asyncio.get_running_loop()
    except RuntimeError:
        if loop is None:
            return asyncio.run(waiting.gather(calls))
        return asyncio.run_coroutine_threadsafe(waiting.gather(calls), loop).result()
    from concurrent.futures import ThreadPoolExecutor

    # A loop can't wait for another in its own thread. An observer of this thread sees what is graded there.
    context = waiting.within(None if running is loop else loop)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(context.run, asyncio.run, waiting.gather(calls)).result()


def is_misuse(error: BaseException) -> bool:
    """Say whether an error is one of ours, about an argument: the caller's mistake, not a reward's."""
    return isinstance(error, (ArgumentTypeError, ArgumentValueError))
