"""Finding a reward by its name: in a module, in a file, or among the registered rewards."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.configuration import get_reward

if TYPE_CHECKING:
    from types import ModuleType


def find_target(name: str) -> Any:
    """Return the reward of a name: `module:reward`, `folder/file.py:reward`, or the name of a registered reward.

    A class is called without arguments, as ms-swift does with the classes in `orms`.

    Raises:
        ValueError: there is none; the message says what was looked for.
        TypeError: what is there can't be called.
    """
    place, colon, attribute = name.rpartition(":")
    if not colon and name.endswith(".py"):
        raise ArgumentValueError(
            f"reward {name!r}: name the function in it, {name}:my_reward", argument="reward", code="unknown_name"
        )
    if not colon:
        return get_reward(name)
    is_file = place.endswith(".py")
    if is_file and not Path(place).is_file():
        raise ArgumentValueError(
            f"reward file {place}: there is no such file", argument="reward", code="unreadable_file"
        )
    try:
        module = load_file(Path(place)) if is_file else importlib.import_module(place)
    except Exception as error:
        what = f"file {place}" if is_file else f"module {place!r}"
        raise ArgumentValueError(
            f"reward {what}: {type(error).__name__}: {error}", argument="reward", code="failed_call"
        ) from error
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            public = [each for each in dir(module) if not each.startswith("_") and callable(getattr(module, each))]
            there = ", ".join(public) or "nothing that can be called"
            raise ArgumentValueError(
                f"reward {name!r}: {place} has no {attribute!r}; it has: {there}",
                argument="reward",
                code="unknown_name",
            )
        found = getattr(found, part)
    if isinstance(found, type):
        try:
            found = found()
        except TypeError:
            found = found(None)
    if not callable(found):
        raise ArgumentTypeError(f"reward {name!r}: expected a function, got {type(found).__name__}", argument="reward")
    return found


def load_file(path: Path) -> ModuleType:
    """Import a file by its path; it can import the files in its own folder."""
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    # A file may have the name of a module that was imported before.
    name = f"audited_{path.stem}" if path.stem in sys.modules else path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("it can't be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
