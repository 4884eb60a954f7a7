"""The manifest of a folder of scored files: which ones are finished, from what, and with which options."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import __version__
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.rows import is_object
from agent_tunix.rewards.writing.files import replace_when_done

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from agent_tunix.rewards.cli.engines import Job
    from agent_tunix.rewards.cli.grading import Settings

MANIFEST = "manifest.json"
#: The form of the manifest: it changes with what an entry has.
VERSION = 2
#: How many times as long as writing took it is not written again: with many thousands of small files it takes a while,
#: and a run that is killed scores again what it finished in that time.
PAUSE = 10


class Manifest:
    """The files of a folder by their places in it: with nothing if they are under way, or what is known of them."""

    def __init__(self, path: Path, settings: Settings) -> None:
        """Read what is there.

        Raises:
            Mistake: it is no manifest.
        """
        self._path = path
        self._options = repr(settings)
        self._files = _read(path)
        #: When it was written last, and how many seconds that took.
        self._written, self._took = 0.0, 0.0

    def __contains__(self, place: str) -> bool:
        """Say whether a run wrote this file, or was about to."""
        return place in self._files

    def find(self, job: Job) -> dict[str, Any] | None:
        """Return what is known of a file that is finished, from the same source by the same options and version."""
        found: dict[str, Any] = self._files.get(job.place, {})
        same = all(found.get(name) == value for name, value in self._mark(job).items())
        return found if same and job.source.changed is not None and job.target.exists() else None

    def begin(self, jobs: Iterable[Job]) -> None:
        """Note that files are under way."""
        self._files |= {job.place: {} for job in jobs}
        self._write()

    def finish(self, job: Job, told: dict[str, Any]) -> dict[str, Any]:
        """Note that a file is finished, and return all that is known of it."""
        entry = {**self._mark(job), **told}
        self._files[job.place] = entry
        if time.monotonic() - self._written >= PAUSE * self._took:
            self._write()
        return entry

    def close(self) -> None:
        """Write what was not written yet."""
        self._write()

    def _mark(self, job: Job) -> dict[str, Any]:
        source = job.source
        return {
            "source": source.name,
            "size": source.size,
            "changed": source.changed,
            "options": self._options,
            # Another version of the package may grade otherwise.
            "package": __version__,
        }

    def _write(self) -> None:
        """Write everything and bring it to the disk."""
        began = time.monotonic()
        with replace_when_done(self._path) as temporary, temporary.open("x", encoding="utf-8") as file:
            json.dump({"version": VERSION, "files": self._files}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        self._written = time.monotonic()
        self._took = self._written - began


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        found = None
    files = found.get("files") if is_object(found) else None
    if not is_object(found) or not is_object(files) or not all(is_object(each) for each in files.values()):
        raise Mistake(f"{path} is no manifest; remove it, or choose another folder")
    if found.get("version") != VERSION:
        raise Mistake(
            f"{path} has the form {found.get('version')} of another version, this one knows {VERSION}: choose another"
            " folder"
        )
    return files
