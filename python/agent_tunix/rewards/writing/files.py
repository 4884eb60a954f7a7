"""Writing files as a whole: after an error or an interruption the old file is still there, and no half of a new one."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

#: The ending of an unfinished file; such files are skipped when a folder is read.
UNFINISHED = ".unfinished"
#: The kind of a file of rows, by the ending of its name: those that everything here reads.
ROWS = {".parquet": "parquet", ".pq": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}


@contextmanager
def replace_when_done(path: str | os.PathLike[str]) -> Generator[Path]:
    """Lend a temporary path in the same folder, which takes the name of `path` at the end of the block.

    An error inside the block, or an interruption, removes the temporary file and leaves `path` as it was; an `OSError`
    names `path`. If `path` is
    a symbolic link, the file that it leads to is replaced.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from agent_tunix.rewards.writing.files import replace_when_done
    >>> path = Path(tempfile.mkdtemp()) / "scores.txt"
    >>> with replace_when_done(path) as temporary:
    ...     _ = temporary.write_text("1.0")
    >>> path.read_text(), len(list(path.parent.iterdir()))
    ('1.0', 1)
    """
    target = Path(os.path.realpath(path))
    # The file's own name may be as long as the system allows.
    temporary = target.with_name(f".{secrets.token_hex(6)}{UNFINISHED}")
    try:
        yield temporary
        temporary.replace(target)
    except OSError as error:
        # It names the temporary file, or none if the disk is full.
        if error.filename is None or Path(error.filename).name == temporary.name:
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text as UTF-8 with the line ends that it has; half of a surrogate pair, which is no text, becomes `?`."""
    with replace_when_done(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace", newline="\n")
