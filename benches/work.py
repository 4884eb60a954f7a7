"""Instructions that calls of the core take, counted by valgrind's callgrind: the same number on every run.

    python -m benches.linear --instructions [--only WORD] [--all] [--write-results]

`benches/work.rs` makes the calls that it is told, one after the other in one process; callgrind writes down the
instructions of each. What the first calls build once (tables, patterns) is built before anything is counted.

Eight times the text may cost at most ten times the instructions, and `ALLOWANCE` more, a third of a millisecond: limits
on windows and steps are reached somewhere, and a text that reaches one pays for all of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benches import hostile, report

ROOT = Path(__file__).resolve().parent.parent
PROFILE = "counted"

GROWTH, ALLOWANCE = 10, 1_000_000

TEXTS = {"response": hostile.RESPONSES, "truth": hostile.TRUTHS, "format": hostile.FORMATS}

#: Bytes of the texts by what they are given as: each eight times the one before. Every window that a response is read
#: in (`limits.rs`) is passed on the way; a format is refused past 4,096 bytes.
SIZES = {
    "response": (2_000, 16_000, 128_000),
    "truth": (2_000, 16_000, 128_000),
    "format": (400, 3_200, 25_600),
}

#: The calls of `benches/work.rs`; the first word in brackets says what the hostile text is given as.
CALLS = (
    "check_answer(response)",
    "check_answer(response, formula)",
    "explain_answer(response)",
    "extract_answer(response)",
    "check_numbers(response)",
    "match_format_exactly(response, [NUM])",
    "match_format_exactly(response, tags)",
    "match_format_exactly(response, [TEXT])",
    "match_format_exactly(response, many)",
    "match_format_exactly(response, nested)",
    "match_format_exactly(response, narrow)",
    "tunix.match_format_exactly(response)",
    "tunix.match_format_approximately(response)",
    "tunix.check_answer(response)",
    "tunix.check_numbers(response)",
    "combined_reward(response)",
    "math_equal(response)",
    "check_answer(truth)",
    "explain_answer(truth)",
    "check_numbers(truth)",
    "math_equal(truth)",
    "math_equal(truth, itself)",
    "math_equal(truth, spaced)",
    "match_format_exactly(format)",
    "Format.regex(format)",
    "Format.tags(format)",
    "Format.tags(format, many)",
)

#: A call's name in `benches/work.rs`, and the text that it is given.
Job = tuple[str, str]


def find_tools() -> None:
    """Says what to install where something is missing."""
    for tool, how in (("valgrind", "apt-get install valgrind"), ("cargo", "https://rustup.rs")):
        if shutil.which(tool) is None:
            raise SystemExit(f"counting instructions needs {tool}: install it ({how}), or measure time alone")


def build() -> Path:
    """Builds the program that makes the calls."""
    command = ["cargo", "build", "--quiet", "--locked", "--profile", PROFILE]
    subprocess.run([*command, "--package", "rewards-core", "--example", "work"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / PROFILE / "examples" / "work"


def record(job: Job) -> bytes:
    """A job as the program reads it; lone surrogates become U+FFFD, as the binding has it."""
    name, text = job
    content = re.sub("[\ud800-\udfff]", "\ufffd", text).encode()
    return f"{name} {len(content)}\n".encode() + content


def count(program: Path, jobs: Sequence[Job], *, patience: float = 1800.0) -> list[int]:
    """The instructions of each job, in order; the jobs before them only warm up, and are the same for each name."""
    names = list(dict.fromkeys(name for name, _ in jobs))
    warm = [(name, text) for name in names for text in WARM]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        command = ["valgrind", "--tool=callgrind", "--zero-before=work::ready", "--dump-after=work::counted"]
        command += ["--combine-dumps=yes", f"--callgrind-out-file={out}", str(program)]
        done = subprocess.run(
            command,
            input=b"".join(record(job) for job in [*warm, *jobs]),
            capture_output=True,
            check=False,
            timeout=patience,
        )
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.decode(errors='replace')[-2000:]}")
        with out.open() as dumps:
            totals = [int(line.split()[1]) for line in dumps if line.startswith("totals:")]
    # The last part is what the program does after its last call.
    if len(totals) != len(warm) + len(jobs) + 1:
        raise SystemExit(f"expected {len(warm) + len(jobs)} counts, got {len(totals) - 1}")
    return totals[len(warm) : -1]


#: Between them they build whatever a first call builds.
WARM = (
    "2 + 2 = 4. The answer is 4.",
    "We do not know that the answer is 4. Is it 5? So \\boxed{x^2 + \\frac{1}{2}}, and not 7. User: no",
    "<think>a</think> If the answer is 4, then <answer>5</answer>? #### four hundred",
    '{"answer": "\\sqrt{2} + \\sin(x)"}',
    "答案是四。",
    "So it may be about 12 km/h, which the answer isn't, because 3 - 1 = 2 and x^2 = 4",
    "Q: why\nA: x+1",
    "[TEXT] a [NUM] [EXPR] [INT], [WORD]",
)


@dataclass(frozen=True)
class Count:
    """One call over one hostile text; instructions by size."""

    call: str
    text: str
    counts: tuple[int, ...]

    def growth(self) -> float:
        """How many times the instructions eight times the text takes, at most, past what is allowed to anyone."""
        pairs = zip(self.counts, self.counts[1:], strict=False)
        return max((after - ALLOWANCE) / before for before, after in pairs)

    def cells(self) -> tuple[str, ...]:
        """As text."""
        fault = f"grows {self.growth():.1f} times" if self.growth() > GROWTH else ""
        return (f"{self.call} {self.text}", *(f"{count:,}" for count in self.counts), f"{self.growth():.1f}", fault)


def kind_of(call: str) -> str:
    """What the hostile text is given as."""
    return call[call.index("(") + 1 : -1].split(",", maxsplit=1)[0]


def measure(only: str = "", steps: int = 3) -> Iterator[Count]:
    """Counts every call over every text that `only` names, at the first sizes of each kind."""
    find_tools()
    program = build()

    def counts(call: str) -> list[Count]:
        kind = kind_of(call)
        names = [name for name in TEXTS[kind] if only in f"{call} {name}"]
        sizes = SIZES[kind][:steps]
        jobs = [(call, TEXTS[kind][name](size)) for name in names for size in sizes]
        found = iter(count(program, jobs) if jobs else [])
        return [Count(call, name, tuple(next(found) for _ in sizes)) for name in names]

    # Instructions are the same on a busy machine: every core counts.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(counts, CALLS):
            yield from found


def table(counts: Sequence[Count]) -> str:
    """The counts as a table."""
    more = ("of 8 times", "of 64 times")[: len(counts[0].counts) - 1]
    header = ("call text", "instructions", *more, "growth", "fault")
    return report.plain_table(header, [row.cells() for row in counts])


def worst(counts: Sequence[Count]) -> list[Count]:
    """Of each call the text whose cost grows most."""
    calls = dict.fromkeys(row.call for row in counts)
    return [max((row for row in counts if row.call == call), key=Count.growth) for call in calls]


def content(counts: Sequence[Count]) -> dict[str, object]:
    """The results as they are kept."""
    return {
        "sizes": {kind: list(sizes[: len(counts[0].counts)]) for kind, sizes in SIZES.items()},
        "texts": sum(len(texts) for texts in TEXTS.values()),
        "pairs": len(counts),
        "growth": GROWTH,
        "allowance": ALLOWANCE,
        "worst": {row.call: [row.text, *row.counts] for row in worst(counts)},
        "faults": {f"{row.call} {row.text}": list(row.counts) for row in counts if row.growth() > GROWTH},
    }
