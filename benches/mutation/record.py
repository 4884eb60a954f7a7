"""What came of each change: a file that grows by a line for each, so that a stopped run goes on where it was."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")

KILLED, NEVER_ENDED, SURVIVED, NOT_COMPILED = "killed", "never ended", "survived", "did not compile"


@dataclass(frozen=True)
class Outcome:
    """What came of a change, the seconds that its tests took, and which test noticed it.

    `source` and `tests` tell the versions of the changed file and of the tests: what was killed stays so while the file
    is the same, what survived while the tests are the same too.
    """

    name: str
    area: str
    outcome: str
    seconds: float
    by: str
    source: str
    tests: str


def content_of(file: str) -> str:
    """A short name of the content of a file."""
    return hashlib.sha256(file.encode() + (ROOT / file).read_bytes()).hexdigest()[:12]


def fingerprint(paths: Iterable[str]) -> str:
    """A short name of the content of all tracked files below some paths."""
    listed = subprocess.run(["git", "ls-files", *paths], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    digest = hashlib.sha256()
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            digest.update(name.encode() + (ROOT / name).read_bytes())
    return digest.hexdigest()[:12]


class Record:
    """The outcomes in a file."""

    def __init__(self, path: Path) -> None:
        """Reads the file, if there is one; of several lines of one change the last counts."""
        self.path = path
        self.outcomes: dict[str, Outcome] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                outcome = Outcome(**json.loads(line))
                self.outcomes[outcome.name] = outcome

    def known(self, name: str, source: str, tests: str) -> Outcome | None:
        """What came of a change, if it would come out the same now."""
        outcome = self.outcomes.get(name)
        if outcome is None or outcome.source != source:
            return None
        return None if outcome.outcome == SURVIVED and outcome.tests != tests else outcome

    def add(self, outcome: Outcome) -> None:
        """Writes an outcome down."""
        self.outcomes[outcome.name] = outcome
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")


def equivalent() -> dict[str, str]:
    """The changes that no test can notice, each with the reason."""
    with EQUIVALENT.open("rb") as file:
        listed = tomllib.load(file)
    return {entry["name"]: entry["why"] for entries in listed.values() for entry in entries}
