"""A Debian Python for another processor, unpacked into a folder and run by qemu: wheels for aarch64 are tried with it.

Nothing of the system changes: apt downloads packages of the other architecture with settings of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from release.project import ROOT

FOLDER = ROOT / "build" / "arm64"
PYTHON = FOLDER / "root" / "usr" / "bin" / "python3"
EMULATOR = "qemu-aarch64-static"
#: Packages of wheels need the standard library of C++.
PACKAGES = ("python3", "libstdc++6")
SETTINGS = """\
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "FOLDER/state";
Dir::State::status "FOLDER/state/status";
Dir::Cache "FOLDER/cache";
"""


def explain_missing() -> str:
    """Return what is missing to run programs for aarch64; empty if nothing is."""
    for program, package in ((EMULATOR, "qemu-user-static"), ("apt-get", "a Debian system")):
        if shutil.which(program) is None:
            return f"needs {package}"
    return ""


def make_python() -> list[str]:
    """Unpack a Python for aarch64, unless it is there; return the words before its path that run it."""
    words = [EMULATOR, "-L", str(FOLDER / "root")]
    if PYTHON.exists():
        return words
    shutil.rmtree(FOLDER, ignore_errors=True)
    for folder in ("state", "cache/archives/partial"):
        (FOLDER / folder).mkdir(parents=True)
    (FOLDER / "state" / "status").touch()
    (FOLDER / "apt.conf").write_text(SETTINGS.replace("FOLDER", str(FOLDER)), encoding="utf-8")
    environment = {**os.environ, "APT_CONFIG": str(FOLDER / "apt.conf")}
    install = ["install", "--yes", "--no-install-recommends", "--download-only", *PACKAGES]
    for arguments in (["update"], install):
        subprocess.run(["apt-get", "--quiet", "--quiet", *arguments], env=environment, check=True)
    for package in (FOLDER / "cache" / "archives").glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", str(package), str(FOLDER / "root")], check=True)
    return words


def install(wheel: Path, site: Path, version: str) -> None:
    """Put a wheel, what it needs and pytest into a folder, as they are for aarch64."""
    wanted = [
        "--platform",
        "manylinux2014_aarch64",
        "--platform",
        "manylinux_2_28_aarch64",
        "--python-version",
        version,
    ]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    subprocess.run([*pip, *wanted, "--target", str(site), str(wheel), "pytest"], check=True)
