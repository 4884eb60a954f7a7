"""What type checkers see: one response gives a value, a batch gives an array or a list, a mistake is an error."""

from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path

import pytest

from agent_tunix.rewards import _core, functions, kinds

ROOT = Path(__file__).parent.parent

USE = """
from decimal import Decimal
from fractions import Fraction
from typing import Any
import numpy as np
import numpy.typing as npt
from typing_extensions import TypeAlias, assert_type
from agent_tunix.rewards import *
from agent_tunix.rewards.kinds import Numbers

Scores: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
text: str
texts: list[str]
words: list[np.str_]
chat: list[dict[str, str]]
chats: list[list[dict[str, str]]]
array: np.ndarray[Any, np.dtype[np.object_]]

assert_type(check_answer(text, "4"), float)
assert_type(check_answer(chat, Fraction(1, 3), tolerance=0), float)
assert_type(check_answer(np.str_("4"), np.float32(4)), float)
assert_type(check_answer(texts, 4), Scores)
assert_type(check_answer(words, [4, "4", AnyOf([4, Decimal(5)])]), Scores)
assert_type(check_answer((text, text), array), Scores)
assert_type(check_answer(chats, texts, significant_digits=3), Scores)
assert_type(check_answer(array, 4), Scores)
assert_type(match_format_exactly(text, Format.tags("a", prefilled="a")), float)
assert_type(match_format_exactly(texts, ["a", Format("b")]), Scores)
assert_type(combined_reward(text, 4, "[NUM]", alpha=1), float)
assert_type(combined_reward(array, texts, "[NUM]"), Scores)
assert_type(check_numbers(text, [4, 0.5]), Numbers)
assert_type(check_numbers(texts, [[4], [0.5]]), list[Numbers])
assert_type(extract_answer(text), Answer | None)
assert_type(extract_answer(texts), list[Answer | None])
assert_type(explain_answer(chats, 4)[0].to_dict()["reason"], str)
assert_type(math_equal(text, text), bool)
assert_type(math_equal(texts, text), Flags)
"""
MISTAKES = """
from agent_tunix.rewards import *
check_answer(b"4", "4")
check_answer("4", None)
check_answer("4", ["4"])
check_answer("4", "4", tolerence=0.1)
check_numbers("4", 4)
Format(4)
AnyOf("4").missing
Format("a").text = "b"
"""


def check(tmp_path: Path, code: str) -> list[str]:
    path = tmp_path / "use.py"
    path.write_text(code, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file", "", str(path)]
    environment = {"MYPYPATH": str(ROOT / "python"), "PATH": "", "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache" / "use")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_what_the_functions_return(tmp_path: Path) -> None:
    assert check(tmp_path, USE) == []


def test_mistakes_are_seen(tmp_path: Path) -> None:
    lines = check(tmp_path, MISTAKES)
    marked = {int(line.split(":")[1]) for line in lines if ": error:" in line}
    assert marked == set(range(3, 11))


def test_the_stub_has_what_the_module_has() -> None:
    import ast

    stub = ast.parse((ROOT / "python" / "agent_tunix" / "rewards" / "_core.pyi").read_text("utf-8"))
    named = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
    # Classes with an underscore only describe the shapes of dicts.
    classes = [node.name for node in stub.body if isinstance(node, ast.ClassDef)]
    named |= {name for name in classes if not name.startswith("_")}
    named |= {
        node.target.id for node in stub.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    # `import X as X` is how a stub says that the module exports X.
    named |= {
        alias.asname
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname is not None
    }
    public = {name for name in dir(_core) if not name.startswith("__")} | {"__version__"}
    assert named == public - {"_core"}


@pytest.mark.parametrize("name", [name for name in dir(functions) if name in dir(_core) and name[0].islower()])
def test_annotations_name_real_types(name: str) -> None:
    function = getattr(functions, name)
    for overload in typing.get_overloads(function) if hasattr(typing, "get_overloads") else []:
        hints = typing.get_type_hints(overload, {**vars(kinds), **vars(_core)})
        assert "return" in hints
