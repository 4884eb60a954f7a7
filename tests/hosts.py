"""How each host calls a reward: one row a host, for tests that go over all of them with the fixture `stand_ins`."""

from __future__ import annotations

import asyncio
import inspect
import math
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from agent_tunix.rewards.trainers import (
    areal,
    atropos,
    dspy,
    easyr1,
    inspect_ai,
    lighteval,
    lm_eval,
    ms_swift,
    nemo_rl,
    open_instruct,
    openenv,
    openrlhf,
    rllm,
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
#: A reward in a host's form, a completion, its truth, and the further columns of its row; or of a batch, all of them.
Call = Callable[[Any, Any, Any, dict[str, Any]], Any]


class Host(NamedTuple):
    """A host: what makes its form of a reward, how it calls this, and what it knows."""

    make: Any
    call: Call
    #: Whether one call has a batch.
    batched: bool = False
    #: Whether completions may be chat messages, rows have further columns, and the prompt is handed over.
    messages: bool = True
    columns: bool = True
    prompts: bool = True
    waits: bool = False

    def ask(self, reward: Any, completions: Sequence[Any], truths: Any, columns: dict[str, Any]) -> list[Any]:
        """Return what a reward gives for some completions, in one call or one by one."""
        if self.batched:
            return list(run(self.call(reward, completions, truths, columns)))
        rows = [{name: values[at] for name, values in columns.items()} for at in range(len(completions))]
        return [run(self.call(reward, *given)) for given in zip(completions, truths, rows, strict=True)]

    def one(self, reward: Any, completion: Any, truth: Any) -> Any:
        """Return what a reward gives for one completion."""
        (found,) = self.ask(reward, [completion], [truth], {})
        return found


def run(value: Any) -> Any:
    """Return a value, or what a coroutine returns."""
    return asyncio.run(value) if inspect.iscoroutine(value) else value


def samples(texts: Sequence[Any], truths: Any, columns: dict[str, Any], **names: str) -> list[dict[str, Any]]:
    """Return a batch as rows, in which completions and truths have these names."""
    return [
        {names["text"]: text, names["truth"]: truths[at], **{name: columns[name][at] for name in columns}}
        for at, text in enumerate(texts)
    ]


async def ask_inspect(reward: Any, text: str, truth: Any, more: dict[str, Any]) -> float | None:
    """Ask as inspect-ai does, whose samples may have several targets, and whose NaN is a score that there is not."""
    output = SimpleNamespace(completion=text)
    state = SimpleNamespace(input=PROMPT, output=output, metadata=more)
    found = await reward(state, truth if isinstance(truth, list) else [truth])
    return None if math.isnan(found.value) else found.value


HOSTS: dict[str, Host] = {
    "tunix": Host(
        tunix.Reward,
        lambda r, texts, t, more: r(prompts=[PROMPT] * len(texts), completions=texts, answer=t, **more),
        batched=True,
    ),
    "tunix tasks": Host(
        tunix.TaskReward,
        lambda r, text, t, more: r(task={"answer": t, **more}, action=text).reward,
        prompts=False,
    ),
    "tunix items": Host(
        tunix.TaskReward,
        lambda r, text, t, more: r(SimpleNamespace(traj=None, metadata={"text": text, "answer": t, **more})).reward,
        prompts=False,
    ),
    "trl": Host(
        trl.Reward,
        lambda r, texts, t, more: r(
            prompts=[PROMPT] * len(texts), completions=texts, completion_ids=[[1]] * len(texts), solution=t, **more
        ),
        batched=True,
        waits=True,
    ),
    "verl": Host(
        verl.Reward,
        lambda r, text, t, more: r(data_source="sums", solution_str=text, ground_truth=t, extra_info={"a": 1, **more}),
        columns=False,
        prompts=False,
        waits=True,
    ),
    "verl batches": Host(
        verl.BatchReward,
        lambda r, texts, t, _: r(["sums"] * len(texts), texts, t, [{}] * len(texts)),
        batched=True,
        columns=False,
        prompts=False,
    ),
    "openrlhf": Host(
        openrlhf.Reward,
        lambda r, text, t, _: r([PROMPT + text + "</s>"], [PROMPT], [t])["rewards"],
        messages=False,
        columns=False,
    ),
    "openrlhf batches": Host(
        openrlhf.Reward,
        # For one sample it returns numbers.
        lambda r, texts, t, _: np.atleast_1d(
            np.array(r([PROMPT + text + "</s>" for text in texts], [PROMPT] * len(texts), t)["rewards"], dtype=object)
        ).tolist(),
        batched=True,
        messages=False,
        columns=False,
    ),
    "verifiers rubrics": Host(
        verifiers.Reward,
        lambda r, text, t, more: r(prompt=PROMPT, completion=text, answer=t, state={}, info={}, **more),
        waits=True,
    ),
    "verifiers tasks": Host(
        verifiers.TaskReward,
        lambda r, text, t, more: r(
            task=SimpleNamespace(prompt=PROMPT, answer=t, **more),
            trace=SimpleNamespace(last_reply=text, record_metrics=dict),
        ),
        waits=True,
    ),
    "nemo_rl": Host(nemo_rl.Reward, lambda r, text, t, _: r(t, text)[0], columns=False, prompts=False),
    "nemo_rl workers": Host(
        nemo_rl.Verifier, lambda r, texts, t, _: r.verify(texts, t), batched=True, columns=False, prompts=False
    ),
    "areal": Host(areal.Reward, lambda r, text, t, more: r(PROMPT, text, [1], [2], answer=t, **more)),
    "areal agents": Host(areal.Reward, lambda r, text, t, more: r(completions=text, answer=t, **more), prompts=False),
    "slime": Host(
        slime.Reward,
        lambda r, text, t, more: r(None, SimpleNamespace(prompt=PROMPT, response=text, label=t, **more)),
        waits=True,
    ),
    "slime groups": Host(
        slime.Reward,
        lambda r, texts, t, more: r(
            None,
            [SimpleNamespace(prompt=PROMPT, **row) for row in samples(texts, t, more, text="response", truth="label")],
        ),
        batched=True,
        waits=True,
    ),
    "ms_swift": Host(
        ms_swift.Reward,
        lambda r, texts, t, more: r(texts, solution=t, trainer_state=None, **more),
        batched=True,
        prompts=False,
        waits=True,
    ),
    "easyr1": Host(
        easyr1.Reward,
        lambda r, text, t, more: r({"response": text, "response_length": 9, "ground_truth": t, **more})["overall"],
        prompts=False,
    ),
    "easyr1 batches": Host(
        easyr1.Reward,
        lambda r, texts, t, more: [
            scored["overall"] for scored in r(samples(texts, t, more, text="response", truth="ground_truth"))
        ],
        batched=True,
        prompts=False,
    ),
    "skyrl": Host(skyrl.Reward, lambda r, text, t, more: r(text, {"reward_spec": {"ground_truth": t}, **more}, PROMPT)),
    "lm_eval": Host(
        lm_eval.Reward,
        lambda r, text, t, more: r({"prompt": PROMPT, "answer": t, **more}, [text])[r.__name__],
        messages=False,
    ),
    "lighteval": Host(
        lighteval.Reward,
        lambda r, text, t, more: r(
            SimpleNamespace(query=PROMPT, get_golds=lambda: [t], specific=more), SimpleNamespace(final_text=[text])
        ),
    ),
    "dspy": Host(
        dspy.Reward,
        lambda r, text, t, more: r({"prompt": PROMPT, "answer": t, **more}, {"answer": text}),
        messages=False,
    ),
    "gepa": Host(
        dspy.Evaluator,
        lambda r, text, t, more: r({"input": PROMPT, "answer": t, **more}, text).score,
        messages=False,
    ),
    "inspect_ai": Host(inspect_ai.Reward, ask_inspect, messages=False, waits=True),
    "rllm": Host(
        rllm.Reward,
        lambda r, text, t, more: r({"question": PROMPT, "ground_truth": t, **more}, text).reward,
        messages=False,
    ),
    "tinker_cookbook": Host(tinker_cookbook.Reward, lambda r, text, t, more: r(text, {"answer": t, **more}, PROMPT)),
    "openenv": Host(
        openenv.Reward,
        lambda r, text, t, more: r(
            SimpleNamespace(message=text), SimpleNamespace(prompt=PROMPT, done=True, metadata={"answer": t, **more})
        ),
        waits=True,
    ),
    "open_instruct": Host(
        open_instruct.Reward,
        lambda r, text, t, _: r(text, t, PROMPT, {"step": 1}),
        columns=False,
        waits=True,
    ),
    "roll": Host(
        roll.Reward,
        lambda r, texts, t, more: r(texts, {"ground_truth": t, **more}, [PROMPT] * len(texts)),
        batched=True,
    ),
    "atropos": Host(
        atropos.Reward,
        lambda r, texts, t, more: r(texts, solution=t, prompt=[PROMPT] * len(texts), **more),
        batched=True,
    ),
}
