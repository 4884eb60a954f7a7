"""What the README shows is what happens. ``python tests/test_readme.py`` writes its command outputs anew."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n\$ (agent-tunix-rewards .*)\n((?:.*\n)*?)```$", re.MULTILINE)
SECONDS = re.compile(r"in \d+\.\d+ s")


def run_block(match: re.Match[str]) -> str:
    """Return a console block with the output that its command has now."""
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", *shlex.split(match[1])[1:]]
    environment = {**os.environ, "COLUMNS": "96"}
    output = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout.decode()
    return f"```console\n$ {match[1]}\n{SECONDS.sub('in 0.01 s', output)}```"


def test_commands_print_what_the_readme_shows() -> None:
    text = README.read_text("utf-8")
    assert len(BLOCK.findall(text)) >= 2
    assert BLOCK.sub(run_block, text) == text, "run: python tests/test_readme.py"


def test_python_examples_run() -> None:
    results = doctest.testfile(str(README), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.attempted >= 4
    assert results.failed == 0


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README.read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_the_batch_example_runs() -> None:
    result = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "score_batch.py")], capture_output=True, encoding="utf-8", check=True
    )
    assert result.stdout.startswith("200 responses, mean reward 0.")


if __name__ == "__main__":
    README.write_text(BLOCK.sub(run_block, README.read_text("utf-8")), "utf-8")
