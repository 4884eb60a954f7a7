"""The libraries that draw, and what to install if they are missing."""

from __future__ import annotations

import functools
import importlib
from typing import Any

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
    """Return the JavaScript that draws, about 0.9 MB: vega-embed with Vega-Lite and Vega. It is made once a process."""
    script: str = vl_convert().javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return script
