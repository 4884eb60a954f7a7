"""Finding the reward that a command line names: in a module, in a file, by its registered name."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.configuration import get_reward


def find_target(name: str) -> Any:
    """Return the reward of a name: `module:reward`, `folder/file.py:reward`, `package.module.reward`, or registered.

    A class is called without arguments, as ms-swift does with those of `orms`.

    Raises:
        ValueError: there is none; the message says what was looked for.
        TypeError: what is there can't be called.
    """
    place, colon, attribute = name.rpartition(":")
    if not colon and name.endswith(".py"):
        raise ArgumentValueError(f"reward {name!r}: name the function in it, {name}:my_reward")
    if not colon:
        return get_reward(name)
    module = load_file(Path(place)) if place.endswith(".py") else load_module(place)
    found: Any = module
    for part in attribute.split("."):
        if not hasattr(found, part):
            public = [each for each in dir(module) if not each.startswith("_") and callable(getattr(module, each))]
            there = ", ".join(public) or "nothing that can be called"
            raise ArgumentValueError(f"reward {name!r}: {place} has no {attribute!r}; it has: {there}")
        found = getattr(found, part)
    if isinstance(found, type):
        try:
            found = found()
        except TypeError:
            found = found(None)
    if not callable(found):
        raise ArgumentTypeError(f"reward {name!r}: expected a function, got {type(found).__name__}")
    return found


def load_module(name: str) -> Any:
    """Import a module by its name.

    Raises:
        ValueError: the import fails; the message has its error.
    """
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise ArgumentValueError(
            f"reward module {name!r}: {type(error).__name__}: {error}", argument="reward", code="failed_call"
        ) from error


def load_file(path: Path) -> Any:
    """Import a file by its path; what stands beside it can be imported from it.

    Raises:
        ValueError: there is no such file, or it raises.
    """
    if not path.is_file():
        raise ArgumentValueError(
            f"reward file {path}: there is no such file", argument="reward", code="unreadable_file"
        )
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    # A file may be named like a module that is in use.
    name = f"audited_{path.stem}" if path.stem in sys.modules else path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ArgumentValueError(f"reward file {path}: it can't be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ArgumentValueError(f"reward file {path}: {type(error).__name__}: {error}") from error
    return module
