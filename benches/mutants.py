"""Changes the code of `equal` and `number` in one place at a time and counts the changes that the tests notice.

    python -m benches.mutants [--sample 200] [--seed 12] [--jobs 2] [--area equal] [--area number]

A sample with a seed of what cargo-mutants would change (`cargo install cargo-mutants --locked`; .cargo/mutants.toml
says where). Each change is made in a copy of the tree; the quick tests run first, the slower ones are built only for
what survives them.
Prints what was killed, what survived, and the time; survivors are listed with their place.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).parent.parent
#: Tests, the cheapest first: the shared cases, a tenth of the generated pairs, the laws of numbers, the unit tests.
STAGES = (
    ("--test", "equality_cases"),
    ("--test", "equality_pairs", "--test", "number_laws"),
    ("--lib",),
)
#: Seconds after which a test counts as one that never ends.
PATIENCE = 600


def list_mutants(areas: list[str]) -> list[dict[str, Any]]:
    """All the changes to the areas that cargo-mutants knows, in order."""
    command = ["cargo", "mutants", "--list", "--json", "--package", "rewards-core"]
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    wanted = tuple(f"rust/core/src/{area}/" for area in areas)
    return sorted((mutant for mutant in found if mutant["file"].startswith(wanted)), key=lambda mutant: mutant["name"])


def copy_tree(into: Path) -> None:
    """Copies the files of the repository, and keeps what was built there before."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    for name in filter(None, names):
        source, target = ROOT / name, into / name
        # What has not changed keeps its time, so that it is not built again.
        if source.is_file() and not (target.is_file() and target.read_bytes() == source.read_bytes()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def run_tests(tree: Path, stage: tuple[str, ...], *extra: str) -> bool | None:
    """Runs a stage of tests; says whether they pass, or nothing where they never end."""
    command = ["cargo", "test", "--quiet", "--profile", "mutants", "--package", "rewards-core", *stage, *extra]
    environment = {**os.environ, "EQUALITY_PAIRS_TIMES": "0.1", "PROPTEST_CASES": "64"}
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    return done.returncode == 0


def judge(mutant: dict[str, Any], tree: Path) -> str:
    """Makes a change in a tree, runs the tests and takes it back; returns what came of it."""
    file = tree / mutant["file"]
    original = file.read_bytes()
    try:
        subprocess.run(
            ["patch", "--silent", str(file)], input=mutant["diff"], text=True, check=True, capture_output=True
        )
        if not run_tests(tree, STAGES[0], "--no-run"):
            return "did not compile"
        for stage in STAGES:
            passed = run_tests(tree, stage)
            if not passed:
                return "never ended" if passed is None else "killed"
        return "survived"
    finally:
        file.write_bytes(original)


def main() -> None:
    """Prints how many of the sampled changes the tests notice, and the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--area", action="append", choices=("equal", "number"))
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "mutants")
    options = parser.parse_args()
    everything = list_mutants(options.area or ["equal", "number"])
    sample = random.Random(options.seed).sample(everything, min(options.sample, len(everything)))
    started = time.monotonic()
    trees: SimpleQueue[Path] = SimpleQueue()
    for job in range(options.jobs):
        tree = options.into / f"tree-{job}"
        copy_tree(tree)
        # Without any change the tests must pass.
        if not all(run_tests(tree, stage) for stage in STAGES):
            raise SystemExit("the tests fail without any change")
        trees.put(tree)

    def take(mutant: dict[str, Any]) -> str:
        tree = trees.get()
        try:
            outcome = judge(mutant, tree)
        finally:
            trees.put(tree)
        print(f"{time.monotonic() - started:6.0f} s  {outcome}: {mutant['name']}", flush=True)
        return outcome

    with ThreadPoolExecutor(options.jobs) as pool:
        tally = Counter(pool.map(take, sample))
    killed, survived = tally["killed"] + tally["never ended"], tally["survived"]
    print(
        f"{len(everything):,} possible changes, {len(sample)} made with seed {options.seed}: "
        f"{killed} killed, {survived} survived ({killed / max(killed + survived, 1):.1%} killed), "
        f"{tally['did not compile']} did not compile; {time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
