"""A plot: its drawing as Vega-Lite, what it shows in words, and its numbers as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from agent_tunix.rewards.writing.hidden_characters import show_hidden

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from agent_tunix.rewards.analysis.page.theme import Theme

#: Series in one plot: more colours can't be told apart.
SERIES_MOST = 8
#: Width on paper, in points of a PNG of 300 dots per inch: a text column is 6.5 inches wide.
PAPER_WIDTH = 430
#: Width of the column of numbers beside bars.
NUMBERS = 42
#: A name in a plot is cut to this; its table and its tooltip have more.
NAME_MOST = 120


class Key(NamedTuple):
    """What one colour of a plot stands for."""

    name: str
    colour: str
    #: `block`, `line`, `band` or `dash`.
    shape: str = "block"
    #: Whether the reader may bring this series forward.
    choice: bool = True


@dataclass
class Plot:
    """One drawing."""

    #: Its id in the page and its file's name.
    name: str
    title: str
    #: What it shows, for those who read and those who listen.
    text: str
    spec: dict[str, Any]
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    #: What the colours stand for, where the drawing does not say so.
    legend: list[Key] = field(default_factory=list)


def label(text: str) -> str:
    """Return a name of the data as a plot shows it: in one line, its hidden characters named, not too long."""
    text = " ".join(show_hidden(text[: 2 * NAME_MOST]).split())
    return text if len(text) <= NAME_MOST else text[: NAME_MOST - 1] + "…"


def short(names: Sequence[str], most: int = 20) -> list[str]:
    """Return names that fit beside an axis: cut in their middle, since long names often differ at their ends.

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


def rounded(value: float | None) -> float | None:
    """Return a number with as many digits as a drawing needs; None for what can't be drawn."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.6g}")


def data(rows: Sequence[dict[str, Any]]) -> alt.Data:
    """Return rows that stand inside the drawing."""
    import altair as alt

    clean = [{name: rounded(item) if isinstance(item, float) else item for name, item in row.items()} for row in rows]
    return alt.Data(values=clean)  # type: ignore[no-untyped-call]


def tip(field_name: str, title: str, form: str | None = None, kind: str = "Q") -> alt.Tooltip:
    """Return a line of a tooltip."""
    import altair as alt

    # The space keeps names of the data from being `title` or `image`, which the tooltip has a meaning for.
    extra: Any = {} if form is None else {"format": form}
    return alt.Tooltip(f"{field_name}:{kind}", title=f"{title} ", **extra)


def finish(chart: Any, theme: Theme, *, height: int, title: str, key: str | None = None) -> dict[str, Any]:
    """Return a drawing as Vega-Lite.

    Args:
        chart: the drawing.
        theme: its colours.
        height: of what is between the axes.
        title: what stands above it on paper.
        key: what says on paper which line is which.
    """
    chart = chart.properties(
        width="container" if theme.interactive else PAPER_WIDTH,
        height=height,
        autosize={"type": "fit-x", "contains": "padding"},
    )
    if not theme.interactive:
        chart = chart.properties(title={"text": title, **({"subtitle": key} if key else {})})
    # Each part was held against the schema when it was made; once more for the whole takes as long as all else.
    spec: dict[str, Any] = chart.configure(**theme.config()).to_dict(validate=False)
    share_data(spec)
    return spec


def share_data(spec: dict[str, Any]) -> None:
    """Write rows that several layers draw only once."""
    held: list[Any] = []
    for layer in [spec, *spec.get("layer", [])]:
        values = layer.get("data", {}).get("values")
        if values is None:
            continue
        if values not in held:
            held.append(values)
        layer["data"] = {"name": f"rows_{held.index(values)}"}
    spec["datasets"] = {f"rows_{at}": values for at, values in enumerate(held)}


def colours(names: Sequence[str], theme: Theme, rest: str | None = None, shape: str = "block") -> list[Key]:
    """Give each series a colour; `rest` is the name of what is left over."""
    series = iter(theme.series)
    # Names that were cut to the same are kept apart.
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
    """Return what lets a button of the legend bring one series forward: parameters, and the opacity of a series."""
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
        rows: what to draw; `text` of each is the number beside its bar.
        theme: the colours.
        label: the field that names a row.
        value: the field that is drawn.
        title: the title of the axis.
        form: how the axis writes numbers.
        colour: of the bars.
        tips: what pointing at a bar shows.
        rule: where a dashed line stands.
        most: letters of a row's name.
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
        layers.append(line.mark_rule(color=theme.ink, strokeWidth=1.5, strokeDash=[4, 3]).encode(x="rule:Q"))
    # In a column of their own, where nothing crosses them.
    layers.append(
        base.mark_text(align="right", dx=NUMBERS, color=theme.ink).encode(x=alt.value("width"), text="text:N")
    )
    return alt.layer(*layers)
