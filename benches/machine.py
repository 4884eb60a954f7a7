"""The machine and the versions behind a measurement."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

DISTRIBUTIONS = ("agent-tunix-rewards", "google-tunix", "verl", "math-verify", "sympy", "numpy")


def describe() -> dict[str, str]:
    """Cores, memory, processor, Python and the version of every package compared."""
    facts = {
        "cores": str(os.cpu_count()),
        "memory": _field(Path("/proc/meminfo"), "MemTotal", "0 kB"),
        "processor": _field(Path("/proc/cpuinfo"), "model name", platform.processor() or platform.machine()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    kilobytes = facts["memory"].split()[0]
    facts["memory"] = f"{round(int(kilobytes) / 2**20)} GiB" if kilobytes != "0" else "unknown"
    for name in DISTRIBUTIONS:
        facts[name] = _version(name)
    return facts


def summary(facts: dict[str, str]) -> str:
    """One line for people: the machine's size."""
    return f"{facts['cores']} cores, {facts['memory']}, {facts['processor']}, Python {facts['python']}"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _field(path: Path, key: str, missing: str) -> str:
    if not path.exists():
        return missing
    for line in path.read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return missing
