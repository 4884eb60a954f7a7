"""Measures what an installation of the wheel takes on disk, and writes the table into the guide: `make sizes`.

python -m release.sizes
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from release.project import ROOT
from release.source import UPLOAD

PAGE = ROOT / "docs" / "first_steps.md"
#: What an extra is for, as the guide says it.
EXTRAS = {
    "": "grading, the command, trainers",
    "parquet": "the command reads and writes Parquet and Arrow files",
    "analysis": "records of a training, and reports about them",
    "serve": "a reward behind HTTP",
    "ray": "the command scores files on a cluster",
}


def measure(wheel: Path, extra: str) -> tuple[float, float]:
    """Return the megabytes of the package itself, and of all that is installed with an extra."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        wanted = f"{wheel}[{extra}]" if extra else str(wheel)
        subprocess.run([*pip, "--only-binary=:all:", "--target", made, wanted], check=True)
        sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
        own = sum(size for path, size in sizes.items() if path.relative_to(folder).parts[0].startswith("agent_tunix"))
        return own / 1e6, sum(sizes.values()) / 1e6


def main() -> int:
    """Measure each and write the table."""
    wheel = next(UPLOAD.glob("*abi3-manylinux*x86_64.whl"))
    rows = ["| what you install | what it is for | on disk |", "|---|---|---|"]
    for extra, purpose in EXTRAS.items():
        own, whole = measure(wheel, extra)
        name = f"agent-tunix-rewards[{extra}]" if extra else "agent-tunix-rewards"
        size = f"{whole:.0f} MB" if extra else f"{whole:.0f} MB, {own:.0f} MB of it the package itself"
        rows.append(f"| `{name}` | {purpose} | {size} |")
    table = "\n".join(rows)
    print(table)
    text = PAGE.read_text("utf-8")
    begin, end = "<!-- sizes:begin -->\n", "\n<!-- sizes:end -->"
    PAGE.write_text(re.sub(f"(?s)(?<={begin}).*(?={end})", lambda _: table, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
