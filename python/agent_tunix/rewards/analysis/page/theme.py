"""The colours, type and lines of plots, for the page and for paper.

On the page a colour is the name of a CSS variable, so that the same drawing is right on light and on dark ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: The colours of Okabe and Ito (2008), which readers with any colour vision can tell apart. An olive replaces their
#: yellow, which is too faint on white; grey is for the rest.
SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a7500", "#5b4fa0")
REST = "#8b929b"


@dataclass(frozen=True)
class Theme:
    """Colours by their purpose."""

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
    #: Whether it is for the page: there plots fill the column, legends are HTML, and pointing shows numbers.
    interactive: bool

    def config(self) -> dict[str, Any]:
        """Return Vega-Lite's configuration."""
        font = "ui-sans-serif, system-ui, sans-serif" if self.interactive else "Liberation Sans, Arial, sans-serif"
        return {
            "font": font,
            # The figure's own text says what the drawing shows, and its table has the numbers.
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


#: For the page; page.css defines the variables, for light and for dark ground.
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
#: For paper.
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
