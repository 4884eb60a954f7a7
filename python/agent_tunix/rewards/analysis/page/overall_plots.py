"""Plots over all responses: distributions, shares of variance, correlations, attributes of responses, and failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.analysis.page.formatting import finite, hundredths, number, percent
from agent_tunix.rewards.analysis.page.plot import Plot, bars, data, label, make_plot, short, tip

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.page.theme import Theme
    from agent_tunix.rewards.analysis.results import Attribute, Distribution, Results

#: The most histograms, rows of a bar plot, and names in the matrix; the tables have the rest.
HISTOGRAMS_MOST, BARS_MOST, MATRIX_MOST = 24, 16, 16
#: With more names than this the cells of the matrix are too small for numbers.
MATRIX_NUMBERS_MOST = 9
#: From this correlation on, the colour of a cell is so strong that its number needs a lighter colour.
STRONG = 0.55
#: The height of a row.
ROW = 26


def scale_of(part: Distribution) -> float:
    """Return the largest absolute value of a reward."""
    return max(abs(finite(part.minimum) or 0.0), abs(finite(part.maximum) or 0.0))


def plot_distribution(part: Distribution, theme: Theme, title: str, file_name: str) -> Plot | None:
    """Draw a histogram with the mean; return None if no value is known."""
    import altair as alt

    edges, counts = part.histogram.edges, part.histogram.counts
    total = sum(counts)
    if not total or len(edges) != len(counts) + 1 or any(finite(edge) is None for edge in edges):
        return None
    thin = (edges[-1] - edges[0]) / 200 if edges[-1] > edges[0] else 0.5
    rows = [
        {"low": low, "high": high, "from": low - thin * (low == high), "to": high + thin * (low == high),
         "count": count, "share": count / total}
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]  # fmt: skip
    columns = (
        alt.Chart(data(rows))
        .mark_rect(color=theme.accent, opacity=0.85, stroke=theme.ground, strokeWidth=0.5)
        .encode(
            x=alt.X("from:Q", title=None, scale=alt.Scale(zero=False, nice=False, padding=4)),
            x2=alt.X2("to:Q"),
            y=alt.Y("count:Q", title="Responses", axis=alt.Axis(format="~s", tickCount=4)),
            y2=alt.Y2Datum(0),
            tooltip=[
                tip("low", "From", ",.3~f"),
                tip("high", "to", ",.3~f"),
                tip("count", "Responses", ",d"),
                tip("share", "Share", ".1%"),
            ],
        )
    )
    layers: list[Any] = [columns]
    if finite(part.mean) is not None:
        mean = alt.Chart(data([{"mean": part.mean}]))
        layers.append(mean.mark_rule(color=theme.second, strokeWidth=2, strokeDash=[4, 3]).encode(x=alt.X("mean:Q")))
    text = (
        f"Mean {number(part.mean)} (dashed), deviation {number(part.deviation)}, from {number(part.minimum)} to "
        f"{number(part.maximum)}"
        + (f", skewness {hundredths(part.skewness)}." if finite(part.skewness) is not None else ".")
    )
    table = [[number(row["low"]), number(row["high"]), number(row["count"]), percent(row["share"])] for row in rows]
    header = ["From", "To", "Responses", "Share"]
    return make_plot(
        file_name, title, text, alt.layer(*layers), theme, height=150, key="Dashed: mean", header=header, rows=table
    )


def plot_distributions(analysis: Results, theme: Theme) -> list[Plot]:
    """Draw the reward's histogram and each component's."""
    parts = [(analysis.reward, "Reward", "distribution_reward")]
    parts += [
        (part, label(part.name), f"distribution_component_{at}")
        for at, part in enumerate(analysis.components[: HISTOGRAMS_MOST - 1], 1)
    ]
    found = [plot_distribution(part, theme, title, file_name) for part, title, file_name in parts]
    return [plot for plot in found if plot]


def plot_variance(analysis: Results, theme: Theme) -> list[Plot]:
    """Draw the share of the reward's variance that each component explains."""
    known = [part for part in analysis.components if finite(part.variance_share) is not None]
    known.sort(key=lambda part: -(part.variance_share or 0.0))
    if not known:
        return []
    rows = [
        {"name": label(part.name), "share": part.variance_share, "text": percent(part.variance_share)}
        for part in known[:BARS_MOST]
    ]
    tips = [tip("name", "Component", kind="N"), tip("share", "Share", ".1%")]
    axis = "Share of variance"
    chart = bars(rows, theme, label="name", value="share", title=axis, form="%", colour=theme.accent, tips=tips)
    text = (
        f"cov(component, reward) / var(reward). {label(known[0].name)} goes along with "
        f"{percent(known[0].variance_share)}: what varies most is what is learned. Below zero works against the rest."
    )
    table = [[label(part.name), percent(part.variance_share)] for part in known]
    title = "What the reward's variance comes from"
    header = ["Component", axis]
    plot = make_plot("variance_shares", title, text, chart, theme, height=ROW * len(rows), header=header, rows=table)
    return [plot]


def plot_correlation(analysis: Results, theme: Theme) -> list[Plot]:
    """Draw the matrix of correlations."""
    import altair as alt

    given, matrix = analysis.correlation.names, analysis.correlation.matrix
    if len(given) < 2 or len(matrix) != len(given):  # noqa: PLR2004 - one has nothing to go with
        return []
    names = [label(item) for item in given]
    cut, most = short(names), min(len(names), MATRIX_MOST)
    rows = [
        {
            "a": names[down],
            "b": names[across],
            "down": cut[down],
            "across": cut[across],
            "r": finite(matrix[down][across]),
            "size": abs(finite(matrix[down][across]) or 0.0),
            "text": hundredths(matrix[down][across]),
        }
        for down in range(most)
        for across in range(most)
    ]
    base = alt.Chart(data(rows)).encode(
        x=alt.X("across:N", title=None, sort=None,
                axis=alt.Axis(labelAngle=-40, labelLimit=0, labelOverlap=False, domain=False, ticks=False)),
        y=alt.Y("down:N", title=None, sort=None, axis=alt.Axis(labelLimit=0, labelOverlap=False)),
    )  # fmt: skip
    cells = base.mark_rect(stroke=theme.ground, strokeWidth=2, cornerRadius=3).encode(
        color=alt.condition("datum.r < 0", alt.value(theme.low), alt.value(theme.high)),
        opacity=alt.Opacity("size:Q", scale=alt.Scale(domain=[0, 1], range=[0.06, 1]), legend=None),
        tooltip=[tip("a", "Of", kind="N"), tip("b", "and", kind="N"), tip("text", "Correlation", kind="N")],
    )
    chart: Any = cells
    if most <= MATRIX_NUMBERS_MOST:
        ink = "var(--on-strong)" if theme.interactive else "#ffffff"
        chart += base.mark_text(fontSize=11).encode(
            text=alt.Text("text:N"), color=alt.condition(f"datum.size > {STRONG}", alt.value(ink), alt.value(theme.ink))
        )
    title = "What goes with what"
    text = (
        "Pearson's correlation of the reward, its parts and the length: blue where two rise together, orange where one "
        "falls as the other rises, a dash where one of them does not vary."
    )
    table = [[names[down], *map(hundredths, row)] for down, row in enumerate(matrix)]
    header = ["Correlation", *names]
    return [make_plot("correlation", title, text, chart, theme, height=34 * most, header=header, rows=table)]


def plot_attribute(attribute: Attribute, analysis: Results, theme: Theme) -> Plot | None:
    """Draw the mean reward of each kind of responses; return None if fewer than two kinds have a mean."""
    rows = [
        {"kind": label(kind.value), "mean": finite(kind.mean), "count": kind.count, "share": kind.share,
         "d": finite(kind.effect), "text": number(kind.mean, scale_of(analysis.reward))}
        for kind in attribute.kinds
        if finite(kind.mean) is not None
    ][:BARS_MOST]  # fmt: skip
    if len(rows) < 2:  # noqa: PLR2004 - one kind is no comparison
        return None
    tips = [
        tip("kind", label(attribute.title), kind="N"),
        tip("mean", "Mean reward", ",.3~f"),
        tip("d", "Cohen's d", "+.2f"),
        tip("count", "Responses", ",d"),
        tip("share", "Share", ".1%"),
    ]
    overall = finite(analysis.reward.mean)
    chart = bars(
        rows, theme, label="kind", value="mean", title="Mean reward", colour=theme.accent, tips=tips, rule=overall
    )
    title = label(attribute.title)
    text = (
        f"Mean reward of each kind; the dashed line is the mean of all responses, {number(analysis.reward.mean)}."
        + (
            f" {percent(attribute.eta_squared)} of the reward's variance lies between these kinds (eta squared)."
            if finite(attribute.eta_squared) is not None
            else ""
        )
    )
    name = "reward_by_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in attribute.name[:40])
    return make_plot(name, title, text, chart, theme, height=ROW * len(rows), key="Dashed: all responses")


def plot_failures(analysis: Results, theme: Theme) -> list[Plot]:
    """Draw how frequent each pattern of failure is."""
    rows = [
        {"label": label(failure.label), "share": finite(failure.share) or 0.0, "count": failure.count,
         "text": percent(failure.share)}
        for failure in analysis.failures[:BARS_MOST]
    ]  # fmt: skip
    if not rows:
        return []
    tips = [tip("label", "Pattern", kind="N"), tip("share", "Share", ".1%"), tip("count", "Responses", ",d")]
    axis = "Share of failures"
    chart = bars(
        rows, theme, label="label", value="share", title=axis, form="%", colour=theme.second, tips=tips, most=30
    )
    text = (
        "The responses that fail, by their reason and by words that tell some of them apart, the most frequent first."
    )
    return [make_plot("failure_patterns", "What failures share", text, chart, theme, height=ROW * len(rows))]
