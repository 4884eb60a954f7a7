"""Scoring many files into a folder: an output for each, and a manifest by which a second run skips what is finished."""

from __future__ import annotations

import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agent_tunix.rewards.cli.engines import Job, need_ray, run_here, run_on_ray
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import BECOMES, PACKED, check_place, find_kind, is_folder
from agent_tunix.rewards.cli.manifest import MANIFEST, Manifest
from agent_tunix.rewards.cli.score import score_file
from agent_tunix.rewards.cli.score_summary import tabulate
from agent_tunix.rewards.cli.sources import STANDARD, find_sources
from agent_tunix.rewards.cli.tally import sum_up, write_totals
from agent_tunix.rewards.cli.terminal import Meter, make_console, make_progress, print_lines
from agent_tunix.rewards.writing.files import UNFINISHED
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.cli.engines import Cluster
    from agent_tunix.rewards.cli.grading import Settings
    from agent_tunix.rewards.cli.sources import Source

#: How many files with rows that can't be graded the summary names.
NAMED = 10


def run_score(
    names: Sequence[str],
    settings: Settings,
    output: Output,
    *,
    examples: int | None,
    replace_columns: bool,
    summary: Path | None,
    cluster: Cluster | None,
) -> None:
    """Score one file, or several into a folder, and write the totals where they are asked for."""
    out = output.out[0] if output.out else None
    if summary:
        check_place(summary, output.overwrite, option="--summary")
    if cluster:
        need_ray()
    sources = find_sources(names, out)
    several = len(sources) > 1 or any(Path(name).is_dir() for name in names)
    into = out is not None and str(out) != STANDARD and is_folder(out, several=several)
    if several and not into:
        raise Mistake(f"{plural(len(sources), 'file')} are scored into a folder: give --out DIR")
    if out is not None and into:
        if examples is not None:
            raise Mistake("--examples shows rows of one file; leave it out for a folder")
        score_folder(sources, settings, output, out, replace_columns=replace_columns, cluster=cluster, summary=summary)
    else:
        if cluster:
            raise Mistake("--engine ray scores files into a folder: give --out DIR")
        source = sources[0]
        most = 5 if examples is None else examples
        score_file(source, settings, output, most_examples=most, replace_columns=replace_columns, summary=summary)


def score_folder(
    sources: Sequence[Source],
    settings: Settings,
    output: Output,
    out: Path,
    *,
    replace_columns: bool = False,
    cluster: Cluster | None = None,
    summary: Path | None = None,
) -> None:
    """Score files into a folder; write and print the totals.

    Each output has its source's place below what was named, and the ending of its kind. It is written under another
    name, brought to the disk and renamed; then the manifest is. So a run that is killed loses the files that it was at,
    and the next one goes on from there. One run at a time may write into a folder.

    Raises:
        Mistake: a file can't be scored, or no row of any of them.
    """
    began = time.perf_counter()
    jobs = [
        Job(source, target, str(target.relative_to(out).as_posix()))
        for source, target in zip(sources, name_targets(sources, out), strict=True)
    ]
    out.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(out / MANIFEST, settings)
    finished = {job.place: before for job in jobs if (before := manifest.find(job))}
    skipped = len(finished)
    waiting = [job for job in jobs if job.place not in finished]
    for job in waiting:
        if job.target.exists() and job.place not in manifest and not output.overwrite:
            raise Mistake(f"--out {job.target} exists; choose another folder or pass --overwrite")
    # Were this run killed between the end of a file and that of the manifest, the next one may write the file again.
    manifest.begin(waiting)
    with (
        make_progress(output.progress) as progress,
        closing(manifest),
        prepared({job.target.parent for job in waiting}),
    ):
        meter = Meter(progress, progress.add_task("scoring", total=sum(source.size for source in sources), rows=0))
        for job in jobs:
            if job.place in finished:
                meter.finish(job.source.size, finished[job.place]["rows"])
        done = (
            run_on_ray(waiting, settings, replace_columns, cluster)
            if cluster
            else run_here(waiting, settings, replace_columns, meter)
        )
        for job, told in done:
            finished[job.place] = manifest.finish(job, told)
            meter.finish(job.source.size, told["rows"])
    finished = {job.place: finished[job.place] for job in jobs}
    totals = sum_up(finished)
    if summary:
        write_totals(summary, {**totals, "files": finished})
    if not totals["rows"]:
        first = next((f"; the first: {each['first']}" for each in finished.values() if each["first"]), "")
        raise Mistake(f"{plural(len(finished), 'file')}: there are no rows that can be graded{first}")
    if not output.quiet:
        show(totals, finished, skipped, time.perf_counter() - began, out)


@contextmanager
def prepared(folders: set[Path]) -> Generator[None]:
    """Make folders, and remove from them at the end what a run or a worker left there that was killed."""
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    yield
    for folder in folders:
        for left in folder.glob(f".*{UNFINISHED}"):
            left.unlink(missing_ok=True)


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
        if source.system is None and target.exists() and target.samefile(source.place):
            raise Mistake(f"{source.name} would be written over itself: give another --out")
        targets[target] = source
    return list(targets)


def show(totals: dict[str, Any], finished: dict[str, Any], skipped: int, seconds: float, out: Path) -> None:
    """Print the totals, and the files with rows that could not be graded."""
    console = make_console(sys.stdout)
    title = f"{plural(len(finished), 'file')}, {plural(totals['rows'], 'row')} in {seconds:.2f} s, written to {out}"
    parts: list[Any] = [Text(title, style="bold")]
    if skipped:
        parts.append(Text(f"skipped: {plural(skipped, 'file')} that an earlier run has finished with the same options"))
    means = {name: "-" if mean is None else f"{mean:.4f}" for name, mean in totals["means"].items()}
    reasons = {name: f"{count:,}" for name, count in totals["reasons"].items()}
    parts += ["", tabulate(means, "reward", "mean"), "", tabulate(reasons, "reason", "rows")]
    bad = [(place, each) for place, each in finished.items() if each["not_graded"]]
    if bad:
        parts += ["", Text(f"{plural(totals['not_graded'], 'row')} can't be graded:", style="yellow")]
        parts += [Text(f"  {place}: {each['not_graded']:,}; the first: {each['first']}") for place, each in bad[:NAMED]]
        if len(bad) > NAMED:
            parts.append(Text(f"  and {plural(len(bad) - NAMED, 'file')} more"))
    print_lines(console, *parts)
