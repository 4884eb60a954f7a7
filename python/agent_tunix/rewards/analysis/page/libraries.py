"""The libraries that draw, and what to install if they are missing."""

from __future__ import annotations

import functools
import importlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent_tunix.rewards.writing.files import write_text

#: How the page's own script finds the library.
EXPORT = "window.vegaEmbed = vegaEmbed;"
NEEDED = ("altair", "jinja2", "vl_convert")


def check_libraries() -> None:
    """Raise an `ImportError` that says what to install, before any work is done, if a library is missing."""
    try:
        for module in NEEDED:
            importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f"reports are drawn with {error.name}, which is not installed: pip install 'agent-tunix-rewards[analysis]'"
        ) from error


def vl_convert() -> Any:
    """Return vl-convert, which makes PNG files and contains Vega's JavaScript."""
    check_libraries()
    return importlib.import_module("vl_convert")


@functools.cache
def vega_script() -> str:
    """Return the JavaScript that draws, about 0.9 MB: vega-embed with Vega-Lite and Vega.

    To put it together takes more than a second and 100 MB, so it is kept in the user's folder of caches.
    """
    convert = vl_convert()
    # A process may have no home.
    with suppress(OSError, RuntimeError):
        kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "agent-tunix-rewards")
        kept.mkdir(parents=True, exist_ok=True)
        kept /= f"vega-{convert.__version__}.js"
        if not kept.exists():
            write_text(kept, convert.javascript_bundle(EXPORT))
        return kept.read_text("utf-8")
    script: str = convert.javascript_bundle(EXPORT)
    return script
