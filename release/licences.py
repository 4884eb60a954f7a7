"""Writes the licences of the crates inside the compiled module: `make licences`.

python -m release.licences [--check]
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from release.project import ROOT

FILE = ROOT / "THIRD-PARTY-LICENSES.txt"
HEAD = """\
The compiled module of this package contains the Rust crates below and the Rust standard library. Each crate is used
under the licence that is printed with it. Where a crate offers several, that is MIT; where it has no file of its own,
it is used under the Apache License 2.0, whose text is in the file LICENSE. So is the Rust standard library (MIT OR
Apache-2.0). `make licences` writes this file from Cargo.lock.
"""
#: The files of a crate that say how it may be used, the one to print first.
PREFERRED = ("LICENSE-MIT", "LICENSE-MIT.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING", "LICENSE-APACHE")


def find_crates() -> list[dict[str, Any]]:
    """Return the crates whose code is in the module on any platform: neither macros nor what only builds."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", str(ROOT / "Cargo.toml")]
    metadata = json.loads(subprocess.check_output(command))
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    todo = [key for key, package in packages.items() if package["name"] == "rewards-py"]
    found: dict[str, dict[str, Any]] = {}
    while todo:
        key = todo.pop()
        package = packages[key]
        if key in found or any("proc-macro" in target["kind"] for target in package["targets"]):
            continue
        found[key] = package
        todo += [one["pkg"] for one in nodes[key]["deps"] if any(kind["kind"] is None for kind in one["dep_kinds"])]
    return sorted((one for one in found.values() if one["source"]), key=lambda one: (one["name"], one["version"]))


def read_licence(crate: dict[str, Any]) -> str:
    """Return the text of a crate's licence and of its notices; empty if it has no such files."""
    folder = Path(crate["manifest_path"]).parent
    licence = next((folder / name for name in PREFERRED if (folder / name).is_file()), None)
    files = [licence] if licence else []
    files += sorted(path for path in folder.iterdir() if path.is_file() and path.name.upper().startswith("NOTICE"))
    texts = [path.read_text("utf-8").replace("\r\n", "\n") for path in files]
    return "\n\n".join("\n".join(line.rstrip() for line in text.strip().splitlines()) for text in texts)


def make_text() -> str:
    """Return the whole file: each text once, under the crates that have it."""
    texts: dict[str, list[str]] = {}
    for crate in find_crates():
        title = f"{crate['name']} {crate['version']} ({crate['license'].replace('/', ' OR ')})"
        texts.setdefault(read_licence(crate), []).append(title)
    rule = "=" * 80
    blocks = [HEAD]
    for text, titles in sorted(texts.items(), key=lambda pair: pair[1]):
        blocks.append("\n".join([rule, *titles, rule, *(["", text] if text else [])]) + "\n")
    return "\n".join(blocks)


def main() -> int:
    """Write the file, or say that it is not what Cargo.lock asks for."""
    text = make_text()
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text, encoding="utf-8")
    elif FILE.read_text("utf-8") != text:
        print(f"{FILE.name} is not what Cargo.lock asks for: run `make licences`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
