"""Draws the pictures of the guide and the README with Chromium: ``make screenshots``.

The report is that of a made-up training whose model learns to add, and later only keeps to the form. The audit is that
of a reward with common faults; it and the other commands are drawn as a terminal shows them.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from agent_tunix.rewards import RewardLog, as_reward, check_answer, match_format_exactly

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
STEPS, PROMPTS, GENERATIONS = 120, 8, 8
COLUMNS = 100
AUDITED = """\
def reward(response, answer):
    return float(answer in response) + 0.2 * response.startswith("<think>")
"""
EXPLAINED = "<think>Is it 12?</think> The answer is not 12, but 15."
FRAME = """\
<meta charset="utf-8"><body style="margin: 0; background: #0c0c0c; color: #d9d9d9">
<pre style="margin: 0; padding: 20px 24px; font: 14px/1.35 'DejaVu Sans Mono', monospace">{code}</pre>
"""


def write_records(folder: Path) -> None:
    """Record a training: answers get better and then worse, while the form gets better all the time."""
    draw = np.random.default_rng(20)
    form = as_reward(match_format_exactly, expected_format="The answer is [NUM].")
    with RewardLog(0.3 * form + 0.7 * as_reward(check_answer), folder=folder, run="sums", samples="all") as log:
        for step in range(STEPS):
            done = step / STEPS
            right = 0.25 + min(0.6, done) - 1.6 * max(0.0, done - 0.65)
            shares = np.array([0.5 + 0.45 * done, 0.35 - 0.35 * done, 0.1 - 0.1 * done, 0.05])
            columns: dict[str, list[str]] = {"response": [], "ground_truth": [], "prompt": []}
            for _ in range(PROMPTS):
                a, b = (int(number) for number in draw.integers(10, 99, 2))
                ease = draw.normal(0, 0.15)
                for _ in range(GENERATIONS):
                    value = a + b + (0 if draw.random() < right + ease else int(draw.integers(1, 40)))
                    said = f"The answer is {value}.", f"So it is {value}.", f"It is {value} or {value + 1}."
                    end = draw.choice([*said, "<think>Well, let me see."], p=shares / shares.sum())
                    columns["response"].append(f"First I take {a}, then I add {b}. {end}")
                    columns["ground_truth"].append(str(a + b))
                    columns["prompt"].append(f"What is {a} + {b}?")
            log(columns.pop("response"), **columns, step=step)


def run_command(folder: Path, *arguments: str) -> str:
    """Run the command as in a terminal; return what it prints, with the marks of colours."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    command = [sys.executable, "-m", "agent_tunix.rewards.cli", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, check=False).stdout.decode()


def draw_terminal(command: str, output: str) -> str:
    """Return a page that shows a command and what it prints."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(output))
    return console.export_html(theme=MONOKAI, inline_styles=True, code_format=FRAME)


def draw_command(folder: Path, name: str, *arguments: str) -> None:
    """Run a command and make a page of what a terminal shows."""
    shown = draw_terminal(shlex.join(["agent-tunix-rewards", *arguments]), run_command(folder, *arguments))
    (folder / f"{name}.html").write_text(shown, encoding="utf-8")


def take_pictures(folder: Path) -> None:
    """Make the pages and photograph them."""
    write_records(folder / "records")
    run_command(folder, "report", "records", "--out", "report.html", "--quiet")
    (folder / "rewards.py").write_text(AUDITED, encoding="utf-8")
    shutil.copy(ROOT / "examples" / "sample.jsonl", folder)
    draw_command(folder, "audit", "audit", "rewards.py:reward", "--data", "sample.jsonl", "--limit", "10")
    draw_command(folder, "explain", "explain", "--trace", EXPLAINED, "15")
    compared = "compare", "check_answer", "verl-gsm8k", "--data", "sample.jsonl", "--examples", "2"
    draw_command(folder, "compare", *compared)
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("the pictures are taken with Chromium: apt-get install chromium")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])

        def photograph(name: str, width: int, height: int, **options: Any) -> None:
            page = chromium.new_page(viewport={"width": width, "height": height})
            page.set_default_timeout(120_000)
            page.goto((folder / f"{name}.html").as_uri())
            page.wait_for_function("!document.querySelector('.chart:not([data-drawn])')")
            page.screenshot(path=DOCS / f"{name}.png", **options)

        photograph("report", 1280, 1440)
        for name in ("audit", "explain", "compare"):
            photograph(name, 920, 200, full_page=True)
        chromium.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        take_pictures(Path(made))
