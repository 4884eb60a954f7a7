"""Grading for the server: rewards, reasons and extracted answers of a batch, and batches made of several requests."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.composing.calling import RewardError
from agent_tunix.rewards.functions import check_answer, explain_answer
from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agent_tunix.rewards.serving.limits import Limits


@dataclass(frozen=True)
class Judged:
    """What some responses got."""

    rewards: list[float | None]
    reasons: list[str | None]
    """Why `check_answer` gives its score, where that is the reward."""
    extracted: list[str | None]
    """The answers that were read, likewise."""
    parts: list[dict[str, Any]]
    """What the reward named beside its score."""

    def slice(self, start: int, end: int) -> Judged:
        """Return what a part of the responses got."""
        at = slice(start, end)
        return Judged(self.rewards[at], self.reasons[at], self.extracted[at], self.parts[at])


@dataclass(frozen=True)
class Work:
    """The responses of one request with their columns, of which one has the truths."""

    responses: list[str]
    columns: dict[str, list[Any]]


class Judge(Adapter):
    """A reward that a server asks about a batch."""

    knows_none = True
    truth_column = "ground_truth"

    def __init__(self, reward: Callable[..., Any], **options: Any) -> None:
        """Look whether it is `check_answer`, whose verdicts say more than a score."""
        super().__init__(reward, on_invalid=None, **options)
        # A partial function has options of its own, which the verdicts would lack.
        self._explained = getattr(reward, "__logs__", reward) is check_answer
        self._alone = reward is check_answer
        self._told = options

    def judge(self, work: Work) -> Judged:
        """Grade a batch.

        Raises:
            TypeError, ValueError: a truth or a response is none; a column is missing.
            RewardError: the reward raised.
        """
        graded = None if self._alone else self.grade_batch(work.responses, work.columns)
        reasons: list[str | None] = [None] * len(work.responses)
        extracted = list(reasons)
        rewards: list[float | None] = [] if graded is None else [score for score, _ in graded]
        if self._explained:
            if self.truth_column not in work.columns:
                raise ArgumentValueError(
                    f"{self.truth_column}: missing; give the reference answer",
                    argument=self.truth_column,
                    code="missing",
                )
            verdicts = explain_answer(work.responses, work.columns[self.truth_column], **self._told)
            reasons = [verdict.reason for verdict in verdicts]
            extracted = [None if verdict.answer is None else verdict.answer.text for verdict in verdicts]
            rewards = rewards or [verdict.score for verdict in verdicts]
        return Judged(rewards, reasons, extracted, [dict(parts) for _, parts in graded or ()])


class FullError(Exception):
    """So many responses wait that no more are taken."""


class Batcher:
    """Grades requests that arrive together in one batch, on a thread beside the event loop; the core uses all cores."""

    def __init__(self, judge: Callable[[Work], Judged], limits: Limits) -> None:
        """Keep the judge; the work begins with `run`."""
        self._judge = judge
        self._limits = limits
        self._waiting: deque[tuple[Work, asyncio.Future[Judged]]] = deque()
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="judge")
        self._closed = False
        #: Responses that wait or are being graded.
        self.rows = 0

    async def submit(self, work: Work) -> Judged:
        """Return what the responses of a request get.

        Raises:
            FullError: too many wait already.
            TypeError, ValueError, RewardError: as `Judge.judge`, for this request alone.
        """
        count = len(work.responses)
        if self._closed or self.rows + count > self._limits.queue:
            raise FullError
        future: asyncio.Future[Judged] = asyncio.get_running_loop().create_future()
        self.rows += count
        self._waiting.append((work, future))
        self._arrived.set()
        try:
            return await future
        finally:
            self.rows -= count

    async def run(self) -> None:
        """Grade what arrives until `close` is called and nothing waits."""
        try:
            await self._run()
        finally:
            self._thread.shutdown(wait=False)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if not self._waiting:
                if self._closed:
                    return
                self._arrived.clear()
                await self._arrived.wait()
                # The first one waits a moment for others. What arrives while a batch is graded has waited already.
                if self._limits.wait and not self._closed:
                    await asyncio.sleep(self._limits.wait)
            taken = self._take()
            if not taken:
                continue
            works = [work for work, _ in taken]
            results = await loop.run_in_executor(self._thread, self._judge_together, works)
            for (_, future), result in zip(taken, results, strict=True):
                if future.done():
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    def close(self) -> None:
        """Take no more requests; those that wait are graded."""
        self._closed = True
        self._arrived.set()

    def _take(self) -> list[tuple[Work, asyncio.Future[Judged]]]:
        """Return the requests of the next batch; one whose client is gone is left out."""
        taken: list[tuple[Work, asyncio.Future[Judged]]] = []
        rows = 0
        while self._waiting and (not taken or rows < self._limits.rows):
            work, future = self._waiting.popleft()
            if not future.cancelled():
                taken.append((work, future))
                rows += len(work.responses)
        return taken

    def _judge_together(self, works: Sequence[Work]) -> list[Judged | Exception]:
        """Grade several requests in one batch; if that fails each alone, so that one can't spoil the others."""
        names = {name for work in works for name in work.columns}
        if len(works) > 1 and all(work.columns.keys() == names for work in works):
            joined = Work(
                [response for work in works for response in work.responses],
                {name: [value for work in works for value in work.columns[name]] for name in names},
            )
            judged = self._try(joined)
            if isinstance(judged, Judged):
                ends = [0]
                for work in works:
                    ends.append(ends[-1] + len(work.responses))
                return [judged.slice(start, end) for start, end in pairwise(ends)]
        return [self._try(work) for work in works]

    def _try(self, work: Work) -> Judged | Exception:
        try:
            return self._judge(work)
        except Exception as error:  # noqa: BLE001  whatever a reward raises is the answer to its request
            return error
        except BaseException as error:  # noqa: BLE001  a reward that ends its thread must not end all grading
            return RewardError(f"the reward raised {error!r}")


def as_columns(columns: Mapping[str, Any], count: int) -> dict[str, list[Any]]:
    """Return columns with one value for each of so many responses: a value that is no list is for all of them."""
    return {name: value if isinstance(value, list) else [value] * count for name, value in columns.items()}
