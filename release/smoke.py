"""Installs each wheel into a fresh environment of each Python that can run it, and runs tests/test_smoke.py there.

python -m release.smoke [WHEEL ...]
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from release import emulated
from release.project import ROOT
from release.source import UPLOAD

SMOKE = ROOT / "tests" / "test_smoke.py"
#: The Pythons that wheels are tried with, where this machine has them.
NAMES = ("python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "python3.14t")
#: Pythons that are in no search path, such as one that is linked with musl, divided as paths are.
OTHERS = os.environ.get("PYTHONS", "")
ASK = (
    "import platform, sys, sysconfig; print('%d.%d' % sys.version_info[:2],"
    " 't' if sysconfig.get_config_var('Py_GIL_DISABLED') else '',"
    " 'musl' if 'musl' in (sysconfig.get_config_var('HOST_GNU_TYPE') or '') else 'glibc', sep=',')"
)
TESTS = ("-m", "pytest", "--quiet", "--noconftest", "-c", os.devnull, "-p", "no:cacheprovider", "--rootdir")


def find_pythons() -> list[tuple[str, str, str, str]]:
    """Return the Pythons of this machine: path, version, `t` if it is free-threaded, and its C library."""
    found = []
    # Where no Python has a name with its version, as on Windows, there is at least the one that runs this.
    running = getattr(sys, "_base_executable", sys.executable)
    for name in [*NAMES, running, *filter(None, OTHERS.split(os.pathsep))]:
        path = shutil.which(name)
        asked = path and subprocess.run([path, "-c", ASK], capture_output=True, text=True, check=False)
        if path and asked and asked.returncode == 0:
            version, free, library = asked.stdout.strip().split(",")
            found.append((path, version, free, library))
    return sorted(found, key=lambda one: int(one[1].partition(".")[2]))


def run_tests(python: list[str], folder: Path, **environment: str) -> str:
    """Run the tests in a folder where nothing of the project is; return pytest's last line."""
    shutil.copy(SMOKE, folder)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [*python, *TESTS, str(folder), str(folder / SMOKE.name)],
        cwd=folder,
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    last = (done.stdout.strip().splitlines() or ["no output"])[-1]
    if done.returncode:
        print(done.stdout)
        raise SystemExit(f"the tests failed: {last}")
    return last


def try_here(wheel: Path, python: str) -> str:
    """Install a wheel into an environment of its own and run the tests there."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
        inside = str(folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        pip = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        subprocess.run([*pip, str(wheel), "pytest"], check=True)
        return run_tests([inside], folder)


def try_emulated(wheel: Path) -> str:
    """Run the tests with a Debian Python for aarch64."""
    words = emulated.make_python()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        asked = subprocess.run([*words, str(emulated.PYTHON), "-c", ASK], capture_output=True, text=True, check=True)
        emulated.install(wheel, folder / "site", asked.stdout.split(",")[0])
        site = str(folder / "site")
        return run_tests([*words, str(emulated.PYTHON)], folder, PYTHONPATH=site, EMULATOR=shlex.join(words))


def try_wheel(wheel: Path) -> Iterator[tuple[str, str]]:
    """Give each Python that a wheel was tried with and how it went, or why it was not tried."""
    _, _, python_tag, abi, tag = wheel.stem.split("-")
    free = "t" if abi.endswith("t") else ""
    if "aarch64" in tag and os.uname().machine != "aarch64":
        missing = emulated.explain_missing()
        if missing or "musl" in tag or free:
            yield "none", f"not tried: {missing or 'qemu has a Debian Python only'}"
        else:
            yield "Debian's Python by qemu", try_emulated(wheel)
        return
    library = "musl" if "musl" in tag else "glibc"
    exact = re.sub(r"cp3(\d+)", r"3.\1", python_tag) if abi != "abi3" else ""
    fitting = {
        version: path
        for path, version, has_free, has in find_pythons()
        if has_free == free and exact in ("", version) and ("linux" not in tag or has == library)
    }
    if not fitting:
        yield "none", "not tried: no such Python on this machine"
    # The oldest and the newest speak for those between them.
    for version in dict.fromkeys([*list(fitting)[:1], *list(fitting)[-1:]]):
        yield f"Python {version}{free}", try_here(wheel, fitting[version])


def main() -> int:
    """Try each wheel and print a line for each try."""
    wheels = [Path(name) for name in sys.argv[1:]] or sorted(UPLOAD.glob("*.whl"))
    if not wheels:
        raise SystemExit("there is no wheel: run `make wheels`")
    for wheel in wheels:
        for python, result in try_wheel(wheel.resolve()):
            print(f"{wheel.name}: {python}: {result}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
