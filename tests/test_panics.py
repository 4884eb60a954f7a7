"""A panic, which would be our fault, is one row's 0.0 and a warning: no abort, nothing printed, the rest is graded.

No text makes the grader panic, so a build with a function that does (cargo's feature `panics`) takes its place.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CODE = """
import importlib.machinery, importlib.util, json, sys, warnings

loader = importlib.machinery.ExtensionFileLoader("_core", sys.argv[1])
spec = importlib.util.spec_from_loader("_core", loader)
core = importlib.util.module_from_spec(spec)
loader.exec_module(core)

def grade(responses):
    return core.panic_on_request(responses)

def told(responses):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scores = grade(responses)
    return scores, [[warning.category.__name__, str(warning.message)] for warning in caught]

core.set_num_threads(2)
many = ["panic" if at in (700, 4000) else "fine " * 50 for at in range(5000)]
scores, warned = told(many)
results = [
    told("fine"),
    told("panic"),
    told(["fine", "panic", "fine"]),
    [[at for at, score in enumerate(scores) if score == 0.0], warned],
]
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        grade("panic")
    except RuntimeWarning:
        results.append("raised")
results.append(told("fine"))
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def library() -> Path:
    """The extension with a function that panics, in a debug build."""
    cargo = shutil.which("cargo")
    if cargo is None:
        pytest.skip("needs cargo")
    command = [cargo, "build", "--locked", "--package", "rewards-py", "--features", "panics", "--message-format=json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    files = [
        file
        for message in messages
        if message["reason"] == "compiler-artifact" and message["target"]["name"] == "_core"
        for file in message["filenames"]
    ]
    return Path(files[0])


def test_a_panic_is_one_row_and_a_warning(library: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CODE, str(library)], capture_output=True, text=True, check=True)
    fine, alone, three, many, raised, after = json.loads(done.stdout)
    assert done.stderr == ""
    assert fine == after == [[1.0], []]
    scores, [[kind, words]] = alone
    assert scores == [0.0]
    assert kind == "RuntimeWarning"
    assert words.startswith("grade: internal error in response 0, ")
    assert "as asked for" in words
    assert three[0] == [1.0, 0.0, 1.0]
    assert three[1][0][1].startswith("grade: internal error in response 1, ")
    assert many[0] == [700, 4000]
    assert len(many[1]) == 1
    assert many[1][0][1].startswith("grade: internal error in response 700 and 1 more, ")
    assert raised == "raised"
