"""The blocks of the README and the guide, and how their commands are run.

A block after a line such as "Write this into `rewards.py`:" is that file. A `console` block is a session: commands
behind a dollar sign, each with what it prints. A `sh` block is a script that must succeed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import agent_tunix.rewards

ROOT = Path(__file__).parent.parent
GUIDE = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "examples" / "training" / "README.md", *GUIDE]

BLOCK = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w/-]+\.(?:py|yaml|jsonl|csv))`[^`\n]*:\n\n\Z")
SECONDS = re.compile(r"in \d+\.\d+ s")
#: How wide the terminal is: lines of the guide's pages are not wider.
WIDTH = 88

#: A reward as the reader may have it.
MY_MODULE = """\
from agent_tunix.rewards import check_answer

def my_reward(response, answer):
    return check_answer(response, answer)
"""


@dataclass(frozen=True)
class Block:
    """A block of a page, with its language and the file that the text before it names."""

    language: str
    text: str
    file: str | None


def read_blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    named = [(match, FILE.search(text[: match.start()])) for match in BLOCK.finditer(text)]
    return [Block(match[1], match[2], file and file[1]) for match, file in named]


class Shell:
    """A folder as the reader of a page has it, in which the blocks of the page run in their order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "here"
        self.folder.mkdir()
        for name in ("examples", "pyproject.toml"):
            (self.folder / name).symlink_to(ROOT / name)
        (self.folder / "my_module.py").write_text(MY_MODULE, "utf-8")
        programs = folder / "programs"
        programs.mkdir()
        make, stand_in = shutil.which("make"), f'"{sys.executable}" "{Path(__file__).parent / "stand_in.py"}"'
        lines = {"agent-tunix-rewards": f'"{sys.executable}" -m agent_tunix.rewards.cli "$@"'}
        # Programs that fetch and build are not run: it is looked up whether what they are asked for exists.
        lines["make"] = f'"{make}" --directory "{ROOT}" --dry-run "$@" > /dev/null'
        lines |= {name: f'{stand_in} {name} "$@"' for name in ("git", "pip", "python", "python3")}
        for name, line in lines.items():
            (programs / name).write_text(f"#!/bin/sh\nexec {line}\n", "utf-8")
            (programs / name).chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(agent_tunix.rewards.__file__).parents[2]),
            "COLUMNS": str(WIDTH),
        }

    def run(self, script: str, *, strict: bool) -> str:
        """Run a script; return what it prints on both streams."""
        command = ["bash", *(["-euo", "pipefail"] if strict else []), "-c", script]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        output = done.stdout.decode()
        assert done.returncode == 0 or not strict, f"{script}\n{output}"
        return SECONDS.sub("in 0.01 s", output)

    def play_session(self, text: str) -> str:
        """Return a session with the output that each of its commands has now."""
        commands = re.findall(r"^\$ (.*)\n", text, re.MULTILINE)
        assert commands, f"a session begins with a command: {text}"
        return "".join(f"$ {command}\n{self.run(command, strict=False)}" for command in commands)

    def play_page(self, text: str) -> str:
        """Return a page with the output that its commands have now."""
        played = text
        for block in read_blocks(text):
            if block.file:
                (self.folder / block.file).write_text(block.text, "utf-8")
            elif block.language == "sh":
                self.run(block.text, strict=True)
            elif block.language == "console":
                session = self.play_session(block.text)
                played = played.replace(f"```console\n{block.text}```", f"```console\n{session}```")
        return played
