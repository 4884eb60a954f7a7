"""Scoring many files into a folder: an output for each, and a manifest by which a second run skips what is finished."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import BECOMES, PACKED, find_kind
from agent_tunix.rewards.cli.rows import is_object
from agent_tunix.rewards.cli.score import Watched, score_file, score_rows
from agent_tunix.rewards.cli.sources import STANDARD, find_sources
from agent_tunix.rewards.cli.terminal import make_console, make_progress, print_lines, start_table
from agent_tunix.rewards.writing.files import replace_when_done, write_text
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.cli.grading import Settings
    from agent_tunix.rewards.cli.sources import Source
    from agent_tunix.rewards.cli.tally import Tally

MANIFEST = "manifest.json"
#: The form of the manifest.
VERSION = 1
#: How many files with rows that can't be graded the summary names.
NAMED = 10


def run_score(
    names: Sequence[str],
    settings: Settings,
    output: Output,
    *,
    examples: int,
    replace_columns: bool,
    summary: Path | None,
) -> None:
    """Score one file, or several into a folder, and write the totals where they are asked for."""
    out = output.out[0] if output.out else None
    sources = find_sources(names, out)
    several = len(sources) > 1 or any(Path(name).is_dir() for name in names)
    into = out is not None and str(out) != STANDARD and (out.is_dir() or not out.suffix)
    if several and not into:
        raise Mistake(f"{plural(len(sources), 'file')} are scored into a folder: give --out DIR")
    if out is not None and into:
        totals = score_folder(sources, settings, output, out, replace_columns=replace_columns)
    else:
        source = sources[0]
        path = Path("/dev/stdin") if names[0] == STANDARD else Path(source.name)
        tally = score_file(
            path, source.open(), settings, output, most_examples=examples, replace_columns=replace_columns
        )
        totals = add_up({path.name: describe(tally)})
    if summary:
        write_text(summary, json.dumps(totals, indent=1) + "\n")


def score_folder(
    sources: Sequence[Source], settings: Settings, output: Output, out: Path, *, replace_columns: bool = False
) -> dict[str, Any]:
    """Score files into a folder and return the totals.

    Each output has its source's place below what was named, and the ending of its kind. It is written under another
    name, brought to the disk and renamed; then the manifest is. So a run that is killed loses the file that it was at,
    and the next one goes on from there.
    """
    began = time.perf_counter()
    targets = name_targets(sources, out)
    out.mkdir(parents=True, exist_ok=True)
    options = repr(settings)
    manifest = read_manifest(out / MANIFEST)
    finished: dict[str, Any] = {}
    skipped = 0
    with make_progress(output.progress) as progress:
        total = sum(source.size for source in sources)
        task = progress.add_task("scoring", total=total, rows=0)
        done = rows = 0
        for source, target in zip(sources, targets, strict=True):
            place = str(target.relative_to(out).as_posix())
            now = {"source": source.name, "size": source.size, "changed": source.changed, "options": options}
            before = manifest.get(place, {})
            if target.exists() and all(before.get(name) == value for name, value in now.items()):
                finished[place] = before
                skipped += 1
            else:
                if target.exists() and place not in manifest and not output.overwrite:
                    raise Mistake(f"--out {target} exists; choose another folder or pass --overwrite")
                target.parent.mkdir(parents=True, exist_ok=True)
                # If the run is killed when the file is written but not yet noted, the next run may write it again.
                write_manifest(out / MANIFEST, {**manifest, **finished, place: {}})
                watched = Watched(progress, task, done, rows, source.size)
                tally = score_rows(
                    Path(source.name),
                    source.open(),
                    settings,
                    target,
                    progress=watched,
                    replace_columns=replace_columns,
                )
                finished[place] = {**now, **describe(tally)}
                write_manifest(out / MANIFEST, {**manifest, **finished})
            done += source.size
            rows += finished[place]["rows"]
            progress.update(task, completed=done, rows=rows)
    write_manifest(out / MANIFEST, finished)
    totals = add_up(finished)
    if not output.quiet:
        seconds = time.perf_counter() - began
        show(totals, finished, skipped, seconds, out)
    return {**totals, "files": finished}


def name_targets(sources: Sequence[Source], out: Path) -> list[Path]:
    """Return where the scored rows of each file go.

    Raises:
        Mistake: two files would be written to one place, or one over itself.
    """
    targets: dict[Path, Source] = {}
    for source in sources:
        place = source.relative
        kind = find_kind(place) or "jsonl"
        while find_kind(PurePosixPath(place.name)) or place.suffix in PACKED:
            place = place.with_suffix("")
        target = out / place.with_name(place.name + BECOMES[kind])
        if target in targets:
            raise Mistake(
                f"{targets[target].name} and {source.name} would both be written to {target}: score them apart"
            )
        if source.remote is None and target.exists() and target.samefile(source.name):
            raise Mistake(f"{source.name} would be written over itself: give another --out")
        targets[target] = source
    return list(targets)


def describe(tally: Tally) -> dict[str, Any]:
    """Return what a manifest says of a finished file."""
    sums = dict(tally.sums)
    return {
        "rows": tally.rows,
        "not_graded": tally.refused,
        "first": tally.first,
        "sums": sums,
        "reasons": dict(tally.reasons),
    }


def add_up(finished: dict[str, Any]) -> dict[str, Any]:
    """Return the totals over all files."""
    rows = sum(each["rows"] for each in finished.values())
    sums: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for each in finished.values():
        sums.update(each["sums"])
        reasons.update(each["reasons"])
    means = {name: total / rows if rows else None for name, total in sums.items()}
    not_graded = sum(each["not_graded"] for each in finished.values())
    return {"rows": rows, "not_graded": not_graded, "means": means, "reasons": dict(reasons.most_common())}


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the files that an earlier run has finished; none where there is no manifest."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    files = found.get("files") if is_object(found) and found.get("version") == VERSION else None
    if not is_object(files) or not all(is_object(each) for each in files.values()):
        raise Mistake(f"{path} is no manifest that this version wrote; remove it, or choose another folder")
    return files


def write_manifest(path: Path, files: dict[str, Any]) -> None:
    """Write the manifest and bring it to the disk."""
    with replace_when_done(path) as temporary, temporary.open("x", encoding="utf-8") as file:
        json.dump({"version": VERSION, "files": files}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def show(totals: dict[str, Any], finished: dict[str, Any], skipped: int, seconds: float, out: Path) -> None:
    """Print the totals, and the files with rows that could not be graded."""
    console = make_console(sys.stdout)
    title = f"{plural(len(finished), 'file')}, {plural(totals['rows'], 'row')} in {seconds:.2f} s, written to {out}"
    parts: list[Any] = [Text(title, style="bold")]
    if skipped:
        parts.append(Text(f"skipped: {plural(skipped, 'file')} that an earlier run has finished with the same options"))
    means = start_table()
    means.add_column("reward")
    means.add_column("mean", justify="right")
    for name, mean in totals["means"].items():
        means.add_row(name, "-" if mean is None else f"{mean:.4f}")
    reasons = start_table()
    reasons.add_column("reason")
    reasons.add_column("rows", justify="right")
    for name, count in totals["reasons"].items():
        reasons.add_row(name, f"{count:,}")
    parts += ["", means, "", reasons]
    bad = [(place, each) for place, each in finished.items() if each["not_graded"]]
    if bad:
        parts += ["", Text(f"{plural(totals['not_graded'], 'row')} can't be graded:", style="yellow")]
        parts += [Text(f"  {place}: {each['not_graded']:,}; the first: {each['first']}") for place, each in bad[:NAMED]]
        if len(bad) > NAMED:
            parts.append(Text(f"  and {plural(len(bad) - NAMED, 'file')} more"))
    print_lines(console, *parts)
