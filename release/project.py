"""What the project says of itself: its version and its addresses, each read from the one place that has it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
#: The documents that have an address written out, because what reads them knows no other place.
WRITTEN_OUT = ("pyproject.toml", "CITATION.cff", "SECURITY.md", ".github/ISSUE_TEMPLATE/config.yml")


def read_urls() -> dict[str, str]:
    """Return the addresses of the project by their names: Homepage, Documentation, Source, Changelog, Issues."""
    table = PYPROJECT.read_text("utf-8").partition("[project.urls]\n")[2].partition("\n[")[0]
    return dict(re.findall(r'^(\w+) = "(.*)"$', table, re.MULTILINE))


def read_version() -> str:
    """Return the version, which stands in Cargo.toml."""
    found = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit("Cargo.toml has no version")
    return found[1]


def make_absolute(text: str, source: str, folder: str = "") -> str:
    """Make the links of a Markdown text absolute: what is uploaded is read far from the files beside it.

    Args:
        text: Markdown, with links such as `[the guide](docs/index.md)` and pictures such as `![it](docs/it.png)`.
        source: The address of the repository.
        folder: The folder of the text in the repository, with a slash at its end.

    Returns:
        The text, with links to pages of the repository and pictures to its files as they are.
    """

    def replace(found: re.Match[str]) -> str:
        mark, label, target = found.groups()
        if re.match(r"[a-z]+:|#", target):
            return found[0]
        kind = "raw" if mark else "blob"
        return f"{mark}[{label}]({source}/{kind}/main/{folder}{target})"

    # A label may cross lines, and has no brackets of its own but those of code.
    return re.sub(r"(!?)\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^()\s]+)\)", replace, text)
