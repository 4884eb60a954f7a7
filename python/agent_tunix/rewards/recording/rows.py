"""The responses of one call, with what they were given, what they got, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import AnyOf, describe_texts, key_texts, read_prompts
from agent_tunix.rewards.composing.observation import all_shown
from agent_tunix.rewards.composing.parts import unused
from agent_tunix.rewards.composing.reward import WeightedSum
from agent_tunix.rewards.reading.names import CALLED
from agent_tunix.rewards.reading.numbers import is_number
from agent_tunix.rewards.reading.paths import MISSING, look_up
from agent_tunix.rewards.recording.reasons import Attributed, attribute
from agent_tunix.rewards.recording.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from agent_tunix.rewards._core import Observation, Shown
    from agent_tunix.rewards.composing.batch import Batch, Values

    Codes = npt.NDArray[np.uint8]


@dataclass
class Rows:
    """Responses that were graded together; each list or array has a value for each of them."""

    rewards: Values
    """NaN where a response was not judged."""
    responses: list[str] | None = None
    components: dict[str, Values] = field(default_factory=dict)
    reasons: Codes | None = None
    """Places in `REASONS`, `reasons.UNKNOWN` where the reason is not known."""
    sources: Codes | None = None
    prompts: list[str] | None = None
    truths: Any = None
    """A list of truths, or one text for all."""
    groups: Any = None
    """What names the group of each response, or how many responses in a row make a group."""
    step: int | None = None
    mode: str = "train"
    described: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]] | None = None
    """What `describe_texts` gives for the responses, if the grading pass computed it."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """The weights by which the components add up to the reward, if they do."""

    def __len__(self) -> int:
        """Return how many responses there are."""
        return len(self.rewards)

    def take(self, shown: Shown | Attributed) -> None:
        """Take over what was shown of these responses; reasons that the reward itself gave stay."""
        if self.reasons is None:
            self.reasons = np.atleast_1d(np.asarray(shown.reasons, dtype=np.uint8))
        self.sources = np.atleast_1d(np.asarray(shown.sources, dtype=np.uint8))
        self.described, self.truths = shown.described, shown.truths

    def find_reasons(self, shown: Sequence[Shown], given: Any = None) -> None:
        """Take over what was shown while the responses were graded, which came as `given`."""
        if shown and self.responses is not None:
            found = attribute(self.responses, shown, given)
            if found is not None:
                self.take(found)

    @cached_property
    def hashes(self) -> npt.NDArray[np.uint64] | None:
        """A number for each response that equal texts share; None where the responses are not known."""
        if self.described is None and self.responses is not None:
            self.described = describe_texts(self.responses)
        return None if self.described is None else self.described[1]

    @cached_property
    def keys(self) -> npt.NDArray[np.uint64] | None:
        """A number for each response that those of its group share; None if there are no groups."""
        if not len(self.rewards):
            return None
        if isinstance(self.groups, int):
            return (np.arange(len(self)) // self.groups).astype(np.uint64)
        if self.groups is None:
            return None if self.prompts is None else key_texts(self.prompts)
        array = np.asarray(self.groups)
        return array.astype(np.uint64) if array.dtype.kind in "iu" else key_texts(list(map(str, self.groups)))

    def count(self) -> Statistics:
        """Return the statistics of these rows."""
        hashes = self.hashes
        lengths = None if self.described is None else self.described[0]
        weights = list(self.weights.items())
        return Statistics.of(
            self.rewards, self.components, weights, lengths, hashes, self.keys, self.reasons, self.sources
        )


class Structure:
    """What a reward is made of, looked up once: the identities of the rewards inside, and the weights of a sum."""

    def __init__(self, reward: Any) -> None:
        """Walk through the rewards inside."""
        self.reward = reward
        self.inside, waiting = {id(reward)}, [reward]
        while waiting:
            for each in waiting.pop().inside():
                if id(each) not in self.inside:
                    self.inside.add(id(each))
                    waiting.append(each)
        self.weights: dict[str, float] = {}
        if type(reward) is WeightedSum:
            for part, weight in zip(reward.parts, reward.weights, strict=True):
                self.weights[unused(part.__name__, self.weights)] = weight

    def look_inside(self, rows: Rows, batch: Batch) -> None:
        """Fill in what the rewards inside gave, their weights, and why the answers got their scores."""
        rows.components = {**batch.components(self.reward, self.inside), **rows.components}
        rows.weights = self.weights
        for number, note in batch.notes.items():
            if number in self.inside:
                rows.take(note)
                break


def of_batch(batch: Batch, structure: Structure, values: Values, seen: Observation, group: str | int | None) -> Rows:
    """Return the rows of a batch that a reward object graded, and what was seen meanwhile."""
    rows = Rows(np.asarray(values, dtype=np.float64), batch.responses)
    structure.look_inside(rows, batch)
    if rows.reasons is None:
        rows.find_reasons(all_shown(seen))
    complete(rows, batch.columns, group)
    return rows


def complete(rows: Rows, given: Mapping[str, Any], group: str | int | None) -> None:
    """Fill in what the columns of a call say."""
    count = len(rows.rewards)
    prompts = find(given, CALLED["prompt"])
    if prompts is not None:
        rows.prompts = spread(prompts, count)
    # What was graded against is surer than a column's name.
    truths = find(given, CALLED["truth"]) if rows.truths is None else rows.truths
    if hasattr(truths, "tolist"):
        truths = truths.tolist()
    many = isinstance(truths, (list, tuple)) and len(truths) == count
    rows.truths = truths if many or truths is None else write_truth(truths)
    rows.step, rows.mode = read_step(given), read_mode(given)
    if isinstance(group, int):
        rows.groups = group
    else:
        groups: Any = given.get("group" if group is None else group)
        if hasattr(groups, "tolist"):
            groups = groups.tolist()
        rows.groups = groups if isinstance(groups, (list, tuple)) and len(groups) == count else None


def find(given: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return what was given under one of several names; None if nothing was."""
    for name in names:
        if name in given:
            value = given[name]
        elif "." in name and name[: name.index(".")] in given:
            value = look_up(given, name)
        else:
            continue
        if value is not None and value is not MISSING:
            return value
    return None


def spread(prompts: Any, count: int) -> list[str] | None:
    """Return the text of the prompt of each response; a single prompt is that of all; None if they are no prompts.

    A list of texts is returned as it is: to copy it would take as long as to read it.
    """
    if hasattr(prompts, "tolist"):
        prompts = prompts.tolist()
    if isinstance(prompts, (str, Mapping)) or (isinstance(prompts, list) and prompts and is_message(prompts[0])):
        prompts = [prompts] * count
    if not isinstance(prompts, (list, tuple)) or len(prompts) != count:
        return None
    if count and type(prompts[0]) is str:
        return prompts if isinstance(prompts, list) else list(prompts)
    try:
        return list(read_prompts(list(prompts)))
    except (TypeError, ValueError):
        return None


def is_message(value: Any) -> bool:
    """Say whether a value is a message of a chat; a list of messages is one prompt."""
    return isinstance(value, Mapping) or hasattr(value, "role")


def write_truth(truth: Any) -> str | None:
    """Return a truth as text."""
    if truth is None or isinstance(truth, str):
        return truth
    return " | ".join(truth.truths) if isinstance(truth, AnyOf) else str(truth)


def read_step(given: Mapping[str, Any]) -> int | None:
    """Return the trainer's step, if it passes one."""
    step: Any = given.get("step")
    if step is None:
        step = getattr(given.get("trainer_state"), "global_step", None)
    if step is None:
        return None
    if hasattr(step, "tolist"):
        step = step.tolist()
    if isinstance(step, (list, tuple)):
        step = step[0] if step else None
    # Files hold steps of 64 bits.
    return int(step) if is_number(step) and -(2**63) <= step < 2**63 else None


def read_mode(given: Mapping[str, Any]) -> str:
    """Return `eval` for a batch in evaluation, else `train`."""
    mode = given.get("mode")
    if isinstance(mode, str) and mode == "eval":
        return "eval"
    # TRL passes no mode, but a method of its trainer, whose model knows whether it is training.
    trainer = getattr(given.get("log_metric"), "__self__", None)
    return "eval" if getattr(getattr(trainer, "model", None), "training", True) is False else "train"
