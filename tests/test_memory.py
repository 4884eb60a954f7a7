"""A batch of ASCII takes at most 64 bytes a response beside its result, and gives all of it back."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = 400_000
BYTES_EACH = 64
RESULT = 8
#: What the pool, the allocator and the interpreter take once, whatever the batch.
ONCE = 4 * 2**20

CODE = """
import gc, resource, sys
import numpy as np
from agent_tunix import rewards

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

count = {count}
responses = [f"{{at}} and 1 make {{at + 1}}. The answer is {{at + 1}}." for at in range(count)]
truths = [str(at) for at in range(count)]
rewards.set_num_threads({threads})
for _ in range(2):
    rewards.check_answer(responses[:20_000], truths[:20_000])
    rewards.match_format_exactly(responses[:20_000], "The answer is [NUM].")
gc.collect()
# The peak so far is that of making the texts: a second array of this size would not show below it.
filler = np.ones(1)
before = peak()
while True:
    more = np.ones(2**17)
    filler = (filler, more)
    if peak() > before + 2**20:
        break
before = peak()
{call}
print(peak() - before)
"""

CALLS = {
    "one truth": 'result = rewards.check_answer(responses, "4")',
    "truths": "result = rewards.check_answer(responses, truths)",
    "combined": 'result = rewards.combined_reward(responses, truths, "The answer is [NUM].")',
    "format": 'result = rewards.match_format_exactly(responses, "The answer is [NUM].")',
}


@pytest.mark.skipif(sys.platform == "win32", reason="reads the peak of resident memory")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("call", CALLS)
def test_a_batch_adds_little(call: str, threads: int) -> None:
    code = CODE.format(count=COUNT, threads=threads, call=CALLS[call])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= COUNT * (BYTES_EACH + RESULT) + ONCE


#: Ten thousand calls of each function, with texts that differ from call to call.
MANY_CALLS = """
import gc
from agent_tunix import rewards
from agent_tunix.rewards import AnyOf, Format

CALLS = {{
    "check_answer": lambda text, at: rewards.check_answer(text, str(at)),
    "explain_answer": lambda text, at: repr(rewards.explain_answer(text, at)),
    "check_numbers": lambda text, at: rewards.check_numbers(text, [at, 4.5]),
    "match_format_exactly": lambda text, at: rewards.match_format_exactly(text, "The answer is [NUM]."),
    "combined_reward": lambda text, at: rewards.combined_reward(text, at, "The answer is [NUM]."),
    "extract_answer": lambda text, at: rewards.extract_answer(text),
    "math_equal": lambda text, at: rewards.math_equal(f"{{at}}/7", f"{{2 * at}}/14"),
    "AnyOf": lambda text, at: rewards.check_answer(text, AnyOf([at, "5"])),
    "Format": lambda text, at: Format(f"Result: [NUM]") == text,
    "a batch": lambda text, at: rewards.check_answer([text] * 3, [at, "4", 4.0]),
    "a chat": lambda text, at: rewards.check_answer([[{{"role": "assistant", "content": text}}]], "4"),
    "a mistake": lambda text, at: refuse(at),
}}

def refuse(at):
    try:
        rewards.check_answer([at], "4")
    except TypeError:
        pass

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

def work(call, count):
    for at in range(count):
        call(f"{{at}} and 1 make {{at + 1}}. The answer is {{at % 100}} é.", at % 100)

call = CALLS[{name!r}]
work(call, 3_000)
gc.collect()
before = resident()
work(call, 10_000)
gc.collect()
print(resident() - before)
"""

NAMES = [
    "check_answer",
    "explain_answer",
    "check_numbers",
    "match_format_exactly",
    "combined_reward",
    "extract_answer",
    "math_equal",
    "AnyOf",
    "Format",
    "a batch",
    "a chat",
    "a mistake",
]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_calls_leave_nothing(name: str) -> None:
    code = MANY_CALLS.format(name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2**20


#: A program that makes up formats as it goes.
FORMATS = """
import ctypes, gc
from agent_tunix.rewards import match_format_exactly

def resident():
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

most = 0
before = resident()
for at in range(120):
    match_format_exactly(f"Result {at} is 4 or [b].", f"Result {at} is [NUM] or [WORD].")
    most = max(most, resident())
print(most - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_formats_that_are_made_up_are_not_all_kept() -> None:
    done = subprocess.run([sys.executable, "-c", FORMATS], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 48 * 2**20


def test_nothing_stays() -> None:
    code = """
import gc, resource
from agent_tunix import rewards
responses = [f"It is {at}. The answer is {at}." for at in range(20_000)]
def once():
    rewards.check_answer(responses, responses)
    rewards.explain_answer(responses, "4")
    rewards.check_numbers(responses, [4])
    rewards.check_answer([[{"role": "assistant", "content": text}] for text in responses], 4)
for _ in range(5):
    once()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(20):
    once()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 20_000
