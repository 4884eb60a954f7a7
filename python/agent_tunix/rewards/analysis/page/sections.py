"""Which plots are in which section of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.page import overall_plots
from agent_tunix.rewards.analysis.page.training_plots import plot_training

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.page.plot import Plot
    from agent_tunix.rewards.analysis.page.theme import Theme
    from agent_tunix.rewards.analysis.results import Attribute, Results


@dataclass
class Sections:
    """The plots of each section."""

    training: list[Plot]
    #: The small plots of the training.
    beside: list[Plot]
    distributions: list[Plot]
    variance: list[Plot]
    correlation: list[Plot]
    #: Each attribute with its plot; None if fewer than two of its kinds have a mean.
    attributes: list[tuple[Attribute, Plot | None]]
    failures: list[Plot]

    def plots(self) -> list[Plot]:
        """Return all plots in the order of the page."""
        first = [*self.training, *self.beside, *self.distributions, *self.variance, *self.correlation]
        return [*first, *(plot for _, plot in self.attributes if plot), *self.failures]


def draw_sections(analysis: Results, theme: Theme) -> Sections:
    """Draw all that the analysis knows, each plot under a name of its own."""
    from altair.utils import schemapi

    # What is drawn is ours; to validate it takes as long as to draw it. Tests validate every drawing.
    with schemapi.debug_mode(False):
        return _draw(analysis, theme)


def _draw(analysis: Results, theme: Theme) -> Sections:
    training, beside = plot_training(analysis, theme)
    sections = Sections(
        training=training,
        beside=beside,
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
