"""The commands that install the package and start trainings, as the pages have them, from an empty folder.

They fetch packages and compile the package, which takes minutes. `tests/test_docs.py` runs the other commands.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: What an environment that is active, or an earlier build, would bring along.
LEFT_OUT = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "CARGO_TARGET_DIR"}


def read_scripts(page: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def run(script: str, folder: Path) -> str:
    """Run a script in a folder of its own, with this repository for the address that the pages leave open."""
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("REPOSITORY", f"'{ROOT}'")],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_installing(tmp_path: Path) -> None:
    scripts = [script for script in read_scripts("docs/first_steps.md") if "pip install" in script]
    assert len(scripts) == 2
    see = 'agent-tunix-rewards explain "The answer is 4." 4\npython -c "import altair, jinja2, pyarrow"\n'
    assert "correct  score 1" in run("".join([*scripts, see]), tmp_path)


def test_a_training_from_an_empty_folder(tmp_path: Path) -> None:
    (script,) = read_scripts("examples/training/README.md")
    printed = run(script, tmp_path)
    assert "\nstep  1 " in f"\n{printed}"
    assert list(tmp_path.glob("agent-tunix-rewards/examples/training/outputs/*/*/reward_curve.png"))


def test_the_trainings_of_the_readme(tmp_path: Path) -> None:
    (script,) = [script for script in read_scripts("README.md") if "run_training.py" in script]
    # The last one needs a model of the reader's.
    lines = [line for line in script.splitlines(keepends=True) if "path=DIR" not in line]
    before = "git clone -q REPOSITORY copy\ncd copy\npython3 -m venv venv\n. venv/bin/activate\n"
    printed = run("".join([before, *lines]), tmp_path)
    assert printed.count("\nstep  1 ") == sum("run_training.py" in line for line in lines)
    assert list(tmp_path.glob("copy/examples/training/outputs/*/*/reward_analysis.html"))
