"""What the README shows is what happens; `test_docs.py` runs its commands."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


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
