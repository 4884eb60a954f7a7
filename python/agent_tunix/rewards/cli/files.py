"""Which files the command reads and writes, and where it may write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: The kind of file for each ending of its name.
ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".pq": "parquet"}
#: The columns that scoring adds, by name, each as long as the chunk of rows that they belong to.
Added = dict[str, list[Any]]


def tell_kind(path: Path) -> str:
    """Return the kind of a file by the ending of its name."""
    check_ending(f"{path}", path, ENDINGS)
    return ENDINGS[path.suffix.lower()]


def check_ending(what: str, path: Path, known: Iterable[str]) -> None:
    """Refuse a path whose ending is not one of the known ones."""
    if path.suffix.lower() not in known:
        raise Mistake(f"{what}: the ending {path.suffix!r} is not known; use one of {', '.join(known)}")


def check_place(out: Path, overwrite: bool, *, folder: bool = False) -> None:
    """Refuse a place where nothing can be written, before any work is done; a `folder` may exist."""
    if out.is_dir() and not folder:
        raise Mistake(f"--out {out} is a folder; name a file")
    if out.exists() and not out.is_dir() and not out.is_file():
        raise Mistake(f"--out {out} is a pipe or a device; name a file")
    if out.exists() and not folder and not overwrite:
        raise Mistake(f"--out {out} exists; choose another name or pass --overwrite")
    if not out.absolute().parent.is_dir():
        raise Mistake(f"--out {out}: there is no folder {out.parent}; make it first")
