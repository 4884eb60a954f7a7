"""Compares a tag with the version of the tree, and prints what changed in it: `make tag-check TAG=v0.1.0`."""

from __future__ import annotations

import re
import sys

from release.project import ROOT, read_version


def read_changes(version: str) -> str:
    """Return what the changelog says of a version; raises SystemExit if it has no such entry or the entry no date."""
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(
        rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)\n(.*?)(?=^## |\Z)", changes, re.MULTILINE | re.DOTALL
    )
    if found is None:
        raise SystemExit(f"CHANGELOG.md has no entry of version {version} with a date")
    return found[1].strip()


def main() -> int:
    """Print the changes of the version that a tag names."""
    tag = sys.argv[1]
    version = read_version()
    if tag != f"v{version}":
        raise SystemExit(f"the tag is {tag}, and Cargo.toml has version {version}")
    print(read_changes(version))
    return 0


if __name__ == "__main__":
    sys.exit(main())
