"""An analysis as a report in Markdown, for a pull request, a terminal or a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.comparison import compare, name_both
from agent_tunix.rewards.analysis.findings.meanings import MEANINGS, guide_address
from agent_tunix.rewards.analysis.findings.remedies import TITLES
from agent_tunix.rewards.writing.markdown import code, escape, fence, table
from agent_tunix.rewards.writing.numbers import number, percent, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agent_tunix.rewards.analysis.results import Attribute, Distribution, Example, Finding, Results

TITLE = "What the reward does"
#: The most stretches of the training that are shown.
MOST_LINES = 20
#: The most examples below a finding or a failure.
MOST_EXAMPLES = 2
_MARKS = {"high": "🔴", "medium": "🟠", "low": "🟡", "info": "🔵"}


def write(analysis: Results, *, title: str | None = None, beside: Results | None = None) -> str:
    """Return an analysis as Markdown."""
    examples = {example.id: example for example in analysis.examples}
    lines = [f"# {escape(title or TITLE)}", "", *_facts(analysis), ""]
    if beside is not None:
        rows = [list(row) for row in compare(analysis, beside)]
        lines += ["## Two runs", "", *table(("", *name_both(analysis, beside), "change"), rows), ""]
    lines += ["## Findings", ""]
    if not analysis.findings:
        lines += ["Nothing that calls for a change.", ""]
    for finding in analysis.findings:
        lines += _finding(finding, examples)
    lines += ["## Rewards", "", *_distributions([analysis.reward, *analysis.components]), ""]
    if analysis.training:
        lines += ["## Over the training", "", *_training(analysis), ""]
    if analysis.attributes:
        lines += ["## Which responses are paid", ""]
    for attribute in analysis.attributes:
        lines += _attribute(attribute)
    lines += ["## What goes together", "", *_correlation(analysis), ""]
    if analysis.failures:
        lines += ["## What fails", "", *_failures(analysis, examples), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _facts(analysis: Results) -> list[str]:
    facts = analysis.facts
    parts = [plural(facts.samples, "response")]
    if facts.steps:
        parts.append(f"{plural(facts.steps, 'step')} ({facts.first_step:,} to {facts.last_step:,})")
    if facts.groups:
        parts.append(plural(facts.groups, "group"))
    if facts.runs:
        shown = ", ".join(escape(run) for run in facts.runs[:5])
        parts.append(f"{'run' if len(facts.runs) == 1 else 'runs'} {shown}")
    lines = [", ".join(parts) + "."]
    if facts.left_out:
        lines += ["", "Left out or decided:", ""]
        lines += [
            f"- {escape(note.what)}" + (f" ({note.rows:,} rows)" if note.rows is not None else "")
            for note in facts.left_out
        ]
    return lines


def _finding(finding: Finding, examples: dict[int, Example]) -> list[str]:
    lines = [
        f"### {_MARKS[finding.severity]} {escape(finding.title)} ({finding.severity})",
        "",
        escape(finding.text),
        "",
    ]
    evidence = ", ".join(f"{escape(name)} {number(value)}" for name, value in finding.evidence.items())
    if evidence:
        lines += [f"Evidence: {evidence}.", ""]
    meaning = MEANINGS.get(finding.kind)
    if meaning is not None:
        address = guide_address(meaning.page)
        guide = f"Guide: {TITLES[meaning.page]}" + (f" ({address})" if address else "")
        lines += [f"**What this means:** {meaning.means}", "", f"**What to do:** {meaning.do} {guide}.", ""]
    for remedy in finding.remedies:
        lines += [
            f"**{escape(remedy.name)}** ({escape(TITLES.get(remedy.page, remedy.page))}):",
            "",
            *fence(remedy.code, "python"),
            "",
        ]
    lines += _examples(finding.examples, examples)
    return lines


def _distributions(parts: Sequence[Distribution]) -> list[str]:
    header = (
        *("reward", "count", "not judged", "mean", "deviation", "min", "5 %", "median", "95 %", "max"),
        *("skewness", "within groups", "groups without difference", "share of variance"),
    )
    rows = [
        [
            part.name,
            f"{part.count:,}",
            f"{part.not_judged:,}",
            *map(number, (part.mean, part.deviation, part.minimum)),
            *(number(part.quantiles.get(share)) for share in ("0.05", "0.5", "0.95")),
            *map(number, (part.maximum, part.skewness, part.within_group_deviation)),
            percent(part.zero_variance_share),
            percent(part.variance_share),
        ]
        for part in parts
    ]
    return table(header, rows)


def _training(analysis: Results) -> list[str]:
    moments = analysis.training
    step = max(1, -(-len(moments) // MOST_LINES))
    chosen = moments[::step]
    if chosen[-1] is not moments[-1]:
        chosen = [*chosen, moments[-1]]
    components = analysis.facts.components
    held = any(moment.held_out is not None for moment in moments)
    header = [
        "steps",
        "responses",
        "mean",
        "deviation",
        *components,
        "length",
        "duplicates",
        "groups without difference",
    ]
    rows = [
        [
            f"{moment.first_step:,}" + (f" to {moment.last_step:,}" if moment.last_step != moment.first_step else ""),
            f"{moment.count:,}",
            number(moment.mean),
            number(moment.deviation),
            *(number(moment.components.get(name)) for name in components),
            number(moment.length),
            percent(moment.duplicates),
            percent(moment.zero_variance),
            *([number(moment.held_out)] if held else []),
        ]
        for moment in chosen
    ]
    lines = table([*header, *(["held out"] if held else [])], rows)
    if step > 1:
        lines += ["", f"Every {step}. of {len(moments)} stretches."]
    return lines


def _attribute(attribute: Attribute) -> list[str]:
    eta = "" if attribute.eta_squared is None else f" (η² {attribute.eta_squared:.3f})"
    rows = [
        [kind.value, f"{kind.count:,}", percent(kind.share), *map(number, (kind.mean, kind.deviation, kind.effect))]
        for kind in attribute.kinds
    ]
    header = ("value", "responses", "share", "mean reward", "deviation", "Cohen's d")
    return [f"### {escape(attribute.title)}{eta}", "", *table(header, rows), ""]


def _correlation(analysis: Results) -> list[str]:
    names, matrix = analysis.correlation.names, analysis.correlation.matrix
    return table(["", *names], [[name, *map(number, row)] for name, row in zip(names, matrix, strict=True)])


def _failures(analysis: Results, examples: dict[int, Example]) -> list[str]:
    rows = [
        [failure.label, f"{failure.count:,}", percent(failure.share), number(failure.mean), ", ".join(failure.terms)]
        for failure in analysis.failures
    ]
    lines = [*table(("pattern", "responses", "share", "mean reward", "what tells it apart"), rows), ""]
    for failure in analysis.failures[:3]:
        shown = _examples(failure.examples, examples)
        if shown:
            lines += [f"### {escape(failure.label)}", "", *shown]
    return lines


def _examples(numbers: Iterable[int], examples: dict[int, Example]) -> list[str]:
    lines: list[str] = []
    for example in [examples[at] for at in numbers if at in examples][:MOST_EXAMPLES]:
        facts = [f"Example {example.id}", f"reward {number(example.reward)}"]
        if example.step is not None:
            facts.append(f"step {example.step:,}")
        if example.reason:
            facts.append(escape(example.reason))
        if example.truth:
            facts.append(f"truth {code(example.truth)}")
        lines += [", ".join(facts) + ":", "", *fence(example.response), ""]
    return lines
