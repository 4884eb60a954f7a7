"""A page and figures of an analysis: `render` makes one HTML file that needs no network, `save_figures` PNG files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.page.libraries import check_libraries, vl_convert
from agent_tunix.rewards.writing.files import replace_when_done

if TYPE_CHECKING:
    import os

    from agent_tunix.rewards.analysis.results import Results

__all__ = ["render", "save_figures"]

#: Dots per inch of the figures; a drawing's unit is 1/72 inch.
RESOLUTION = 300


def render(analysis: Results, *, title: str | None = None, beside: Results | None = None) -> str:
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
        title: the page's title; by default "Reward analysis" and the name of the run.
        beside: the analysis of another run, with which this one is compared.

    Returns:
        The HTML, to be written as UTF-8.

    Raises:
        ImportError: a library that draws is not installed (`pip install 'agent-tunix-rewards[analysis]'`).
    """
    check_libraries()
    from agent_tunix.rewards.analysis.page.document import write_page

    return write_page(analysis, title, beside)


def save_figures(analysis: Results, folder: str | os.PathLike[str]) -> list[Path]:
    """Write each plot as a PNG file on white, named by what it shows: `reward_over_training.png`.

    Args:
        analysis: what `analyze` returned.
        folder: the folder for the files; it is made if it does not exist.

    Returns:
        The files, in the order of the page. There is none for a plot whose numbers the analysis does not have.

    Raises:
        ImportError: a library that draws is not installed (`pip install 'agent-tunix-rewards[analysis]'`).
        OSError: the folder can't be written.
    """
    convert = vl_convert()
    from agent_tunix.rewards.analysis.page.sections import draw_sections
    from agent_tunix.rewards.analysis.page.theme import PAPER

    Path(folder).mkdir(parents=True, exist_ok=True)
    written = []
    for plot in draw_sections(analysis, PAPER).plots():
        path = Path(folder) / f"{plot.name}.png"
        with replace_when_done(path) as temporary:
            temporary.write_bytes(convert.vegalite_to_png(plot.spec, ppi=RESOLUTION, allowed_base_urls=[]))
        written.append(path)
    return written
