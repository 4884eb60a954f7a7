"""What all adapters share: which argument comes from which column, what is done about a reward that is none, names."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

import numpy as np

from agent_tunix.rewards import functions
from agent_tunix.rewards._core import AnyOf, ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.calling import NoScoreError, Policy, RewardError, is_misuse
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.columns import find_column, find_rows, find_value, plain
from agent_tunix.rewards.reading.messages import read_completions, read_prompt, read_text
from agent_tunix.rewards.reading.parameters import innermost, kind_of
from agent_tunix.rewards.reading.paths import MISSING, look_up
from agent_tunix.rewards.reading.results import Parts, read_result, read_results
from agent_tunix.rewards.trainers._sources import METADATA, PROMPT, Sources, find_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Graded = tuple[float | None, Parts]


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
            prompt's text and one called ``metadata`` a dict of the sample's columns without being named here.
        name: what the trainer calls the reward in its logs; the function's own name if it is not given.
        on_invalid: what a reward becomes that is None, NaN or infinite, or whose truth is blank or none:
            ``"raise"``, a finite number, or None where the trainer leaves such a sample out (TRL, ms-swift).
        on_error: what to do when the reward raises or returns no score: ``"raise"`` a `RewardError` that names the
            reward and the row, ``"skip"`` the sample, which becomes what `on_invalid` says, or give this score.
        batched: whether the reward takes a list of responses and returns one result for each. The default is True for
            the functions of this package and for what has a true attribute ``batched``.
        components: the names of the parts of a reward that returns dicts, where not every dict has all of them: those
            that are missing are 0.0.
        options: further arguments of the reward, the same for every response: ``tolerance=0.05``,
            ``expected_format="The answer is [NUM]."``.

    Raises:
        TypeError: the reward can't be called, is a coroutine function where the trainer does not wait, or `on_invalid`
            is of another type.
        ValueError: the reward has no name or is in a trainer's own form; a parameter has a value and a column;
            `on_invalid` is not finite, or None where the trainer has no notion of it. When it is first called: nothing
            fills a parameter.
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
        components: Sequence[str] = (),
        **options: Any,
    ) -> None:
        if not callable(reward):
            raise ArgumentTypeError(f"reward: expected a function, got {type(reward).__name__}", argument="reward")
        inner = innermost(reward)
        self._made_of = {
            "truth": truth, "columns": columns, "name": name, "on_invalid": on_invalid, "on_error": on_error,
            "batched": batched, "components": components, **options,
        }  # fmt: skip
        self._reward = reward
        self.__name__ = self.__qualname__ = name or find_name(reward if hasattr(reward, "__name__") else inner)
        self.__doc__ = inspect.getdoc(inner)
        self._waits = kind_of(inner) == "async"
        if self._waits and not self.awaits:
            raise ArgumentTypeError(
                f"{self.__name__}: this trainer does not wait for coroutines; give a plain function",
                argument="reward",
            )
        explains = inner is functions.explain_answer
        # `explain_answer` is no reward elsewhere, because it returns verdicts.
        self._own = kind_of(inner) == "native" or explains
        self._composed = isinstance(reward, Reward)
        self._remembers = self._composed or hasattr(reward, "__logs__")
        takes_batches = kind_of(inner) == "vectorized" or getattr(inner, "batched", self._own)
        self._batched = bool(takes_batches if batched is None else batched) and not self._waits
        self._on_invalid = check_on_invalid(on_invalid, knows_none=self.knows_none)
        self._policy = Policy(self.__name__, on_error)
        self._components = tuple(components) or (("reason",) if explains else ())
        self._options = options
        self._truth = truth or self.truth_column
        self._sources = Sources(
            reward, self.__name__, self._truth, named=truth is not None, columns=columns or {}, options=options
        )
        self._settled: list[tuple[str, str]] | None = None
        #: The column of the truth, where a function of this package takes nothing else from the row.
        self._quick: str | None = None

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
        if self._quick is not None:
            value = row.get(self._quick) if type(row) is dict else getattr(row, self._quick, None)
            if type(value) is str and type(completion) in (str, list) and completion:
                try:
                    result = self._reward(completion, ground_truth=value, **self._options)
                except (ArgumentTypeError, ArgumentValueError) as error:
                    return self._settle(*self._excuse(error))
                if type(result) is float and result - result == 0:
                    return result, {}
        response = completion if type(completion) is str else read_text(completion)
        arguments = self._arguments(row, prompt)
        try:
            if self._composed:
                graded = self._evaluate(response, self._complete(as_dict(row), arguments))[0]
            else:
                result = self._reward(response, **arguments, **self._options)
                if type(result) is float and math.isfinite(result) and not self._components:
                    return result, {}
                graded = self._read(result)
        except Exception as error:  # noqa: BLE001 # whatever a reward raises
            graded = self._excuse(error)
        return self._settle(*graded)

    async def grade_later(self, completion: Any, row: Any, prompt: Any = None) -> Graded:
        """Grade one completion as `grade` does, and wait for the reward where it is a coroutine function."""
        if not self._waits:
            return self.grade(completion, row, prompt)
        arguments = self._arguments(row, prompt)
        try:
            graded = self._read(await self._reward(read_text(completion), **arguments, **self._options))
        except Exception as error:  # noqa: BLE001 # whatever a reward raises
            graded = self._excuse(error)
        return self._settle(*graded)

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
        responses = completions if is_texts(completions) else read_completions(completions)
        length = len(responses)
        if not length:
            return []
        arguments = {
            parameter: self._column(parameter, source, columns, prompts, length)
            for parameter, source in self._settle_on(columns)
        }
        if self._sources.takes_any:
            rest = find_rows({name: columns[name] for name in columns if name not in self._used}, length)
            arguments |= {name: [row[name] for row in rest] for name in rest[0]}
        if self._composed:
            arguments = self._complete(columns, arguments)
        graded = self._grade_together(responses, arguments) if self._batched else None
        if graded is None:
            rows = [{name: values[at] for name, values in arguments.items()} for at in range(length)]
            graded = [
                self._grade_alone(response, row, at)
                for at, (response, row) in enumerate(zip(responses, rows, strict=True))
            ]
        # Most results are a finite score, with nothing missing among the parts.
        return [
            each
            if not self._components
            and each[0] is not None
            and each[0] - each[0] == 0
            and (self.knows_none or None not in each[1].values())
            else self._settle(*each, f"sample {at} of {length}: ")
            for at, each in enumerate(graded)
        ]

    def _complete(self, columns: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return all columns for a reward object, the truth also under the name that this package's rewards ask for."""
        truth = {"ground_truth": columns[self._truth]} if self._truth in columns else {}
        return {**truth, **columns, **arguments, **self._options}

    def _evaluate(self, responses: str | list[str], columns: Mapping[str, Any]) -> list[Graded]:
        """Return what a reward object gives, with its components as parts."""
        composed: Any = self._reward
        total, components = composed.evaluate(responses, **{**columns, "learning": True})
        components.pop(self._reward.__name__, None)
        if isinstance(total, float):
            total, components = np.array([total]), {name: np.array([part]) for name, part in components.items()}
        scores = total.tolist()
        if not components:
            return [(score, {}) for score in scores]
        names, values = list(components), [each.tolist() for each in components.values()]
        # NaN is no number that a trainer should log.
        parts = ([part if part == part else None for part in row] for row in zip(*values, strict=True))  # noqa: PLR0124
        return [(score, dict(zip(names, row, strict=True))) for score, row in zip(scores, parts, strict=True)]

    def _grade_together(self, responses: list[str], arguments: dict[str, Any]) -> list[Graded] | None:
        """Grade a batch in one call; None where a truth is at fault, so that each response must be graded alone."""
        try:
            if self._composed:
                return self._evaluate(responses, arguments)
            results = self._reward(responses, **arguments, **self._options)
        except Exception as error:
            if is_misuse(error) and not self._excuses(error):
                raise
            return None if is_misuse(error) else [(self._policy.replace(error), {})] * len(responses)
        try:
            return read_results(results, len(responses))
        except (TypeError, ValueError) as error:
            return [(self._policy.replace(NoScoreError(str(error))), {})] * len(responses)

    def _grade_alone(self, response: str, arguments: dict[str, Any], at: int) -> Graded:
        try:
            if self._composed:
                return self._evaluate(response, arguments)[0]
            return self._read(self._reward(response, **arguments, **self._options))
        except Exception as error:  # noqa: BLE001 # whatever a reward raises
            return self._excuse(error, at)

    def _read(self, result: Any) -> Graded:
        try:
            return read_result(result)
        except TypeError as error:
            raise NoScoreError(str(error)) from None

    def _excuse(self, error: Exception, row: int | None = None) -> Graded:
        """Return what stands for a reward that raised.

        Raises:
            ValueError: the caller's mistake, which nothing excuses.
            RewardError: as `on_error` says.
        """
        if not is_misuse(error) and not isinstance(error, RewardError):
            return self._policy.replace(error, row), {}
        if not self._excuses(error):
            raise error
        return None, {}

    def _excuses(self, error: Exception) -> bool:
        """Say whether an error is about the truth of a sample, which `on_invalid` covers, not the caller's mistake."""
        about = getattr(error, "argument", None)
        return self._own and self._on_invalid != "raise" and about in ("ground_truth", "expected_numbers", "AnyOf")

    def _settle(self, score: float | None, parts: Parts, place: str = "") -> Graded:
        if self._components:
            unknown = {"reason": "invalid"} if self._own else {}
            parts = {name: parts.get(name, unknown.get(name, 0.0)) for name in self._components}
        if not self.knows_none and None in parts.values():
            parts = {name: 0.0 if part is None else part for name, part in parts.items()}
        if score is not None and math.isfinite(score):
            return score, parts
        if isinstance(self._on_invalid, str):
            raise ArgumentValueError(
                f"{self.__name__}: {place}the reward is None, NaN or infinite; on_invalid= says what to make of it",
                argument="on_invalid",
                code="not_finite",
            )
        return self._on_invalid, parts

    def _settle_on(self, row: Any) -> list[tuple[str, str]]:
        """Return the parameters and their columns, which the first sample decides."""
        if self._settled is None:
            found = self._sources.settle(lambda name: look_up(row, name) is not MISSING)
            self._used = {*found, *found.values(), *self._sources.names}
            self._settled = list(found.items())
            if self._own and not self._components and list(found) == ["ground_truth"]:
                self._quick = found["ground_truth"]
        return self._settled

    def _arguments(self, row: Any, prompt: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for parameter, source in self._settled or self._settle_on(row):
            if source is PROMPT:
                found[parameter] = read_prompt(
                    prompt if prompt is not None else find_value(row, "prompt", self.__name__)
                )
            elif source is METADATA:
                found[parameter] = row if type(row) is dict else as_dict(row)
            else:
                value = row.get(source, MISSING) if type(row) is dict else MISSING
                value = find_value(row, source, self.__name__) if value is MISSING else value
                found[parameter] = value if type(value) is str else self._value(parameter, value)
        if self._sources.takes_any:
            found |= {name: plain(value) for name, value in as_dict(row).items() if name not in self._used}
        return found

    def _column(self, parameter: str, source: str, columns: Mapping[str, Any], prompts: Any, length: int) -> list[Any]:
        if source is METADATA:
            return find_rows(columns, length)
        if source is PROMPT:
            asked = columns if prompts is None else {"prompt": prompts}
            return [read_prompt(prompt) for prompt in find_column(asked, "prompt", length, self.__name__)]
        values = columns.get(source)
        if is_texts(values) and len(values) == length:
            return list(values)
        values = find_column(columns, source, length, self.__name__)
        return [value if type(value) is str else self._value(parameter, value) for value in values]

    def _value(self, parameter: str, value: Any) -> Any:
        """Return a value in Python's own types; a list of truths means any of them."""
        value = plain(value)
        if self._own and parameter == "ground_truth" and isinstance(value, (list, tuple)) and value:
            return AnyOf(list(value))
        return value


def is_texts(values: Any) -> TypeGuard[list[str]]:
    """Say whether a column is a plain list of text, which needs no reading."""
    return type(values) is list and set(map(type, values)) == {str}


def as_dict(row: Any) -> dict[str, Any]:
    """Return the columns of a sample, a dictionary or an object's attributes."""
    return dict(row) if isinstance(row, Mapping) else dict(getattr(row, "__dict__", {}))


def make(adapter: type[Adapter], reward: Callable[..., Any], made_of: dict[str, Any]) -> Adapter:
    """Make an adapter anew: what pickles and copies are read with."""
    return adapter(reward, **made_of)


def check_on_invalid(value: Any, *, knows_none: bool) -> Any:
    """Return `on_invalid` if it is one that the trainer knows."""
    if value == "raise" or (value is None and knows_none):
        return value
    if value is None:
        raise ArgumentValueError(
            "on_invalid: this trainer can't leave a sample out; give a number or 'raise'", argument="on_invalid"
        )
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        raise ArgumentTypeError(f"on_invalid: expected 'raise', a number or None, got {value!r}", argument="on_invalid")
    if not math.isfinite(value):
        raise ArgumentValueError(f"on_invalid: expected a finite number, got {value}", argument="on_invalid")
    return float(value)
