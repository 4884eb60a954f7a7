"""The code on the pages runs, and every page is reached."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parent.parent / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_runs_and_prints_what_is_shown(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not failed
    assert tried or page.stem == "reference"


def test_every_page_is_in_the_index() -> None:
    index = (PAGES[0].parent / "index.md").read_text("utf-8")
    for page in PAGES:
        assert page.stem == "index" or re.search(rf"^{page.stem}$", index, re.MULTILINE), page
        for link in re.findall(r"\]\(([a-z_]+\.md)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), (page, link)
