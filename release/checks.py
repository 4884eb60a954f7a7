"""Checks what is to be uploaded: each file is what its name says, and the page of the index can be shown.

python -m release.checks
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from release.project import ROOT, read_urls
from release.source import UPLOAD

#: A wheel is no larger.
MOST_BYTES = 4_000_000
#: What a wheel has beside its modules.
EXPECTED = ("licenses/LICENSE", "licenses/THIRD-PARTY-LICENSES.txt", ".cyclonedx.json", "py.typed", "METADATA")


def run(*command: str) -> str:
    """Run a tool of this environment; return what it prints, with its code in front if that is not 0."""
    done = subprocess.run([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    return f"code {done.returncode}: {done.stdout}" if done.returncode else done.stdout


def check_platform(wheel: Path) -> list[str]:
    """Return what is wrong with a wheel for Linux: it needs a newer system than its name says, or other libraries."""
    tags = wheel.stem.split("-")[-1].split(".")
    # Without paths no library of this machine is taken for one of the wheel's.
    shown = run("auditwheel", "show", "--json", "--ldpaths", "", str(wheel))
    if shown.startswith("code"):
        return [f"auditwheel: {shown}"]
    found = json.loads(shown)
    if found["overall_tag"] in tags:
        return []
    # zig's name for the C library of musl, whose loader takes every name like it for itself.
    missed = {name: found["policy_upgrades"].get(name) for name in tags}
    if "musllinux" in wheel.name and all(value == {"libs_to_eliminate": ["libc.so"]} for value in missed.values()):
        return []
    return [f"auditwheel: {found['overall_tag']}, {missed}"]


def check_content(wheel: Path) -> list[str]:
    """Return what a wheel lacks, and what should not be in it."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        metadata = next(packed.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    found = [f"no {end}" for end in EXPECTED if not any(name.endswith(end) for name in names)]
    found += [
        f"{name} is no part of it" for name in names if not name.startswith(("agent_tunix/", "agent_tunix_rewards-"))
    ]
    found += check_readme(metadata)
    return found


def check_readme(metadata: str) -> list[str]:
    """Return the links of a description that lead nowhere from a page of the index."""
    targets = re.findall(r"\]\(([^)\s]+)\)", metadata)
    return [f"the link {target} is relative" for target in targets if not target.startswith(("https://", "#"))]


def check_source(archive: Path) -> list[str]:
    """Return what a source distribution lacks, and what is in it that git does not know."""
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
        metadata = packed.extractfile(f"{archive.name.removesuffix('.tar.gz')}/PKG-INFO")
        found = check_readme(metadata.read().decode() if metadata else "")
    known = set(subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines())
    found += [f"no {name}" for name in ("LICENSE", "THIRD-PARTY-LICENSES.txt", "Cargo.lock") if name not in names]
    return found + [f"git does not know {name}" for name in sorted(names - known - {"PKG-INFO"})]


def main() -> int:
    """Check every file and print a line for each."""
    wheels, sources = sorted(UPLOAD.glob("*.whl")), sorted(UPLOAD.glob("*.tar.gz"))
    if not wheels or not sources:
        raise SystemExit("there is no wheel or no source distribution: run `make wheels`")
    source = read_urls()["Source"]
    wrong: dict[Path, list[str]] = {path: check_source(path) for path in sources}
    for wheel in wheels:
        wrong[wheel] = check_content(wheel)
        if "linux" in wheel.name:
            wrong[wheel] += check_platform(wheel)
        contents = run("check_wheel_contents", str(wheel)).strip()
        wrong[wheel] += [] if contents.endswith(": OK") else [contents]
        size = wheel.stat().st_size
        wrong[wheel] += [f"more than {MOST_BYTES / 1e6:.0f} MB"] if size > MOST_BYTES else []
    for path, found in wrong.items():
        page = run("twine", "check", "--strict", str(path))
        found.extend([] if "PASSED" in page and not page.startswith("code") else [page])
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {'; '.join(found) or 'ok'}")
    print(f"links lead to {source}")
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
