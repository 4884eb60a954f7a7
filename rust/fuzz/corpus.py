"""Turns the inputs of a fuzz target into a text that can be read and kept, and back.

`unpack TARGET FOLDER` writes each entry of `corpus/TARGET.txt`, and of the saved crashes, into a file of the folder,
for libFuzzer; `pack TARGET FOLDER` makes the text of the folder's files. What is coded (see `replay/input.rs`) is
written as the words that it stands for. `words TARGET` says which list of words is the target's.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
CRASHES = HERE.parent / "core" / "tests" / "crashes"
#: The words of each target: as in `replay/mod.rs`.
WORDS = {
    "extract": "prose",
    "check_answer": "prose",
    "presets": "prose",
    "latex": "latex",
    "equality": "latex",
    "numbers": "plain",
    "plain": "plain",
    "formats": "format",
    "lexicon": "prose",
    "answers": "prose",
    "units": "units",
    "groups": "prose",
    "columns": "prose",
}
CODED = b"\xff"
#: Bytes of a packed corpus at most: it stands in the repository, and tests read all of it.
MOST = 50_000
ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)


def entries(path: Path) -> list[bytes]:
    """The entries of a file in the syntax of libFuzzer's dictionaries."""
    if not path.exists():
        return []
    lines = [line for line in path.read_bytes().split(b"\n") if line.startswith(b'"')]
    return [
        ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else found[2], line[1:-1])
        for line in lines
    ]


def write(data: bytes) -> str:
    """One entry: readable text as it is, all else escaped."""
    if data.startswith(CODED):
        escaped = "".join(f"\\x{byte:02X}" for byte in data)
    else:
        # What is no UTF-8 is read as the replacement character anyway.
        text = data.decode(errors="replace").replace("\\", "\\\\").replace('"', '\\"')
        escaped = "".join(
            char if char.isprintable() else "".join(f"\\x{byte:02X}" for byte in char.encode()) for char in text
        )
    return f'"{escaped}"\n'


def decode(data: bytes, words: list[bytes]) -> bytes:
    """The text that a coded input stands for."""
    return b"".join(words[code % len(words)] for code in data[1:]) if data.startswith(CODED) else data


def unpack(target: str, folder: Path) -> None:
    """Write each entry into a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in entries(HERE / "corpus" / f"{target}.txt") + entries(CRASHES / f"{target}.txt"):
        (folder / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)


def pack(target: str, folder: Path) -> None:
    """Write the text of a folder's files, shortest first and so many as fit, and one coded input with every word."""
    words = entries(HERE / "words" / f"{WORDS[target]}.dict")
    inputs = {write(decode(path.read_bytes(), words)) for path in folder.iterdir()}
    coded = write(CODED + bytes(range(len(words))))
    lines, size = [coded], len(coded)
    for line in sorted(inputs, key=lambda line: (len(line), line)):
        size += len(line.encode())
        if size > MOST:
            break
        lines.append(line)
    (HERE / "corpus" / f"{target}.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["unpack", "pack", "words"])
    parser.add_argument("target", choices=sorted(WORDS))
    parser.add_argument("folder", type=Path, nargs="?", default=Path())
    arguments = parser.parse_args()
    if arguments.action == "words":
        sys.stdout.write(WORDS[arguments.target] + "\n")
    else:
        (unpack if arguments.action == "unpack" else pack)(arguments.target, arguments.folder)


if __name__ == "__main__":
    main()
