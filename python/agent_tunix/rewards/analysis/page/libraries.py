"""The libraries that draw, and what to install where they are missing."""

from __future__ import annotations

import functools
import importlib
from typing import Any

NEEDED = ("altair", "jinja2", "vl_convert")


def check_tools() -> None:
    """Raise at once, rather than halfway, if a library is missing.

    Raises:
        ImportError: one of them is not installed.
    """
    try:
        for module in NEEDED:
            importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f"reports are drawn with {error.name}, which is not installed: pip install 'agent-tunix-rewards[analysis]'"
        ) from error


def vl_convert() -> Any:
    """Return vl-convert, which makes PNG and has Vega's JavaScript.

    Raises:
        ImportError: a library is missing.
    """
    check_tools()
    return importlib.import_module("vl_convert")


@functools.cache
def vega_script() -> str:
    """Return the JavaScript that draws: vega-embed with Vega-Lite and Vega, about 0.9 MB, made once a process."""
    script: str = vl_convert().javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return script
