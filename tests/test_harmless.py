"""A call opens no file and no socket, starts no process and runs no code: audit events and the kernel agree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

#: What responses are told to do.
TEXTS = [
    "The answer is __import__('os').system('touch harmed').",
    "\\boxed{exec(open('/etc/passwd').read())}",
    "{\"answer\": \"eval(compile('1', 'x', 'exec'))\"}",
    "<answer>\\input{/etc/passwd}\\write18{touch harmed}</answer>",
    "The answer is lambda: (yield).",
    "#### 2**10**10**10",
    "The answer is factorial(10**9).",
    "The answer is http://127.0.0.1/4.",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'><answer>&x;</answer>",
    "The answer is 4.",
]

CODE = f"""
import sys
import numpy
from agent_tunix import rewards
from agent_tunix.rewards import Format

TEXTS = {TEXTS!r}
FORMAT = Format.tags("think", "answer")
CALLS = [
    lambda batch: rewards.check_answer(batch, "4"),
    lambda batch: rewards.explain_answer(batch, "4"),
    lambda batch: rewards.check_numbers(batch, [4]),
    lambda batch: rewards.match_format_exactly(batch, "The answer is [NUM]."),
    lambda batch: rewards.match_format_exactly(batch, FORMAT),
    lambda batch: rewards.combined_reward(batch, "4", "The answer is [NUM]."),
    lambda batch: rewards.extract_answer(batch),
    lambda batch: rewards.math_equal(batch, "4"),
    lambda batch: [rewards.check_answer("The answer is 4.", text) for text in TEXTS],
]

def work():
    for call in CALLS:
        call(TEXTS)
        call(TEXTS * 200)
        for text in TEXTS:
            call(text)

rewards.set_num_threads(2)
work()
events = []
sys.addaudithook(lambda name, arguments: events.append(name))
print("begin", flush=True)
before = len(events)
work()
seen = sorted(set(events[before:]))
print("end", flush=True)
print(*seen)
"""

#: Events of the interpreter's own that touch nothing: the function's frame is not looked at, no code is made.
ALLOWED: set[str] = set()


def test_no_audit_event_is_raised(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=tmp_path, capture_output=True, text=True, check=True)
    lines = done.stdout.split("\n")
    assert lines[:2] == ["begin", "end"]
    assert set(lines[2].split()) <= ALLOWED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_no_system_call_opens_or_starts_anything(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    traced = "trace=open,openat,creat,connect,socket,execve,fork,vfork,unlink,rename,mkdir"
    command = ["strace", "-f", "-qq", "-o", str(log), "-e", traced + ",write", sys.executable, "-c", CODE]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    calls = log.read_text().splitlines()
    begin = next(at for at, call in enumerate(calls) if 'write(1, "begin' in call)
    end = next(at for at, call in enumerate(calls) if 'write(1, "end' in call)
    assert [call for call in calls[begin + 1 : end] if "write(1" not in call] == []


def test_no_crate_of_the_network_lies_below() -> None:
    cargo = shutil.which("cargo")
    if cargo is None:
        pytest.skip("needs cargo")
    root = Path(__file__).parents[1]
    command = [cargo, "tree", "--locked", "--offline", "--workspace", "--edges", "normal", "--prefix", "none"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    crates = {line.split()[0] for line in done.stdout.splitlines() if line}
    assert "rewards-core" in crates
    assert not crates & {
        "tokio",
        "mio",
        "socket2",
        "hyper",
        "reqwest",
        "ureq",
        "rustls",
        "openssl",
        "curl",
        "tungstenite",
    }
