"""In a sub-interpreter the package refuses in words, and the main interpreter goes on."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

#: The module's name before Python 3.13, and since.
MODULE = next((name for name in ("_interpreters", "_xxsubinterpreters") if importlib.util.find_spec(name)), None)

CODE = """
import {module} as interpreters
from agent_tunix import rewards

number = interpreters.create()
code = '''
try:
    from agent_tunix import rewards
except ImportError as error:
    print(error, flush=True)
else:
    print("imported", flush=True)
'''
failed = interpreters.run_string(number, code)
assert failed is None, failed
interpreters.destroy(number)
print(rewards.check_answer("The answer is 4.", "4"), flush=True)
"""


@pytest.mark.skipif(MODULE is None, reason="this Python has no module for sub-interpreters")
def test_a_subinterpreter_is_refused_in_words() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE.format(module=MODULE)], capture_output=True, text=True, check=True
    )
    refusal, score = done.stdout.splitlines()
    assert refusal.startswith("agent_tunix.rewards does not support sub-interpreters")
    assert score == "1.0"
