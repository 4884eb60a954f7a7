"""A page and figures of an analysis: `render` writes one HTML file that needs no network, `save_figures` PNG files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.page.figures import save_figures
from agent_tunix.rewards.analysis.page.libraries import check_tools

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.results import Results

__all__ = ["render", "save_figures"]


def render(analysis: Results, *, title: str | None = None) -> str:
    """Return an analysis as one HTML page: plots, findings, and examples to open and filter.

    The page contains everything that it needs, and its security policy forbids it to fetch anything. What a model wrote
    stays text, hidden characters are replaced by their names, and long texts are cut so that the page stays below 5 MB.

    >>> from agent_tunix.rewards import analyze
    >>> from agent_tunix.rewards.analysis.page import render
    >>> page = render(analyze([{"response": "<b>4</b>", "reward": 1.0}]), title="Sums")
    >>> "<h1>Sums</h1>" in page, "&lt;b&gt;4&lt;/b&gt;" in page
    (True, True)

    Args:
        analysis: what `analyze` returned.
        title: the page's title; "Reward analysis" and the run's name without one.

    Returns:
        The HTML, to be written as UTF-8.

    Raises:
        ImportError: what draws is not installed (`pip install 'agent-tunix-rewards[analysis]'`).
    """
    check_tools()
    from agent_tunix.rewards.analysis.page.document import write_page

    return write_page(analysis, title)
