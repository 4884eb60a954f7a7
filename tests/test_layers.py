"""Which way things depend, and that importing the package is cheap."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "python" / "agent_tunix" / "rewards"

#: What modules may import at the top, from outside and from the package; the command may import more.
LIGHT = {
    "__future__",
    "agent_tunix",
    "collections",
    "collections.abc",
    "contextvars",
    "copy",
    "importlib",
    "inspect",
    "json",
    "math",
    "numpy",
    "random",
    "sys",
    "threading",
    "typing",
}
LAYERS = {
    "__init__": {"_core", "functions"},
    "aspects": {"_core", "functions"},
    "functions": {"_core"},
    "auxiliary": {"_core", "functions"},
    "kinds": {"_core"},
    "observation": {"_core", "functions"},
    "together": {"_core", "observation"},
    "reward": {"_core", "observation", "together"},
    "custom": {"_core", "observation", "reward"},
    "combine": {"_core", "reward", "custom"},
    "patterns": {"_core", "functions", "reward", "together"},
    "registry": {"_core", "custom"},
    "normalization": {"_core", "reward", "custom", "combine"},
    "schedule": {"_core", "reward", "custom", "combine"},
    "tasks": {"_core", "reward", "custom", "combine", "normalization"},
    "preferences": {"_core", "reward"},
    "models": {"_core", "reward"},
}
#: Imported by type checkers and by those who annotate, not by the package itself.
FOR_TYPES = {"kinds"}


def imports_at_the_top(path: Path) -> set[str]:
    """Return what a module imports when it is imported, but for what only type checkers see."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "agent_tunix.rewards" else {module}
    return found


def test_modules_import_only_what_is_below_them() -> None:
    for path in PACKAGE.glob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        assert {name.split(".")[2] for name in ours} <= LAYERS[path.stem], path
        if path.stem not in FOR_TYPES:
            others = imports_at_the_top(path) - ours
            assert others <= LIGHT, path


def test_presets_import_only_what_is_below_them() -> None:
    for path in (PACKAGE / "presets").rglob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        assert {name.split(".")[2] for name in ours} <= {"_core", "functions", "presets"}, path
        assert imports_at_the_top(path) - ours <= LIGHT, path


def test_trainers_import_only_what_is_below_them() -> None:
    for path in (PACKAGE / "trainers").glob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        assert {name.split(".")[2] for name in ours} <= {"_core", "custom", "functions", "reward", "trainers"}, path
        assert imports_at_the_top(path) - ours <= LIGHT, path


def test_sinks_import_only_what_is_below_them() -> None:
    standard = {"atexit", "functools", "io", "importlib.util", "itertools", "logging", "os", "pathlib", "re", "time"}
    for path in (PACKAGE / "recording" / "sinks").glob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        assert {".".join(name.split(".")[2:4]) for name in ours} <= {"_core", "recording.sinks"}, path
        assert imports_at_the_top(path) - ours <= LIGHT | standard, path


def test_the_analysis_imports_only_what_is_below_it_and_nothing_heavy() -> None:
    # The page's own modules are imported when one is drawn.
    for path in [path for path in (PACKAGE / "analysis").rglob("*.py") if path.parent.name != "page"]:
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        allowed = {"_core", "reading", "writing", "recording", "analysis"}
        assert {name.split(".")[2] for name in ours} <= allowed, path
        outside = {name.split(".")[0] for name in imports_at_the_top(path) - ours}
        assert outside <= {*sys.stdlib_module_names, "numpy", "agent_tunix"}, path


def test_recording_imports_only_what_is_below_it() -> None:
    below = {"_core", "combine", "custom", "normalization", "observation", "recording", "reward", "trainers"}
    for path in (PACKAGE / "recording").glob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        assert {name.split(".")[2] for name in ours} <= below, path
        more = {
            "atexit",
            "contextlib",
            "dataclasses",
            "functools",
            "os",
            "pathlib",
            "secrets",
            "sys",
            "time",
            "warnings",
            "weakref",
        }
        assert imports_at_the_top(path) - ours <= LIGHT | more, path


def test_auditing_imports_only_what_is_below_it() -> None:
    for path in (PACKAGE / "auditing").glob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        below = {"_core", "functions", "reading", "writing", "composing", "trainers", "auditing"}
        assert {name.split(".")[2] for name in ours} <= below, path
        others = {name.partition(".")[0] for name in imports_at_the_top(path) - ours}
        # It is imported when somebody asks for it, and needs no package beside NumPy.
        assert others <= {*sys.stdlib_module_names, "numpy"}, path


def test_writing_imports_nothing_but_itself() -> None:
    for path in (PACKAGE / "writing").glob("*.py"):
        ours = {name for name in imports_at_the_top(path) if name.startswith("agent_tunix.rewards.")}
        assert {name.split(".")[2] for name in ours} <= {"_core", "writing"}, path
        assert {name.partition(".")[0] for name in imports_at_the_top(path) - ours} <= sys.stdlib_module_names, path


def test_only_the_command_imports_the_command() -> None:
    for path in PACKAGE.glob("*.py"):
        assert "rewards.cli" not in path.read_text("utf-8").replace("agent_tunix.rewards.cli:main", ""), path


def test_agent_tunix_is_a_namespace() -> None:
    assert not (PACKAGE.parent / "__init__.py").exists()


def test_importing_adds_little_to_numpy() -> None:
    code = (
        "import json, sys, time, numpy\n"
        "before, begin = set(sys.modules), time.perf_counter()\n"
        "import agent_tunix.rewards\n"
        "took = time.perf_counter() - begin\n"
        "print(json.dumps([took, sorted(set(sys.modules) - before)]))"
    )
    runs = [json.loads(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]
    assert min(took for took, _ in runs) < 0.030
    new = {module for module in runs[0][1] if not module.startswith("agent_tunix")}
    assert new <= {"__future__"}


@pytest.mark.skipif(shutil.which("cargo") is None, reason="asks cargo")
def test_the_core_knows_nothing_of_python() -> None:
    command = ["cargo", "tree", "--offline", "--locked", "-p", "rewards-core", "-e", "normal", "--prefix", "none"]
    tree = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in tree.splitlines() if line}
    assert "rewards-core" in names
    assert not {name for name in names if name.startswith(("pyo3", "numpy", "python"))}


def test_only_batch_uses_threads() -> None:
    for path in (ROOT / "rust" / "core" / "src").rglob("*.rs"):
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
