"""Builds the wheels from the unpacked source distribution, cargo without network: `make wheels`.

python -m release.wheels [PLATFORM ...] [--python abi3|cp314t]

A platform is one of those below, or `native`: this machine's, without zig, as on macOS and Windows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from release import packing
from release.project import ROOT
from release.source import UNPACKED, UPLOAD


@dataclass(frozen=True)
class Platform:
    """What wheels for a platform are built with."""

    #: What Rust calls it; empty for this machine.
    target: str
    #: What wheels call the oldest system that they run on; empty where maturin finds it out.
    oldest: str


#: zig brings the C library of every one of these, in the version that is asked for.
PLATFORMS = {
    "manylinux-x86_64": Platform("x86_64-unknown-linux-gnu", "manylinux2014"),
    "manylinux-aarch64": Platform("aarch64-unknown-linux-gnu", "manylinux2014"),
    "musllinux-x86_64": Platform("x86_64-unknown-linux-musl", "musllinux_1_2"),
    "musllinux-aarch64": Platform("aarch64-unknown-linux-musl", "musllinux_1_2"),
}
NATIVE = Platform("", "")
#: abi3 is one wheel for every Python from 3.10 on; a free-threaded Python has no stable interface yet.
PYTHONS = ("abi3", "cp314t")


def find_interpreter(platform: Platform, python: str) -> list[str]:
    """Return maturin's options for a Python; for another system it knows them without one."""
    if python == "cp314t":
        found = shutil.which("python3.14t") or ("python3.14t" if platform.target else "")
        if not found:
            raise SystemExit("there is no python3.14t on this machine")
        return ["--interpreter", found]
    return [] if platform.target else ["--interpreter", sys.executable]


def has_library(target: str) -> bool:
    """Return whether the compiler has the standard library of a target; if not, rustup is asked for it."""
    root = Path(subprocess.check_output(["rustc", "--print", "sysroot"], text=True).strip())
    if not (root / "lib" / "rustlib" / target).is_dir():
        subprocess.run(["rustup", "target", "add", target], check=False)
    return (root / "lib" / "rustlib" / target).is_dir()


def build(platform: Platform, python: str) -> Path:
    """Build a wheel into the folder of what is uploaded, pack it densely and return its path."""
    options = [
        "--release",
        "--locked",
        "--offline",
        "--quiet",
        "--out",
        str(UPLOAD),
        *find_interpreter(platform, python),
    ]
    if platform.target:
        options += ["--zig", "--target", platform.target, "--compatibility", platform.oldest]
    before = {path: path.stat().st_mtime_ns for path in UPLOAD.glob("*.whl")}
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(ROOT / "target"),
        # zig is a package of this environment.
        "CARGO_ZIGBUILD_PYTHON_PATH": sys.executable,
    }
    subprocess.run([sys.executable, "-m", "maturin", "build", *options], cwd=UNPACKED, env=environment, check=True)
    wheel = next(path for path in UPLOAD.glob("*.whl") if before.get(path) != path.stat().st_mtime_ns)
    packing.pack(wheel)
    return wheel


def main() -> int:
    """Build what is asked for, one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("platforms", nargs="*", metavar="PLATFORM", choices=[*PLATFORMS, "native", []])
    parser.add_argument("--python", choices=PYTHONS, action="append")
    wanted = parser.parse_args()
    subprocess.run(["cargo", "fetch", "--locked", "--quiet"], cwd=UNPACKED, check=True)
    missing = False
    for name in wanted.platforms or PLATFORMS:
        target = PLATFORMS.get(name, NATIVE).target
        if target and not has_library(target):
            print(f"{name}: no wheel: the standard library of {target} is missing", flush=True)
            missing = True
            continue
        for python in wanted.python or PYTHONS:
            began = time.monotonic()
            wheel = build(PLATFORMS.get(name, NATIVE), python)
            took = time.monotonic() - began
            print(f"{wheel.relative_to(ROOT)}: {wheel.stat().st_size / 1e6:.2f} MB, {took:.0f} s", flush=True)
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
