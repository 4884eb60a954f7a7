"""Which files the command reads and writes, and where it may write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.writing.files import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path, PurePath

#: The kind of file for each ending of its name: those of `ROWS` are written, these are read as well.
ENDINGS = {**ROWS, ".json": "json", ".tsv": "tsv", ".arrow": "arrow", ".feather": "arrow", ".ipc": "arrow"}
#: Those of the files that `audit` and `compare` write.
REPORTS = (".md", ".json")
#: Endings behind these of files that are compressed.
PACKED = {".gz": "gzip", ".zst": "zstd"}
#: In what kind of file the scored rows of each kind are written beside those of others.
BECOMES = {
    "jsonl": ".jsonl",
    "json": ".jsonl",
    "csv": ".csv",
    "tsv": ".csv",
    "parquet": ".parquet",
    "arrow": ".parquet",
}
#: The columns that scoring adds, by name, each as long as the chunk of rows that they belong to: lists or Arrow arrays.
Added = dict[str, Any]


def tell_kind(path: Path) -> str:
    """Return the kind of a file that is written, by the ending of its name."""
    check_ending(f"{path}", path, ROWS)
    return ROWS[path.suffix.lower()]


def tell_read_kind(path: Path) -> tuple[str, str | None]:
    """Return the kind of a file that is read, and how it is compressed, by the endings of its name."""
    packed = PACKED.get(path.suffix.lower())
    inner = path.with_suffix("") if packed else path
    check_ending(f"{path}", inner, [*ENDINGS, *([] if packed else PACKED)])
    return ENDINGS[inner.suffix.lower()], packed


def is_folder(out: Path, *, several: bool) -> bool:
    """Say whether an output is meant as a folder: it is one, or no name of a file of rows."""
    return out.is_dir() or (find_kind(out) is None if several else not out.suffix)


def find_kind(path: PurePath) -> str | None:
    """Return the kind of a file that may be read; None if it is none."""
    inner = path.with_suffix("") if path.suffix.lower() in PACKED else path
    return ENDINGS.get(inner.suffix.lower())


def check_ending(what: str, path: Path, known: Iterable[str]) -> None:
    """Refuse a path whose ending is not one of the known ones."""
    if path.suffix.lower() not in known:
        raise Mistake(f"{what}: the ending {path.suffix!r} is not known; use one of {', '.join(known)}")


def check_place(out: Path, overwrite: bool, *, folder: bool = False, option: str = "--out") -> None:
    """Refuse a place where nothing can be written, before any work is done; a `folder` may exist."""
    if out.is_dir() and not folder:
        raise Mistake(f"{option} {out} is a folder; name a file")
    if out.exists() and not out.is_dir() and not out.is_file():
        raise Mistake(f"{option} {out} is a pipe or a device; name a file")
    if out.exists() and not folder and not overwrite:
        raise Mistake(f"{option} {out} exists; choose another name or pass --overwrite")
    if not out.absolute().parent.is_dir():
        raise Mistake(f"{option} {out}: there is no folder {out.parent}; make it first")
