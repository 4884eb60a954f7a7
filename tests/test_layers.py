"""Which way things depend, in Python and in Rust.

CONTRIBUTING.md draws the house. A room is a folder, or a module that stands beside the folders. What one import of the
package brings is counted in `test_smoke.py`.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "python" / "agent_tunix" / "rewards"
CORE = ROOT / "rust" / "core" / "src"
PREFIX = "agent_tunix.rewards"

#: The rooms from the ground up. A room imports only from rooms above it in this list, which are those below it in the
#: house, and of these only the ones that are named.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "_core": {"errors"},
    "grading": {"_core", "errors"},
    "kinds": {"_core", "grading"},
    "presets": {"_core", "errors", "kinds"},
    "threads": {"_core"},
    "functions": {"_core", "errors", "kinds", "presets", "threads"},
    "steps": {"_core", "kinds"},
    "aspects": {"_core", "errors", "functions", "kinds", "steps"},
    "auxiliary": {"_core", "errors", "functions", "kinds"},
    "moments": {"_core", "errors"},
    "reading": {"_core", "errors", "functions", "kinds"},
    "writing": {"_core", "errors"},
    "groups": {"_core", "errors", "kinds", "reading"},
    "composing": {"_core", "errors", "functions", "kinds", "reading"},
    "patterns": {"_core", "aspects", "composing", "errors", "functions", "kinds", "reading"},
    "shaping": {"_core", "composing", "errors", "kinds", "moments", "reading"},
    "models": {"_core", "composing", "errors", "kinds", "reading", "writing"},
    "trainers": {"_core", "composing", "errors", "functions", "grading", "kinds", "reading"},
    "recording": {
        *("_core", "composing", "errors", "functions", "kinds", "moments", "reading", "shaping", "trainers", "writing"),
    },
    "auditing": {"_core", "composing", "errors", "functions", "kinds", "reading", "trainers", "writing"},
    "scale": {"_core", "composing", "functions"},
    "serving": {"_core", "composing", "functions", "reading", "trainers"},
    "comparing": {"_core", "errors", "functions", "presets", "trainers", "writing"},
    "analysis": {"_core", "errors", "functions", "kinds", "moments", "reading", "recording", "writing"},
    # The import paths that stay, each a module that hands on what a room has.
    "combine": {"composing"},
    "custom": {"composing"},
    "normalization": {"shaping"},
    "observation": {"composing"},
    "preferences": {"models"},
    "registry": {"composing"},
    "reward": {"composing"},
    "schedule": {"shaping"},
    "tasks": {"shaping"},
}
#: What imports public names of many rooms: the package itself, whose `__init__` offers them, and the command.
TOP = {"__init__", "cli"}

#: The top-level modules of the core from the ground up: each imports only those before it.
CORE_ORDER = (
    *("error", "limits", "local", "sorting", "trace", "characters", "lexicon", "text", "number", "expr", "answer"),
    *("equal", "extract", "format", "reward", "groups", "aspects", "preset", "batch"),
)

#: What a module that trainers import may import at its top: nothing that takes time.
LIGHT = {
    "__future__",
    "collections",
    "collections.abc",
    "contextvars",
    "copy",
    "dataclasses",
    "functools",
    "importlib",
    "inspect",
    "json",
    "math",
    "numpy",
    "numpy.typing",
    "random",
    "sys",
    "threading",
    "typing",
}
#: The rooms that no trainer waits for; they are imported by name.
SLOW = {"analysis", "auditing", "cli", "comparing", "recording", "scale", "serving", "writing"}
#: The packages beside NumPy that a room may import at its top. Others are imported where they are used.
PACKAGES = {
    "cli": {"click", "rich"},
    "scale": {"polars", "pyarrow"},
    "serving": {"msgspec", "prometheus_client", "starlette"},
}


def modules() -> dict[str, Path]:
    """Return the files of the package by the names of their modules."""
    found = {f"{PREFIX}._core": PACKAGE / "_core.pyi"}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join((PREFIX, *(parts[:-1] if parts[-1] == "__init__" else parts)))] = path
    return found


MODULES = modules()


def imports(tree: ast.AST, *, top: bool = False) -> Iterator[str]:
    """Give the modules that code imports: everywhere, or only when it is imported itself."""
    nodes = ast.iter_child_nodes(tree) if top else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            module = node.module or ""
            whole = [f"{module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else module for name in whole)


IMPORTS = {name: set(imports(ast.parse(path.read_text("utf-8")))) - {name} for name, path in MODULES.items()}
# What the compiled module imports: rust/py/src/error.rs says so. Its stub names types for type checkers.
IMPORTS[f"{PREFIX}._core"] = {f"{PREFIX}.errors"}


def room_of(module: str) -> str:
    return module.removeprefix(PREFIX).removeprefix(".").partition(".")[0] or "__init__"


def circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of nodes of which each reaches each other (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        path.append(node)
        for other in sorted(arrows[node]):
            if other not in arrows:
                continue
            if other not in number:
                visit(other)
            if other in path:
                low[node] = min(low[node], low[other])
        if low[node] == number[node]:
            group = path[path.index(node) :]
            del path[path.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(arrows):
        if node not in number:
            visit(node)
    return found


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b", "elsewhere"}, "d": {"a", "d"}}) == [["b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []


def test_no_python_modules_import_each_other_in_a_circle() -> None:
    # Imports inside functions and those for type checkers count too.
    assert circles(IMPORTS) == []


def test_every_room_is_in_the_table_and_the_table_has_no_circle() -> None:
    there = {room_of(name) for name in MODULES}
    # `moments` and `writing` may come and go with what they hold; a room that is not in the table is a mistake.
    assert there <= ROOMS.keys() | TOP
    order = list(ROOMS)
    assert not [
        (room, below) for room, allowed in ROOMS.items() for below in allowed if order.index(below) >= order.index(room)
    ]


@pytest.mark.parametrize("room", [*ROOMS, "cli"])
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    allowed = ROOMS.get(room, {*ROOMS, "__init__"}) | {room}
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        if room_of(name) == room
        for other in sorted(IMPORTS[name] & MODULES.keys())
        if room_of(other) not in allowed
    ]
    assert wrong == []


def test_sinks_know_nothing_of_the_log() -> None:
    sinks = f"{PREFIX}.recording.sinks"
    for name in MODULES:
        if name.startswith(sinks):
            ours = {other for other in IMPORTS[name] & MODULES.keys() if not other.startswith(sinks)}
            assert {room_of(other) for other in ours} <= {"_core", "errors"}, name


def test_modules_import_nothing_heavy_at_the_top() -> None:
    for name, path in MODULES.items():
        room = room_of(name)
        # What draws a page is imported when one is drawn.
        if name == f"{PREFIX}._core" or ".analysis.page" in name:
            continue
        others = {other for other in imports(ast.parse(path.read_text("utf-8")), top=True) if other not in MODULES}
        if room in SLOW:
            others = {other.partition(".")[0] for other in others} - sys.stdlib_module_names
            assert others <= {"numpy", *PACKAGES.get(room, ())}, name
        elif room != "kinds":
            # `kinds` is imported by type checkers and by those who annotate, not by the package itself.
            assert others <= LIGHT, name


def test_agent_tunix_is_a_namespace() -> None:
    assert not (PACKAGE.parent / "__init__.py").exists()


@pytest.mark.skipif(shutil.which("cargo") is None, reason="asks cargo")
def test_the_core_knows_nothing_of_python() -> None:
    command = ["cargo", "tree", "--offline", "--locked", "-p", "rewards-core", "-e", "normal", "--prefix", "none"]
    tree = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in tree.splitlines() if line}
    assert "rewards-core" in names
    assert not {name for name in names if name.startswith(("pyo3", "numpy", "python"))}


def core_files(module: str) -> Iterator[Path]:
    """Give the files of a top-level module of the core, but for its tests."""
    alone = CORE / f"{module}.rs"
    for path in [*([alone] if alone.exists() else []), *(CORE / module).rglob("*.rs")]:
        if path.name != "tests.rs" and "tests" not in path.relative_to(CORE).parts:
            yield path


def core_imports(path: Path) -> set[str]:
    """Return the top-level modules of the core that a file names, outside comments and tests."""
    text = path.read_text("utf-8").partition("#[cfg(test)]\nmod tests {")[0]
    text = re.sub(r"//.*", "", text)
    found = set(re.findall(r"\bcrate::(\w+)", text))
    for group in re.findall(r"\bcrate::\{(.*?)\};", text, re.DOTALL):
        # `use crate::{a, b::{c, d}}` names a and b.
        flat = re.sub(r"\{[^{}]*\}", "", group)
        found |= {name.strip().partition("::")[0] for name in flat.split(",") if name.strip()}
    return found


def test_the_order_of_the_core_has_every_module() -> None:
    declared = re.findall(r"^(?:pub )?mod (\w+);", (CORE / "lib.rs").read_text("utf-8"), re.MULTILINE)
    assert sorted(declared) == sorted(CORE_ORDER)


@pytest.mark.parametrize("module", CORE_ORDER)
def test_a_module_of_the_core_imports_only_those_below_it(module: str) -> None:
    below = {*CORE_ORDER[: CORE_ORDER.index(module) + 1]}
    files = list(core_files(module))
    assert files
    assert {path.relative_to(CORE).as_posix(): more for path in files if (more := core_imports(path) - below)} == {}


def test_only_batch_uses_threads() -> None:
    for path in CORE.rglob("*.rs"):
        if "batch" not in path.parts:
            assert "rayon" not in path.read_text("utf-8"), path


def test_unsafe_code_states_its_reason() -> None:
    assert 'unsafe_code = "deny"' in (ROOT / "Cargo.toml").read_text("utf-8")
    for path in [*(ROOT / "rust" / "core").rglob("*.rs"), *(ROOT / "rust" / "py").rglob("*.rs")]:
        text = path.read_text("utf-8")
        if "unsafe" in text:
            assert "rust/py/src" in path.as_posix(), path
            assert text.count("unsafe {") <= text.count("SAFETY:"), path
    assert not [
        path for path in (ROOT / "rust" / "core").rglob("*.rs") if "allow(unsafe_code" in path.read_text("utf-8")
    ]


def test_the_version_stands_in_one_place() -> None:
    from importlib.metadata import version

    from agent_tunix.rewards import __version__

    cargo = (ROOT / "Cargo.toml").read_text("utf-8")
    assert f'version = "{__version__}"' in cargo
    assert version("agent-tunix-rewards") == __version__
    assert __version__ not in (ROOT / "pyproject.toml").read_text("utf-8")
