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
from agent_tunix.rewards.analysis.findings.remedies import TITLES
from agent_tunix.rewards.analysis.page import formatting
from agent_tunix.rewards.analysis.page.libraries import vega_script
from agent_tunix.rewards.analysis.page.overall_plots import scale_of
from agent_tunix.rewards.analysis.page.plot import label
from agent_tunix.rewards.analysis.page.sections import draw_sections
from agent_tunix.rewards.analysis.page.summary import figures, verdict
from agent_tunix.rewards.analysis.page.theme import PAGE
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agent_tunix.rewards.analysis.results import Example, Results

#: The names of the texts that take the whole width.
PROMPT, RESPONSE = "Prompt", "Response"
#: How many bytes of HTML the examples may take, so that the whole page stays below 5 MB.
EXAMPLES_MOST = 2_500_000
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
        "breakable": formatting.breakable,
        "guide": lambda page: TITLES.get(page, page),
        "number": formatting.number,
        "hundredths": formatting.hundredths,
        "percent": formatting.percent,
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


def write_page(analysis: Results, title: str | None) -> str:
    """Return the whole page."""
    sections = draw_sections(analysis, PAGE)
    plots = sections.plots()
    if title is None:
        title = "Reward analysis" + (f" of {label(analysis.facts.runs[0])}" if len(analysis.facts.runs) == 1 else "")
    scripts, styles = (vega_script(), read("page.js")), (read("page.css"),)
    page: str = template().render(
        analysis=analysis,
        title=label(title),
        verdict=verdict(analysis),
        figures=figures(analysis),
        sections=sections,
        parts=[analysis.reward, *analysis.components][: MOST["components"]],
        examples=cut_texts(analysis.examples),
        known={example.id for example in analysis.examples},
        reasons=sorted({label(example.reason) for example in analysis.examples if example.reason}),
        sources=sorted({label(example.source) for example in analysis.examples if example.source}),
        scale=scale_of(analysis.reward),
        whole=(PROMPT, RESPONSE),
        policy=policy(scripts, styles),
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - ours, and Vega's
        styles=[Markup(style) for style in styles],  # noqa: S704 - ours
        drawings=formatting.embed_json({plot.name: plot.spec for plot in plots}),
        version=__version__,
    )
    return page
