"""Run every contract test in an environment of its own, and say what ran and what did not, and why.

python e2e/run.py --wheels dist --into .venv-e2e [--torch] [NAME ...]
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / "e2e" / "environments"
#: Which tests run in which environment; the first always runs.
TESTS = {
    "tunix": ["test_tunix.py", "test_training.py"],
    "sinks": ["test_sinks.py"],
    "rollouts": ["test_openrlhf.py", "test_areal.py", "test_skyrl.py", "test_verifiers_rubric.py"],
    "tasks": ["test_verifiers_task.py"],
    "page": ["test_page.py"],
    "torch": ["test_trl.py", "test_verl.py"],
}
#: Trainers whose own code is not run here.
ABSENT = {
    "NeMo RL": "not installable from the registry; called as its source calls rewards in tests/test_trainers.py",
    "slime": "not installable from the registry; called as its source calls rewards in tests/test_trainers.py",
    "EasyR1": "not installable from the registry; called as its source calls rewards in tests/test_trainers.py",
    "ms-swift": "its rewards import its engines; called as its source calls rewards in tests/test_trainers.py",
}


def main() -> int:
    """Make the environments, run the tests, print the table; 1 if a test failed or Tunix could not run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, default=ROOT / "dist")
    parser.add_argument("--into", type=Path, default=ROOT / ".venv-e2e")
    parser.add_argument("--torch", action="store_true", help="also install PyTorch, about 3 GB, for TRL and verl")
    parser.add_argument("names", nargs="*", help=f"environments: {', '.join(TESTS)}; all but torch if none is named")
    wanted = parser.parse_args()
    names = wanted.names or [name for name in TESTS if name != "torch" or wanted.torch]
    wheel = max(wanted.wheels.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    rows: list[tuple[str, str, str]] = []
    for name, tests in TESTS.items():
        if name not in names:
            why = "make e2e TORCH=yes installs PyTorch, about 3 GB" if name == "torch" else "not asked for"
            rows += [(test, "skipped", why) for test in tests]
            continue
        try:
            python = make_environment(wanted.into / name, ENVIRONMENTS / f"{name}.txt", wheel)
        except subprocess.CalledProcessError as error:
            rows += [(test, "skipped", f"could not be installed: {error}") for test in tests]
            continue
        rows += [(test, *run_test(python, test)) for test in tests]
    rows += [(trainer, "skipped", why) for trainer, why in ABSENT.items()]
    print()
    for row in rows:
        print(f"{row[0]:26}  {row[1]:8}  {row[2]}")
    ran = [test for test, result, _ in rows if result == "passed"]
    failed = [test for test, result, _ in rows if result == "failed"]
    return int(bool(failed) or ("tunix" in names and "test_tunix.py" not in ran))


def make_environment(folder: Path, requirements: Path, wheel: Path) -> Path:
    """Make an environment, unless it is there with the same requirements, and install the wheel into it."""
    python, stamp = folder / "bin" / "python", folder / "requirements.sha256"
    files = (requirements, ROOT / "examples" / "training" / "requirements.txt")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"== making {folder.name}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([*pip, "--requirement", str(requirements)], check=True)
        stamp.write_text(digest)
    subprocess.run([*pip, "--force-reinstall", str(wheel)], check=True)
    return python


def run_test(python: Path, test: str) -> tuple[str, str]:
    """Run a file of tests, and return how it went and pytest's last line."""
    print(f"== {test}", flush=True)
    options = [
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "e2e" / "pytest.ini"),
        f"--rootdir={ROOT}",
    ]
    done = subprocess.run(
        [str(python), "-m", "pytest", *options, str(ROOT / "e2e" / test)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    lines = done.stdout.strip().splitlines()
    if done.returncode:
        print(done.stdout)
    return ("failed" if done.returncode else "passed"), lines[-1] if lines else "no output"


if __name__ == "__main__":
    sys.exit(main())
