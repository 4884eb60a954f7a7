"""Where the command finds modules of its caller's own."""

from __future__ import annotations

import os
import sys


def look_here() -> None:
    """Find modules in the folder that the command is run in, as `python -m` does."""
    here = os.getcwd()  # noqa: PTH109  sys.path holds texts
    if here not in sys.path:
        sys.path.insert(0, here)
