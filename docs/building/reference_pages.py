"""Writes the pages of the reference before Sphinx reads them: a page for each public object, and one for each group.

Nothing is listed by hand but the groups and their order. A public name whose module no group has gets a group with the
name of its room, so a new object is in the reference without a change here.
"""

from __future__ import annotations

import ast
import inspect
import shutil
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

PACKAGE = "agent_tunix.rewards"


@dataclass
class Group:
    """Objects that belong together, and where they are found."""

    slug: str
    title: str
    text: str
    #: Modules, without the name of the package; the public names of the package that are defined in them.
    rooms: tuple[str, ...] = ()
    #: Names of the package that come first, or whose module does not show that they belong here.
    names: tuple[str, ...] = ()
    #: Modules whose objects are imported from there and not from the package.
    modules: tuple[str, ...] = ()
    #: Modules that get a page of their own, with their docstring and their objects.
    pages: tuple[str, ...] = ()
    found: list[str] = field(default_factory=list)


GROUPS = (
    Group(
        "grading",
        "Grading answers",
        "The functions that grade responses, one or a batch.",
        ("functions", "grading"),
        ("check_answer", "combined_reward", "match_format_exactly", "check_numbers", "explain_answer", "Grading"),
    ),
    Group(
        "results",
        "Answers, verdicts, formats",
        "What the functions take and return.",
        names=("Answer", "Verdict", "Trace", "AnyOf", "Format", "ArithmeticStep", "REASONS"),
    ),
    Group(
        "composing",
        "Rewards and how they combine",
        "Functions become rewards, rewards become other rewards.",
        ("composing",),
        ("as_reward", "Reward", "weighted_sum"),
    ),
    Group("patterns", "Ready-made rewards", "The documented patterns.", ("patterns",)),
    Group("aspects", "Aspects", "Properties of a response beside right and wrong.", ("aspects", "steps")),
    Group("auxiliary", "Length, repetition, tags", "Rewards for the form of a response.", modules=("auxiliary",)),
    Group("shaping", "Normalization, schedules, tasks", "Rewards that change with the training.", ("shaping",)),
    Group(
        "groups",
        "Groups of responses",
        "Which responses to a prompt agree, what most of them say, and how often they are right.",
        modules=("groups",),
    ),
    Group("models", "Reward models", "Models as rewards, and pairs to train them with.", ("models",)),
    Group(
        "recording",
        "Recording",
        "What a reward does during a training.",
        ("recording",),
        modules=("recording.columns", "recording.statistics", "recording.sinks"),
    ),
    Group("auditing", "Audit", "What a reward pays by mistake.", ("auditing",), modules=("auditing.findings",)),
    Group("scale", "Tables", "Whole tables of responses.", modules=("scale",)),
    Group("serving", "Serving", "A reward behind HTTP.", modules=("serving",)),
    Group("comparing", "Comparing graders", "Two graders on the same responses.", modules=("comparing",)),
    Group("analysis", "Analysis", "What the records of a training show.", ("analysis",), modules=("analysis.results",)),
    Group(
        "errors",
        "Errors",
        "What is raised for a mistake of the caller.",
        names=("ArgumentValueError", "ArgumentTypeError", "RewardError", "ERROR_CODES"),
    ),
)
#: These come last, after the groups of rooms that are not named above.
LAST = (
    Group(
        "trainers",
        "Trainers",
        "Adapters: rewards as each trainer calls them.",
        modules=("trainers",),
        pages=("trainers",),
    ),
    Group("presets", "Presets", "Rewards of other libraries, value for value.", pages=("presets",)),
    Group("kinds", "Types", "The names of types in signatures.", modules=("kinds",)),
)
OTHER_NAMES = {"__version__"}


def read_aliases(module: Any) -> dict[str, tuple[str, str]]:
    """Return the type aliases of a module: what each stands for, and the docstring below it."""
    body = ast.parse(inspect.getsource(module)).body
    return {
        node.target.id: (ast.unparse(node.value), " ".join(after.value.value.split()))
        for node, after in pairwise(body)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.annotation, ast.Name)
        and node.annotation.id == "TypeAlias"
        and isinstance(node.target, ast.Name)
        and node.value
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }


def public_names(module: Any) -> list[str]:
    """Return the public functions, classes and constants of a module, in the order of its source.

    Where a module has no list of them, a function that documents no arguments is taken for one of its own helpers.
    """
    if hasattr(module, "__all__"):
        names = [name for name in module.__all__ if not inspect.ismodule(getattr(module, name))]
    else:
        aliases = read_aliases(module)
        names = [
            name
            for name, value in vars(module).items()
            if not name.startswith("_")
            and (name in aliases or getattr(value, "__module__", None) == module.__name__)
            and not (inspect.isfunction(value) and "Args:" not in (value.__doc__ or ""))
        ]
    lines = inspect.getsource(module).splitlines()

    def line(name: str) -> int:
        starts = (f"def {name}(", f"class {name}(", f"class {name}:", f"{name} =", f"{name}: ", f"async def {name}(")
        return next((at for at, text in enumerate(lines) if text.startswith(starts)), len(lines))

    return sorted(names, key=line)


def submodules(name: str) -> list[str]:
    """Return the public modules inside a package, and inside its packages, by name."""
    package = import_module(f"{PACKAGE}.{name}")
    found = []
    for folder in package.__path__:
        for path in sorted(Path(folder).iterdir()):
            if path.name.startswith("_") or not (path.suffix == ".py" or (path / "__init__.py").exists()):
                continue
            module = f"{name}.{path.stem}"
            found += [module] if path.suffix == ".py" else [module, *submodules(module)]
    return found


def summary(value: Any) -> str:
    """Return the first paragraph of a docstring, on one line."""
    if not (callable(value) or inspect.ismodule(value)):
        return ""
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def directive(path: str, value: Any) -> list[str]:
    """Return what documents an object."""
    if isinstance(value, type):
        kind = "autoexception" if issubclass(value, BaseException) else "autoclass"
        options = ["   :members:"]
        if not issubclass(value, BaseException):
            options.append("   :inherited-members: tuple, dict, Exception, object, list, str")
        return [f".. {kind}:: {path}", *options]
    return [f".. autofunction:: {path}" if callable(value) else f".. autodata:: {path}"]


class Writer:
    """Writes the pages into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def write(self, slug: str, title: str, *blocks: list[str]) -> None:
        """Write a page."""
        text = "\n\n".join("\n".join(block) for block in ([title, "=" * len(title)], *blocks))
        (self.folder / f"{slug}.rst").write_text(text + "\n", encoding="utf-8")

    def write_object(self, name: str, module: str = "") -> tuple[str, str, str]:
        """Write an object's page; return its slug, its title and its summary."""
        whole = f"{PACKAGE}.{module}" if module else PACKAGE
        value = getattr(import_module(whole), name)
        title = f"{module}.{name}" if module else name
        aliases = read_aliases(import_module(whole)) if module else {}
        if name in aliases:
            stands_for, about = aliases[name]
            lines = [f".. py:type:: {whole}.{name}", f"   :canonical: {stands_for}", "", f"   {about}"]
            self.write(title, name, lines)
            return title, name, about
        self.write(title, title, directive(f"{whole}.{name}", value))
        return title, name, summary(value)

    def write_objects(self, module: str) -> list[tuple[str, str, str]]:
        """Write the pages of a module's objects."""
        return [self.write_object(name, module) for name in public_names(import_module(f"{PACKAGE}.{module}"))]

    def write_list(self, slug: str, title: str, text: list[str], rows: list[tuple[str, str, str]]) -> None:
        """Write a page that lists others."""
        table = [".. list-table::", "   :widths: 30 70", ""]
        for page, name, about in rows:
            table += [f"   * - :doc:`{name} <{page}>`", f"     - {about}"]
        tree = [".. toctree::", "   :hidden:", "", *(f"   {name} <{page}>" for page, name, _ in rows)]
        self.write(slug, title, text, table, tree)


def sort_names() -> list[Group]:
    """Return the groups with the public names of the package that belong to each."""
    package = import_module(PACKAGE)
    groups = [Group(**{**vars(group), "found": list(group.names)}) for group in GROUPS]
    listed = OTHER_NAMES.union(*(group.names for group in GROUPS))
    for name in package.__all__:
        if name in listed:
            continue
        module = getattr(getattr(package, name), "__module__", PACKAGE).removeprefix(PACKAGE).removeprefix(".")
        room = module.partition(".")[0] or "functions"
        group = next((group for group in groups if room in group.rooms), None)
        if group is None:
            group = Group(f"room-{room}", room.capitalize().replace("_", " "), "", (room,))
            groups.append(group)
        group.found.append(name)
    return [*groups, *LAST]


def write_pages(folder: Path) -> None:
    """Write all pages, and `groups.inc`, the table of the first page of the reference."""
    writer = Writer(folder)
    lines = ["| group | objects |", "|---|---|"]
    groups = sort_names()
    for group in groups:
        rows = [writer.write_object(name) for name in group.found]
        for module in group.modules:
            rows += writer.write_objects(module)
        for module in (module for package in group.pages for module in submodules(package)):
            text = [f".. automodule:: {PACKAGE}.{module}", "   :no-members:"]
            writer.write_list(module, module, text, writer.write_objects(module))
            rows.append((module, module.partition(".")[2], summary(import_module(f"{PACKAGE}.{module}"))))
        writer.write_list(f"group-{group.slug}", group.title, [group.text], rows)
        links = ", ".join(f"[`{name}`](reference/{page}.rst)" for page, name, _ in rows)
        lines.append(f"| [{group.title}](reference/group-{group.slug}.rst) | {links} |")
    lines += ["", "```{toctree}", ":hidden:", "", *(f"reference/group-{group.slug}" for group in groups), "```", ""]
    (folder / "groups.inc").write_text("\n".join(lines), encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Make Sphinx write the pages before it looks for pages."""
    app.connect("builder-inited", lambda app: write_pages(Path(app.srcdir) / "reference"))
    return {"parallel_read_safe": True}
