"""Runs everything that a release needs up to the upload, and prints a table of what holds: `make release-check`.

python -m release.table
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from release.project import ROOT, read_version

#: Each step with what it shows. All run, also behind one that fails, so that one table says everything.
STEPS = (
    ("tag-check", "the version has an entry in the changelog, with a date"),
    ("lint", "formats, lints, types, licences, workflows"),
    ("wheels", "sources packed; wheels for Linux built from them without network"),
    ("wheels-check", "contents, platforms, links, sizes; smoke tests in fresh environments"),
    ("docs", "the guide is built without a warning"),
    ("docs-check", "links, spelling, accessibility"),
)
LOGS = ROOT / "build" / "release-check"
MINUTE = 60


def run_step(target: str) -> tuple[bool, float]:
    """Run a target of make; return whether it passed and how many seconds it took. Its output goes into a file."""
    print(f"== make {target}", flush=True)
    began = time.monotonic()
    with (LOGS / f"{target}.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(
            ["make", target, f"TAG=v{read_version()}", f"PYTHON={sys.executable}"],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.returncode == 0, time.monotonic() - began


def read_lines(target: str) -> list[str]:
    """Return what a step said of single files: wheels, their tests, pages."""
    lines = (LOGS / f"{target}.log").read_text("utf-8").splitlines()
    begins = "agent_tunix_rewards-", "build/upload/"
    return [line for line in lines if line.startswith(begins) or line.endswith("violations")]


def main() -> int:
    """Run the steps and print the table; 1 if one failed."""
    # What make tells the makes below it is for its own.
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        os.environ.pop(name, None)
    LOGS.mkdir(parents=True, exist_ok=True)
    results = {target: run_step(target) for target, _ in STEPS}
    print()
    for target, shows in STEPS:
        passed, seconds = results[target]
        print(f"{'holds' if passed else 'FAILS'}  {target:12}  {seconds / MINUTE:4.1f} min  {shows}")
        for line in read_lines(target):
            print(f"         {line}")
    failed = [target for target, (passed, _) in results.items() if not passed]
    if failed:
        print(f"\nnot ready: {', '.join(failed)}; the output is in build/release-check")
    else:
        print(f"\nready: `git tag v{read_version()}` and a push of the tag publish it")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
