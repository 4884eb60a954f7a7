"""What recording costs: 4,096 responses of GSM8K's size, graded with and without a `RewardLog`.

The targets are 3 % of the time without a log for statistics, 5 % with samples in Parquet files, 6 % with prompts too.

python -m benches.recording
"""

from __future__ import annotations

import argparse
import functools
import statistics
import tempfile
import time
from collections.abc import Sequence
from typing import Any

from agent_tunix.rewards import RewardLog, check_answer, match_format_exactly, set_num_threads, weighted_sum
from benches import generate, timing

COUNT, GENERATIONS = 4096, 8
#: The most that recording may add, with samples or not, with prompts or not.
TARGETS = {"statistics": (0.03, 0.06), "statistics and 32 samples": (0.05, 0.06)}
#: Processor time of all threads: what a machine that others use does not change much.
timing.CLOCKS.setdefault("process", time.process_time)


def make_reward() -> Any:
    """Return the reward that is recorded."""
    return weighted_sum({match_format_exactly: 0.3, check_answer: 0.7})


def make_rewards(folder: str, *, everything: bool) -> dict[str, Any]:
    """Return the reward without a log, with one, and with one that records samples."""
    rewards = {
        "without a log": make_reward(),
        "statistics": RewardLog(make_reward()),
        "statistics and 32 samples": RewardLog(make_reward(), folder=folder),
    }
    if everything:
        rewards["statistics and all samples"] = RewardLog(make_reward(), folder=folder, samples="all")
    return rewards


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="also with every response recorded")
    wanted = parser.parse_args(arguments)
    set_num_threads(wanted.threads)
    problems = list(generate.word_problems(COUNT))
    responses = [text for text, *_ in problems]
    truths = [truth for _, truth, *_ in problems]
    prompts = [f"In question {at // GENERATIONS}, what comes of adding the numbers up? " * 4 for at in range(COUNT)]
    form = {"ground_truth": truths, "expected_format": "The answer is [NUM]."}
    for title, columns in (("without prompts", form), ("with prompts", {**form, "prompt": prompts})):
        for clock in ("wall", "process"):
            with tempfile.TemporaryDirectory() as folder:
                rewards = make_rewards(folder, everything=wanted.all)
                calls = [functools.partial(reward, responses, **columns) for reward in rewards.values()]
                taken = timing.interleave(calls, wanted.rounds, at_least=0.1, clock=clock)
                for reward in list(rewards.values())[1:]:
                    reward.close()
            bare = statistics.median(taken[0])
            print(f"{title}, {clock} time: {bare * 1e3:.2f} ms without a log")
            for name, times in list(zip(rewards, taken, strict=True))[1:]:
                more = timing.ratio(times, taken[0]) - 1
                apart = statistics.median(a - b for a, b in zip(times, taken[0], strict=True))
                target = TARGETS.get(name, (1.0, 1.0))[columns is not form]
                print(f"  {name:28} {more:+7.1%} {apart * 1e6:8.0f} us  {'' if more <= target else 'over the target'}")


if __name__ == "__main__":
    main()
