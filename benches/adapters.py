"""What a call through a trainer's single-sample adapter costs over the bare function.

At most 1 microsecond; 5 where the trainer gets a coroutine.

python -m benches.adapters
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from agent_tunix.rewards import check_answer
from agent_tunix.rewards.trainers import areal, easyr1, nemo_rl, openrlhf, skyrl, slime, tunix, verifiers, verl
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


def calls() -> dict[str, Callable[[], object]]:
    """Each adapter called as its trainer calls it, with the columns of a usual row."""
    sums, extra, messages = "sums", {"index": 7}, [{"role": "assistant", "content": RESPONSE}]
    row = {"question": PROMPT, "answer": TRUTH}
    extras = {"reward_spec": {"method": "rule", "ground_truth": TRUTH}}
    sample = SimpleNamespace(prompt=PROMPT, response=RESPONSE, label=TRUTH, metadata={})
    task, trace = SimpleNamespace(prompt=PROMPT, answer=TRUTH), SimpleNamespace(last_reply=RESPONSE)
    graded = {"response": RESPONSE, "response_length": 9, "ground_truth": TRUTH}
    for_task, for_verl, for_openrlhf = (kind(check_answer) for kind in (tunix.TaskReward, verl.Reward, openrlhf.Reward))
    for_rubric, for_trace = verifiers.Reward(check_answer), verifiers.TaskReward(check_answer)
    for_nemo, for_areal, for_slime = (
        nemo_rl.Reward(check_answer),
        areal.Reward(check_answer),
        slime.Reward(check_answer),
    )
    for_easyr1, for_skyrl = easyr1.Reward(check_answer), skyrl.Reward(check_answer)
    queries, prompts, labels = [PROMPT + RESPONSE + "</s>"], [PROMPT], [TRUTH]
    return {
        "tunix.TaskReward": lambda: for_task(task=row, action=RESPONSE),
        "verl.Reward": lambda: for_verl(
            data_source=sums, solution_str=RESPONSE, ground_truth=TRUTH, extra_info=extra, reward_router_address=None
        ),
        "openrlhf.Reward": lambda: for_openrlhf(queries, prompts, labels),
        "verifiers.Reward": lambda: drive(
            for_rubric(prompt=PROMPT, completion=messages, answer=TRUTH, state=row, info=extra, task=sums)
        ),
        "verifiers.TaskReward": lambda: drive(for_trace(task=task, trace=trace)),
        "nemo_rl.Reward": lambda: for_nemo(TRUTH, RESPONSE),
        "areal.Reward": lambda: for_areal(PROMPT, RESPONSE, [1, 2], [3, 4], answer=TRUTH, question=PROMPT),
        "slime.Reward": lambda: drive(for_slime(None, sample)),
        "easyr1.Reward": lambda: for_easyr1(graded),
        "skyrl.Reward": lambda: for_skyrl(RESPONSE, extras),
    }


def main() -> None:
    """Measure, print, and keep the results of the day."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--clock", choices=timing.CLOCKS, default="wall")
    wanted = parser.parse_args()
    measured = {"check_answer": lambda: check_answer(RESPONSE, TRUTH), **calls()}
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
