"""The forms in which rewards are called: which arguments a call has in each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.reading.messages import read_prompt
from agent_tunix.rewards.reading.parameters import TRUTHS, Parameters
from agent_tunix.rewards.reading.paths import put_inside
from agent_tunix.rewards.trainers._adapter import Adapter

#: Parameters that ask for the prompt.
PROMPTS = ("prompt", "question", "problem", "query", "input", "instruction")
#: Parameters that ask for the response, wherever they stand.
RESPONSES = ("response", "completion", "output", "prediction", "generation", "solution_str")
#: What batches have beside the columns of the data, and what trainers call by these names.
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


Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class Taken:
    """The parameters of a reward, and how an audit fills them."""

    def __init__(self, reward: Any, options: Mapping[str, Any] | None = None) -> None:
        """Read the signature; compiled functions may have none."""
        self.options = dict(options or {})
        self.owner = str(getattr(reward, "__name__", type(reward).__name__))
        parameters = Parameters(reward)
        self.known, self.named = parameters.known, parameters.named
        self.takes_any = parameters.takes_any and parameters.known
        self.names = list(self.named)
        truths = [name for name in self.names if name in TRUTHS and name not in self.options]
        self.truth = truths[0] if len(truths) == 1 else None
        #: Where an adapter looks for the truth, inside the row.
        self.path = str(reward._truth) if isinstance(reward, Adapter) else None  # noqa: SLF001

    def fill(self, row: Mapping[str, Any], truth: Any, prompt: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keyword arguments for one row beside those that are given.

        Raises:
            ValueError: nothing fills a parameter that must have a value.
        """
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
                found[name] = [truth] if name == "expected_numbers" and not isinstance(truth, list) else truth
            elif name in PROMPTS and name not in have:
                found[name] = prompt
            elif name == "metadata" and name not in have:
                found[name] = dict(row)
            elif name not in found and self.named[name].default is inspect.Parameter.empty:
                there = ", ".join(map(repr, row)) or "none"
                raise ArgumentValueError(
                    f"{self.owner}: nothing fills its parameter {name!r}; the columns of the data are: {there}"
                )
        return {**found, **self.options}


def find_response(taken: Taken) -> str:
    """Return the parameter that asks for the response: the one of that name, else the first."""
    return next((name for name in RESPONSES if name in taken.named), taken.names[0] if taken.names else "response")


def alone(taken: Taken, samples: list[Sample]) -> Arguments:
    """`f(response, ground_truth)`, `f(response, prompt, metadata)` and their kin."""
    (sample,) = samples
    if not taken.known:
        return (sample.response, sample.truth), dict(taken.options)
    said = find_response(taken)
    keywords = taken.fill(sample.row, sample.truth, sample.asked, {said: sample.response})
    places = [
        name
        for name, each in taken.named.items()
        if each.kind is each.POSITIONAL_ONLY or (name == said == taken.names[0] and each.kind is not each.KEYWORD_ONLY)
    ]
    return tuple(keywords.pop(name) for name in places), keywords


def together(taken: Taken, samples: list[Sample]) -> Arguments:
    """`f(responses, ground_truths)`: lists of everything, as this package's functions take them."""
    first = taken.names[0] if taken.names else "response"
    rows = [taken.fill(each.row, each.truth, each.asked, {first: each.response}) for each in samples]
    columns = as_columns(rows)
    for name in taken.options:
        columns[name] = taken.options[name]
    return (columns.pop(first),), columns


def as_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a list for each name of rows."""
    names = {name: None for row in rows for name in row}
    return {name: [row.get(name) for row in rows] for name in names}


def columns_of(taken: Taken, samples: list[Sample], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trainer passes by name: its own lists and the columns of the data."""
    mine = dict.fromkeys(given)
    rows = [taken.fill(each.row, each.truth, each.asked, mine) for each in samples]
    columns = {name: values for name, values in as_columns(rows).items() if name not in mine}
    columns |= {
        name: value for name, value in given.items() if taken.takes_any or name in taken.named or not taken.known
    }
    return {**columns, **taken.options}


def trl(taken: Taken, samples: list[Sample]) -> Arguments:
    """TRL with plain text: `f(prompts, completions, **columns)`."""
    return (), columns_of(
        taken,
        samples,
        {"prompts": [each.asked for each in samples], "completions": [each.response for each in samples]},
    )


def trl_chat(taken: Taken, samples: list[Sample]) -> Arguments:
    """TRL with chat messages."""
    return (), columns_of(
        taken, samples, {"prompts": [each.chat for each in samples], "completions": [each.said for each in samples]}
    )


def tunix(taken: Taken, samples: list[Sample]) -> Arguments:
    """Tunix: as TRL with plain text, the columns as NumPy arrays, and a mode."""
    _, keywords = trl(taken, samples)
    keywords = {
        name: np.array(value) if name not in RESERVED and name not in taken.options and is_flat(value) else value
        for name, value in keywords.items()
    }
    return (), keywords | ({"mode": "train"} if taken.takes_any or "mode" in taken.named else {})


def is_flat(values: Any) -> bool:
    """Say whether a column is of plain values of one type."""
    return isinstance(values, list) and len({type(each) for each in values}) == 1 and np.isscalar(values[0])


def ms_swift(taken: Taken, samples: list[Sample]) -> Arguments:
    """ms-swift: the completions by position."""
    texts = [each.response for each in samples]
    keywords = columns_of(taken, samples, {"completions": texts, "messages": [each.chat for each in samples]})
    return (keywords.pop("completions", texts),), keywords


def verl(taken: Taken, samples: list[Sample]) -> Arguments:
    """verl: one sample, by name."""
    (sample,) = samples
    extra = sample.row.get("extra_info")
    return (), columns_of_one(
        taken,
        sample,
        {
            "data_source": sample.row.get("data_source", "unknown"),
            "solution_str": sample.response,
            "ground_truth": sample.truth,
            "extra_info": extra if isinstance(extra, Mapping) else dict(sample.row),
        },
    )


def columns_of_one(taken: Taken, sample: Sample, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return one sample's arguments by name: those given, and the columns of the data that the reward asks for."""
    given = {name: value for name, value in given.items() if taken.takes_any or name in taken.named or not taken.known}
    return taken.fill(sample.row if not taken.takes_any else {}, sample.truth, sample.asked, given)


def verl_batch(taken: Taken, samples: list[Sample]) -> Arguments:
    """The older manager `batch` of verl."""
    extras = [each.row.get("extra_info") for each in samples]
    return (), {
        "data_sources": [each.row.get("data_source", "unknown") for each in samples],
        "solution_strs": [each.response for each in samples],
        "ground_truths": [each.truth for each in samples],
        "extra_infos": [
            extra if isinstance(extra, Mapping) else dict(each.row) for extra, each in zip(extras, samples, strict=True)
        ],
        **taken.options,
    }


def openrlhf(taken: Taken, samples: list[Sample]) -> Arguments:
    """OpenRLHF: the queries have the prompts in front."""
    prompts = [each.asked for each in samples]
    queries = [f"{each.asked}{each.response}" for each in samples]
    return (queries, prompts, [each.truth for each in samples]), dict(taken.options)


def areal(taken: Taken, samples: list[Sample]) -> Arguments:
    """AReaL: prompt, completion and their tokens by position, the columns by name."""
    (sample,) = samples
    names = dict.fromkeys(("prompt", "completions", "prompt_ids", "completion_ids"))
    keywords = taken.fill(sample.row, sample.truth, sample.asked, names)
    rest = {name: value for name, value in keywords.items() if name not in names}
    if taken.truth is None and taken.takes_any:
        rest.setdefault("answer", sample.truth)
    return (sample.asked, sample.response, [0], [0]), rest


def verifiers(taken: Taken, samples: list[Sample]) -> Arguments:
    """Rubrics of verifiers, with plain text."""
    return rubric(taken, samples[0], samples[0].response, samples[0].asked)


def verifiers_chat(taken: Taken, samples: list[Sample]) -> Arguments:
    """Rubrics of verifiers, with chat messages."""
    return rubric(taken, samples[0], samples[0].said, samples[0].chat)


def rubric(taken: Taken, sample: Sample, completion: Any, prompt: Any) -> Arguments:
    """Return what a rubric passes by name."""
    info = sample.row.get("info")
    return (), columns_of_one(
        taken,
        sample,
        {
            "prompt": prompt,
            "completion": completion,
            "answer": sample.truth,
            "info": info if isinstance(info, Mapping) else dict(sample.row),
            "state": {"prompt": prompt, "completion": completion, "answer": sample.truth, **sample.row},
            "task": str(sample.row.get("task", "default")),
        },
    )


def verifiers_task(taken: Taken, samples: list[Sample]) -> Arguments:
    """A task and its trace, as verifiers has them since 0.4."""
    (sample,) = samples
    row = {"prompt": sample.asked, "answer": sample.truth, **sample.row}
    if taken.path:
        put_inside(row, taken.path, sample.truth)
    trace = SimpleNamespace(last_reply=sample.response, record_metrics=lambda _metrics: None)
    return (SimpleNamespace(**row), trace), dict(taken.options)


def easyr1(taken: Taken, samples: list[Sample]) -> Arguments:
    """EasyR1: a list of dicts."""
    return ([inputs(each) for each in samples],), dict(taken.options)


def easyr1_one(taken: Taken, samples: list[Sample]) -> Arguments:
    """EasyR1's reward type `sequential`: one dict."""
    return (inputs(samples[0]),), dict(taken.options)


def inputs(sample: Sample) -> dict[str, Any]:
    """Return what EasyR1 says of a sample."""
    return {"response": sample.response, "response_length": len(sample.response), "ground_truth": sample.truth}


def slime(taken: Taken, samples: list[Sample]) -> Arguments:
    """Arguments and one sample of slime's."""
    return (SimpleNamespace(), slime_sample(samples[0])), dict(taken.options)


def slime_group(taken: Taken, samples: list[Sample]) -> Arguments:
    """A list of samples, as slime's `--group-rm` has them."""
    return (SimpleNamespace(), [slime_sample(each) for each in samples]), dict(taken.options)


def slime_sample(sample: Sample) -> SimpleNamespace:
    """Return a sample with the fields of slime's."""
    metadata = sample.row.get("metadata")
    return SimpleNamespace(
        prompt=sample.asked,
        response=sample.response,
        label=sample.truth,
        metadata=metadata if isinstance(metadata, Mapping) else dict(sample.row),
        response_length=len(sample.response),
        tokens=[],
    )


def nemo_rl(taken: Taken, samples: list[Sample]) -> Arguments:
    """NeMo RL: `f(ground_truth, response)`."""
    (sample,) = samples
    return (sample.truth, sample.response), dict(taken.options)


def nemo_rl_verify(taken: Taken, samples: list[Sample]) -> Arguments:
    """NeMo RL's verification workers."""
    return ([each.response for each in samples], [each.truth for each in samples]), dict(taken.options)


def skyrl(taken: Taken, samples: list[Sample]) -> Arguments:
    """SkyRL: an action and the row's extras."""
    (sample,) = samples
    row = dict(sample.row)
    put_inside(row, taken.path or "reward_spec.ground_truth", sample.truth)
    return (sample.response, row), dict(taken.options)


def tunix_task(taken: Taken, samples: list[Sample]) -> Arguments:
    """Tunix's agents: a task and the last action."""
    (sample,) = samples
    row = {"question": sample.asked, "answer": sample.truth, **sample.row}
    if taken.path:
        put_inside(row, taken.path, sample.truth)
    return (), {"task": row, "action": sample.response, **taken.options}


@dataclass(frozen=True)
class Form:
    """One calling convention."""

    arguments: Callable[[Taken, list[Sample]], Arguments]
    batch: bool = False


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
    "verifiers-chat": Form(verifiers_chat),
    "verifiers-task": Form(verifiers_task),
    "easyr1": Form(easyr1, batch=True),
    "easyr1-one": Form(easyr1_one),
    "slime": Form(slime),
    "slime-group": Form(slime_group, batch=True),
    "nemo-rl": Form(nemo_rl),
    "nemo-rl-verify": Form(nemo_rl_verify, batch=True),
    "skyrl": Form(skyrl),
}
