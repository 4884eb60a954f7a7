"""What the tests of pages run in place of git, pip and python: it fetches nothing, and fails where the real ones do."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def pip(arguments: list[str]) -> None:
    """Look whether files, folders and extras exist."""
    lists = (ROOT / "pyproject.toml").read_text("utf-8").partition("optional-dependencies")[2]
    extras = re.findall(r"^(\w+) = \[", lists, re.MULTILINE)
    command, *rest = [argument for argument in arguments if argument != "--no-deps"]
    assert command == "install", command
    if rest[0] == "-r":
        assert Path(rest[1]).is_file(), rest[1]
        return
    for name in rest:
        package, _, extra = name.rstrip("]").partition("[")
        if package.startswith("."):
            assert (Path(package) / "pyproject.toml").exists(), name
        assert not extra or set(extra.split(",")) <= set(extras), name


def git(arguments: list[str]) -> None:
    """Make a folder like a clone, with what the commands of pages need."""
    command, _address, folder = arguments
    assert command == "clone", command
    Path(folder).mkdir()
    for name in ("examples", "pyproject.toml"):
        Path(folder, name).symlink_to(ROOT / name)


def python(arguments: list[str]) -> None:
    """Make a folder for an environment, see that an example exists, or run anything else."""
    if arguments[:2] == ["-m", "venv"]:
        path = Path(arguments[2], "bin")
        path.mkdir(parents=True)
        (path / "activate").touch()
    elif arguments[0] == "run_training.py":
        assert Path(arguments[0]).is_file(), Path.cwd()
    else:
        os.execv(sys.executable, [sys.executable, *arguments])


if __name__ == "__main__":
    {"git": git, "pip": pip, "python": python, "python3": python}[sys.argv[1]](sys.argv[2:])
