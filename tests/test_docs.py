"""The code on the pages runs, their commands print what is shown, every page is reached, every object has a page.

``python -m tests.test_docs`` writes the outputs of the commands anew.
"""

from __future__ import annotations

import doctest
import importlib.util
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from tests.pages import GUIDE, PAGES, ROOT, Shell, read_blocks

from agent_tunix import rewards
from agent_tunix.rewards import RewardLog

COMMANDS = [page for page in PAGES if re.search(r"^```(sh|console)", page.read_text("utf-8"), re.MULTILINE)]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def make_shell(folder: Path) -> Shell:
    """Return a shell whose folder has records of a training, too."""
    shell = Shell(folder)
    with RewardLog(rewards.check_answer, folder=shell.folder / "records", samples="all") as log:
        for step in range(12):
            said = [2 * n + (n + step) % 3 for n in range(16)]
            texts = [f"Step {step}: {n} + {n} is {value}. The answer is {value}." for n, value in enumerate(said)]
            log(texts, [2 * n for n in range(16)])
    return shell


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_code_runs_and_prints_what_is_shown(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not failed


@pytest.mark.parametrize("page", COMMANDS, ids=name)
def test_commands_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    assert make_shell(tmp_path).play_page(text) == text, "run: python -m tests.test_docs"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_runs_somewhere(page: Path) -> None:
    for block in read_blocks(page.read_text("utf-8")):
        # `text` is what is printed; e2e/test_training.py reads the configuration.
        known = block.language in {"sh", "console", "text", "yaml"} or block.language.startswith("{")
        assert known or block.file or re.search(r"^>>> ", block.text, re.MULTILINE), block.text


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    for page in GUIDE:
        assert page.stem == "index" or re.search(rf"^{page.stem}$", index, re.MULTILINE), page
        for link in re.findall(r"\]\(([a-z_]+\.(?:md|png)|\.\./[\w./]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), (page, link)


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> Any:
    spec = importlib.util.spec_from_file_location("reference_pages", ROOT / "docs" / "building" / "reference_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "reference_pages", module)
    spec.loader.exec_module(module)
    return module


def test_every_public_object_has_a_page(building: Any, tmp_path: Path) -> None:
    building.write_pages(tmp_path / "reference")
    pages = {path.stem for path in (tmp_path / "reference").glob("*.rst")}
    assert set(rewards.__all__) - building.OTHER_NAMES <= pages
    assert {"trainers.trl.Reward", "presets.verl.gsm8k.compute_score", "auxiliary.SoftOverlong"} <= pages
    groups = (tmp_path / "reference" / "groups.inc").read_text("utf-8")
    assert re.findall(r"\[`(\w+)`\]", groups)[0] == "check_answer"


if __name__ == "__main__":
    for path in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(make_shell(Path(folder)).play_page(path.read_text("utf-8")), "utf-8")
