"""How each host calls a reward: one row a host, for tests that go over all of them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from agent_tunix.rewards.trainers import (
    areal,
    atropos,
    dspy,
    easyr1,
    lighteval,
    lm_eval,
    ms_swift,
    nemo_rl,
    open_instruct,
    openenv,
    openrlhf,
    roll,
    skyrl,
    slime,
    tinker_cookbook,
    trl,
    tunix,
    verifiers,
    verl,
)

PROMPT = "3 * 5? "
#: A reward in a host's form, the completions, the truths, and further columns, each with a value for each completion.
Ask = Callable[[Any, Sequence[Any], Any, dict[str, Any]], list[Any]]


class Host(NamedTuple):
    """A host: what makes its form of a reward, how it calls this, and what it knows."""

    make: Any
    ask: Ask
    #: Whether one call has a batch.
    batched: bool = False
    #: Whether completions may be chat messages, and rows have further columns.
    messages: bool = True
    columns: bool = True
    waits: bool = False


def run(value: Any) -> Any:
    """Return a value, or what a coroutine returns."""
    return asyncio.run(value) if inspect.iscoroutine(value) else value


def each(call: Callable[[Any, Any, Any, dict[str, Any]], Any]) -> Ask:
    """Make a call for each completion, with the values of its row."""

    def ask(reward: Any, completions: Sequence[Any], truths: Any, columns: dict[str, Any]) -> list[Any]:
        rows = [{name: values[at] for name, values in columns.items()} for at in range(len(completions))]
        return [run(call(reward, *given)) for given in zip(completions, truths, rows, strict=True)]

    return ask


def whole(call: Ask) -> Ask:
    """Make one call for all completions."""
    return lambda *given: list(run(call(*given)))


HOSTS: dict[str, Host] = {
    "tunix": Host(
        tunix.Reward,
        whole(lambda r, texts, t, more: r(prompts=[PROMPT] * len(texts), completions=texts, answer=t, **more)),
        batched=True,
    ),
    "tunix tasks": Host(tunix.TaskReward, each(lambda r, text, t, more: r(task={"answer": t, **more}, action=text))),
    "tunix items": Host(
        tunix.TaskReward,
        each(lambda r, text, t, more: r(SimpleNamespace(traj=None, metadata={"text": text, "answer": t, **more}))),
    ),
    "trl": Host(
        trl.Reward,
        whole(
            lambda r, texts, t, more: r(
                prompts=[PROMPT] * len(texts), completions=texts, completion_ids=[[1]] * len(texts), solution=t, **more
            )
        ),
        batched=True,
        waits=True,
    ),
    "verl": Host(
        verl.Reward,
        each(
            lambda r, text, t, more: r(
                data_source="sums", solution_str=text, ground_truth=t, extra_info={"a": 1, **more}
            )
        ),
        columns=False,
        waits=True,
    ),
    "verl batches": Host(
        verl.BatchReward,
        whole(lambda r, texts, t, _: r(["sums"] * len(texts), texts, t, [{}] * len(texts))),
        batched=True,
        columns=False,
    ),
    "openrlhf": Host(
        openrlhf.Reward,
        each(lambda r, text, t, _: r([PROMPT + text + "</s>"], [PROMPT], [t])["rewards"]),
        messages=False,
        columns=False,
    ),
    "openrlhf batches": Host(
        openrlhf.Reward,
        whole(
            lambda r, texts, t, _: (
                r([PROMPT + text + "</s>" for text in texts], [PROMPT] * len(texts), t)["rewards"]
                if len(texts) != 1
                else [r([PROMPT + texts[0] + "</s>"], [PROMPT], t)["rewards"]]
            )
        ),
        batched=True,
        messages=False,
        columns=False,
    ),
    "verifiers rubrics": Host(
        verifiers.Reward,
        each(lambda r, text, t, more: r(prompt=PROMPT, completion=text, answer=t, state={}, info={}, **more)),
        waits=True,
    ),
    "verifiers tasks": Host(
        verifiers.TaskReward,
        each(
            lambda r, text, t, more: r(
                task=SimpleNamespace(prompt=PROMPT, answer=t, **more),
                trace=SimpleNamespace(last_reply=text, record_metrics=dict),
            )
        ),
        waits=True,
    ),
    "nemo_rl": Host(nemo_rl.Reward, each(lambda r, text, t, _: r(t, text)[0]), columns=False),
    "nemo_rl workers": Host(
        nemo_rl.Verifier, whole(lambda r, texts, t, _: r.verify(texts, t)), batched=True, columns=False
    ),
    "areal": Host(areal.Reward, each(lambda r, text, t, more: r(PROMPT, text, [1], [2], answer=t, **more))),
    "areal agents": Host(areal.Reward, each(lambda r, text, t, more: r(completions=text, answer=t, **more))),
    "slime": Host(
        slime.Reward,
        each(lambda r, text, t, more: r(None, SimpleNamespace(prompt=PROMPT, response=text, label=t, **more))),
        waits=True,
    ),
    "slime groups": Host(
        slime.Reward,
        whole(
            lambda r, texts, t, more: r(
                None,
                [
                    SimpleNamespace(
                        prompt=PROMPT, response=text, label=t[at], **{name: more[name][at] for name in more}
                    )
                    for at, text in enumerate(texts)
                ],
            )
        ),
        batched=True,
        waits=True,
    ),
    "ms_swift": Host(
        ms_swift.Reward,
        whole(lambda r, texts, t, more: r(texts, solution=t, trainer_state=None, **more)),
        batched=True,
        waits=True,
    ),
    "easyr1": Host(
        easyr1.Reward,
        each(
            lambda r, text, t, more: r({"response": text, "response_length": 9, "ground_truth": t, **more})["overall"]
        ),
    ),
    "easyr1 batches": Host(
        easyr1.Reward,
        whole(
            lambda r, texts, t, more: [
                scored["overall"]
                for scored in r(
                    [
                        {"response": text, "ground_truth": t[at], **{name: more[name][at] for name in more}}
                        for at, text in enumerate(texts)
                    ]
                )
            ]
        ),
        batched=True,
    ),
    "skyrl": Host(skyrl.Reward, each(lambda r, text, t, more: r(text, {"reward_spec": {"ground_truth": t}, **more}))),
    "lm_eval": Host(
        lm_eval.Reward, each(lambda r, text, t, more: r({"answer": t, **more}, [text])[r.__name__]), messages=False
    ),
    "lighteval": Host(
        lighteval.Reward,
        each(
            lambda r, text, t, more: r(
                SimpleNamespace(query=PROMPT, get_golds=lambda: [t], specific=more), SimpleNamespace(final_text=[text])
            )
        ),
    ),
    "dspy": Host(
        dspy.Reward, each(lambda r, text, t, more: r({"answer": t, **more}, {"answer": text})), messages=False
    ),
    "tinker_cookbook": Host(
        tinker_cookbook.Reward, each(lambda r, text, t, more: r(text, {"answer": t, **more}, PROMPT))
    ),
    "openenv": Host(
        openenv.Reward,
        each(
            lambda r, text, t, more: r(
                SimpleNamespace(message=text), SimpleNamespace(done=True, metadata={"answer": t, **more})
            )
        ),
        waits=True,
    ),
    "open_instruct": Host(
        open_instruct.Reward,
        each(lambda r, text, t, _: r(text, t, PROMPT, {"step": 1})),
        columns=False,
        waits=True,
    ),
    "roll": Host(
        roll.Reward,
        whole(lambda r, texts, t, more: r(texts, {"ground_truth": t, **more}, [PROMPT] * len(texts))),
        batched=True,
    ),
    "atropos": Host(atropos.Reward, whole(lambda r, texts, t, more: r(texts, solution=t, **more)), batched=True),
}
