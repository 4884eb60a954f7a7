"""What each kind of finding means, what to do, and which page of the guide explains it.

The report shows these texts, and the guide's page about the report has them in a table. They stand in `texts.ini`.
"""

from __future__ import annotations

from configparser import RawConfigParser
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import quote


class Meaning(NamedTuple):
    """What a finding means for the training."""

    means: str
    do: str
    page: str


def read(file_name: str) -> RawConfigParser:
    """Return the sections of a file of this package, with every text on one line but for code."""
    parser = RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
    parser.read_string(files(__package__).joinpath(file_name).read_text("utf-8"))
    for section in parser.values():
        for name, text in section.items():
            if name != "code":
                section[name] = " ".join(text.split())
    return parser


#: What is said of each kind of finding, by name.
TEXTS = read("texts.ini")
#: By the kind of the finding.
MEANINGS = {kind: Meaning(TEXTS[kind]["means"], TEXTS[kind]["do"], TEXTS[kind]["page"]) for kind in TEXTS.sections()}


def guide_address(page: str) -> str | None:
    """Return the address of a page of the guide; None as long as the guide is published nowhere."""
    try:
        links = metadata("agent-tunix-rewards").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    addresses = [
        address.strip() for name, _, address in (link.partition(",") for link in links) if name == "Documentation"
    ]
    return f"{addresses[0].rstrip('/')}/{quote(page.removesuffix('.md'), errors='replace')}.html" if addresses else None
