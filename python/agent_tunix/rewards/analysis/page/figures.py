"""Figures for papers: the page's plots as PNG, on white, at 300 dots per inch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.page.libraries import vl_convert

if TYPE_CHECKING:
    import os

    from agent_tunix.rewards.analysis.results import Results

#: Dots per inch; a drawing's unit is 1/72 inch.
RESOLUTION = 300


def save_figures(analysis: Results, folder: str | os.PathLike[str]) -> list[Path]:
    """Write each plot as a PNG, named by what it shows: `reward_over_training.png`.

    Args:
        analysis: what `analyze` returned.
        folder: where to write; it is made if need be.

    Returns:
        The files, in the page's order. What the analysis does not know has none.

    Raises:
        ImportError: what draws is not installed (`pip install 'agent-tunix-rewards[analysis]'`).
        OSError: the folder can't be written.
    """
    convert = vl_convert()
    from agent_tunix.rewards.analysis.page.sections import draw_sections
    from agent_tunix.rewards.analysis.page.theme import PAPER

    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for plot in draw_sections(analysis, PAPER).plots():
        path = into / f"{plot.name}.png"
        path.write_bytes(convert.vegalite_to_png(plot.spec, ppi=RESOLUTION, allowed_base_urls=[]))
        written.append(path)
    return written
