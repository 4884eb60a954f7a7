"""Changes the code of `equal` and `number` in one place at a time and counts the changes that the tests notice.

    python -m benches.mutants [--sample 200] [--seed 12] [--jobs 2] [--area equal] [--area number]

A sample with a seed of what cargo-mutants would change (`cargo install cargo-mutants --locked`; settings in .cargo/mutants.toml).
Prints what was killed, what survived, and the time; survivors are listed with their place.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
CAUGHT = {"CaughtMutant", "Timeout"}


def list_mutants(areas: list[str]) -> list[str]:
    """Names of all the changes to the areas, in order."""
    command = ["cargo", "mutants", "--list", "--json", "--package", "rewards-core"]
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    wanted = tuple(f"rust/core/src/{area}/" for area in areas)
    return sorted(mutant["name"] for mutant in found if mutant["file"].startswith(wanted))


def run(names: list[str], jobs: int, output: Path) -> list[tuple[str, str]]:
    """Makes each change and runs the tests; returns names with what came of them."""
    chosen = [part for name in names for part in ("--re", f"^{re.escape(name)}$")]
    output.mkdir(parents=True, exist_ok=True)
    command = ["cargo", "mutants", "--package", "rewards-core", "--jobs", str(jobs), "--output", str(output), *chosen]
    # What survives makes the command fail, which is no error here. A fiftieth of the generated pairs takes a second.
    subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "EQUALITY_PAIRS_TIMES": "0.02"})
    outcomes = json.loads((output / "mutants.out" / "outcomes.json").read_text())["outcomes"]
    return [
        (outcome["scenario"]["Mutant"]["name"], outcome["summary"])
        for outcome in outcomes
        if isinstance(outcome["scenario"], dict)
    ]


def main() -> None:
    """Prints how many of the sampled changes the tests notice, and the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--area", action="append", choices=("equal", "number"))
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "mutants")
    options = parser.parse_args()
    everything = list_mutants(options.area or ["equal", "number"])
    sample = random.Random(options.seed).sample(everything, min(options.sample, len(everything)))
    started = time.monotonic()
    results = run(sample, options.jobs, options.output)
    tally = Counter(summary for _, summary in results)
    killed = sum(tally[summary] for summary in CAUGHT)
    survived = sorted(name for name, summary in results if summary == "MissedMutant")
    for name in survived:
        print(f"survived: {name}")
    share = killed / max(killed + len(survived), 1)
    print(
        f"{len(everything):,} possible changes, {len(results)} made with seed {options.seed}: {killed} killed, "
        f"{len(survived)} survived ({share:.1%} killed), {tally['Unviable']} did not compile; {time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
