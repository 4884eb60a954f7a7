"""Writes what the guide shows of other files: a page for each example, and what changed in scores.

A new example and a new version are on the pages without a change here.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
#: The folders of examples, in the order of the gallery, with a title for each.
FOLDERS = {
    "examples": "Short scripts",
    "examples/trainers": "A file for each trainer",
    "examples/recipes": "Trainings by GRPO",
    "examples/training": "A training with Tunix, logged and analysed",
}


def find_examples(folder: str) -> list[Path]:
    """Return the examples of a folder by name."""
    return sorted((ROOT / folder).glob("*.py"))


def name_page(path: Path) -> str:
    """Return the name of an example's page."""
    return "-".join(path.relative_to(ROOT / "examples").with_suffix("").parts)


def read_docstring(path: Path) -> tuple[str, str]:
    """Return the first sentence of a script's docstring, and all of it."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or path.stem
    first = re.split(r"(?<=[.:])\s", " ".join(text.split("\n\n")[0].split()))[0]
    return first.rstrip(":."), text


def write_examples(folder: Path) -> None:
    """Write the pages of the examples, and the list of them that the gallery includes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lists = []
    for source, title in FOLDERS.items():
        rows = []
        for path in find_examples(source):
            first, _ = read_docstring(path)
            page, where = name_page(path), path.relative_to(ROOT).as_posix()
            (folder / f"{page}.md").write_text(
                f"---\norphan: true\n---\n\n# {where}\n\n{first}.\n\n```{{literalinclude}} ../../{where}\n```\n"
                f"\n[All examples](../gallery.md)\n",
                encoding="utf-8",
            )
            rows.append(f"| [{path.name}](examples/{page}.md) | {first} |")
        lists.append("\n".join([f"### {title}", "", "| file | what it does |", "|---|---|", *rows]))
    (folder / "list.inc").write_text("\n\n".join(lists) + "\n", encoding="utf-8")


def read_score_changes(changelog: str) -> list[tuple[str, str]]:
    """Return the title of each version of a changelog, and what it says under "Scores"."""
    found = []
    for version in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        title, _, text = version.partition("\n")
        scores = re.search(r"^### Scores\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL)
        found.append((title.strip(), scores[1].strip() if scores else "No score changed."))
    return found


def write_score_changes(path: Path) -> None:
    """Write what changed in scores, version by version, from the changelog."""
    changes = read_score_changes((ROOT / "CHANGELOG.md").read_text("utf-8"))
    path.write_text("\n\n".join(f"## {title}\n\n{text}" for title, text in changes) + "\n", encoding="utf-8")


def write_all(app: Any) -> None:
    """Write everything into the folder that Sphinx reads."""
    folder = Path(app.srcdir) / "examples"
    write_examples(folder)
    write_score_changes(folder / "scores.inc")


def setup(app: Any) -> dict[str, Any]:
    """Take part in the building."""
    app.connect("builder-inited", write_all)
    return {"parallel_read_safe": True}
