"""Gives compiled classes the types of the stub: at run time they have names of arguments, but no types."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import agent_tunix.rewards

STUB = Path(agent_tunix.rewards.__file__).parent / "_core.pyi"
PREFIX = "agent_tunix.rewards."


def read_stub() -> dict[str, tuple[str, str | None]]:
    """Return the arguments and the result of each class, method and property of the stub, by its dotted name."""
    found: dict[str, tuple[str, str | None]] = {}
    for node in ast.parse(STUB.read_text("utf-8")).body:
        for part in node.body if isinstance(node, ast.ClassDef) else ():
            if not isinstance(part, ast.FunctionDef):
                continue
            if not any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in part.decorator_list):
                del part.args.args[:1]
            arguments = f"({ast.unparse(part.args).removesuffix(', /')})"
            if part.name in ("__new__", "__init__"):
                found[node.name] = (arguments, None)
            else:
                found[f"{node.name}.{part.name}"] = (arguments, part.returns and ast.unparse(part.returns))
    return found


SIGNATURES = read_stub()


def sign(_app: Any, _what: str, name: str, *_others: Any) -> tuple[str, str | None] | None:
    """Return the signature of the stub for what has one there."""
    return SIGNATURES.get(name.removeprefix(PREFIX).removeprefix("_core."))


def add_types(_app: Any, what: str, name: str, _value: Any, _options: Any, lines: list[str]) -> None:
    """Add the types of attributes to the docstring of a compiled class."""
    if what != "class":
        return
    for at, line in reversed(list(enumerate(lines))):
        attribute = line.removeprefix(".. attribute:: ")
        _, returns = SIGNATURES.get(f"{name.removeprefix(PREFIX)}.{attribute}", ("", None))
        if attribute != line and returns:
            lines.insert(at + 1, f"   :type: {returns}")


def setup(app: Any) -> dict[str, Any]:
    """Take part in autodoc; napoleon has made attributes of the docstring before."""
    app.connect("autodoc-process-signature", sign)
    app.connect("autodoc-process-docstring", add_types, priority=900)
    return {"parallel_read_safe": True}
