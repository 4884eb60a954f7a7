"""Run every contract test in an environment of its own, and say what ran and what did not, and why.

python e2e/run.py --wheels dist --into .venv-e2e [--torch] [--newest] [NAME ...]
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import re
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / "e2e" / "environments"
#: Which tests run in which environment, and the packages that each is about; the first always runs.
TESTS = {
    "tunix": {"test_tunix.py": "google-tunix jax", "test_training.py": "google-tunix"},
    "sinks": {"test_sinks.py": "tensorboardX wandb trackio mlflow-skinny"},
    "rollouts": {
        "test_openrlhf.py": "openrlhf",
        "test_areal.py": "areal",
        "test_skyrl.py": "skyrl-gym",
        "test_verifiers_rubric.py": "verifiers",
    },
    "tasks": {"test_verifiers_task.py": "verifiers"},
    "harnesses": {"test_harnesses.py": "inspect-ai lm-eval", "test_optimizers.py": "dspy gepa openenv atroposlib"},
    "engines": {"test_engines.py": "ray pyspark daft polars duckdb datasets"},
    "server": {"test_server.py": "openrlhf nemo-gym"},
    "page": {"test_page.py": "playwright"},
    "pages": {"test_commands.py": ""},
    "torch": {
        "test_trl.py": "trl torch",
        "test_verl.py": "verl ray",
        "test_torch_hosts.py": "lighteval tinker-cookbook",
    },
}
#: The hosts, read without the package, which is not installed here.
HOSTS = runpy.run_path(str(ROOT / "python" / "agent_tunix" / "rewards" / "trainers" / "_hosts.py"))["read_hosts"]()


def main() -> int:
    """Make the environments, run the tests, print the table; 1 if a test failed or Tunix could not run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, default=ROOT / "dist")
    parser.add_argument("--into", type=Path, default=ROOT / ".venv-e2e")
    parser.add_argument("--torch", action="store_true", help="also install PyTorch, about 3 GB, for what needs it")
    parser.add_argument("--newest", action="store_true", help="the newest versions, and not those that the files name")
    parser.add_argument("names", nargs="*", help=f"environments: {', '.join(TESTS)}; all but torch if none is named")
    wanted = parser.parse_args()
    names = wanted.names or [name for name in TESTS if name != "torch" or wanted.torch]
    wheel = max(wanted.wheels.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    rows: list[tuple[str, str, str, str]] = []
    for name, tests in TESTS.items():
        if name not in names:
            why = "make e2e TORCH=yes installs PyTorch, about 3 GB" if name == "torch" else "not asked for"
            rows += [(test, "skipped", packages, why) for test, packages in tests.items()]
            continue
        try:
            python = make_environment(wanted.into / name, ENVIRONMENTS / f"{name}.txt", wheel, newest=wanted.newest)
        except subprocess.CalledProcessError as error:
            rows += [(test, "skipped", packages, f"not installed: {error}") for test, packages in tests.items()]
            continue
        for test, packages in tests.items():
            result, last = run_test(python, test)
            rows.append((test, result, find_versions(python, packages.split()), last))
    repeated = "no package that can be used; its calls are repeated in tests/test_hosts.py"
    rows += [(host.name, "skipped", f"commit {host.tried}", repeated) for host in HOSTS if host.is_commit]
    print()
    for row in rows:
        print(f"{row[0]:24}  {row[1]:7}  {row[2]:52}  {row[3]}")
    ran = [row[0] for row in rows if row[1] == "passed"]
    failed = [row[0] for row in rows if row[1] == "failed"]
    return int(bool(failed) or ("tunix" in names and "test_tunix.py" not in ran))


def read_names(requirements: Path) -> list[str]:
    """Return the packages of a file of requirements without their versions, and with their markers."""
    names = []
    for line in requirements.read_text("utf-8").splitlines():
        if line.startswith("-r "):
            names += read_names(requirements.parent / line[3:])
        elif line and not line.startswith("#"):
            names.append(re.sub(r"==[^;\s]+", "", line))
    return names


def make_environment(folder: Path, requirements: Path, wheel: Path, *, newest: bool) -> Path:
    """Make an environment, unless it is there with the same requirements, and install the wheel into it."""
    python, stamp = folder / "bin" / "python", folder / "requirements.sha256"
    files = (requirements, ROOT / "examples" / "training" / "requirements.txt")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    # Only parts of some packages are used, and those run with an older Python than the package asks for.
    pip.append("--ignore-requires-python")
    if newest or not stamp.exists() or stamp.read_text() != digest:
        print(f"== making {folder.name}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        if newest:
            subprocess.run([option for option in pip if option != "--no-deps"] + read_names(requirements), check=True)
            digest = "the newest"
        else:
            subprocess.run([*pip, "--requirement", str(requirements)], check=True)
        stamp.write_text(digest)
    subprocess.run([*pip, "--force-reinstall", str(wheel)], check=True)
    return python


def find_versions(python: Path, packages: list[str]) -> str:
    """Return the packages with the versions that an environment has."""
    code = "import sys; from importlib.metadata import version as of; print([f'{p} {of(p)}' for p in sys.argv[1:]])"
    return ", ".join(ast.literal_eval(subprocess.check_output([str(python), "-c", code, *packages], text=True)))


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
