"""Each promise of SECURITY.md has a command of `make prove`, and each file that the page names exists."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from proof import prove

TEXT = (prove.ROOT / "SECURITY.md").read_text("utf-8")


def test_each_promise_is_tested_and_each_test_promised() -> None:
    assert prove.promises(TEXT) == list(prove.CHECKS)


@pytest.mark.parametrize("promise", prove.CHECKS)
def test_what_is_run_exists(promise: str) -> None:
    for command in prove.CHECKS[promise]:
        for part in command:
            if part.startswith("tests/"):
                assert (prove.ROOT / part.partition("::")[0]).is_file()
        if command[0] == "cargo":
            names = [name for flag, name in pairwise(command) if flag == "--test"]
            assert names
            assert all((prove.ROOT / "rust/core/tests" / f"{name}.rs").is_file() for name in names)


def test_the_page_names_files_that_exist() -> None:
    named = re.findall(r"`((?:tests|benches|rust)/[\w/.]+)`", TEXT)
    assert len(named) > 20
    assert [name for name in named if not (prove.ROOT / name).exists()] == []
    targets = re.findall(r"^([a-z0-9-]+):", (prove.ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z]+)", TEXT)) <= set(targets)
    number = len(list((prove.ROOT / "rust/fuzz/fuzz_targets").glob("*.rs")))
    assert number == 13
    assert "thirteen targets" in TEXT


@pytest.mark.parametrize(("code", "passed"), [("pass", True), ("raise SystemExit(3)", False)])
def test_a_command_passes_or_fails(tmp_path: Path, code: str, passed: bool) -> None:
    log = tmp_path / "log"
    assert prove.run([sys.executable, "-c", f"print('told'); {code}"], log) is passed
    assert log.read_text().endswith("told\n")


def test_a_program_that_is_missing_fails(tmp_path: Path) -> None:
    assert not prove.run([str(tmp_path / "nothing")], tmp_path / "log")
