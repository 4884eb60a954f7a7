"""Plots over the training: the reward and its spread, its components, reasons, lengths and repetition."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from agent_tunix.rewards.analysis.page.formatting import DASH, finite, number, percent
from agent_tunix.rewards.analysis.page.plot import (
    SERIES_MOST,
    Key,
    Plot,
    colours,
    data,
    label,
    make_plot,
    series_colour,
    spotlight,
    tip,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import altair as alt

    from agent_tunix.rewards.analysis.page.theme import Theme
    from agent_tunix.rewards.analysis.results import Moment, Results

    #: What is known about each stretch, as texts by name: lines of the tooltip, and columns of the table.
    Columns = dict[str, list[str]]

#: With fewer stretches than this, a line has a dot for each.
DOTS_BELOW = 40
#: The most columns of the heat map: more would be thinner than a reader sees, and would make the page large.
COLUMNS_MOST = 80
OTHER = "other"


class Course:
    """The stretches of the training on the axis of steps."""

    def __init__(self, moments: Sequence[Moment], theme: Theme) -> None:
        self.moments, self.theme = moments, theme
        middles = [(moment.first_step + moment.last_step) / 2 for moment in moments]
        between = [(one + other) / 2 for one, other in pairwise(middles)]
        first = middles[0] - (between[0] - middles[0] if between else 0.5)
        last = middles[-1] + (middles[-1] - between[-1] if between else 0.5)
        edges = [first, *between, last]
        #: The middle of each stretch, and its band, which reaches to the bands of its neighbours.
        self.bands: list[dict[str, Any]] = [
            {"x": middle, "from": edges[at], "to": edges[at + 1], "steps": _steps_of(moment)}
            for at, (middle, moment) in enumerate(zip(middles, moments, strict=True))
        ]

    def axis(self, field: str = "x") -> alt.X:
        """Return the axis of steps."""
        import altair as alt

        domain = [self.bands[0]["from"], self.bands[-1]["to"]]
        return alt.X(
            f"{field}:Q",
            title="Step",
            scale=alt.Scale(domain=domain, nice=False, zero=False),
            axis=alt.Axis(format=",d", tickMinStep=1, labelFlush=True, tickCount=6),
        )

    def series(self, legend: Sequence[Key], values: Sequence[Sequence[float | None]]) -> list[dict[str, Any]]:
        """Return a row for each series and stretch."""
        return [
            {"x": band["x"], "series": key.name, "at": at, "value": value}
            for at, (key, own) in enumerate(zip(legend, values, strict=True))
            for band, value in zip(self.bands, own, strict=True)
        ]

    def dots(self, colour: str | None = None) -> Any:
        """Return how a line draws the dots of its stretches; False for none."""
        if len(self.moments) >= DOTS_BELOW:
            return False
        return {"filled": True, "size": 22, **({"color": colour} if colour else {})}

    def pointer(self, columns: Columns) -> Any:
        """Return the layer that shows the numbers of the stretch at which the reader points."""
        import altair as alt

        here = alt.selection_point(name="here", on="pointerover", clear="pointerout", empty=False, fields=["x"])
        texts = [{f"t{at}": text for at, text in enumerate(row)} for row in zip(*columns.values(), strict=True)]
        rows = [{**band, **own} for band, own in zip(self.bands, texts, strict=True)]
        tips = [tip("steps", "Steps", kind="N"), *(tip(f"t{at}", title, kind="N") for at, title in enumerate(columns))]
        opacity = alt.condition(here, alt.value(0.16), alt.value(0))
        base = alt.Chart(data(rows)).mark_rect(color=self.theme.muted)
        return base.encode(x=self.axis("from"), x2=alt.X2("to:Q"), opacity=opacity, tooltip=tips).add_params(here)

    def plot(
        self,
        name: str,
        title: str,
        text: str,
        layers: list[Any],
        columns: Columns,
        *,
        height: int = 240,
        key: str | None = None,
        legend: Sequence[Key] = (),
    ) -> Plot:
        """Return a plot of several layers, with a table of its columns; on the page, pointing shows their numbers."""
        import altair as alt

        shown = [*layers, self.pointer(columns)] if self.theme.interactive else layers
        rows = [[band["steps"], *texts] for band, *texts in zip(self.bands, *columns.values(), strict=True)]
        header = ["Steps", *columns]
        chart = alt.layer(*shown)
        return make_plot(
            name, title, text, chart, self.theme, height=height, key=key, header=header, rows=rows, legend=legend
        )


def _steps_of(moment: Moment) -> str:
    first, last = f"{moment.first_step:,}", f"{moment.last_step:,}"
    return first if first == last else f"{first}{DASH}{last}"


def plot_reward(course: Course) -> Plot:
    """Draw the mean reward, the band of the middle 80 %, and the held-out reward if it is known."""
    import altair as alt

    moments, theme = course.moments, course.theme
    rows = [
        {"x": band["x"], **{name: finite(getattr(moment, name)) for name in ("mean", "q10", "q90", "held_out")}}
        for band, moment in zip(course.bands, moments, strict=True)
    ]
    held_out = any(row["held_out"] is not None for row in rows)
    legend = [Key("Mean", theme.accent, "line", False), Key("Middle 80% of responses", theme.accent, "band", False)]
    base = alt.Chart(data(rows)).encode(x=course.axis())
    y = alt.Y("mean:Q", title="Reward", scale=alt.Scale(zero=False, nice=True))
    layers = [
        base.mark_area(color=theme.accent, opacity=0.2).encode(y=alt.Y("q10:Q", title="Reward"), y2=alt.Y2("q90:Q")),
        base.mark_line(color=theme.accent, strokeWidth=2, point=course.dots(theme.accent)).encode(y=y),
    ]
    if held_out:
        legend.append(Key("Held out", theme.second, "dash", False))
        point = {"filled": True, "size": 26, "color": theme.second}
        known = base.transform_filter("isValid(datum.held_out)")
        line = known.mark_line(color=theme.second, strokeWidth=2, strokeDash=[5, 3], point=point)
        layers.append(line.encode(y=alt.Y("held_out:Q")))
    shown = {
        "Mean": "mean",
        "90% are below": "q90",
        "Median": "q50",
        "10% are below": "q10",
        "Deviation": "deviation",
        **({"Held out": "held_out"} if held_out else {}),
        "Responses": "count",
    }
    columns = {name: [number(getattr(moment, field)) for moment in moments] for name, field in shown.items()}
    key = "Line: mean. Band: the middle 80% of the responses." + (" Dashed: held out." if held_out else "")
    first, last = moments[0], moments[-1]
    text = (
        f"Mean reward from {number(first.mean)} at step {_steps_of(first)} to {number(last.mean)} at step "
        f"{_steps_of(last)}. The band holds the middle 80% of the responses"
        + (", the dashed line is the reward on held-out prompts." if held_out else ".")
    )
    title = "Reward over training"
    return course.plot("reward_over_training", title, text, layers, columns, height=260, key=key, legend=legend)


def plot_spread(analysis: Results, course: Course) -> Plot:
    """Draw how many responses had which reward in each stretch."""
    import altair as alt

    edges, moments, bands, counts = analysis.spread.edges, course.moments, course.bands, analysis.spread.counts
    width = -(-len(moments) // COLUMNS_MOST)
    rows = []
    for at in range(0, len(moments), width):
        some = [sum(bin_counts) for bin_counts in zip(*counts[at : at + width], strict=True)]
        end = min(at + width, len(moments)) - 1
        steps = f"{moments[at].first_step:,}{DASH}{moments[end].last_step:,}" if end > at else bands[at]["steps"]
        column = {"from": bands[at]["from"], "to": bands[end]["to"], "steps": steps}
        rows += [
            {**column, "low": low, "high": high, "share": count / sum(some), "count": count}
            for low, high, count in zip(edges[:-1], edges[1:], some, strict=True)
            if count
        ]
    scale = alt.Scale(type="sqrt", domain=[0, 1], range=[0.04, 1])
    chart = (
        alt.Chart(data(rows))
        .mark_rect(color=course.theme.accent)
        .encode(
            x=course.axis("from"),
            x2=alt.X2("to:Q"),
            y=alt.Y("low:Q", title="Reward", scale=alt.Scale(domain=[edges[0], edges[-1]], nice=False, zero=False)),
            y2=alt.Y2("high:Q"),
            opacity=alt.Opacity("share:Q", scale=scale, legend=None),
            tooltip=[
                tip("steps", "Steps", kind="N"),
                tip("low", "Reward from", ",.3~f"),
                tip("high", "to", ",.3~f"),
                tip("share", "Share of responses", ".1%"),
                tip("count", "Responses", ",d"),
            ],
        )
    )
    text = (
        "Each column is a stretch of the training; the stronger a cell, the more of its responses had this reward. "
        "A single strong row at the bottom is a sparse reward."
    )
    title = "Spread of the reward over training"
    return make_plot("reward_spread_over_training", title, text, chart, course.theme, height=240)


def _plot_reasons(course: Course) -> Plot:
    import altair as alt

    moments, theme = course.moments, course.theme
    weight: dict[str, float] = {}
    for moment in moments:
        for reason, share in moment.reasons.items():
            weight[reason] = weight.get(reason, 0.0) + share * moment.count
    order = sorted(weight, key=lambda reason: -weight[reason])
    shown, rest = order[:SERIES_MOST], order[SERIES_MOST:]
    legend = colours([*map(label, shown), *([OTHER] if rest else [])], theme, OTHER)
    shares = [[moment.reasons.get(reason, 0.0) for moment in moments] for reason in shown]
    if rest:
        shares.append([sum(moment.reasons.get(reason, 0.0) for reason in rest) for moment in moments])
    y = alt.Y("value:Q", title="Share of responses", stack="zero", scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format="%"))  # fmt: skip
    chart = alt.Chart(data(course.series(legend, shares))).mark_area(line=False).encode(y=y, order=alt.Order("at:Q"))
    top = order[0]
    text = (
        f"Why responses got their reward, as shares of all. The most frequent reason is {label(top)}: "
        f"{percent(moments[0].reasons.get(top, 0.0))} at the start, "
        f"{percent(moments[-1].reasons.get(top, 0.0))} at the end."
    )
    columns = {key.name: list(map(percent, series)) for key, series in zip(legend, shares, strict=True)}
    layer = by_series(chart, course, legend, 0.9)
    return course.plot("reasons_over_training", "Reasons over training", text, [layer], columns, legend=legend)


def _plot_components(analysis: Results, course: Course) -> Plot:
    import altair as alt

    moments = course.moments
    shares = {part.name: abs(finite(part.variance_share) or 0.0) for part in analysis.components}
    known = {name for moment in moments for name, mean in moment.components.items() if finite(mean) is not None}
    names = sorted(known, key=lambda name: (-shares.get(name, 0.0), name))[:SERIES_MOST]
    legend = colours([label(name) for name in names], course.theme, shape="line")
    means = [[finite(moment.components.get(name)) for moment in moments] for name in names]
    y = alt.Y("value:Q", title="Mean", scale=alt.Scale(zero=False))
    chart = alt.Chart(data(course.series(legend, means))).mark_line(strokeWidth=2, point=course.dots()).encode(y=y)
    text = "The mean of each component."
    if left := len(known) - len(names):
        text += (
            f" Drawn are the {len(names)} that explain most of the reward's variance; {left} more are in the table of "
            "distributions."
        )
    columns = {key.name: list(map(number, series)) for key, series in zip(legend, means, strict=True)}
    layer = by_series(chart, course, legend, 1.0)
    return course.plot("components_over_training", "Components over training", text, [layer], columns, legend=legend)


def by_series(chart: Any, course: Course, legend: Sequence[Key], opacity: float) -> Any:
    """Return a chart with a colour for each series, which the legend can bring forward."""
    chosen, shown = spotlight(course.theme, opacity, 0.15)
    colour = series_colour(legend, course.theme)
    return chart.encode(x=course.axis(), color=colour, opacity=shown).add_params(*chosen)


#: The small plots: the field of a stretch, the file's name, the title, the text, and whether it is a share.
SMALL = (
    ("deviation", "deviation_over_training", "Deviation of the reward",
     "How far rewards lie apart: without differences there is nothing to learn from.", False),
    ("zero_variance", "zero_variance_over_training", "Groups without any difference",
     "The share of prompts whose responses all had the same reward: they teach nothing.", True),
    ("length", "length_over_training", "Length of the responses",
     "Mean length in characters. A drift without a gain is a sign of gaming.", False),
    ("duplicates", "duplicates_over_training", "Repeated responses",
     "The share of responses that occurred before in the same stretch, letter for letter.", True),
)  # fmt: skip


def plot_small(course: Course) -> list[Plot]:
    """Draw further numbers of the training, each in a small plot, except those that are never known."""
    import altair as alt

    found: list[Plot] = []
    colour = course.theme.accent
    for field, name, title, text, share in SMALL:
        values = [finite(getattr(moment, field)) for moment in course.moments]
        if all(value is None for value in values):
            continue
        rows = [{"x": band["x"], "y": value} for band, value in zip(course.bands, values, strict=True)]
        scale = alt.Scale(zero=True) if any(values) else alt.Scale(domain=[0, 1])
        y = alt.Y("y:Q", title=None, scale=scale, axis=alt.Axis(format="%" if share else ",.4~g", tickCount=4))
        line = alt.Chart(data(rows)).mark_line(color=colour, strokeWidth=2, point=course.dots(colour))
        spell: Callable[[float | None], str] = percent if share else number
        columns = {title: list(map(spell, values))}
        found.append(course.plot(name, title, text, [line.encode(x=course.axis(), y=y)], columns, height=130))
    return found


def plot_training(analysis: Results, theme: Theme) -> tuple[list[Plot], list[Plot]]:
    """Draw the reward, its spread, its reasons and its components, and the small plots.

    There are none if the training has fewer than two stretches.
    """
    moments, spread = analysis.training, analysis.spread
    if len(moments) < 2:  # noqa: PLR2004 - one point is no course
        return [], []
    course = Course(moments, theme)
    found = [plot_reward(course)] if any(finite(moment.mean) is not None for moment in moments) else []
    if len(spread.counts) == len(moments) and len(spread.edges) > 1 and any(map(sum, spread.counts)):
        found.append(plot_spread(analysis, course))
    if any(moment.reasons for moment in moments):
        found.append(_plot_reasons(course))
    if any(finite(mean) is not None for moment in moments for mean in moment.components.values()):
        found.append(_plot_components(analysis, course))
    return found, plot_small(course)


def plot_both(one: Results, other: Results, names: tuple[str, str], theme: Theme) -> Plot | None:
    """Draw the mean rewards of two runs over their steps; return None if neither has a course."""
    import altair as alt

    legend = colours([label(name) for name in names], theme, shape="line")
    rows = [
        {
            "x": (moment.first_step + moment.last_step) / 2,
            "steps": _steps_of(moment),
            "series": key.name,
            "value": moment.mean,
        }
        for key, analysis in zip(legend, (one, other), strict=True)
        for moment in analysis.training
        if finite(moment.mean) is not None
    ]
    if not rows:
        return None
    chosen, shown = spotlight(theme, 1.0, 0.15)
    chart = (
        alt.Chart(data(rows))
        .mark_line(strokeWidth=2, point={"filled": True, "size": 14})
        .encode(
            x=alt.X(
                "x:Q", title="Step", scale=alt.Scale(nice=False, zero=False), axis=alt.Axis(format=",d", tickCount=6)
            ),
            y=alt.Y("value:Q", title="Mean reward", scale=alt.Scale(zero=False)),
            color=series_colour(legend, theme),
            opacity=shown,
            tooltip=[tip("series", "Run", kind="N"), tip("steps", "Steps", kind="N"), tip("value", "Mean", ",.3~f")],
        )
        .add_params(*chosen)
    )
    text = "The mean reward of both runs. Other data, another reward or another range of steps may make them differ."
    table = [[str(row["series"]), str(row["steps"]), number(cast("float | None", row["value"]))] for row in rows]
    header = ["Run", "Steps", "Mean"]
    title = "Reward of both runs"
    return make_plot("reward_of_both", title, text, chart, theme, height=240, header=header, rows=table, legend=legend)
