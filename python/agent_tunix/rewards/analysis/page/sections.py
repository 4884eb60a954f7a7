"""Which plots stand in which part of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.page import overall_plots
from agent_tunix.rewards.analysis.page.training_plots import plot_small, plot_training

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.page.plot import Plot
    from agent_tunix.rewards.analysis.page.theme import Theme
    from agent_tunix.rewards.analysis.results import Attribute, Results


@dataclass
class Sections:
    """The plots of a page."""

    training: list[Plot]
    #: What goes with the training, small.
    beside: list[Plot]
    distributions: list[Plot]
    variance: list[Plot]
    correlation: list[Plot]
    #: Each attribute with its plot, or None where no kind has a mean.
    attributes: list[tuple[Attribute, Plot | None]]
    failures: list[Plot]

    def plots(self) -> list[Plot]:
        """Return the plots in the page's order."""
        kinds = [plot for _, plot in self.attributes if plot]
        return [
            *self.training,
            *self.beside,
            *self.distributions,
            *self.variance,
            *self.correlation,
            *kinds,
            *self.failures,
        ]


def draw_sections(analysis: Results, theme: Theme) -> Sections:
    """Draw all that the analysis knows, each plot under a name of its own."""
    sections = Sections(
        training=plot_training(analysis, theme),
        beside=plot_small(analysis, theme),
        distributions=overall_plots.plot_distributions(analysis, theme),
        variance=overall_plots.plot_variance(analysis, theme),
        correlation=overall_plots.plot_correlation(analysis, theme),
        attributes=[
            (attribute, overall_plots.plot_attribute(attribute, analysis, theme))
            for attribute in analysis.attributes
            if attribute.kinds
        ],
        failures=overall_plots.plot_failures(analysis, theme),
    )
    seen: set[str] = set()
    for plot in sections.plots():
        stem, at = plot.name, 2
        while plot.name in seen:
            plot.name = f"{stem}_{at}"
            at += 1
        seen.add(plot.name)
    return sections
