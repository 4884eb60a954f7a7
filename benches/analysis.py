"""A million records analysed and written as a page: seconds, peak memory, size of the page.

    python -m benches.analysis [--records N] [--keep FOLDER]

The records are written to a folder of parts first, a part at a time: responses of about 280 characters in groups of
eight over five hundred steps, with prompts, truths, answers, reasons and three components. The analysis runs in a
process of its own, whose highest resident size the system tells.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benches import generate, machine, report

RECORDS, STEPS, GROUP_SIZE, PART = 1_000_000, 500, 8, 50_000
SECONDS, GIGABYTES, MEGABYTES = 5.0, 0.4, 5.0
#: Worked solutions that are made up; each record gets one of them with a sentence of its own.
SOLUTIONS = 4_000

ANALYSE = """
import json, resource, sys, time
begin = time.perf_counter()
from agent_tunix.rewards import analyze
found = analyze(sys.argv[1])
analysed = time.perf_counter() - begin
found.save(sys.argv[2])
whole = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"samples": found.facts.samples, "analyse": analysed, "whole": whole, "peak": peak * 1024}))
"""


def write_records(folder: Path, records: int) -> None:
    """Writes parts as a log does."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(7)
    solutions = list(generate.word_problems(SOLUTIONS))
    names = ("run", "mode", "reason", "source")
    folder.mkdir(parents=True, exist_ok=True)
    for number, begin in enumerate(range(0, records, PART)):
        count = min(PART, records - begin)
        at = np.arange(begin, begin + count)
        step = at * STEPS // records
        groups = at // GROUP_SIZE
        # The policy learns: right answers become more frequent, and later the form as well.
        progress = step / STEPS
        right = draw.random(count) < 0.3 + 0.4 * progress
        form = draw.random(count) < 0.5 + 0.45 * progress
        reason = np.where(
            right, "correct", draw.choice(["wrong_value", "close", "no_answer"], count, p=[0.7, 0.1, 0.2])
        )
        paid = np.where(right, 1.0, np.where(reason == "close", 0.5, 0.0))
        chosen = draw.integers(0, SOLUTIONS, count)
        extra = draw.integers(0, 10**6, count)
        columns = {
            "run": ["benchmark"] * count,
            "step": step,
            "mode": ["train"] * count,
            "row": (at % PART).astype(np.int32),
            "group": groups,
            "prompt": [
                f"Problem {group}: {solutions[group % SOLUTIONS][0][:120]} How much in the end?" for group in groups
            ],
            "response": [f"{solutions[i][0]} Check {n}: it is well." for i, n in zip(chosen, extra, strict=True)],
            "truth": [solutions[group % SOLUTIONS][1] for group in groups],
            "reward": 0.7 * paid + 0.3 * form,
            "component/check_answer": paid,
            "component/match_format_exactly": form.astype(np.float64),
            "component/brevity": draw.random(count),
            "reason": reason,
            "source": draw.choice(["tag", "boxed", "phrase", "hash"], count),
            "answer": [solutions[i][2] for i in chosen],
        }
        arrays = {
            name: pa.array(values).dictionary_encode() if name in names else pa.array(values)
            for name, values in columns.items()
        }
        pq.write_table(pa.table(arrays), folder / f"part-benchmark-0-{number:05}.parquet", compression="zstd")


def main() -> None:
    """Measures, and says whether all is within its bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--keep", type=Path, help="where the records are left, and found the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary, "records")
        if not folder.exists():
            write_records(folder, options.records)
        page = Path(temporary, "report.html")
        command = [sys.executable, "-c", ANALYSE, str(folder), str(page)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        size = page.stat().st_size / 1e6
    print(machine.summary(machine.describe()))
    rows = [
        (f"{found['samples']:,} records analysed, s", f"{found['analyse']:.1f}", "", ""),
        ("and rendered, s", *_judge(found["whole"], SECONDS)),
        ("peak memory, GB", *_judge(found["peak"] / 1e9, GIGABYTES)),
        ("the page, MB", *_judge(size, MEGABYTES)),
    ]
    print(report.plain_table(("what", "result", "target", "met"), rows))


def _judge(value: float, most: float) -> tuple[str, str, str]:
    return f"{value:.2f}", f"≤ {most:g}", "yes" if value <= most else "NO"


if __name__ == "__main__":
    main()
