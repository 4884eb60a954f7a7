"""The files that `score` is told to read: files, folders, patterns, standard input, addresses."""

from __future__ import annotations

import glob
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import ENDINGS, find_kind
from agent_tunix.rewards.cli.readers import copy_pipe

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

#: What stands for standard input, and for standard output.
STANDARD = "-"
#: What the file systems of addresses call the marks of a file's content: a checksum, a version, the time of its change.
MARKS = (
    *("ETag", "etag", "e_tag", "md5Hash", "md5", "Content-MD5", "content_md5", "Digest", "checksum", "crc32c"),
    *("sha256", "blob_id", "generation", "version_id", "mtime", "LastModified", "Last-Modified", "last_modified"),
    *("modified", "updated", "modificationTime", "modify", "created"),
)


@dataclass(frozen=True)
class Source:
    """One file of rows."""

    name: str
    """How messages call it."""
    relative: PurePosixPath
    """Its place below the folder or the pattern that named it; its own name if it was named itself."""
    size: int
    changed: str | None
    """What changes with its content; None where nothing tells, so that it is never taken as finished."""
    place: str
    """Where its file system has it."""
    system: Any = None
    """The file system of an address, which `fsspec` knows; None for this machine's own."""

    @contextmanager
    def open(self) -> Generator[Path]:
        """Lend a local file with the content: a copy of what is elsewhere, which is removed at the end of the block."""
        if self.system is None:
            yield Path(self.place)
            return
        suffix = "".join(self.relative.suffixes)
        with tempfile.NamedTemporaryFile(prefix="agent-tunix-rewards-", suffix=suffix) as copy:
            try:
                self.system.get_file(self.place, copy.name)
            except OSError as error:
                raise Mistake(f"{self.name} can't be read: {error}") from None
            yield Path(copy.name)


def find_sources(names: Sequence[str], out: Path | None = None) -> list[Source]:
    """Return the files that are named, in order, each once.

    Files in `out` are left out of a folder or a pattern that has it inside: an earlier run wrote them.

    Raises:
        Mistake: a name stands for no file.
    """
    found: dict[str, Source] = {}
    for name in names:
        sources = list(_find(name, out))
        if not sources:
            raise Mistake(f"{name}: there is no file of rows; known are {', '.join(ENDINGS)}")
        for source in sources:
            place = source.name if source.system else os.path.abspath(source.place)  # noqa: PTH100  keeps symlinks
            found.setdefault(place, source)
    return list(found.values())


def _find(name: str, out: Path | None) -> Iterator[Source]:
    if name == STANDARD:
        yield _copy_standard_input()
    elif "://" in name:
        yield from _find_remote(name)
    elif Path(name).is_dir():
        root = Path(name)
        yield from _walk(root, root.rglob("*"), out)
    elif Path(name).exists():
        yield _local(Path(name), Path(Path(name).name))
    elif glob.has_magic(name):
        # What stands before the first wildcard is the folder that places are told below.
        parts = Path(name).parts
        plain = next(at for at, part in enumerate(parts) if glob.has_magic(part))
        root = Path(*parts[:plain])
        yield from _walk(root, root.glob(str(Path(*parts[plain:]))), out)
    else:
        raise Mistake(f"{name}: there is no such file or folder")


def _walk(root: Path, paths: Iterable[Path], out: Path | None) -> Iterator[Source]:
    """Yield the files of rows among paths below a folder, without hidden ones and those in an `out` inside it."""
    written = out.resolve() if out is not None and root.resolve() in out.resolve().parents else None
    for path in sorted(paths):
        if written is not None and written in path.resolve().parents:
            continue
        if path.is_file() and find_kind(path) and not path.name.startswith("."):
            yield _local(path, path.relative_to(root))


def _local(path: Path, relative: Path) -> Source:
    stat = path.stat()
    return Source(str(path), PurePosixPath(relative.as_posix()), stat.st_size, str(stat.st_mtime_ns), str(path))


def _find_remote(name: str) -> Iterator[Source]:
    try:
        import fsspec
    except ImportError:
        raise Mistake(f"{name}: addresses need fsspec; install it: pip install fsspec") from None
    scheme = name.partition("://")[0]
    try:
        system, _, paths = fsspec.get_fs_token_paths(name)
        root = paths[0] if len(paths) == 1 and system.isdir(paths[0]) else name.partition("://")[2].partition("*")[0]
        files = sorted(system.find(paths[0])) if len(paths) == 1 and system.isdir(paths[0]) else sorted(paths)
        for path in files:
            if find_kind(PurePosixPath(path)):
                above = root.rstrip("/") + "/"
                # A single file is its own root.
                below = path.removeprefix(above) if path.startswith(above) else path.rpartition("/")[2]
                info = system.info(path)
                size = int(info.get("size") or 0)
                yield Source(f"{scheme}://{path}", PurePosixPath(below), size, tell_version(info), path, system)
    except (OSError, ValueError, ImportError) as error:
        raise Mistake(f"{name}: {error}") from None


def tell_version(info: Mapping[str, Any]) -> str | None:
    """Return all that a file system says of the version of a file's content; None if it says nothing.

    >>> tell_version({"name": "a", "size": 4, "ETag": "x1"}), tell_version({"name": "a", "size": 4})
    ('ETag=x1', None)
    """
    return " ".join(f"{mark}={info[mark]}" for mark in MARKS if info.get(mark) is not None) or None


def _copy_standard_input() -> Source:
    """Copy standard input to a file, since it may be read more than once."""
    copy = copy_pipe(sys.stdin.buffer, "standard input", ".jsonl")
    return Source("standard input", PurePosixPath("stdin.jsonl"), copy.stat().st_size, None, str(copy))
