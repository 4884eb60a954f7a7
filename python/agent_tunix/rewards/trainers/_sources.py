"""Which column fills which parameter of a reward."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.columns import Path, read_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Parameters by which a reward may ask for its reference answer without being told where it is.
TRUTHS = ("ground_truth", "truth", "answer", "solution", "label", "reference", "target", "gold", "expected_numbers")
#: The first parameter of what is already in a trainer's own form.
TAKEN = ("prompts", "completions", "queries", "data_source")
#: What is not in a column: the prompt, which has a place of its own in most calls, and the columns themselves.
PROMPT: Path = ("the prompt",)
METADATA: Path = ("the sample's columns",)


class Sources:
    """The parameters of a reward beside the response, and what the caller said about them.

    Raises:
        ValueError: the reward is in a trainer's form, takes no such parameter, or one has two sources.
    """

    def __init__(
        self, reward: Callable[..., Any], owner: str, columns: Mapping[str, str], options: Mapping[str, Any]
    ) -> None:
        self.owner = owner
        # The columns of a reward object have their own names already.
        self.composed = isinstance(reward, Reward)
        self.found = {parameter: read_path(column) for parameter, column in columns.items()}
        try:
            parameters = list(inspect.signature(reward).parameters.values())
        except (TypeError, ValueError):  # A compiled function need not say what it takes.
            self.takes_any, self.free = True, []
            return
        if parameters and parameters[0].name in TAKEN:
            raise ValueError(
                f"{owner}: its first parameter is {parameters[0].name!r}, not a response: it is in a trainer's own form"
            )
        named = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
        self.takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters)
        takes = {each.name: each for each in parameters[1:] if each.kind in named}
        for given in (*columns, *options):
            if given not in takes and not self.takes_any:
                there = ", ".join(map(repr, takes)) or "nothing else"
                raise ValueError(f"{owner}: it takes no {given!r}; it takes: {there}")
        if both := sorted(set(columns) & set(options)):
            raise ValueError(f"{owner}: {both[0]!r} has a value and a column; give one of them")
        for parameter, source in (("prompt", PROMPT), ("metadata", METADATA)):
            if parameter in takes and parameter not in options:
                self.found.setdefault(parameter, source)
        self.free = [each for each in takes.values() if each.name not in self.found and each.name not in options]

    def fill(self, truth: str, *, named: bool) -> dict[str, Path]:
        """Return where each parameter comes from.

        Args:
            truth: the column of the truth.
            named: whether the caller named it, so that the reward must take one.

        Raises:
            ValueError: nothing fills a parameter, or the reward takes no truth and the caller named one.
        """
        needed = [each.name for each in self.free if each.default is each.empty]
        target = self.find_truth(needed)
        if target is None and named:
            if not self.takes_any:
                raise ValueError(f"{self.owner}: it has no parameter for the truth {truth!r}")
            target = "ground_truth"
        if self.composed:
            self.found |= {each: read_path(each) for each in needed if each != target}
            needed = []
        unfilled = [each for each in needed if each != target]
        if unfilled:
            raise ValueError(
                f"{self.owner}: nothing fills {', '.join(map(repr, unfilled))}: "
                "give a value by that name, or a column with columns={...}"
            )
        return self.found | ({target: read_path(truth)} if target else {})

    def find_truth(self, needed: list[str]) -> str | None:
        """Return the parameter of the truth: the only one that is needed, or else one that is called like a truth."""
        if len(needed) == 1 and needed[0] != "expected_format" and not self.composed:
            return needed[0]
        return next((each.name for each in self.free if each.name in TRUTHS), None)


def unwrap(reward: Any) -> Any:
    """Return the function inside `functools.partial` or a log."""
    while True:
        if hasattr(reward, "func") and hasattr(reward, "keywords"):
            reward = reward.func
        elif getattr(reward, "__logs__", None) is not None:
            reward = reward.__logs__
        else:
            return reward


def find_name(reward: Any) -> str:
    """Return the name of a function, or of the class of what is called like one."""
    name = str(getattr(reward, "__name__", type(reward).__name__))
    if not name.isidentifier():
        raise ValueError(f"reward: {name} is no name for the logs; give one with name=")
    return name
