"""Loading one module of a large package whose `__init__` needs what a test machine does not have."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def load_alone(name: str) -> ModuleType:
    """Import a module without running the `__init__` of the packages around it; the module itself is the real one."""
    if name in sys.modules:
        return sys.modules[name]
    top = name.split(".", 1)[0]
    spec = importlib.util.find_spec(top)
    assert spec is not None, f"{top} is not installed"
    assert spec.submodule_search_locations
    folder = Path(next(iter(spec.submodule_search_locations)))
    package = top
    for part in ["", *name.split(".")[1:-1]]:
        package, folder = (f"{package}.{part}", folder / part) if part else (package, folder)
        module = ModuleType(package)
        module.__path__ = [str(folder)]
        sys.modules.setdefault(package, module)
    return importlib.import_module(name)
