"""How plots look: colours, type and lines, for the page and for paper.

On the page a colour is the name of a CSS variable, so that one drawing follows the reader's choice of light or dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Okabe and Ito's colours (2008), which readers with any colour vision tell apart; the yellow, too faint on white, is
#: an olive, and what is left over is grey.
SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a7500", "#5b4fa0")
REST = "#8b929b"


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for."""

    ink: str
    muted: str
    grid: str
    ground: str
    accent: str
    second: str
    low: str
    high: str
    series: tuple[str, ...]
    rest: str
    #: On the page a width is the column's, legends are HTML, and pointing shows numbers.
    interactive: bool

    def config(self) -> dict[str, Any]:
        """Return Vega-Lite's configuration."""
        font = "ui-sans-serif, system-ui, sans-serif" if self.interactive else "Liberation Sans, Arial, sans-serif"
        return {
            "font": font,
            # The figure says what the drawing shows, and the table beside it has its numbers.
            "aria": False,
            "background": "transparent" if self.interactive else self.ground,
            "padding": 2 if self.interactive else 12,
            "view": {"stroke": None},
            "axis": {
                "domainColor": self.grid,
                "gridColor": self.grid,
                "tickColor": self.grid,
                "labelColor": self.muted,
                "titleColor": self.muted,
                "labelFontSize": 11,
                "titleFontSize": 11,
                "titleFontWeight": "normal",
                "titlePadding": 8,
                "labelLimit": 140,
                "tickCount": 5,
                "labelOverlap": True,
                "labelSeparation": 8,
            },
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
            "legend": {
                "labelColor": self.ink,
                "titleColor": self.muted,
                "labelFontSize": 11,
                "titleFontSize": 11,
                "titleFontWeight": "normal",
                "symbolStrokeWidth": 2,
                "labelLimit": 180,
            },
            "text": {"color": self.ink, "fontSize": 11},
            "title": {
                "color": self.ink,
                "fontSize": 14,
                "fontWeight": 600,
                "anchor": "start",
                "offset": 12,
                "subtitleColor": self.muted,
                "subtitleFontSize": 11,
            },
        }


#: On the page: page.css gives the variables their values, in light and dark.
PAGE = Theme(
    ink="var(--ink)",
    muted="var(--muted)",
    grid="var(--grid)",
    ground="var(--card)",
    accent="var(--series-1)",
    second="var(--series-6)",
    low="var(--series-6)",
    high="var(--series-1)",
    series=tuple(f"var(--series-{at})" for at in range(1, len(SERIES) + 1)),
    rest="var(--rest)",
    interactive=True,
)
#: On paper.
PAPER = Theme(
    ink="#1b1f24",
    muted="#525a65",
    grid="#dfe3e8",
    ground="#ffffff",
    accent=SERIES[0],
    second=SERIES[5],
    low=SERIES[5],
    high=SERIES[0],
    series=SERIES,
    rest=REST,
    interactive=False,
)
