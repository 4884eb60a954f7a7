"""What several tests share: the originals of the presets, and modules that stand in for others."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from tests.stand_ins import stand_in_for_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Where `make test` puts the libraries of originals.txt.
ORIGINALS = Path(sys.prefix) / "originals"


@pytest.fixture(scope="session")
def docs() -> Path:
    """Return the folder of the guide."""
    return Path(__file__).parent.parent / "docs"


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what puts a module with some names, and the packages around it, where imports find them."""
    return partial(put, monkeypatch)


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[None]:
    """Put what hosts import when they are called where imports find it, for the tests of a file."""
    with pytest.MonkeyPatch.context() as patch:
        stand_in_for_calls(partial(put, patch))
        yield


def put(patch: pytest.MonkeyPatch, name: str, **names: Any) -> None:
    """Put a module with some names, and the packages around it, where imports find them."""
    parts = name.split(".")
    for end in range(1, len(parts)):
        if ".".join(parts[:end]) not in sys.modules:
            patch.setitem(sys.modules, ".".join(parts[:end]), ModuleType(parts[end - 1]))
    module = ModuleType(name)
    vars(module).update(names)
    patch.setitem(sys.modules, name, module)


@cache
def load(path: str) -> ModuleType:
    """Load one file of an original by its path, without the packages around it."""
    spec = importlib.util.spec_from_file_location("original_" + path.replace("/", "_")[:-3], ORIGINALS / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its own dependencies stand beside it; what the environment has comes first.
    sys.path.append(str(ORIGINALS))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ORIGINALS))
    return module


@pytest.fixture(scope="session")
def original() -> Callable[[str], ModuleType]:
    """Return what loads an original: `original("verl/utils/reward_score/gsm8k.py")`."""
    assert ORIGINALS.is_dir(), "the originals are not installed: run `make test`"
    return load
