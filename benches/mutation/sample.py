"""The changes that cargo-mutants knows for the core, with names that survive a shift of lines, and a sample of them."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from benches.mutation.record import fingerprint
from benches.mutation.switches import offset_of

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "rust/core/src/"
#: The folders of the core whose rules decide a score.
AREAS = ("number", "expr", "answer", "extract", "equal", "format", "reward")
#: The least that is taken from each area, so that its share means something; the rest goes by size.
LEAST = 20


class Change(Protocol):
    """What a change is known by: its name, the area and the file that it lies in."""

    @property
    def name(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def file(self) -> str: ...


Kind = TypeVar("Kind", bound=Change)


@dataclass(frozen=True)
class Listed:
    """A change: its name, the area it lies in, and what cargo-mutants says of it; its place is in bytes."""

    name: str
    area: str
    file: str
    line: int
    kind: str
    start: int
    end: int
    replacement: str


def ask_cargo(into: Path) -> str:
    """What cargo-mutants says of the core, as JSON; it is kept in a folder while the sources stay the same."""
    kept = into / f"changes-{fingerprint([SOURCE, '.cargo'])}.json"
    if not kept.exists():
        command = ["cargo", "mutants", "--list", "--json", "--package", "rewards-core"]
        into.mkdir(parents=True, exist_ok=True)
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        kept.write_text(told, encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def list_changes(areas: tuple[str, ...], into: Path) -> list[Listed]:
    """All the changes to the areas, in the order of the source; `into` is where the list is kept."""
    found = json.loads(ask_cargo(into))
    seen: Counter[str] = Counter()
    changes = []
    for mutant in found:
        file = mutant["file"]
        area = file.removeprefix(SOURCE).split("/")[0].removesuffix(".rs")
        if area not in areas:
            continue
        source = (ROOT / file).read_text(encoding="utf-8")
        name = re.sub(r"^rust/core/src/(\S+?):\d+:\d+: ", r"\1: ", mutant["name"])
        seen[name] += 1
        # Changes of one name in one file are counted, since lines shift.
        name += f" #{seen[name]}" if seen[name] > 1 else ""
        start, end = (offset_of(source, mutant["span"][side]) for side in ("start", "end"))
        line = mutant["span"]["start"]["line"]
        changes.append(Listed(name, area, file, line, mutant["genre"], start, end, mutant["replacement"]))
    return changes


def rank(seed: int, name: str) -> bytes:
    """What a sample is sorted by: other changes that come or go do not move a name."""
    return hashlib.sha256(f"{seed} {name}".encode()).digest()


def choose(changes: Sequence[Kind], size: int, seed: int) -> list[Kind]:
    """A sample in which each area has its share by size, and some at least."""
    by_area: defaultdict[str, list[Kind]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: rank(seed, change.name)):
        by_area[change.area].append(change)
    least = min(LEAST, size // len(by_area))
    rest = size - least * len(by_area)
    shares = {area: least + round(rest * len(of_area) / len(changes)) for area, of_area in by_area.items()}
    return [change for area, of_area in sorted(by_area.items()) for change in of_area[: shares[area]]]
