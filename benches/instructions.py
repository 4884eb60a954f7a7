"""Where the instructions go: how many a row of the README's table takes a response, and in which functions.

    python -m benches.instructions                    every row
    python -m benches.instructions --where "tagged"   the functions of the rows that have this in their name

Counted by valgrind's callgrind over the core alone (see `benches.work`): the same numbers on every run and on a busy
machine. What a call from Python costs beside the core is `python -m benches.peers`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from benches import data, generate, peers, report, work

#: Functions that are shown of a row.
SHOWN = 15
#: Responses of a row.
COUNT = 64


def rows() -> dict[str, list[work.Job]]:
    """The calls of each row."""
    problems, _ = data.word_problems(COUNT)
    pairs, _ = data.math_pairs(COUNT)
    plain = [row.response for row in problems]
    tagged = [peers.wrap(row, index) for index, row in enumerate(problems)]
    whole = [f"<reasoning>{row.response}</reasoning>\n<answer>{row.final}</answer>" for row in problems]
    prose = [generate.prose(100_000, alphabet="") + " The answer is 42."]
    texts = {
        "format, tagged responses": ("match_format_exactly(response, tags)", tagged),
        "format, tagged responses, whole": ("match_format_exactly(response, tags)", whole),
        "format, untagged responses": ("match_format_exactly(response, tags)", plain),
        "format, `[NUM]` template": ("match_format_exactly(response, [NUM])", plain),
        "preset match_format_exactly": ("tunix.match_format_exactly(response)", tagged),
        "preset match_format_approximately": ("tunix.match_format_approximately(response)", tagged),
        "preset check_answer": ("tunix.check_answer(response)", tagged),
        "preset check_numbers": ("tunix.check_numbers(response)", tagged),
        "answer": ("check_answer(truth, response)", [f"{row.truth}\n{row.response}" for row in problems]),
        "answer, formulas": ("check_answer(truth, response)", [f"{row.truth}\n{row.response}" for row in pairs]),
        "answer, 100 kB of prose": ("check_answer(response)", prose),
        "numbers": ("check_numbers(response)", plain),
    }
    return {row: [(call, text) for text in found] for row, (call, found) in texts.items()}


def functions(program: Path, jobs: list[work.Job]) -> list[tuple[str, str]]:
    """The functions that take most of these calls, each with its share."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        # Twice: what the first calls build once is little of the whole then.
        command = ["valgrind", "--tool=callgrind", "--toggle-collect=work::counted", f"--callgrind-out-file={out}"]
        content = b"".join(work.record(job) for job in [*jobs, *jobs])
        subprocess.run([*command, str(program)], input=content, capture_output=True, check=True)
        listed = subprocess.run(["callgrind_annotate", str(out)], capture_output=True, text=True, check=True).stdout
    shares: Counter[str] = Counter()
    for share, function in re.findall(r"^ *[\d,]+ \( *([\d.]+)%\) +\S*?:(.+?)(?: \[.*)?$", listed, re.MULTILINE):
        shares[function] += float(share)
    return [(function, f"{share:.1f}%") for function, share in shares.most_common(SHOWN)]


def main() -> None:
    """Counts and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--where", metavar="ROW", help="show the functions of the rows with this in their name")
    options = parser.parse_args()
    work.find_tools()
    program = work.build()
    table = {row: jobs for row, jobs in rows().items() if options.where is None or options.where in row}
    cells = []
    for row, jobs in table.items():
        counts = work.count(program, jobs)
        size = sum(len(text.encode()) for _, text in jobs)
        each = sum(counts) / len(jobs)
        cells.append((row, f"{size / len(jobs):,.0f}", f"{each:,.0f}", f"{sum(counts) / size:.2f}"))
    print(report.plain_table(("row", "bytes", "instructions", "a byte"), cells))
    for row, jobs in table.items() if options.where is not None else ():
        print(f"\n{row}\n" + report.plain_table(("function", "share"), functions(program, jobs)))


if __name__ == "__main__":
    main()
