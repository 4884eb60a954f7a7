"""Instructions that calls of the core take, counted by valgrind's callgrind: the same number on every run.

`benches/work.rs` makes the calls that it is told, one after the other in one process; callgrind writes down the
instructions of each. What the first calls build once (tables, patterns) is built before anything is counted.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROFILE = "counted"

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
