"""The calling conventions of trainers: which arguments a call of a reward has in each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.reading.messages import read_prompt
from agent_tunix.rewards.reading.names import TRUTHS
from agent_tunix.rewards.reading.numbers import listed
from agent_tunix.rewards.reading.parameters import Parameters
from agent_tunix.rewards.reading.paths import put_inside
from agent_tunix.rewards.trainers._adapter import Adapter

#: Parameters that ask for the prompt.
PROMPTS = ("prompt", "question", "problem", "query", "input", "instruction")
#: Parameters that ask for the response, at any position.
RESPONSES = ("response", "completion", "output", "prediction", "generation", "solution_str")
#: Names that trainers use for their own lists, so that columns of these names are not passed on.
RESERVED = frozenset({"prompts", "completions", "completion_ids", "mode", "trajectory_ids", "trainer_state"})


@dataclass(frozen=True)
class Sample:
    """One response with its example."""

    response: str
    prompt: Any
    truth: Any
    row: Mapping[str, Any]

    @property
    def asked(self) -> str:
        """The prompt's text."""
        return read_prompt(self.prompt) if self.prompt is not None else ""

    @property
    def chat(self) -> list[dict[str, str]]:
        """The prompt as chat messages."""
        if isinstance(self.prompt, list):
            return self.prompt
        return [{"role": "user", "content": self.asked}]

    @property
    def said(self) -> list[dict[str, str]]:
        """The response as chat messages."""
        return [{"role": "assistant", "content": self.response}]

    def mapping(self, column: str) -> Mapping[str, Any]:
        """Return a column that holds a dict; the whole row if there is none."""
        found = self.row.get(column)
        return found if isinstance(found, Mapping) else dict(self.row)


Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class Taken:
    """The parameters of a reward, and how an audit fills them."""

    def __init__(self, reward: Any, options: Mapping[str, Any] | None = None) -> None:
        self.options = dict(options or {})
        self.owner = str(getattr(reward, "__name__", type(reward).__name__))
        parameters = Parameters(reward)
        self.known, self.named = parameters.known, parameters.named
        self.takes_any = parameters.takes_any and parameters.known
        self.names = list(self.named)
        truths = [name for name in self.names if name in TRUTHS and name not in self.options]
        self.truth = truths[0] if len(truths) == 1 else None
        #: The column in which an adapter looks for the truth, with dots for what is inside it.
        self.path = str(reward._truth) if isinstance(reward, Adapter) else None  # noqa: SLF001

    def fill(self, row: Mapping[str, Any], truth: Any, prompt: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return all keyword arguments for one row: those that are given, and those that the row fills."""
        have = {str(name): value for name, value in row.items() if name not in RESERVED}
        if self.path:
            put_inside(have, self.path, truth)
        if self.takes_any:
            found = {**have, **given}
        else:
            found = {name: value for name, value in have.items() if name in self.named} | dict(given)
        for name in self.names:
            if name in given or name in self.options:
                continue
            if name == self.truth or (name in TRUTHS and name not in have):
                found[name] = listed(truth) if name == "expected_numbers" else truth
            elif name in PROMPTS and name not in have:
                found[name] = prompt
            elif name == "metadata" and name not in have:
                found[name] = dict(row)
            elif name not in found and self.named[name].default is inspect.Parameter.empty:
                there = ", ".join(map(repr, row)) or "none"
                raise ArgumentValueError(
                    f"{self.owner}: nothing fills its parameter {name!r}; the columns of the data are: {there}",
                    argument="reward",
                    code="missing",
                )
        return {**found, **self.options}

    def choose(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return those arguments that the reward takes."""
        return {name: value for name, value in given.items() if self.takes_any or name in self.named or not self.known}

    def place_truth(self, row: dict[str, Any], truth: Any, path: str | None = None) -> dict[str, Any]:
        """Put the truth where an adapter looks for it in a row, or at the path; return the row."""
        if self.path or path:
            put_inside(row, self.path or str(path), truth)
        return row


def alone(taken: Taken, sample: Sample) -> Arguments:
    """`f(response, ground_truth)`, `f(response, prompt, metadata)` and similar functions of one response."""
    if not taken.known:
        return (sample.response, sample.truth), dict(taken.options)
    # The parameter for the response is the one of such a name, or else the first.
    said = next((name for name in RESPONSES if name in taken.named), taken.names[0] if taken.names else "response")
    keywords = taken.fill(sample.row, sample.truth, sample.asked, {said: sample.response})
    places = [
        name
        for name, each in taken.named.items()
        if each.kind is each.POSITIONAL_ONLY or (name == said == taken.names[0] and each.kind is not each.KEYWORD_ONLY)
    ]
    return tuple(keywords.pop(name) for name in places), keywords


def together(taken: Taken, samples: list[Sample]) -> Arguments:
    """`f(responses, ground_truths)`: the lists that this package's functions take."""
    first = taken.names[0] if taken.names else "response"
    rows = [taken.fill(each.row, each.truth, each.asked, {first: each.response}) for each in samples]
    columns = {**as_columns(rows), **taken.options}
    return (columns.pop(first),), columns


def as_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a list for each name of rows."""
    names = {name: None for row in rows for name in row}
    return {name: [row.get(name) for row in rows] for name in names}


def columns_of(taken: Taken, samples: list[Sample], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trainer passes by name for a batch: its own lists and the columns of the data."""
    mine = dict.fromkeys(given)
    rows = [taken.fill(each.row, each.truth, each.asked, mine) for each in samples]
    columns = {name: values for name, values in as_columns(rows).items() if name not in mine}
    return {**columns, **taken.choose(given), **taken.options}


def columns_of_one(taken: Taken, sample: Sample, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trainer passes by name for one sample: its own values and the columns that the reward asks for."""
    row = {} if taken.takes_any else sample.row
    return taken.fill(row, sample.truth, sample.asked, taken.choose(given))


def trl(taken: Taken, samples: list[Sample]) -> Arguments:
    """TRL with plain text: `f(prompts, completions, **columns)`."""
    texts = {"prompts": [each.asked for each in samples], "completions": [each.response for each in samples]}
    return (), columns_of(taken, samples, texts)


def trl_chat(taken: Taken, samples: list[Sample]) -> Arguments:
    """TRL with chat messages."""
    chats = {"prompts": [each.chat for each in samples], "completions": [each.said for each in samples]}
    return (), columns_of(taken, samples, chats)


def tunix(taken: Taken, samples: list[Sample]) -> Arguments:
    """Tunix: as TRL with plain text, but the columns are NumPy arrays, and there is a mode."""
    _, keywords = trl(taken, samples)
    own = {*RESERVED, *taken.options}
    arrays = {name: np.array(values) for name, values in keywords.items() if name not in own and is_flat(values)}
    return (), {**keywords, **arrays, **({"mode": "train"} if taken.takes_any or "mode" in taken.named else {})}


def is_flat(values: Any) -> bool:
    """Say whether the values of a column are plain values of one type."""
    return isinstance(values, list) and len({type(each) for each in values}) == 1 and np.isscalar(values[0])


def ms_swift(taken: Taken, samples: list[Sample]) -> Arguments:
    """ms-swift: the completions by position, and the columns by name."""
    texts = [each.response for each in samples]
    keywords = columns_of(taken, samples, {"completions": texts, "messages": [each.chat for each in samples]})
    return (keywords.pop("completions", texts),), keywords


def verl(taken: Taken, sample: Sample) -> Arguments:
    """verl: one sample, by name."""
    given = {
        "data_source": sample.row.get("data_source", "unknown"),
        "solution_str": sample.response,
        "ground_truth": sample.truth,
        "extra_info": sample.mapping("extra_info"),
    }
    return (), columns_of_one(taken, sample, given)


def verl_batch(taken: Taken, samples: list[Sample]) -> Arguments:
    """Verl's older reward manager `batch`."""
    return (), {
        "data_sources": [each.row.get("data_source", "unknown") for each in samples],
        "solution_strs": [each.response for each in samples],
        "ground_truths": [each.truth for each in samples],
        "extra_infos": [each.mapping("extra_info") for each in samples],
        **taken.options,
    }


def openrlhf(taken: Taken, samples: list[Sample]) -> Arguments:
    """OpenRLHF: the queries, which begin with the prompts, the prompts and the labels."""
    queries = [f"{each.asked}{each.response}" for each in samples]
    return (queries, [each.asked for each in samples], [each.truth for each in samples]), dict(taken.options)


def areal(taken: Taken, sample: Sample) -> Arguments:
    """AReaL: prompt, completion and their tokens by position, the columns by name."""
    names = dict.fromkeys(("prompt", "completions", "prompt_ids", "completion_ids"))
    keywords = taken.fill(sample.row, sample.truth, sample.asked, names)
    rest = {name: value for name, value in keywords.items() if name not in names}
    if taken.truth is None and taken.takes_any:
        rest.setdefault("answer", sample.truth)
    return (sample.asked, sample.response, [0], [0]), rest


def verifiers(taken: Taken, sample: Sample, *, chat: bool = False) -> Arguments:
    """Rubrics of verifiers."""
    own = {
        "prompt": sample.chat if chat else sample.asked,
        "completion": sample.said if chat else sample.response,
        "answer": sample.truth,
    }
    task = str(sample.row.get("task", "default"))
    given = {**own, "info": sample.mapping("info"), "state": {**own, **sample.row}, "task": task}
    return (), columns_of_one(taken, sample, given)


def verifiers_task(taken: Taken, sample: Sample) -> Arguments:
    """A task and its trace, as in verifiers since version 0.4."""
    row = taken.place_truth({"prompt": sample.asked, "answer": sample.truth, **sample.row}, sample.truth)
    trace = SimpleNamespace(last_reply=sample.response, record_metrics=lambda _metrics: None)
    return (SimpleNamespace(**row), trace), dict(taken.options)


def easyr1_input(sample: Sample) -> dict[str, Any]:
    """Return the dict that EasyR1 makes of a sample."""
    return {"response": sample.response, "response_length": len(sample.response), "ground_truth": sample.truth}


def slime_sample(sample: Sample) -> SimpleNamespace:
    """Return a sample with the fields of slime's."""
    return SimpleNamespace(
        prompt=sample.asked,
        response=sample.response,
        label=sample.truth,
        metadata=sample.mapping("metadata"),
        response_length=len(sample.response),
        tokens=[],
    )


def skyrl(taken: Taken, sample: Sample) -> Arguments:
    """SkyRL: an action and the row's extras."""
    row = taken.place_truth(dict(sample.row), sample.truth, "reward_spec.ground_truth")
    return (sample.response, row), dict(taken.options)


def tunix_task(taken: Taken, sample: Sample) -> Arguments:
    """Tunix's agents: a task and the last action."""
    row = taken.place_truth({"question": sample.asked, "answer": sample.truth, **sample.row}, sample.truth)
    return (), {"task": row, "action": sample.response, **taken.options}


@dataclass(frozen=True)
class Form:
    """One calling convention."""

    #: Makes the arguments of a call from a list of samples, or from one sample.
    make: Callable[[Taken, Any], Arguments]
    batch: bool = False

    def arguments(self, taken: Taken, samples: list[Sample]) -> Arguments:
        """Return the positional and the keyword arguments of a call; there is one sample if it is no batch."""
        return self.make(taken, samples if self.batch else samples[0])


#: The names that `signature=` takes.
FORMS = {
    "plain": Form(alone),
    "batch": Form(together, batch=True),
    "tunix": Form(tunix, batch=True),
    "tunix-task": Form(tunix_task),
    "trl": Form(trl, batch=True),
    "trl-chat": Form(trl_chat, batch=True),
    "ms-swift": Form(ms_swift, batch=True),
    "verl": Form(verl),
    "verl-batch": Form(verl_batch, batch=True),
    "openrlhf": Form(openrlhf, batch=True),
    "areal": Form(areal),
    "verifiers": Form(verifiers),
    "verifiers-chat": Form(partial(verifiers, chat=True)),
    "verifiers-task": Form(verifiers_task),
    "easyr1": Form(
        lambda taken, samples: (([easyr1_input(each) for each in samples],), dict(taken.options)), batch=True
    ),
    # EasyR1's reward type `sequential`.
    "easyr1-one": Form(lambda taken, sample: ((easyr1_input(sample),), dict(taken.options))),
    "slime": Form(lambda taken, sample: ((SimpleNamespace(), slime_sample(sample)), dict(taken.options))),
    # slime with `--group-rm`.
    "slime-group": Form(
        lambda taken, samples: ((SimpleNamespace(), list(map(slime_sample, samples))), dict(taken.options)), batch=True
    ),
    "nemo-rl": Form(lambda taken, sample: ((sample.truth, sample.response), dict(taken.options))),
    # NeMo RL's verification workers.
    "nemo-rl-verify": Form(
        lambda taken, samples: (
            ([each.response for each in samples], [each.truth for each in samples]),
            dict(taken.options),
        ),
        batch=True,
    ),
    "skyrl": Form(skyrl),
}
