"""Plots over training: the reward and its spread, its parts, reasons, lengths, repetition."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.analysis.page.formatting import DASH, finite, number, percent
from agent_tunix.rewards.analysis.page.plot import (
    SERIES_MOST,
    Key,
    Plot,
    colours,
    data,
    finish,
    label,
    series_colour,
    spotlight,
    tip,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import altair as alt

    from agent_tunix.rewards.analysis.page.theme import Theme
    from agent_tunix.rewards.analysis.results import Moment, Results

#: Fewer stretches than these are drawn with a dot each.
DOTS_BELOW = 40
#: Columns of the heat map: more would be thinner than a reader sees, and make the page heavy.
COLUMNS_MOST = 80
OTHER = "other"


def steps_of(moment: Moment) -> str:
    """Return a stretch's steps in words."""
    first, last = f"{moment.first_step:,}", f"{moment.last_step:,}"
    return first if first == last else f"{first}{DASH}{last}"


def places(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """Return where each stretch lies: its middle, and the band around it that reaches its neighbours' bands."""
    middles = [(moment.first_step + moment.last_step) / 2 for moment in moments]
    between = [(one + other) / 2 for one, other in pairwise(middles)]
    first = middles[0] - (between[0] - middles[0] if between else 0.5)
    last = middles[-1] + (middles[-1] - between[-1] if between else 0.5)
    edges = [first, *between, last]
    return [
        {"x": middle, "from": edges[at], "to": edges[at + 1], "steps": steps_of(moment)}
        for at, (middle, moment) in enumerate(zip(middles, moments, strict=True))
    ]


def axis(bands: Sequence[dict[str, Any]], field: str = "x") -> alt.X:
    """Return the axis of steps."""
    import altair as alt

    domain = [bands[0]["from"], bands[-1]["to"]]
    return alt.X(
        f"{field}:Q",
        title="Step",
        scale=alt.Scale(domain=domain, nice=False, zero=False),
        axis=alt.Axis(format=",d", tickMinStep=1, labelFlush=True, tickCount=6),
    )


#: What is known of each stretch, as texts by name: lines of the tooltip, and columns of the table.
Columns = dict[str, list[str]]


def pointer(bands: Sequence[dict[str, Any]], theme: Theme, columns: Columns) -> Any:
    """Return the layer that shows a stretch's numbers where the reader points."""
    import altair as alt

    here = alt.selection_point(name="here", on="pointerover", clear="pointerout", empty=False, fields=["x"])
    rows = [
        {**band, **{f"t{at}": texts[row] for at, texts in enumerate(columns.values())}}
        for row, band in enumerate(bands)
    ]
    return (
        alt.Chart(data(rows))
        .mark_rect(color=theme.muted)
        .encode(
            x=axis(bands, "from"),
            x2="to:Q",
            opacity=alt.condition(here, alt.value(0.16), alt.value(0)),
            tooltip=[
                tip("steps", "Steps", kind="N"),
                *(tip(f"t{at}", title, kind="N") for at, title in enumerate(columns)),
            ],
        )
        .add_params(here)
    )


def layered(layers: list[Any], bands: Sequence[dict[str, Any]], theme: Theme, columns: Columns) -> Any:
    """Lay drawings over each other, and on the page what answers to pointing on top."""
    import altair as alt

    return alt.layer(*layers, pointer(bands, theme, columns)) if theme.interactive else alt.layer(*layers)


def table(bands: Sequence[dict[str, Any]], columns: Columns) -> list[list[str]]:
    """Return the rows of a plot's table."""
    return [[band["steps"], *(texts[at] for texts in columns.values())] for at, band in enumerate(bands)]


def dots(rows: Sequence[Any], colour: Any) -> Any:
    """Return whether a line is drawn with dots."""
    return {"filled": True, "size": 22, **({"color": colour} if colour else {})} if len(rows) < DOTS_BELOW else False


def plot_reward(analysis: Results, theme: Theme) -> Plot:
    """Draw the mean reward and the band of the middle 80 %, and the held-out reward where it is known."""
    import altair as alt

    moments = analysis.training
    bands = places(moments)
    rows = [
        {"x": band["x"], **{name: finite(getattr(moment, name)) for name in ("mean", "q10", "q90", "held_out")}}
        for band, moment in zip(bands, moments, strict=True)
    ]
    held_out = any(row["held_out"] is not None for row in rows)
    legend = [Key("Mean", theme.accent, "line", False), Key("Middle 80% of responses", theme.accent, "band", False)]
    if held_out:
        legend.append(Key("Held out", theme.second, "dash", False))
    base = alt.Chart(data(rows)).encode(x=axis(bands))
    y = alt.Y("mean:Q", title="Reward", scale=alt.Scale(zero=False, nice=True))
    layers = [
        base.mark_area(color=theme.accent, opacity=0.2).encode(y=alt.Y("q10:Q", title="Reward"), y2="q90:Q"),
        base.mark_line(color=theme.accent, strokeWidth=2, point=dots(rows, theme.accent)).encode(y=y),
    ]
    if held_out:
        known = base.transform_filter("isValid(datum.held_out)")
        layers.append(
            known.mark_line(
                color=theme.second,
                strokeWidth=2,
                strokeDash=[5, 3],
                point={"filled": True, "size": 26, "color": theme.second},
            ).encode(y="held_out:Q")
        )
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
    title = "Reward over training"
    key = "Line: mean. Band: the middle 80% of the responses." + (" Dashed: held out." if held_out else "")
    first, last = moments[0], moments[-1]
    text = (
        f"Mean reward from {number(first.mean)} at step {steps_of(first)} to {number(last.mean)} at step "
        f"{steps_of(last)}. The band holds the middle 80% of the responses"
        + (", the dashed line is the reward on held-out prompts." if held_out else ".")
    )
    return Plot(
        "reward_over_training",
        title,
        text,
        finish(layered(layers, bands, theme, columns), theme, height=260, title=title, key=key),
        ["Steps", *columns],
        table(bands, columns),
        legend,
    )


def plot_spread(analysis: Results, theme: Theme) -> Plot:
    """Draw how many responses had which reward when."""
    import altair as alt

    edges, moments, counts = analysis.spread.edges, analysis.training, analysis.spread.counts
    width = -(-len(moments) // COLUMNS_MOST)
    bands = places(moments)
    rows = []
    for at in range(0, len(moments), width):
        some = [sum(bin_counts) for bin_counts in zip(*counts[at : at + width], strict=True)]
        end = min(at + width, len(moments)) - 1
        steps = f"{moments[at].first_step:,}{DASH}{moments[end].last_step:,}" if end > at else bands[at]["steps"]
        rows += [
            {
                "from": bands[at]["from"],
                "to": bands[end]["to"],
                "low": edges[bin_at],
                "high": edges[bin_at + 1],
                "share": count / sum(some),
                "count": count,
                "steps": steps,
            }
            for bin_at, count in enumerate(some)
            if count
        ]
    scale = alt.Scale(type="sqrt", domain=[0, 1], range=[0.04, 1])
    chart = (
        alt.Chart(data(rows))
        .mark_rect(color=theme.accent)
        .encode(
            x=axis(bands, "from"),
            x2="to:Q",
            y=alt.Y("low:Q", title="Reward", scale=alt.Scale(domain=[edges[0], edges[-1]], nice=False, zero=False)),
            y2="high:Q",
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
    return Plot("reward_spread_over_training", title, text, finish(chart, theme, height=240, title=title))


def plot_reasons(analysis: Results, theme: Theme) -> Plot:
    """Draw which share of the responses had which reason."""
    import altair as alt

    moments = analysis.training
    weight: dict[str, float] = {}
    for moment in moments:
        for reason, share in moment.reasons.items():
            weight[reason] = weight.get(reason, 0.0) + share * moment.count
    order = sorted(weight, key=lambda reason: -weight[reason])
    shown = order[:SERIES_MOST]
    rest = [reason for reason in order if reason not in shown]
    names = {reason: label(reason) for reason in shown}
    legend = colours([*names.values(), *([OTHER] if rest else [])], theme, OTHER)
    bands = places(moments)
    shares = [[moment.reasons.get(reason, 0.0) for moment in moments] for reason in shown]
    if rest:
        shares.append([sum(moment.reasons.get(reason, 0.0) for reason in rest) for moment in moments])
    rows = [
        {"x": band["x"], "series": key.name, "at": at, "share": share}
        for at, (key, series) in enumerate(zip(legend, shares, strict=True))
        for band, share in zip(bands, series, strict=True)
    ]
    columns = {key.name: list(map(percent, series)) for key, series in zip(legend, shares, strict=True)}
    chosen, opacity = spotlight(theme, 0.9, 0.15)
    chart = (
        alt.Chart(data(rows))
        .mark_area(line=False)
        .encode(
            x=axis(bands),
            y=alt.Y("share:Q", title="Share of responses", stack="zero", scale=alt.Scale(domain=[0, 1]),
                    axis=alt.Axis(format="%")),
            color=series_colour(legend, theme),
            order=alt.Order("at:Q"),
            opacity=opacity,
        )
        .add_params(*chosen)
    )  # fmt: skip
    first, last = moments[0].reasons, moments[-1].reasons
    top = order[0]
    text = (
        f"Why responses got their reward, as shares of all. The most frequent reason is {label(top)}: "
        f"{percent(first.get(top, 0.0))} at the start, {percent(last.get(top, 0.0))} at the end."
    )
    title = "Reasons over training"
    return Plot(
        "reasons_over_training",
        title,
        text,
        finish(layered([chart], bands, theme, columns), theme, height=240, title=title),
        ["Steps", *columns],
        table(bands, columns),
        legend,
    )


def plot_components(analysis: Results, theme: Theme) -> Plot:
    """Draw the mean of each reward inside."""
    import altair as alt

    moments = analysis.training
    shares = {part.name: abs(finite(part.variance_share) or 0.0) for part in analysis.components}
    known = {name for moment in moments for name, mean in moment.components.items() if finite(mean) is not None}
    names = sorted(known, key=lambda name: (-shares.get(name, 0.0), name))[:SERIES_MOST]
    legend = colours([label(name) for name in names], theme, shape="line")
    bands = places(moments)
    means = [[finite(moment.components.get(name)) for moment in moments] for name in names]
    rows = [
        {"x": band["x"], "series": key.name, "mean": mean}
        for key, series in zip(legend, means, strict=True)
        for band, mean in zip(bands, series, strict=True)
    ]
    columns = {key.name: list(map(number, series)) for key, series in zip(legend, means, strict=True)}
    chosen, opacity = spotlight(theme, 1.0, 0.15)
    chart = (
        alt.Chart(data(rows))
        .mark_line(strokeWidth=2, point=dots(moments, None))
        .encode(
            x=axis(bands),
            y=alt.Y("mean:Q", title="Mean", scale=alt.Scale(zero=False)),
            color=series_colour(legend, theme),
            opacity=opacity,
        )
        .add_params(*chosen)
    )
    left = len(known) - len(names)
    text = "The mean of each reward inside." + (
        f" Drawn are the {len(names)} that go along most with the reward's variance; {left} more are in the table of "
        "distributions." if left else ""
    )  # fmt: skip
    title = "Components over training"
    return Plot(
        "components_over_training",
        title,
        text,
        finish(layered([chart], bands, theme, columns), theme, height=240, title=title),
        ["Steps", *columns],
        table(bands, columns),
        legend,
    )


#: The small plots: the field of a stretch, its file's name, title, what it says, whether it is a share.
SMALL = (
    ("deviation", "deviation_over_training", "Deviation of the reward",
     "How far rewards lie apart: without differences there is nothing to learn from.", False),
    ("zero_variance", "zero_variance_over_training", "Groups without any difference",
     "The share of prompts whose responses all had the same reward: they teach nothing.", True),
    ("length", "length_over_training", "Length of the responses",
     "Mean length in characters. A drift without a gain is a sign of gaming.", False),
    ("duplicates", "duplicates_over_training", "Repeated responses",
     "The share of responses that stand earlier in the same stretch to the letter.", True),
)  # fmt: skip


def plot_small(analysis: Results, theme: Theme) -> list[Plot]:
    """Draw what goes with the training, one small plot each; what is never known is left out."""
    import altair as alt

    found: list[Plot] = []
    if len(analysis.training) < 2:  # noqa: PLR2004 - one point is no course
        return found
    bands = places(analysis.training)
    for field, file_name, title, text, share in SMALL:
        values = [finite(getattr(moment, field)) for moment in analysis.training]
        if all(value is None for value in values):
            continue
        rows = [{"x": band["x"], "y": value} for band, value in zip(bands, values, strict=True)]
        write: Callable[[float | None], str] = percent if share else number
        y = alt.Y(
            "y:Q",
            title=None,
            scale=alt.Scale(zero=True) if any(values) else alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%" if share else ",.4~g", tickCount=4),
        )
        line = (
            alt.Chart(data(rows))
            .mark_line(color=theme.accent, strokeWidth=2, point=dots(rows, theme.accent))
            .encode(x=axis(bands), y=y)
        )
        columns = {title: list(map(write, values))}
        spec = finish(layered([line], bands, theme, columns), theme, height=130, title=title)
        found.append(Plot(file_name, title, text, spec, ["Steps", title], table(bands, columns)))
    return found


def plot_training(analysis: Results, theme: Theme) -> list[Plot]:
    """Draw the reward, its spread, its reasons and its parts; nothing where there is one stretch or none."""
    if len(analysis.training) < 2:  # noqa: PLR2004 - one point is no course
        return []
    moments = analysis.training
    found = [plot_reward(analysis, theme)] if any(finite(moment.mean) is not None for moment in moments) else []
    spread = analysis.spread
    if len(spread.counts) == len(moments) and len(spread.edges) > 1 and any(map(sum, spread.counts)):
        found.append(plot_spread(analysis, theme))
    if any(moment.reasons for moment in moments):
        found.append(plot_reasons(analysis, theme))
    if any(finite(mean) is not None for moment in moments for mean in moment.components.values()):
        found.append(plot_components(analysis, theme))
    return found
