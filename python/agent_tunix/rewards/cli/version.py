"""``agent-tunix-rewards --version``: the version, and with ``--verbose`` what a report of a bug should say."""

from __future__ import annotations

import os
import platform
import re
import sys
import sysconfig
from importlib import metadata

import click

from agent_tunix.rewards import __version__, get_num_threads
from agent_tunix.rewards._core import BUILD

NAME = "agent-tunix-rewards"


def print_version(*, verbose: bool) -> None:
    """Print the version alone, or lines of a name and what it stands for."""
    click.echo(f"{NAME} {__version__}")
    if not verbose:
        return
    lines = {
        "python": f"{platform.python_implementation()} {platform.python_version()}{_describe_lock()}",
        "platform": platform.platform(),
        "threads": f"{get_num_threads()} of {os.cpu_count()} cores",
        "build": f"{BUILD['target']}, {BUILD['compiler']}, optimization {BUILD['optimization']}",
        "features": BUILD["features"] or "none",
        **_find_packages(),
    }
    width = max(map(len, lines))
    for name, text in lines.items():
        click.echo(f"{name:{width}}  {text}")


def _describe_lock() -> str:
    """Return whether Python's global lock is off, where it can be."""
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        return ""
    held = getattr(sys, "_is_gil_enabled", lambda: True)()
    return ", free-threaded" + (", but the GIL is on" if held else "")


def _find_packages() -> dict[str, str]:
    """Return the packages of the core and of each extra with the versions that are installed."""
    found: dict[str, list[str]] = {}
    try:
        requirements = metadata.requires(NAME) or []
    except metadata.PackageNotFoundError:
        # The sources are imported where they are, and were never installed.
        requirements = []
    for requirement in requirements:
        needed = re.match(r"[\w.-]+", requirement)
        extra = re.search(r"extra\s*==\s*['\"](\w+)['\"]", requirement)
        if needed is None or ("sys_platform != 'win32'" in requirement.replace('"', "'") and sys.platform == "win32"):
            continue
        try:
            version = metadata.version(needed[0])
        except metadata.PackageNotFoundError:
            version = "missing"
        found.setdefault(f"[{extra[1]}]" if extra else "needs", []).append(f"{needed[0]} {version}")
    return {name: ", ".join(packages) for name, packages in found.items()}
