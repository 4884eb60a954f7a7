"""What all adapters share: which argument comes from which column, what is done about a reward that is none, names."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from agent_tunix.rewards import functions
from agent_tunix.rewards._core import AnyOf
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.columns import (
    find_column,
    find_rows,
    find_value,
    plain,
    read_completions,
    read_prompt,
    read_text,
)
from agent_tunix.rewards.reading.parameters import kind_of
from agent_tunix.rewards.reading.results import Parts, read_batch, read_result
from agent_tunix.rewards.trainers._sources import METADATA, PROMPT, Sources, find_name, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent_tunix.rewards.reading.columns import Path

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
        batched: whether the reward takes a list of responses and returns one result for each. The default is True for
            the functions of this package and for what has a true attribute ``batched``.
        components: the names of the parts of a reward that returns dicts, where not every dict has all of them: those
            that are missing are 0.0.
        options: further arguments of the reward, the same for every response: ``tolerance=0.05``,
            ``expected_format="The answer is [NUM]."``.

    Raises:
        TypeError: the reward can't be called, is a coroutine function where the trainer does not wait, or `on_invalid`
            is of another type.
        ValueError: the reward has no name, or has a parameter that nothing fills, or takes no such option; `on_invalid`
            is not finite, or None where the trainer has no notion of it.
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
        batched: bool | None = None,
        components: Sequence[str] = (),
        **options: Any,
    ) -> None:
        if not callable(reward):
            raise TypeError(f"reward: expected a function, got {type(reward).__name__}")
        inner = unwrap(reward)
        # `explain_answer` is no reward elsewhere, because it returns verdicts.
        own = kind_of(inner) == "native" or inner is functions.explain_answer
        self._made_of = {
            "truth": truth, "columns": columns, "name": name, "on_invalid": on_invalid, "batched": batched,
            "components": components, **options,
        }  # fmt: skip
        self._reward = reward
        self.__name__ = self.__qualname__ = name or find_name(reward if hasattr(reward, "__name__") else inner)
        self.__doc__ = inspect.getdoc(inner)
        self._waits = inspect.iscoroutinefunction(inner)
        if self._waits and not self.awaits:
            raise TypeError(f"{self.__name__}: this trainer does not wait for coroutines; give a plain function")
        self._own = own
        self._composed = isinstance(reward, Reward)
        self._remembers = self._composed or hasattr(reward, "__logs__")
        self._batched = bool(getattr(inner, "batched", own) if batched is None else batched) and not self._waits
        self._on_invalid = check_on_invalid(on_invalid, knows_none=self.knows_none)
        self._components = tuple(components) or (("reason",) if inner is functions.explain_answer else ())
        self._options = options
        sources = Sources(reward, self.__name__, columns or {}, options)
        self._truth = truth or self.truth_column
        self._sources = sources.fill(self._truth, named=truth is not None)

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
        """
        response = completion if type(completion) is str else read_text(completion)
        result: Any
        try:
            arguments = self._arguments(row, prompt)
            if self._composed:
                result = self._evaluate(response, self._complete(as_dict(row), arguments))
            else:
                result = self._reward(response, **arguments, **self._options)
        except (TypeError, ValueError) as error:
            if not self._excuses(error):
                raise
            result = None
        if type(result) is float and math.isfinite(result) and not self._components:
            return result, {}
        return self._settle(*self._read(result))

    async def grade_later(self, completion: Any, row: Any, prompt: Any = None) -> Graded:
        """Grade one completion as `grade` does, and wait for the reward where it is a coroutine function."""
        if not self._waits:
            return self.grade(completion, row, prompt)
        arguments = self._arguments(row, prompt)
        return self._settle(*self._read(await self._reward(read_text(completion), **arguments, **self._options)))

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
        """
        responses = read_completions(completions)
        length = len(responses)
        if not length:
            return []
        arguments = {
            parameter: self._column(parameter, path, columns, prompts, length)
            for parameter, path in self._sources.items()
        }
        if self._composed:
            arguments = self._complete(columns, arguments)
        results = self._grade_together(responses, arguments) if self._batched else None
        if results is None:
            rows = [{name: values[at] for name, values in arguments.items()} for at in range(length)]
            results = [self._grade_alone(*each, at) for at, each in enumerate(zip(responses, rows, strict=True))]
        return [
            each
            if each[0] is not None and not each[1] and not self._components
            else self._settle(*each, f"sample {at} of {length}: ")
            for at, each in enumerate(results)
        ]

    def _complete(self, columns: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return all columns for a reward object, the truth also under the name that this package's rewards ask for."""
        truth = {"ground_truth": columns[self._truth]} if self._truth in columns else {}
        return {**truth, **columns, **arguments, **self._options}

    def _evaluate(self, response: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a reward object gives, with its components as parts."""
        composed: Any = self._reward
        total, components = composed.evaluate(response, **{**columns, "learning": True})
        components.pop(self._reward.__name__, None)
        return {"score": total, **components}

    def _grade_together(self, responses: list[str], arguments: dict[str, list[Any]]) -> list[Graded] | None:
        try:
            if self._composed:
                result = self._evaluate(responses, arguments)
            else:
                result = self._reward(responses, **arguments, **self._options)
        except (TypeError, ValueError) as error:
            if not self._excuses(error):
                raise
            return None
        try:
            return read_batch(result, len(responses))
        except (TypeError, ValueError) as error:
            raise type(error)(f"{self.__name__}: {error}") from None

    def _grade_alone(self, response: str, arguments: dict[str, Any], at: int) -> Graded:
        try:
            return self._read(self._reward(response, **arguments, **self._options), f"sample {at}: ")
        except (TypeError, ValueError) as error:
            if not self._excuses(error):
                raise
            return None, {}

    def _read(self, result: Any, place: str = "") -> Graded:
        if result is None:
            return None, {}
        try:
            return read_result(result)
        except TypeError as error:
            raise TypeError(f"{self.__name__}: {place}{error}") from None

    def _excuses(self, error: Exception) -> bool:
        """Whether an error is about the truth of a sample, which `on_invalid` covers, and not the caller's mistake."""
        return (
            self._own
            and self._on_invalid != "raise"
            and str(error).startswith(("ground_truth", "expected_numbers", "AnyOf"))
        )

    def _settle(self, score: float | None, parts: Parts, place: str = "") -> Graded:
        if self._components:
            unknown = {"reason": "invalid"} if self._own else {}
            parts = {name: parts.get(name, unknown.get(name, 0.0)) for name in self._components}
        if not self.knows_none:
            parts = {name: 0.0 if part is None else part for name, part in parts.items()}
        if score is None:
            if isinstance(self._on_invalid, str):
                raise ValueError(
                    f"{self.__name__}: {place}the reward is None, NaN or infinite; on_invalid= says what to make of it"
                )
            return self._on_invalid, parts
        return score, parts

    def _arguments(self, row: Any, prompt: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for parameter, path in self._sources.items():
            if path is PROMPT:
                found[parameter] = read_prompt(
                    prompt if prompt is not None else find_value(row, ("prompt",), self.__name__)
                )
            elif path is METADATA:
                found[parameter] = row if type(row) is dict else as_dict(row)
            else:
                found[parameter] = self._value(parameter, plain(find_value(row, path, self.__name__)))
        return found

    def _column(self, parameter: str, path: Path, columns: Mapping[str, Any], prompts: Any, length: int) -> list[Any]:
        if path is METADATA:
            return find_rows(columns, length)
        if path is PROMPT:
            if prompts is not None:
                columns = {**columns, "prompt": prompts}
            return [read_prompt(prompt) for prompt in find_column(columns, ("prompt",), length, self.__name__)]
        return [self._value(parameter, value) for value in find_column(columns, path, length, self.__name__)]

    def _value(self, parameter: str, value: Any) -> Any:
        """A list of truths means any of them, for the functions of this package."""
        if self._own and parameter == "ground_truth" and isinstance(value, (list, tuple)) and value:
            return AnyOf(list(value))
        return value


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
        raise ValueError("on_invalid: this trainer can't leave a sample out; give a number or 'raise'")
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        raise TypeError(f"on_invalid: expected 'raise', a number or None, got {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"on_invalid: expected a finite number, got {value}")
    return float(value)
