"""What a call through a host's adapter costs over the bare function, for one sample or for a batch of one.

At most 1 microsecond; 5 where the host gets a coroutine.

python -m benches.adapters
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from agent_tunix.rewards import check_answer
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
from benches import machine, report, timing

RESPONSE, TRUTH, PROMPT = "2 + 2 = 4. The answer is 4.", "4", "What is 2 + 2?"
TARGET, TARGET_AWAITED = 1.0, 5.0


def drive(coroutine: Any) -> Any:
    """Run a coroutine that waits for nothing, without an event loop: the loop is the trainer's cost."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("the reward waited")


def single_calls() -> dict[str, Callable[[], object]]:
    """Each adapter of one sample, called as its host calls it, with the columns of a usual row."""
    sums, extra, messages = "sums", {"index": 7}, [{"role": "assistant", "content": RESPONSE}]
    row = {"question": PROMPT, "answer": TRUTH}
    extras = {"reward_spec": {"method": "rule", "ground_truth": TRUTH}}
    sample = SimpleNamespace(prompt=PROMPT, response=RESPONSE, label=TRUTH, metadata={})
    task, trace = SimpleNamespace(prompt=PROMPT, answer=TRUTH), SimpleNamespace(last_reply=RESPONSE)
    graded = {"response": RESPONSE, "response_length": 9, "ground_truth": TRUTH}
    action, seen = SimpleNamespace(message=RESPONSE), SimpleNamespace(done=True, metadata=row)
    doc = SimpleNamespace(query=PROMPT, get_golds=[TRUTH].copy, specific=None)
    said = SimpleNamespace(final_text=[RESPONSE])
    kinds = (
        *(tunix.TaskReward, verl.Reward, openrlhf.Reward, verifiers.Reward, verifiers.TaskReward, nemo_rl.Reward),
        *(areal.Reward, slime.Reward, easyr1.Reward, skyrl.Reward, openenv.Reward, open_instruct.Reward),
        *(tinker_cookbook.Reward, dspy.Reward, lm_eval.Reward, lighteval.Reward),
    )
    made: dict[Any, Any] = {kind: kind(check_answer) for kind in kinds}
    queries, prompts, labels = [PROMPT + RESPONSE + "</s>"], [PROMPT], [TRUTH]
    prediction, results = {"answer": RESPONSE}, [RESPONSE]
    return {
        "tunix.TaskReward": lambda: made[tunix.TaskReward](task=row, action=RESPONSE),
        "verl.Reward": lambda: made[verl.Reward](
            data_source=sums, solution_str=RESPONSE, ground_truth=TRUTH, extra_info=extra, reward_router_address=None
        ),
        "openrlhf.Reward": lambda: made[openrlhf.Reward](queries, prompts, labels),
        "verifiers.Reward": lambda: drive(
            made[verifiers.Reward](prompt=PROMPT, completion=messages, answer=TRUTH, state=row, info=extra, task=sums)
        ),
        "verifiers.TaskReward": lambda: drive(made[verifiers.TaskReward](task=task, trace=trace)),
        "nemo_rl.Reward": lambda: made[nemo_rl.Reward](TRUTH, RESPONSE),
        "areal.Reward": lambda: made[areal.Reward](PROMPT, RESPONSE, [1, 2], [3, 4], answer=TRUTH, question=PROMPT),
        "slime.Reward": lambda: drive(made[slime.Reward](None, sample)),
        "easyr1.Reward": lambda: made[easyr1.Reward](graded),
        "skyrl.Reward": lambda: made[skyrl.Reward](RESPONSE, extras),
        "openenv.Reward": lambda: made[openenv.Reward](action, seen),
        "open_instruct.Reward": lambda: made[open_instruct.Reward](RESPONSE, TRUTH, PROMPT, extra),
        "tinker_cookbook.Reward": lambda: made[tinker_cookbook.Reward](RESPONSE, row, PROMPT),
        "dspy.Reward": lambda: made[dspy.Reward](row, prediction),
        "lm_eval.Reward": lambda: made[lm_eval.Reward](row, results),
        "lighteval.Reward": lambda: made[lighteval.Reward](doc, said),
    }


def batch_calls() -> dict[str, Callable[[], object]]:
    """Each adapter of a batch, called with one sample."""
    texts, prompts, truths = [RESPONSE], [PROMPT], [TRUTH]
    array, objects = np.array(truths), np.array(truths, dtype=object)
    kinds = (
        *(tunix.Reward, trl.Reward, ms_swift.Reward, roll.Reward, atropos.Reward, nemo_rl.Verifier),
        *(verl.BatchReward, easyr1.Reward),
    )
    made: dict[Any, Any] = {kind: kind(check_answer) for kind in kinds}
    inputs = [{"response": RESPONSE, "response_length": 9, "ground_truth": TRUTH}]
    return {
        "tunix.Reward": lambda: made[tunix.Reward](prompts=prompts, completions=texts, answer=array, mode="train"),
        "trl.Reward": lambda: made[trl.Reward](
            prompts=prompts, completions=texts, completion_ids=[[1]], solution=truths, trainer_state=None
        ),
        "ms_swift.Reward": lambda: made[ms_swift.Reward](texts, solution=truths, trainer_state=None),
        "roll.Reward": lambda: made[roll.Reward](texts, {"ground_truth": objects}, prompts),
        "atropos.Reward": lambda: made[atropos.Reward](texts, solution=truths),
        "nemo_rl.Verifier": lambda: made[nemo_rl.Verifier].verify(texts, truths),
        "verl.BatchReward": lambda: made[verl.BatchReward](["sums"], texts, truths, [{}]),
        "easyr1.Reward of a list": lambda: made[easyr1.Reward](inputs),
    }


def main() -> None:
    """Measure, print, and keep the results of the day."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--clock", choices=timing.CLOCKS, default="wall")
    wanted = parser.parse_args()
    measured = {"check_answer": lambda: check_answer(RESPONSE, TRUTH), **single_calls(), **batch_calls()}
    taken = timing.interleave(list(measured.values()), wanted.rounds, clock=wanted.clock)
    bare = taken[0]
    over = {
        name: statistics.median(a - b for a, b in zip(times, bare, strict=True)) * 1e6
        for name, times in zip(measured, taken, strict=True)
    }
    rows = [
        [name, f"{statistics.median(times) * 1e6:.2f} µs", *verdict(name, over[name])]
        for name, times in zip(measured, taken, strict=True)
    ]
    print(report.plain_table(["adapter", "one call", "over the bare function", "little enough"], rows))
    facts = machine.describe()
    print(f"\n{machine.summary(facts)}; median of {wanted.rounds} interleaved rounds, {wanted.clock} time")
    report.write_results("adapters", {"microseconds_over": over, "machine": facts})


def verdict(name: str, over: float) -> tuple[str, str]:
    """What an adapter costs, and whether that is little enough; the bare function costs nothing over itself."""
    target = TARGET_AWAITED if name.partition(".")[0] in ("verifiers", "slime") else TARGET
    return ("", "") if name == "check_answer" else (f"{over:.2f} µs", "yes" if over <= target else "NO")


if __name__ == "__main__":
    main()
