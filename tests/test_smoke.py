"""What must work wherever the package is installed, with nothing beside it but NumPy, click, rich and pytest.

`make wheels-check` runs this file alone against each wheel, in an environment of its own.
"""

from __future__ import annotations

import doctest
import json
import os
import platform
import shlex
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from agent_tunix import rewards
from agent_tunix.rewards import check_answer, check_numbers, combined_reward, explain_answer, match_format_exactly

STATED = "2 + 2 = 4. The answer is 4."
INFERRED = "2 plus 2 equals 4."
FORMAT = "The answer is [NUM]."
#: The modules of ours that `import agent_tunix.rewards` brings: so few that it takes less than 10 ms beyond NumPy.
MOST_MODULES = 6


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python; where it runs under an emulator, EMULATOR has the words before it."""
    command = [*shlex.split(os.environ.get("EMULATOR", "")), sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def run_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "agent_tunix.rewards.cli", *arguments)


def test_documented_examples() -> None:
    assert match_format_exactly("The answer is 4.", FORMAT) == 1.0
    assert match_format_exactly(STATED, FORMAT) == 1.0
    assert check_answer(STATED, "4") == 1.0
    assert check_numbers(STATED, [4]) == {"extracted": [4], "matches": [True], "score": 1.0}
    assert combined_reward(STATED, "4", FORMAT) == 1.0
    assert match_format_exactly(INFERRED, FORMAT) == 0.5
    assert check_answer(INFERRED, "4") == 0.5
    assert combined_reward(INFERRED, "4", FORMAT) == 0.5


def test_the_first_page_of_the_docstrings_runs() -> None:
    failed, attempted = doctest.testmod(rewards)
    assert attempted >= 3
    assert failed == 0


def test_formulas_and_languages() -> None:
    assert check_answer(r"\boxed{\frac{\sqrt{8}}{2}}", r"\sqrt{2}") == 1.0
    assert check_answer("La respuesta es 1.234,5.", "1234.5") == 1.0
    assert check_answer("答案是42。", "42") == 1.0
    assert explain_answer("The answer is not 4.", "4").reason == "no_answer"


def test_a_batch_is_graded_on_threads_and_from_threads() -> None:
    texts = [f"The answer is {n}." for n in range(5000)]
    truths = [n + n % 2 for n in range(5000)]
    expected = np.array([check_answer(text, truth) for text, truth in zip(texts, truths, strict=True)])
    assert set(expected) >= {0.5, 1.0}
    rewards.set_num_threads(4)
    np.testing.assert_array_equal(check_answer(texts, truths), expected)
    with ThreadPoolExecutor(8) as pool:
        for scores in pool.map(lambda _: check_answer(texts, truths), range(16)):
            np.testing.assert_array_equal(scores, expected)


def test_hostile_texts_are_graded() -> None:
    for text in ("(" * 100_000, "\0", "\ud800", "9" * 100_000, r"\boxed{" * 20_000):
        assert check_answer(text, "4") == 0.0


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a global lock")
def test_the_global_lock_stays_off() -> None:
    asked = run("-c", "import sys, agent_tunix.rewards; print(sys._is_gil_enabled())")
    assert asked.stdout == "False\n"


def test_the_command_explains() -> None:
    done = run_command("explain", STATED, "4")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("correct  score 1\n")


def test_the_command_scores_a_file(tmp_path: Path) -> None:
    rows = [{"response": STATED, "answer": "4"}, {"response": "No idea.", "answer": "4"}]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = run_command("score", str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "scored.jsonl"))
    assert done.returncode == 0, done.stderr
    scored = [json.loads(line) for line in (tmp_path / "scored.jsonl").read_text("utf-8").splitlines()]
    assert [row["answer_reward"] for row in scored] == [1.0, 0.0]


def test_the_command_says_what_it_is() -> None:
    done = run_command("--version", "--verbose")
    assert (done.returncode, done.stderr) == (0, "")
    first, *lines = done.stdout.splitlines()
    assert first == f"agent-tunix-rewards {metadata.version('agent-tunix-rewards')}"
    assert first.endswith(f" {rewards.__version__}")
    said = dict(line.split(None, 1) for line in lines)
    assert {"python", "platform", "threads", "build", "features", "needs"} <= said.keys()
    assert platform.python_version() in said["python"]
    assert f"numpy {np.__version__}" in said["needs"]
    assert said["features"] == "none"


def test_verbose_without_version_is_a_mistake() -> None:
    done = run_command("--verbose")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--verbose goes with --version" in done.stderr


def test_importing_brings_few_modules() -> None:
    code = (
        "import json, sys, numpy\n"
        "before = set(sys.modules)\n"
        "import agent_tunix.rewards\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    new = json.loads(run("-c", code).stdout)
    assert {name.partition(".")[0] for name in new} <= {"agent_tunix", "__future__", "importlib"}
    assert len([name for name in new if name.startswith("agent_tunix")]) <= MOST_MODULES
