"""What a batch adds to the memory of the process beyond its result, and what the import adds to NumPy's.

python -m benches.memory [--write-results]
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
from pathlib import Path

from benches import generate, machine, report

COUNT = 200_000
BYTES, MILLISECONDS = 64, 30.0


def peak() -> int:
    """The highest resident size of this process since it was last forgotten, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if found is None:
        raise SystemExit("this system does not tell the peak memory of a process")
    return int(found[1]) * 1024


def forget_peak() -> None:
    """Starts `peak` anew at the present size."""
    Path("/proc/self/clear_refs").write_text("5")


def added(count: int = COUNT) -> float:
    """Bytes a response that a batch of ASCII responses needed at its peak, beyond its result of 8."""
    from agent_tunix import rewards

    rows = list(generate.word_problems(1024))
    # Every response and truth is an object of its own, as they are in training.
    responses = ["".join((rows[i % 1024][0], " ")) for i in range(count)]
    truths = ["".join((rows[i % 1024][1], " ")) for i in range(count)]
    rewards.check_answer(responses[:10_000], truths[:10_000])
    forget_peak()
    before = peak()
    result = rewards.check_answer(responses, truths)
    return (peak() - before) / count - result.itemsize


def import_milliseconds(module: str, tries: int = 15) -> list[float]:
    """Milliseconds that a new interpreter needs for `import module` once NumPy is there."""
    code = f"import numpy, time; t = time.perf_counter(); import {module}; print((time.perf_counter() - t) * 1e3)"
    times = []
    for _ in range(tries):
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        times.append(float(done.stdout))
    return times


def main() -> None:
    """Measures both and says whether they are within their bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write-results", action="store_true")
    options = parser.parse_args()
    memory, importing = added(), statistics.median(import_milliseconds("agent_tunix.rewards"))
    rows = [
        (
            "memory beyond the result, bytes a response",
            f"{memory:.1f}",
            f"≤ {BYTES}",
            "yes" if memory <= BYTES else "NO",
        ),
        (
            "import over NumPy's, ms",
            f"{importing:.1f}",
            f"≤ {MILLISECONDS:.0f}",
            "yes" if importing <= MILLISECONDS else "NO",
        ),
    ]
    print(report.plain_table(("what", "result", "target", "met"), rows))
    if options.write_results:
        content = {
            "machine": machine.describe(),
            "responses": COUNT,
            "bytes a response": memory,
            "import, ms": importing,
        }
        report.write_results("memory", content)


if __name__ == "__main__":
    main()
