"""The page: the values that its template shows, its scripts and styles, and its security policy."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from agent_tunix.rewards._core import __version__
from agent_tunix.rewards.analysis.comparison import compare, name_both
from agent_tunix.rewards.analysis.findings.meanings import MEANINGS, guide_address
from agent_tunix.rewards.analysis.findings.remedies import TITLES
from agent_tunix.rewards.analysis.page import formatting
from agent_tunix.rewards.analysis.page.libraries import vega_script
from agent_tunix.rewards.analysis.page.overall_plots import scale_of
from agent_tunix.rewards.analysis.page.plot import label
from agent_tunix.rewards.analysis.page.records import pack_records
from agent_tunix.rewards.analysis.page.sections import draw_sections
from agent_tunix.rewards.analysis.page.summary import figures, verdict
from agent_tunix.rewards.analysis.page.theme import PAGE
from agent_tunix.rewards.analysis.page.training_plots import plot_both
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agent_tunix.rewards.analysis.results import Example, Finding, Results

#: The names of the texts that take the whole width.
PROMPT, RESPONSE = "Prompt", "Response"
#: How many bytes of HTML the examples may take, so that the whole page stays below 5 MB.
EXAMPLES_MOST = 1_500_000
#: How many bytes the whole page may take, and where in it all records stand.
PAGE_MOST, RECORDS = 4_950_000, '<script type="text/plain" id="records">'
#: To how many characters the texts of examples may be cut; the first that keeps within the bytes is taken.
CUTS = (6000, 3000, 1500, 800, 400, 200, 100, 50)
#: The most characters of other texts, and the most entries of lists.
PROSE_MOST, CODE_MOST, EXCERPT_MOST = 2000, 2000, 90
MOST = {
    "components": 40,
    "kinds": 40,
    "terms": 12,
    "links": 12,
    "failures": 24,
    "findings": 60,
    "left_out": 60,
    "runs": 12,
}


#: The plots that show a finding: the first of them that is on the page is linked.
SHOWN_IN = {
    "fall": ("reward_over_training",),
    "data_changed": ("reward_over_training",),
    "waves": ("reward_over_training",),
    "harder_data": ("reward_over_training",),
    "held_out": ("reward_over_training",),
    "ceiling": ("reward_over_training",),
    "noisy": ("reward_over_training", "distribution_reward"),
    "constant": ("distribution_reward",),
    "not_judged": ("distribution_reward",),
    "sparse": ("zero_variance_over_training", "reward_spread_over_training", "distribution_reward"),
    "hacked": ("components_over_training", "reasons_over_training"),
    "form_alone": ("components_over_training", "reasons_over_training"),
    "length_drift": ("length_over_training",),
    "duplicates": ("duplicates_over_training",),
    "repetitive": ("length_over_training",),
    "dominated": ("variance_shares",),
    "dead_component": ("components_over_training", "variance_shares"),
}
#: Other findings are about a reason.
OF_REASONS = ("reasons_over_training", "reward_by_reason")


@functools.cache
def read(file_name: str) -> str:
    """Return a file of this package."""
    return files(__package__).joinpath(file_name).read_text("utf-8")


@functools.cache
def template() -> Any:
    """Return the template, which escapes every value that is not marked as HTML."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "shown": formatting.shown,
        "finite": formatting.finite,
        "excerpt": excerpt,
        "beginning": lambda text: label(text[: 2 * EXCERPT_MOST])[:EXCERPT_MOST] or "(no prompt)",
        "breakable": formatting.breakable,
        "guide": lambda page: TITLES.get(page, page),
        "address": guide_address,
        "number": formatting.number,
        "hundredths": formatting.hundredths,
        "percent": formatting.percent,
        "prose": formatting.prose,
        "name": formatting.name,
        "label": label,
        "plural": plural,
        "swatch": lambda colour: colour.removeprefix("var(--").removesuffix(")"),
    }
    environment.globals |= {"most": MOST, "prose_most": PROSE_MOST, "code_most": CODE_MOST}
    return environment.from_string(read("page.html.jinja"))


def digest(text: str) -> str:
    """Return the name by which a security policy allows a script or a style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the page's security policy: it allows these scripts and styles and nothing else."""
    return (
        f"default-src 'none'; script-src {' '.join(map(digest, scripts))}; "
        f"style-src {' '.join(map(digest, styles))}; base-uri 'none'; form-action 'none'"
    )


def excerpt(response: str) -> str:
    """Return the end of a response, where its answer is, on one line."""
    end = label(response[-EXCERPT_MOST:])
    return ("… " if len(response) > EXCERPT_MOST else "") + end if end else "(blank)"


def texts_of(example: Example, cut: int) -> list[tuple[str, Markup]]:
    """Return the texts of an example by their titles, each cut to so many characters."""
    texts = {
        PROMPT: example.prompt,
        RESPONSE: example.response,
        "Ground truth": example.truth,
        "Answer that was read": example.answer,
    }
    return [(name, formatting.shown(text, cut)) for name, text in texts.items() if text is not None]


def cut_texts(examples: list[Example]) -> list[tuple[Example, list[tuple[str, Markup]]]]:
    """Return the examples, each with its texts, which are cut so that the page stays small enough."""
    found: list[tuple[Example, list[tuple[str, Markup]]]] = []
    for cut in CUTS:
        found = [(example, texts_of(example, cut)) for example in examples]
        if sum(len(text.encode()) for _, texts in found for _, text in texts) <= EXAMPLES_MOST:
            break
    return found


def names_of_plots(finding: Finding) -> tuple[str, ...]:
    """Return the names of the plots that show a finding, the best one first."""
    return SHOWN_IN.get(finding.kind, OF_REASONS) if finding.subject == "reward" else SHOWN_IN["hacked"]


def write_page(analysis: Results, title: str | None, beside: Results | None = None) -> str:
    """Return the whole page."""
    sections = draw_sections(analysis, PAGE)
    plots = sections.plots()
    both = plot_both(analysis, beside, name_both(analysis, beside), PAGE) if beside is not None else None
    plots += [both] if both is not None else []
    if title is None:
        title = "Reward analysis" + (f" of {label(analysis.facts.runs[0])}" if len(analysis.facts.runs) == 1 else "")
    there = {plot.name: plot for plot in plots}
    shown_in = {
        finding.kind: next((there[name] for name in names_of_plots(finding) if name in there), None)
        for finding in analysis.findings
    }
    examples = cut_texts(analysis.examples)
    by_id = {example.id: (example, texts) for example, texts in examples}
    groups = [[by_id[at] for at in group if at in by_id] for group in analysis.groups]
    groups = [group for group in groups if group and group[0][0].group is not None]
    scripts, styles = (vega_script(), read("page.js")), (read("page.css"),)
    page: str = template().render(
        analysis=analysis,
        title=label(title),
        verdict=verdict(analysis),
        figures=figures(analysis),
        sections=sections,
        parts=[analysis.reward, *analysis.components][: MOST["components"]],
        examples=examples,
        shown_in=shown_in,
        meanings=MEANINGS,
        both=both,
        compared=compare(analysis, beside) if beside is not None else [],
        names=name_both(analysis, beside) if beside is not None else (),
        groups=groups,
        grouped={group[0][0].group for group in groups},
        known={example.id for example in analysis.examples},
        scale=scale_of(analysis.reward),
        whole=(PROMPT, RESPONSE),
        policy=policy(scripts, styles),
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - ours, and Vega's
        styles=[Markup(style) for style in styles],  # noqa: S704 - ours
        drawings=formatting.embed_json({name: plot.spec for name, plot in there.items()}),
        version=__version__,
    )
    begin, mark, end = page.partition(RECORDS)
    return begin + mark + pack_records(analysis, PAGE_MOST - len(page.encode())) + end if mark else page
