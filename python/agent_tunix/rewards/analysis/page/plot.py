"""Plots: a drawing as Vega-Lite, what it shows in words, and its numbers as a table."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from agent_tunix.rewards.writing.hidden_characters import show_hidden

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from agent_tunix.rewards.analysis.page.theme import Theme

#: The most series in one plot: a reader can't tell more colours apart.
SERIES_MOST = 8
#: The width on paper, in points of a PNG with 300 dots per inch; a column of text is 6.5 inches wide.
PAPER_WIDTH = 430
#: The width of the column of numbers beside bars.
NUMBERS = 42
#: The most characters of a name.
NAME_MOST = 120


class Key(NamedTuple):
    """What one colour of a plot stands for."""

    name: str
    colour: str
    #: `block`, `line`, `band` or `dash`.
    shape: str = "block"
    #: Whether the legend has a button that brings this series forward.
    choice: bool = True


@dataclass
class Plot:
    """One drawing."""

    #: Its id in the page, and the name of its file.
    name: str
    title: str
    #: What it shows, also for screen readers.
    text: str
    #: The drawing as Vega-Lite.
    spec: dict[str, Any]
    #: Its numbers as a table.
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    #: What the colours stand for, if the drawing does not say so.
    legend: list[Key] = field(default_factory=list)


def label(text: str) -> str:
    """Return a name of the data for a plot: on one line, with its hidden characters named, and not too long."""
    text = " ".join(show_hidden(text[: 2 * NAME_MOST]).split())
    return text if len(text) <= NAME_MOST else text[: NAME_MOST - 1] + "…"


def short(names: Sequence[str], most: int = 20) -> list[str]:
    """Return names that fit beside an axis: long ones are cut in the middle, because they often differ at their ends.

    >>> from agent_tunix.rewards.analysis.page.plot import short
    >>> short(["format", "evaluate_the_format_of_the_answer", "evaluate_the_length_of_the_answer"])
    ['format', 'evaluate_…he_answer', 'evaluate_…he_answer (2)']
    """
    half = (most - 1) // 2
    found: list[str] = []
    for name in names:
        cut = name if len(name) <= most else f"{name[:half]}…{name[-half:]}"
        own, at = cut, 2
        while own in found:
            own, at = f"{cut} ({at})", at + 1
        found.append(own)
    return found


def data(rows: Sequence[dict[str, Any]]) -> alt.Data:
    """Return rows as data inside the drawing, with as many digits as a drawing needs; None for what can't be drawn.

    Altair copies rows many times, number by number; a text it copies at once. `share_data` reads the text again.
    """
    import altair as alt

    def clean(item: Any) -> Any:
        return item if not isinstance(item, float) else float(f"{item:.6g}") if math.isfinite(item) else None

    values = [{name: clean(item) for name, item in row.items()} for row in rows]
    return alt.Data(values=json.dumps(values))  # type: ignore[no-untyped-call]


def tip(field_name: str, title: str, form: str | None = None, kind: str = "Q") -> alt.Tooltip:
    """Return a line of a tooltip."""
    import altair as alt

    # `title` and `image` mean something to the tooltip; the space keeps names of the data from being these words.
    extra: Any = {} if form is None else {"format": form}
    return alt.Tooltip(f"{field_name}:{kind}", title=f"{title} ", **extra)


def make_plot(
    name: str,
    title: str,
    text: str,
    chart: Any,
    theme: Theme,
    *,
    height: int,
    key: str | None = None,
    header: Sequence[str] = (),
    rows: Sequence[list[str]] = (),
    legend: Sequence[Key] = (),
) -> Plot:
    """Return a plot of a chart; the arguments are the fields of a plot, and `key` stands below the title on paper."""
    # What all plots have is added afterwards, because Altair copies the whole chart for each addition. Nothing is
    # validated again: that takes as long as all else.
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec |= {
        "width": "container" if theme.interactive else PAPER_WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": spec.get("config", {}) | theme.config(),
    }
    if not theme.interactive:
        spec["title"] = {"text": title, **({"subtitle": key} if key else {})}
    share_data(spec)
    return Plot(name, title, text, spec, list(header), list(rows), list(legend))


def share_data(spec: dict[str, Any]) -> None:
    """Store rows that several layers draw only once."""
    held: list[str] = []
    for layer in [spec, *spec.get("layer", [])]:
        values = layer.get("data", {}).get("values")
        if values is None:
            continue
        if values not in held:
            held.append(values)
        layer["data"] = {"name": f"rows_{held.index(values)}"}
    spec["datasets"] = {f"rows_{at}": json.loads(values) for at, values in enumerate(held)}


def colours(names: Sequence[str], theme: Theme, rest: str | None = None, shape: str = "block") -> list[Key]:
    """Give each series a colour; `rest` is the name of what is left over."""
    series = iter(theme.series)
    # Names that were cut to the same text get a number.
    return [
        Key(own, theme.rest if name == rest else next(series), shape)
        for name, own in zip(names, short(names, NAME_MOST), strict=True)
    ]


def series_colour(legend: Sequence[Key], theme: Theme, **options: Any) -> alt.Color:
    """Return the encoding of series by colour; on paper the legend is part of the drawing."""
    import altair as alt

    scale = alt.Scale(domain=[key.name for key in legend], range=[key.colour for key in legend])
    shown = None if theme.interactive else alt.Legend(title=None, orient="bottom", columns=3)
    return alt.Color("series:N", scale=scale, legend=shown, **options)


def spotlight(theme: Theme, strong: float, faint: float) -> tuple[list[Any], Any]:
    """Return the parameters and the opacity with which a button of the legend brings one series forward."""
    import altair as alt

    if not theme.interactive:
        return [], alt.value(strong)
    chosen = alt.param(name="chosen", value="")
    return [chosen], alt.condition("chosen === '' || chosen === datum.series", alt.value(strong), alt.value(faint))


def bars(
    rows: Sequence[dict[str, Any]],
    theme: Theme,
    *,
    label: str,
    value: str,
    title: str,
    form: str | None = None,
    colour: str,
    tips: list[Any],
    rule: float | None = None,
    most: int = 20,
) -> Any:
    """Return horizontal bars with their numbers, in the order of the rows.

    Args:
        rows: what to draw; the field `text` is the number beside the bar.
        theme: the colours.
        label: the field with the name of a row.
        value: the field that is drawn.
        title: the title of the axis.
        form: the format of the axis's numbers.
        colour: the colour of the bars.
        tips: the tooltip of a bar.
        rule: the place of a dashed line.
        most: the most characters of a row's name.
    """
    import altair as alt

    values = [row[value] for row in rows] + ([rule] if rule is not None else [])
    low, high = min(0.0, *values), max(0.0, *values)
    domain = [low * 1.05, high or (1.0 if low == high else 0.0)]
    axis = alt.Axis(grid=True, tickCount=5) if form is None else alt.Axis(grid=True, tickCount=5, format=form)
    scale = alt.Scale(domain=domain, nice=False, zero=True)
    name = alt.Y("axis:N", title=None, sort=None, axis=alt.Axis(labelLimit=0, labelOverlap=False))
    names = short([row[label] for row in rows], most)
    base = alt.Chart(data([{**row, "axis": own} for row, own in zip(rows, names, strict=True)])).encode(y=name)
    layers: list[Any] = [
        base.mark_bar(color=colour, height={"band": 0.62}).encode(
            x=alt.X(f"{value}:Q", title=title, axis=axis, scale=scale), tooltip=tips
        )
    ]
    if rule is not None:
        line = alt.Chart(data([{"rule": rule}]))
        layers.append(line.mark_rule(color=theme.ink, strokeWidth=1.5, strokeDash=[4, 3]).encode(x=alt.X("rule:Q")))
    # The numbers are in a column of their own, where no bar or line crosses them.
    layers.append(
        base.mark_text(align="right", dx=NUMBERS, color=theme.ink).encode(x=alt.value("width"), text=alt.Text("text:N"))
    )
    return alt.layer(*layers)
