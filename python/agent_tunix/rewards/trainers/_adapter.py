"""What all adapters share: which argument comes from which column, what is done about a reward that is none, names."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from agent_tunix.rewards import functions
from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.calling import Waiting, attempt
from agent_tunix.rewards.composing.parts import names_inside
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.grading import named
from agent_tunix.rewards.reading.messages import read_completions, read_text
from agent_tunix.rewards.reading.parameters import innermost, is_awaited, kind_of, mark_awaited
from agent_tunix.rewards.trainers._inputs import Inputs, is_texts
from agent_tunix.rewards.trainers._outcomes import Graded, Outcomes, read_components
from agent_tunix.rewards.trainers._quick import CLOSED, open_quick
from agent_tunix.rewards.trainers._sources import (
    Sources,
    as_columns,
    as_dict,
    as_rows,
    find_name,
    leave_out,
    shape_later,
)
from agent_tunix.rewards.trainers._stated import find_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Adapter", "Graded", "as_columns", "as_dict", "make", "scores"]


class Adapter:
    """A reward as a trainer calls it. Each trainer's own class says only how it is called.

    It has a stable `__name__`, pickles and deep-copies as far as the reward does, runs in any thread, starts no
    process, uses no signal and prints nothing. Arguments of a call that it does not know are ignored.

    Args:
        reward: a function of this package, a reward object (`as_reward`, combiners, curricula), or any function of
            ``(response)``, ``(response, ground_truth)`` or ``(response, prompt, metadata)`` with any further
            parameters. It returns a number, a dict with a ``score`` and further parts, a `Verdict`, or None for "can't
            be judged". This package's functions and reward objects are called once for a batch, other functions once
            for each response. A reward object gets all columns; its components are its parts.
        truth: the column that has the reference answers; dots lead inside (``"reward_model.ground_truth"``). The
            default is the trainer's own name for it.
        columns: further parameters of the reward and the columns that fill them. A parameter called ``prompt`` gets the
            prompt's text and one called ``metadata`` a dict of the sample's columns without being named here. A
            parameter that is not named gets the column of its own name. Which columns there are is decided by the first
            row, or the first batch, for all that follow: one that comes later fills nothing.
        name: what the trainer calls the reward in its logs; the function's own name if it is not given.
        on_invalid: what a reward becomes that is None, NaN or infinite, or whose truth is blank or none:
            ``"raise"``, a finite number, or None where the trainer leaves such a sample out (TRL, ms-swift).
        on_error: what to do when the reward raises or returns no score: ``"raise"`` a `RewardError` that names the
            reward and the row, ``"skip"`` the sample, which becomes what `on_invalid` says, or give this score.
        batched: whether the reward takes a list of responses, of one for a single one, and returns one result for each.
            The default is True for the functions of this package and for what has a true attribute ``batched``.
        components: the names of the parts that every result shall have, where not every dict that the reward returns
            has all of them: those that are missing are 0.0. The reward's own name is the score itself.
        concurrency: of a reward that is awaited, how many calls run at a time in an event loop; 64 if not given.
        timeout: how many seconds such a call may take; then it is cancelled and counts as failed.
        retries: how often it is called again after a failure, with pauses of 0.1, 0.2, 0.4, … seconds.
        options: further arguments of the reward, the same for every response, also lists: ``tolerance=0.05``,
            ``expected_format="The answer is [NUM]."``. Where this package grades, a ``grading`` that is the name
            neither of a policy nor of a data set names the column that has them: ``grading="data_source"``.

    Raises:
        TypeError: the reward can't be called, is a coroutine function where the trainer does not wait, or has no
            parameter of the name of an option or of one of `columns`; `on_invalid` is of another type; `components` is
            one text.
        ValueError: the reward has no name or is in a trainer's own form; a parameter has a value and a column;
            `on_invalid` is not finite, or None where the trainer has no notion of it; a limit of awaited calls is not
            positive; there is no component of a name. When it is first called: nothing fills a parameter; `grading` is
            the name of nothing; none of the parts that a function returns is one of `components`.
    """

    #: The column of the truth where the caller names none.
    truth_column: ClassVar[str] = "answer"
    #: Whether None for a reward leaves the sample out.
    knows_none: ClassVar[bool] = False
    #: Whether the trainer waits for coroutines.
    awaits: ClassVar[bool] = False

    __name__: str

    def __init__(
        self,
        reward: Callable[..., Any],
        *,
        truth: str | None = None,
        columns: Mapping[str, str] | None = None,
        name: str | None = None,
        on_invalid: float | str | None = "raise",
        on_error: float | str = "raise",
        batched: bool | None = None,
        components: Iterable[str] = (),
        concurrency: int | None = None,
        timeout: float | None = None,
        retries: int | None = None,
        **options: Any,
    ) -> None:
        if not callable(reward):
            raise ArgumentTypeError(f"reward: expected a function, got {type(reward).__name__}", argument="reward")
        inner = innermost(reward)
        limits: dict[str, Any] = {"concurrency": concurrency, "timeout": timeout, "retries": retries}
        self._made_of = {
            "truth": truth, "columns": columns, "name": name, "on_invalid": on_invalid, "on_error": on_error,
            "batched": batched, "components": components, **limits, **options,
        }  # fmt: skip
        unnamed = None
        if isinstance(options.get("grading"), str) and find_policy(reward) is not None:
            try:
                named(options["grading"])
            except ArgumentValueError as error:
                columns, unnamed = {**(columns or {}), "grading": options.pop("grading")}, error
        self._reward = reward
        self.__name__ = self.__qualname__ = name or find_name(reward if hasattr(reward, "__name__") else inner)
        self.__doc__ = inspect.getdoc(inner)
        self._composed = isinstance(reward, Reward)
        waits = reward.waits() if isinstance(reward, Reward) else is_awaited(inner)
        if waits and not (self.awaits or self._composed):
            message = f"{self.__name__}: this trainer does not wait for coroutines; give a plain function"
            raise ArgumentTypeError(message, argument="reward")
        if not waits:
            # Elsewhere they are options like any other, which the reward may have parameters for.
            options |= {limit: value for limit, value in limits.items() if value is not None}
        self._waiting = Waiting(concurrency, timeout, retries) if waits else Waiting()
        self._waits = waits and self.awaits
        # Where the trainer does not wait, a reward object waits for its own parts.
        self._blocks = waits and not self.awaits
        if self._waits or is_awaited(self):
            mark_awaited(self)
        explains = inner is functions.explain_answer
        # `explain_answer` is no reward elsewhere, because it returns verdicts.
        self._own = kind_of(inner) == "native" or explains
        self._remembers = self._composed or hasattr(reward, "__logs__")
        takes_batches = kind_of(inner) == "vectorized" or getattr(inner, "batched", self._own)
        self._batched = bool(takes_batches if batched is None else batched)
        #: Whether a single response is a list of one for the reward.
        self._listed = self._batched and not (self._own or self._composed)
        total = str(getattr(reward, "__name__", self.__name__))
        known = [*names_inside(reward), total] if isinstance(reward, Reward) else ["reason"] if explains else None
        self._made_of["components"] = parts = read_components(components, self.__name__, known)
        self._components = parts or (("reason",) if explains else ())
        self._outcomes = Outcomes(
            self.__name__, on_invalid, on_error, knows_none=self.knows_none, components=self._components,
            total=total, own=self._own, composed=self._composed, listed=self._listed,
        )  # fmt: skip
        self._call = partial(reward, **options) if options and not self._composed else reward
        self._policy = find_policy(self._call)
        self._whole: Callable[..., Any] = self._evaluate if self._composed else self._call
        self._truth = truth or self.truth_column
        self._sources = Sources(
            reward, self.__name__, self._truth, named=truth is not None, columns=columns or {},
            options=options, unnamed=unnamed,
        )  # fmt: skip
        self._inputs = Inputs(self._sources, own=self._own, options=options if self._composed else {})
        self._configured: tuple[Mapping[str, Any], Any] | None = None
        #: Whether the quick ways, which grade usual rows without more ado, are still to be opened by the first call.
        self._closed = True
        self.quick, self.quick_pair, self.quick_batch = CLOSED

    def __repr__(self) -> str:
        """Return the trainer's module, the class and the reward's name."""
        return f"<{type(self).__module__.rpartition('.')[2]}.{type(self).__name__} {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what the adapter was made of."""
        return make, (type(self), self._reward, self._made_of)

    def state_dict(self) -> dict[str, Any]:
        """Return what the reward remembers, such as a curriculum its stage; most remember nothing."""
        return dict(self._reward.state_dict()) if self._remembers else {}  # type: ignore[attr-defined]

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned."""
        if self._remembers:
            self._reward.load_state_dict(states)  # type: ignore[attr-defined]

    def grade(self, completion: Any, row: Any, prompt: Any = None) -> Graded:
        """Grade one completion.

        Args:
            completion: text, or chat messages.
            row: the sample's columns, a dict or an object.
            prompt: the sample's prompt, for rewards that take one.

        Returns:
            The reward, and the parts that the reward named beside it.

        Raises:
            ValueError: a column is missing, or the reward is none and `on_invalid` says to raise.
            RewardError: the reward raised, and `on_error` says to raise.
        """
        score = self.quick(completion, row)
        if score is not None:
            return score, {}
        return self._outcomes.one(attempt(self._prepare(completion, row, prompt)))

    async def grade_later(self, completion: Any, row: Any, prompt: Any = None) -> Graded:
        """Grade one completion as `grade` does, and wait for the reward where it is awaited."""
        if not self._waits:
            return self.grade(completion, row, prompt)
        call = self._prepare(completion, row, prompt)
        if self._composed:
            return self._outcomes.one(await self._waiting.in_thread(attempt, call))
        return self._outcomes.one((await self._waiting.gather([call]))[0])

    def one(self, shape: Callable[[Graded], Any], completion: Any, row: Any, prompt: Any = None) -> Any:
        """Grade one completion as a trainer wants the result; a coroutine of it where the reward is awaited."""
        if not self._waits:
            return shape(self.grade(completion, row, prompt))
        return shape_later(shape, self.grade_later(completion, row, prompt))

    def grade_batch(self, completions: Any, columns: Mapping[str, Any], prompts: Any = None) -> list[Graded]:
        """Grade a batch, with one call where the reward takes batches.

        Args:
            completions: texts or lists of chat messages, n of them.
            columns: the batch's columns, each with n values.
            prompts: the prompts, n of them, for rewards that take one.

        Returns:
            n pairs as `grade` returns.

        Raises:
            ValueError: a column is missing or has another length; or a reward is none and `on_invalid` says to raise.
            RewardError: the reward raised, and `on_error` says to raise.
        """
        responses, given = self._prepare_batch(completions, columns, prompts)
        if not (self._batched and responses):
            return self._outcomes.each([attempt(call) for call in self._calls(responses, given)])
        try:
            outcome = self._whole(responses, **given)
        except Exception as error:  # noqa: BLE001  whatever a reward raises
            outcome = error
        graded: list[Graded] | None = outcome if self._composed and type(outcome) is list else None
        if graded and not self._components and is_settled(graded, knows_none=self.knows_none):
            return graded
        graded = self._outcomes.together(outcome, len(responses))
        return self._grade_others(outcome, responses, given) if graded is None else graded

    def _grade_others(self, error: Exception, responses: list[str], given: dict[str, Any]) -> list[Graded]:
        """Grade a batch in which a truth is none: that sample is set aside, and the others are graded together."""
        calls, left = self._calls(responses, given), list(range(len(responses)))
        outcomes: list[Any] = [None] * len(left)
        while self._own or self._composed:
            at = getattr(error, "index", None)
            # A function inside may have been asked of a part of the batch, whose rows have other numbers.
            if at is None or at >= len(left) or not isinstance(alone := attempt(calls[left[at]]), Exception):
                break
            outcomes[left.pop(at)] = alone
            if not left:
                return self._outcomes.each(outcomes)
            given = {name: leave_out(values, at, len(responses)) for name, values in given.items()}
            responses = [*responses[:at], *responses[at + 1 :]]
            outcome = attempt(partial(self._whole, responses, **given))
            if (graded := self._outcomes.together(outcome, len(left))) is not None:
                others = dict(zip(left, graded, strict=True))
                return [others.get(row) or self._outcomes.each([outcomes[row]])[0] for row in range(len(outcomes))]
            error = outcome
        return self._outcomes.each([attempt(call) for call in calls])

    async def grade_batch_later(self, completions: Any, columns: Any, prompts: Any = None) -> list[Graded]:
        """Grade a batch as `grade_batch` does, and wait for the reward where it is awaited."""
        if self._waits and self._composed:
            graded: list[Graded] = await self._waiting.in_thread(self.grade_batch, completions, columns, prompts)
            return graded
        if not self._waits:
            return self.grade_batch(completions, columns, prompts)
        responses, given = self._prepare_batch(completions, columns, prompts)
        if self._batched and responses:
            (outcome,) = await self._waiting.gather([partial(self._whole, responses, **given)])
            if (together := self._outcomes.together(outcome, len(responses))) is not None:
                return together
        return self._outcomes.each(await self._waiting.gather(self._calls(responses, given)))

    def many(
        self, shape: Callable[[list[Graded]], Any], completions: Any, columns: Mapping[str, Any], prompts: Any = None
    ) -> Any:
        """Grade a batch as a trainer wants the result; a coroutine of it where the reward is awaited."""
        if not self._waits:
            return shape(self.grade_batch(completions, columns, prompts))
        return shape_later(shape, self.grade_batch_later(completions, columns, prompts))

    def configured(self, options: Mapping[str, Any]) -> Any:
        """Return this adapter with further arguments, those of a trainer's configuration.

        Raises:
            TypeError: neither the adapter nor the reward has an argument of one of these names.
        """
        if self._configured is None or self._configured[0] != options:
            self._configured = options, type(self)(self._reward, **{**self._made_of, **options})
        return self._configured[1]

    def _prepare(self, completion: Any, row: Any, prompt: Any) -> Callable[[], Any]:
        """Return the call of the reward for one completion."""
        response = completion if type(completion) is str else read_text(completion)
        given = self._inputs.of_sample(row, prompt)
        if self._closed:
            self._open()
        return partial(self._ask, response, given)

    def _prepare_batch(
        self, completions: Any, columns: Mapping[str, Any], prompts: Any
    ) -> tuple[list[str], dict[str, Any]]:
        """Return what the reward gets for a batch: the responses, and columns of the same length."""
        responses = completions if is_texts(completions) else read_completions(completions)
        given = self._inputs.of_batch(columns, prompts, len(responses)) if responses else {}
        if self._closed and responses:
            self._open()
        return responses, given

    def _open(self) -> None:
        """Open the quick ways, if the reward takes a response and its truth, which the first sample has shown."""
        self._closed = False
        if self._own and not self._components and self._sources.only_truth is not None:
            ways = open_quick(self._call, self._sources.only_truth, self.truth_column)
            self.quick, self.quick_pair, self.quick_batch = ways

    def _calls(self, responses: list[str], given: Mapping[str, Any]) -> list[Callable[[], Any]]:
        """Return a call for each response of a batch."""
        rows = as_rows(given, len(responses))
        return [partial(self._ask, response, row) for response, row in zip(responses, rows, strict=True)]

    def _ask(self, response: str, given: Mapping[str, Any]) -> Any:
        """Call the reward for one response."""
        if self._composed:
            return self._evaluate(response, **given)[0]
        if self._listed:
            return self._call([response], **{name: [value] for name, value in given.items()})
        return self._call(response, **given)

    def _evaluate(self, responses: str | list[str], /, **columns: Any) -> list[Graded]:
        """Return what a reward object gives, with its components as parts."""
        composed: Any = self._reward
        evaluate = partial(composed.evaluate, responses, **{**columns, "learning": True})
        total, components = self._waiting.apply(evaluate) if self._blocks else evaluate()
        components.pop(self._reward.__name__, None)
        scores = np.atleast_1d(total).tolist()
        if not components:
            return [(score, {}) for score in scores]
        names, values = list(components), [np.atleast_1d(each).tolist() for each in components.values()]
        # NaN is no number that a trainer should log.
        parts = ([part if part == part else None for part in row] for row in zip(*values, strict=True))  # noqa: PLR0124
        return [(score, dict(zip(names, row, strict=True))) for score, row in zip(scores, parts, strict=True)]


def is_settled(graded: list[Graded], *, knows_none: bool) -> bool:
    """Say whether the results of a batch are finite scores, with nothing missing among the parts, as most are."""
    for score, parts in graded:
        if score is None or score - score != 0 or not (knows_none or None not in parts.values()):
            return False
    return True


def scores(graded: list[Graded]) -> list[float | None]:
    """Return the scores alone."""
    return [score for score, _ in graded]


def make(adapter: type[Adapter], reward: Callable[..., Any], made_of: dict[str, Any]) -> Adapter:
    """Make an adapter anew: what pickles and copies are read with."""
    return adapter(reward, **made_of)
