"""Looks in Chromium for what keeps people from reading the built guide: `make docs-check`.

python docs/building/accessibility.py FOLDER

Every page of the guide is checked in light and in dark colours, and of the reference one page of each kind of object.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

#: The rules that are asked: those of WCAG 2.1, levels A and AA.
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def find_pages(folder: Path) -> list[Path]:
    """Return the pages of the guide, and the first page of each kind of object in the reference."""
    kinds: dict[str, Path] = {}
    for page in sorted((folder / "reference").glob("*.html")):
        for kind in re.findall(r'<dl class="py (\w+)">', page.read_text("utf-8")):
            kinds.setdefault(kind, page)
    examples = sorted((folder / "examples").glob("*.html"))[:1]
    return [*sorted(folder.glob("*.html")), *examples, *dict.fromkeys(kinds.values())]


def main() -> int:
    """Check the pages; print each violation with the first place that has it; 1 if there is one."""
    folder = Path(sys.argv[1]).resolve()
    browser = shutil.which("chromium")
    if browser is None:
        raise SystemExit("the pages are checked with Chromium: apt-get install chromium")
    pages, found = find_pages(folder), 0
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = chromium.new_page(color_scheme=scheme)
            for path in pages:
                page.goto(path.as_uri())
                for violation in Axe().run(page, options=OPTIONS).response["violations"]:
                    found += 1
                    first = violation["nodes"][0]
                    print(
                        f"{path.relative_to(folder)}, {scheme}: {violation['help']} ({len(violation['nodes'])} times)"
                    )
                    print(f"    {first['html'][:160]}\n    {first['failureSummary']}")
        chromium.close()
    print(f"{len(pages)} pages in two colour schemes: {found or 'no'} violations")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
