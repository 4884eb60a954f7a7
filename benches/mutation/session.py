"""A run over a sample: what is on record already, what is left to try, and the table at the end."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Generic

from benches.mutation.progress import Progress
from benches.mutation.record import NOT_COMPILED, Outcome, Record, content_of, equivalent, fingerprint
from benches.mutation.sample import Kind, choose, rank
from benches.mutation.summary import Result, Sample, print_result, write_result

ROOT = Path(__file__).resolve().parents[2]


def read_options(description: str | None, areas: Collection[str], size: int) -> argparse.Namespace:
    """The options of a run."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=size)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--shard", type=read_shard, default=(1, 1), help="2/3 takes the second third of the sample")
    parser.add_argument("--area", action="append", choices=tuple(areas))
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "mutants")
    parser.add_argument("--table", action="store_true", help="try nothing: the table of what is on record")
    parser.add_argument("--write", action="store_true", help="write the table into the guide")
    options = parser.parse_args()
    options.area = tuple(options.area or areas)
    return options


def read_shard(text: str) -> tuple[int, int]:
    """Reads `2/3`: the second of three shards."""
    number, of = (int(word) for word in text.split("/"))
    if not 1 <= number <= of:
        raise argparse.ArgumentTypeError(f"{text} is not a shard such as 2/3")
    return number, of


class Session(Generic[Kind]):
    """The sample of a run; `left` are the changes that are to be tried."""

    def __init__(
        self,
        title: str,
        everything: Sequence[Kind],
        options: argparse.Namespace,
        *,
        tests: Sequence[str],
        aims: Mapping[str, float],
    ) -> None:
        """Draws the sample and reads what is on record; `tests` are the paths of all that may notice a change."""
        number, of = options.shard
        sample = choose(everything, options.sample, options.seed)[number - 1 :: of]
        in_all = Counter(change.area for change in everything)
        self.title = title
        self.sample = Sample({change.name: change.area for change in sample}, in_all, aims, options.seed)
        self.record = Record(options.into / f"{title}.jsonl")
        self.excused = equivalent()
        self.files = {change.name: change.file for change in sample}
        self.sources = {file: content_of(file) for file in set(self.files.values())}
        self.tests = fingerprint(tests)
        #: The number of each change depends on the sample alone, so that another run builds the same.
        self.numbers = {change.name: number for number, change in enumerate(sample, 1)}
        self.compiles = [change for change in sample if not self._is_known(change, NOT_COMPILED)]
        #: In an order of chance, so that a run that is stopped has tried some of each area.
        self.left = [
            change
            for change in sorted(sample, key=lambda change: rank(options.seed, change.name))
            if change.name not in self.excused
            and self.record.known(change.name, self.sources[change.file], self.tests) is None
        ]
        print(f"{len(everything):,} possible changes, {len(sample)} in the sample, {len(self.left)} to try", flush=True)

    def _is_known(self, change: Kind, outcome: str) -> bool:
        known = self.record.known(change.name, self.sources[change.file], self.tests)
        return known is not None and known.outcome == outcome

    def note(self, change: Kind, outcome: str, seconds: float, by: str) -> None:
        """Writes down what came of a change, and which test noticed it."""
        source = self.sources[change.file]
        self.record.add(Outcome(change.name, change.area, outcome, seconds, by, source, self.tests))

    def try_all(self, changes: Sequence[Kind], judge: Callable[[Kind], tuple[str, float, str]]) -> None:
        """Tries changes, notes what came of each, and shows how far it is."""
        progress = Progress(len(changes))
        for change in changes:
            outcome, seconds, by = judge(change)
            self.note(change, outcome, seconds, by)
            progress.step(outcome, change.name)
        progress.end()

    def finish(self, code: str, *, write: bool) -> None:
        """Prints the table, and writes it into the guide where asked; `code` is the folder that was changed."""
        # What was tried before its file changed says nothing of the file as it is.
        known = {
            name: self.record.outcomes[name]
            for name, file in self.files.items()
            if name in self.record.outcomes and self.record.outcomes[name].source == self.sources[file]
        }
        result = Result(self.sample, known, self.excused)
        print_result(result)
        if write:
            write_result(f"mutants-{self.title}", result, code)
