"""Rewards with one fault each, for the audit to find, and one in each calling convention."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

from agent_tunix.rewards import check_answer


def last_number(response: str) -> str | None:
    """Find the last number of a text."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", response)
    return numbers[-1] if numbers else None


# One fault each


def substring(response: str, answer: str) -> float:
    """Pay for the truth anywhere in the text."""
    return float(answer in response)


def takes_last_number(response: str, answer: str) -> float:
    """Pay for the last number, whatever is said of it."""
    return float(last_number(response) == answer)


def constant(response: str, answer: str) -> float:
    """Pay everything."""
    return 1.0


def near(response: str, answer: str) -> float:
    """Pay in full within two of the truth."""
    number = last_number(response)
    return float(number is not None and abs(float(number) - float(answer)) <= 2)


def strict_tag(response: str, answer: str) -> float:
    """Pay for the very spelling of the truth between tags alone."""
    return float(f"<answer>{answer}</answer>" in response)


def equal_at_last(response: str, answer: str) -> float:
    """Judge well: the base of those with a fault beside it."""
    return float(check_answer(response, answer))


def noisy(response: str, answer: str) -> float:
    """Add noise."""
    return equal_at_last(response, answer) + random.random() / 10


_last = [""]


def contrast(response: str, answer: str) -> float:
    """Pay less for what is shorter than what was graded before."""
    shorter, _last[0] = len(response) < len(_last[0]), response
    return equal_at_last(response, answer) - 0.2 * shorter


def by_hash(response: str, answer: str) -> float:
    """Pay by what differs from process to process."""
    return equal_at_last(response, answer) + hash(response) % 1000 / 1e4


def normalising(completions: list[str], answer: list[str], **_columns: object) -> list[float]:
    """Take the mean of the batch off."""
    scores = [equal_at_last(*pair) for pair in zip(completions, answer, strict=True)]
    return [score - sum(scores) / len(scores) + (0.001 * score) for score in scores]


def first_of_batch(completions: list[str], answer: list[str], **_columns: object) -> list[float]:
    """Give the first of a batch a bonus."""
    return [equal_at_last(*pair) + 0.5 * (at == 0) for at, pair in enumerate(zip(completions, answer, strict=True))]


def wrong_length(completions: list[str], answer: list[str], **_columns: object) -> list[float]:
    """Forget a response of a batch."""
    return [equal_at_last(*pair) for pair in zip(completions, answer, strict=True)][: max(1, len(completions) - 1)]


def raises_on_nul(response: str, answer: str) -> float:
    """Raise on a text."""
    if "\x00" in response:
        raise KeyError("no such thing")
    return equal_at_last(response, answer)


def raises_on_some_truths(response: str, answer: str) -> float:
    """Raise on some rows, whatever the response is; not on the first."""
    if int(answer) % 3 == 2:
        raise KeyError(answer)
    return equal_at_last(response, answer)


def quotes_the_text(response: str, answer: str) -> float:
    """Raise errors whose messages have the response in them."""
    if "\\boxed" in response:
        raise ValueError(f"no box, please: {response[:80]}")
    return equal_at_last(response, answer) if response else 0.0 * len("none"[9])


class UnspeakableError(Exception):
    """An error that can't be written."""

    def __str__(self) -> str:
        """Raise."""
        raise RuntimeError("no words")


def raises_the_unspeakable(response: str, answer: str) -> float:
    """Raise an error that can't be written."""
    if "\x00" in response:
        raise UnspeakableError
    return equal_at_last(response, answer)


def leaves(response: str, answer: str) -> float:
    """End the interpreter in order."""
    if "\\boxed{}" in response:
        sys.exit(4)
    return equal_at_last(response, answer)


def dies(response: str, answer: str) -> float:
    """End the process."""
    if "####" in response.strip("\n") and response.strip().endswith("####"):
        os._exit(5)
    return equal_at_last(response, answer)


def hangs(response: str, answer: str) -> float:
    """Sleep on a text, in a way that catches no signal."""
    while response.count("(") > 5000:
        time.sleep(60)
    return equal_at_last(response, answer)


def alarmed(response: str, answer: str) -> float:
    """Bound its time by a signal, which the main thread alone can."""
    previous = signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(5)
    try:
        return equal_at_last(response, answer)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def not_a_number(response: str, answer: str) -> float:
    """Divide by nothing where there is no text."""
    return equal_at_last(response, answer) if response.strip() else float("nan")


def evaluates(response: str, answer: str) -> float:
    """Run what the model writes."""
    found = re.search(r"<answer>(.*?)</answer>", response, re.DOTALL)
    try:
        return float(found is not None and eval(found[1].strip(), {}) == eval(answer, {}))
    except Exception:
        return 0.0


# Sound, and hard to keep in a process


def loud(response: str, answer: str) -> float:
    """Print, read, and start threads that nobody ends."""
    print(response, flush=True)
    print(response, file=sys.stderr, flush=True)
    sys.stdin.read()
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return equal_at_last(response, answer)


# One of each calling convention


def plain(response: str, ground_truth: str) -> float:
    """(response, ground_truth)."""
    return equal_at_last(response, ground_truth)


def default_answer(response: str, answer: str = "") -> float:
    """(response, answer=…)."""
    return equal_at_last(response, answer)


def with_metadata(response: str, prompt: str, metadata: dict[str, Any]) -> float:
    """(response, prompt, metadata)."""
    assert isinstance(prompt, str)
    return equal_at_last(response, metadata["answer"])


def tunix_style(prompts: list[str], completions: list[str], answer: Any, **kwargs: object) -> list[float]:
    """Tunix."""
    return [equal_at_last(str(text), str(truth)) for text, truth in zip(completions, answer, strict=True)]


def trl_chat_style(
    completions: list[list[dict[str, str]]], solution: list[str], **kwargs: object
) -> list[float | None]:
    """TRL, with messages."""
    return [equal_at_last(each[0]["content"], truth) for each, truth in zip(completions, solution, strict=True)]


def verl_style(
    data_source: str, solution_str: str, ground_truth: str, extra_info: dict[str, Any] | None = None
) -> dict[str, float]:
    """Grade for verl."""
    return {"score": equal_at_last(solution_str, ground_truth), "acc": 1.0}


def openrlhf_style(queries: list[str], prompts: list[str], labels: list[str]) -> dict[str, Any]:
    """Grade for OpenRLHF."""
    texts = [query[len(prompt) :] for query, prompt in zip(queries, prompts, strict=True)]
    scores = [equal_at_last(text, label) for text, label in zip(texts, labels, strict=True)]
    return {"rewards": scores, "scores": scores, "extra_logs": {}}


def areal_style(prompt: str, completions: str, prompt_ids: list[int], completion_ids: list[int], answer: str) -> float:
    """Grade for AReaL."""
    return equal_at_last(completions, answer)


async def verifiers_style(completion: list[dict[str, str]], answer: str, info: dict[str, Any]) -> float:
    """Grade for verifiers, with messages."""
    await asyncio.sleep(0)
    return equal_at_last(completion[-1]["content"], answer)


async def verifiers_task_style(task: Any, trace: Any) -> float:
    """Grade for verifiers since 0.4."""
    return equal_at_last(trace.last_reply, task.answer)


def easyr1_style(reward_inputs: list[dict[str, Any]]) -> list[dict[str, float]]:
    """Grade for EasyR1."""
    return [{"overall": equal_at_last(each["response"], each["ground_truth"])} for each in reward_inputs]


async def slime_style(args: Any, sample: Any) -> float:
    """Grade for slime."""
    return equal_at_last(sample.response, sample.label)


def nemo_style(ground_truth: str, response: str) -> tuple[float, bool]:
    """Grade for NeMo RL."""
    score = equal_at_last(response, ground_truth)
    return score, score == 1.0


def skyrl_style(action: str, extras: dict[str, Any]) -> float:
    """Grade for SkyRL."""
    return equal_at_last(action, extras["reward_spec"]["ground_truth"])


def task_style(task: dict[str, Any], action: str) -> Any:
    """Grade for Tunix's agents."""
    return SimpleNamespace(reward=equal_at_last(action, task["answer"]), metadata={})


class Orm:
    """Grade for ms-swift."""

    def __init__(self, args: Any = None, **_kwargs: object) -> None:
        self.args = args

    def __call__(self, completions: list[str], solution: list[str], **kwargs: object) -> list[float]:
        return [equal_at_last(*pair) for pair in zip(completions, solution, strict=True)]


def unclear(*args: Any, **kwargs: Any) -> float:
    """Grade what is given by position: a signature that tells nothing."""
    response, truth = args
    return equal_at_last(response, truth)
