"""What becomes of what a reward returned or raised: a score and its parts, or what the caller wants instead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.calling import NoScoreError, Policy, RewardError, is_misuse
from agent_tunix.rewards.reading.names import list_names
from agent_tunix.rewards.reading.results import Parts, read_result, read_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Graded = tuple[float | None, Parts]


class Outcomes:
    """How outcomes of a reward are read.

    Args:
        name: the reward's name, for messages.
        on_invalid: what becomes of a reward that is none, as `Adapter` says.
        on_error: what becomes of one that raises.
        knows_none: whether the trainer knows None for a reward.
        components: the parts that every result must have, as `read_components` returns them.
        total: the reward's own name, by which its components call the score itself.
        own: whether the reward is a function of this package.
        composed: whether it is a reward object, whose outcomes are read already.
        listed: whether it returns a list of one for a single response.
    """

    def __init__(
        self,
        name: str,
        on_invalid: Any,
        on_error: Any,
        *,
        knows_none: bool,
        components: tuple[str, ...],
        total: str,
        own: bool,
        composed: bool,
        listed: bool,
    ) -> None:
        self.name, self.knows_none, self.components = name, knows_none, components
        self.own, self.composed, self.listed = own, composed, listed
        self.totals = {"score", name, total}
        #: Whether no result has shown yet that the reward names one of the components; those of objects are known.
        self.unproved = bool(components) and not (own or composed or self.totals & {*components})
        self.on_invalid = check_on_invalid(on_invalid, knows_none=knows_none)
        self.policy = Policy(name, on_error)

    def one(self, outcome: Any) -> Graded:
        """Return the score and the parts of one response.

        Raises:
            ValueError: the caller's mistake, which nothing excuses; or there is no score, and `on_invalid` is to raise.
            RewardError: the reward raised, and `on_error` says to raise.
        """
        return self._settle(*self._conclude(outcome))

    def each(self, outcomes: list[Any]) -> list[Graded]:
        """Return the score and the parts of each response of a batch; what is raised is as of `one`."""
        return self._settle_all([self._conclude(outcome, at) for at, outcome in enumerate(outcomes)])

    def together(self, outcome: Any, count: int) -> list[Graded] | None:
        """Return the same of one call for a batch; None where a truth is at fault: each must be graded alone."""
        if not isinstance(outcome, Exception):
            try:
                outcome = outcome if self.composed else read_results(outcome, count)
            except (TypeError, ValueError) as error:
                outcome = NoScoreError(str(error))
        if isinstance(outcome, Exception):
            if self._is_excused(outcome):
                return None
            outcome = [(self._replace(outcome), {})] * count
        return self._settle_all(outcome)

    def _conclude(self, outcome: Any, at: int | None = None) -> Graded:
        if type(outcome) is float:
            return outcome, {}
        if not isinstance(outcome, Exception):
            try:
                if self.composed:
                    return outcome  # type: ignore[no-any-return]
                return read_results(outcome, 1)[0] if self.listed else read_result(outcome)
            except (TypeError, ValueError) as error:
                outcome = NoScoreError(str(error))
        return (None if self._is_excused(outcome) else self._replace(outcome, at)), {}

    def _is_excused(self, error: Exception) -> bool:
        """Say whether an error is about the truth of a sample, which `on_invalid` covers.

        Raises:
            ValueError: it is another mistake of the caller.
        """
        if not is_misuse(error):
            return False
        about = getattr(error, "argument", None)
        if self.on_invalid == "raise" or about not in ("ground_truth", "expected_numbers", "AnyOf"):
            raise error
        return True

    def _replace(self, error: Exception, at: int | None = None) -> float | None:
        # A reward inside has said already which one failed, and where.
        if isinstance(error, RewardError) and self.policy.on_error == "raise":
            raise error
        return self.policy.replace(error, at)

    def _settle_all(self, graded: list[Graded]) -> list[Graded]:
        # Most results are a finite score, with nothing missing among the parts.
        return [
            each
            if not self.components
            and each[0] is not None
            and each[0] - each[0] == 0
            and (self.knows_none or None not in each[1].values())
            else self._settle(*each, f"sample {at} of {len(graded)}: ")
            for at, each in enumerate(graded)
        ]

    def _settle(self, score: float | None, parts: Parts, place: str = "") -> Graded:
        if score is None or not math.isfinite(score):
            if isinstance(self.on_invalid, str):
                raise ArgumentValueError(
                    f"{self.name}: {place}the reward is None, NaN or infinite; on_invalid= says what to make of it",
                    argument="on_invalid",
                    code="not_finite",
                )
            score = self.on_invalid
        if self.components:
            if self.unproved and any(isinstance(part, float) for part in parts.values()):
                self._prove(parts)
            known = {**dict.fromkeys(self.totals, score), **({"reason": "invalid"} if self.own else {}), **parts}
            parts = {name: known.get(name, 0.0) for name in self.components}
        if not self.knows_none and None in parts.values():
            parts = {name: 0.0 if part is None else part for name, part in parts.items()}
        return score, parts

    def _prove(self, parts: Parts) -> None:
        """See that a result names one of the components.

        Raises:
            ValueError: it names others.
        """
        if parts.keys().isdisjoint(self.components):
            raise unknown_component(self.name, self.components[0], parts)
        self.unproved = False


def take_score(graded: Graded) -> float | None:
    """Return a score alone."""
    return graded[0]


def no_response(owner: str, argument: str) -> ArgumentValueError:
    """Return the error for a sample of an evaluation without a response."""
    return ArgumentValueError(
        f"{owner}: {argument}: the model gave no response to this document; give at least one",
        argument=argument,
        code="empty",
    )


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


def read_components(components: Any, owner: str, known: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of components.

    Args:
        components: what the caller gave.
        owner: the reward's name, for messages.
        known: the components that there are; None where only the results tell.

    Raises:
        TypeError: it is one text, or something among it is none.
        ValueError: there is no component of a name; the message has those that there are.
    """
    if isinstance(components, (str, bytes)):
        there = f"; the components are: {', '.join(known)}" if known else ""
        raise ArgumentTypeError(
            f"{owner}: components: expected a list of names, got {components!r}{there}", argument="components"
        )
    names = tuple(components)
    for name in names:
        if not isinstance(name, str):
            raise ArgumentTypeError(
                f"{owner}: components: expected names, got {type(name).__name__}", argument="components"
            )
        # The parts of a function inside are named behind the function's own name.
        if known is not None and name != "score" and not {name, name.partition("/")[0]} & {*known, owner}:
            raise unknown_component(owner, name, known)
    return names


def unknown_component(owner: str, name: str, known: Iterable[str]) -> ArgumentValueError:
    """Return the error for a component that there is not."""
    return ArgumentValueError(
        f"{owner}: components: there is no {name!r}; the components are: {list_names(name, known)}",
        argument="components",
        code="unknown_name",
    )
