"""Changes rooms of the Python package in one place at a time and counts the changes that the tests notice.

    python -m benches.mutation.python [--sample 150] [--seed 12] [--shard 1/3] [--area reading] [--write]

A sample with a seed of what the operators of Cosmic Ray would change. Each change is made in a copy of the package;
then the tests of its room run until one fails. Annotations are not changed: nothing reads them while the package runs.
What came out is kept in build/mutants, as for the core (benches/mutation/core.py).
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from parso.tree import NodeOrLeaf as Node

from benches.mutation.limited import run_limited
from benches.mutation.record import KILLED, NEVER_ENDED, SURVIVED
from benches.mutation.session import Session, read_options

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "python/agent_tunix/rewards"
#: The tests of each room, the fast ones first.
TESTS = {
    "composing": (
        "reward", "combine", "registry", "together", "async_rewards", "noisy", "doors", "errors", "trainers_waiting",
    ),
    "shaping": ("normalization", "schedule", "reward", "closed_forms"),
    "reading": (
        "reading", "sentences", "inputs", "errors", "functions", "reward", "groups", "grading", "trainers_forms",
    ),
    "groups": ("groups", "errors"),
    "trainers": (
        "trainers", "trainers_forms", "trainers_objects", "trainers_options", "trainers_stated", "trainers_waiting",
        "hosts_table", "trainers_examples", "hosts", "log_in_trainers",
    ),
}  # fmt: skip
#: What stands for an operator; Cosmic Ray knows ten more for each.
SWAPS = (
    "_Add_Sub", "_Sub_Add", "_Mul_Div", "_Div_Mul", "_FloorDiv_Mul", "_Mod_Mul", "_Pow_Mul", "_BitAnd_BitOr",
    "_BitOr_BitAnd", "_Eq_NotEq", "_NotEq_Eq", "_Lt_LtE", "_Lt_GtE", "_LtE_Lt", "_LtE_Gt", "_Gt_GtE", "_Gt_LtE",
    "_GtE_Gt", "_GtE_Lt", "_Is_IsNot", "_IsNot_Is", "_In_NotIn", "_NotIn_In",
)  # fmt: skip
AIM = 0.85
#: The most seconds of a processor for the tests of a room; none takes thirty without a change.
MOST_SECONDS = 90


@dataclass(frozen=True)
class Place:
    """A change: its name, the room it lies in, its file, and what Cosmic Ray makes it with."""

    name: str
    area: str
    file: str
    operator: str
    occurrence: int


def list_places(areas: tuple[str, ...]) -> list[Place]:
    """All the changes to the rooms."""
    places = []
    for area in areas:
        for path in sorted((ROOT / PACKAGE / area).rglob("*.py")):
            places += list(list_file(area, path))
    return places


def list_file(area: str, path: Path) -> Iterator[Place]:
    """The changes to one file. Those of one name are counted, since lines shift."""
    source = path.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    lines, idle = source.split("\n"), list(idle_places(source))
    seen: Counter[str] = Counter()
    for operator in plugins.operator_names():
        made = plugins.get_operator(operator)
        if made.arguments() or not is_telling(operator):
            continue
        found = ((node, start) for node in nodes for start, _ in made().mutation_positions(node))
        for occurrence, (node, start) in enumerate(found):
            if any(first <= start < last for first, last in idle) or ("Binary" in operator and is_marker(node)):
                continue
            where, text = ASTQuery(node).get_definition_name() or "", lines[start[0] - 1].strip()
            name = f"{path.relative_to(ROOT / PACKAGE)}: {operator.removeprefix('core/')} in {where}: {text}"
            seen[name] += 1
            name += f" #{seen[name]}" if seen[name] > 1 else ""
            yield Place(name, area, str(path.relative_to(ROOT)), operator, occurrence)


def is_telling(operator: str) -> bool:
    """Whether an operator is taken: of all that could stand for another one, one or two are."""
    return not operator.startswith(("core/ReplaceBinary", "core/ReplaceComparison")) or operator.endswith(SWAPS)


def is_marker(node: Node) -> bool:
    """Whether `*`, `**` or `/` is no operator of numbers here but marks arguments, items or parameters."""
    return node.parent.type not in {"arith_expr", "term", "power", "expr", "xor_expr", "and_expr", "shift_expr"}


def idle_places(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """What is not run: annotations, and what only type checkers see, from a line and column to another."""
    for node in ast.walk(ast.parse(source)):
        idle: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            idle = [node.annotation]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            overloaded = any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
            idle = [node.returns, *(node.decorator_list + node.body if overloaded else ())]
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            idle = [node]
        for part_of in idle:
            if part_of is not None:
                # Columns of ast are bytes; the lines of code that they lie in are ASCII.
                yield (part_of.lineno, part_of.col_offset), (part_of.end_lineno, part_of.end_col_offset)


def copy_tree(into: Path) -> Path:
    """Copies what the tests need: the package with its compiled module, the tests and what they read."""
    tree = into / "python"
    shutil.rmtree(tree, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    modules = [str(path.relative_to(ROOT)) for path in (ROOT / PACKAGE).glob("_core*.so")]
    for name in [*listed.splitlines(), *modules]:
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
    return tree


def run_tests(tree: Path, area: str) -> tuple[bool | None, float, str]:
    """Runs the tests of a room: whether they pass (nothing where they never end), the seconds, the first that fails."""
    files = [f"tests/test_{name}.py" for name in TESTS[area]]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", *files]
    environment = {"PYTHONPATH": str(tree / "python"), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = run_limited(command, tree, environment, most_seconds=MOST_SECONDS)
    failed = [line.split(" - ")[0] for line in ended.said.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return None if ended.code is None else ended.code == 0, ended.seconds, failed[0] if failed else ""


def judge(tree: Path, place: Place) -> tuple[str, float, str]:
    """Makes a change, runs the tests and takes it back; returns what came of it."""
    file, source = tree / place.file, (ROOT / place.file).read_text(encoding="utf-8")
    changed = mutate_code(source, plugins.get_operator(place.operator)(), place.occurrence)
    file.write_text(changed, encoding="utf-8")
    try:
        passed, seconds, by = run_tests(tree, place.area)
    finally:
        file.write_text(source, encoding="utf-8")
    return NEVER_ENDED if passed is None else SURVIVED if passed else KILLED, seconds, by


def run(session: Session[Place], tree: Path) -> None:
    """Tries each change, when the tests pass without any."""
    for area in sorted({place.area for place in session.left}):
        passed, seconds, by = run_tests(tree, area)
        print(f"the tests of {area} take {seconds:.0f} s", flush=True)
        if not passed:
            raise SystemExit(f"the tests fail without any change: {by}")
    session.try_all(session.left, lambda place: judge(tree, place))


def main() -> None:
    """Prints how many of the sampled changes the tests notice, and the others."""
    options = read_options(__doc__, TESTS, 150)
    aims = dict.fromkeys(TESTS, AIM)
    session = Session("python", list_places(options.area), options, tests=["tests"], aims=aims)
    if session.left and not options.table:
        run(session, copy_tree(options.into))
    session.finish(PACKAGE, write=options.write)


if __name__ == "__main__":
    main()
