"""An audit as a report in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.findings import CATEGORIES, DUE, SHARE
from agent_tunix.rewards.writing.markdown import Code, code, escape, fence, table
from agent_tunix.rewards.writing.numbers import number, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.auditing.findings import Finding, Group, Results

#: How many characters of a text are shown.
SHOWN = 400
#: More error messages than this are folded up.
FEW = 5
#: The columns that say how a response was paid.
NUMBERS = ("paid", "due", "examples")


def write(report: Results, groups: Sequence[Group]) -> str:
    """Return the whole report; the groups are those of its findings."""
    summary = (
        f"{report.examples} examples, {report.attacks} attacks of which {report.paid} are paid, {report.honest} honest"
        f" responses of which {report.refused} are not paid in full. Called as {', '.join(report.signature)}, in"
        f" {report.process}, seed {report.seed}."
    )
    lines = [f"# Audit of {code(report.reward)}", "", summary, ""]
    if report.left_out:
        lines += [*(f"- Left out: {escape(each)}" for each in report.left_out), ""]
    findings = [[group.worst.severity, group.category, Code(group.title), *_numbers(group.worst)] for group in groups]
    lines += _section("Findings", ("severity", "what", "name", *NUMBERS), findings, left=3) or ["## Findings", ""]
    lines += [f"{escape(DUE)}.", ""] if findings else ["None.", ""]
    forms = [
        [Code(each.form), number(each.right), number(each.wrong), number(each.unknown), "yes" if each.used else ""]
        for each in report.forms
    ]
    lines += _section("What is paid", ("form of the answer", "right", "wrong", "I do not know", "attacked"), forms)
    lines += [f"Over everything: {number(report.scale.lowest)} to {number(report.scale.highest)}.", ""]
    policies = [
        [Code(each.name), number(each.pay), number(each.share), number(each.deserved), str(each.examples)]
        for each in report.policies
    ]
    header = ("policy", "mean pay", "share of full", "right in", "examples")
    lines += _section("Policies that always say the same", header, policies)
    lines += [f"{escape(SHARE)}.", ""] if policies else []
    timing = report.timing
    if timing.mean is not None and timing.longest is not None:
        calls = f"({timing.calls:,} calls)"
        lines += [
            f"A call took {timing.mean * 1e3:.3g} ms on average and {timing.longest * 1e3:.3g} ms at most {calls}.",
            "",
        ]
    errors = [[Code(each.error[:SHOWN]), str(each.count), Code(each.text[:SHOWN])] for each in report.exceptions]
    if errors:
        shown = table(("error", "times", "first on"), errors)
        lines += [
            "## Errors",
            "",
            *(fold(plural(len(errors), "message"), shown) if len(errors) > FEW else [*shown, ""]),
        ]
    if groups:
        lines += ["## Findings one by one", ""]
        for group in groups:
            lines += [*_describe(group.worst), *_open(group)]
    return "\n".join(lines)


def fold(summary: str, lines: Sequence[str]) -> list[str]:
    """Return lines that a reader can open."""
    return ["<details>", f"<summary>{escape(summary)}</summary>", "", *lines, "", "</details>", ""]


def _section(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Return a heading with a table; nothing if there are no rows."""
    return [f"## {title}", "", *table(header, rows, left=left), ""] if rows else []


def _numbers(finding: Finding) -> list[str]:
    return [number(finding.pay), number(finding.expected), f"{finding.count} of {finding.tried}"]


def _open(group: Group) -> list[str]:
    """Return the findings of a group but the worst, as a table that a reader can open."""
    rest = group.findings[1:]
    if not rest:
        return []
    rows = [
        [each.severity, Code(each.name), Code(each.response[each.lead :][:SHOWN]), *_numbers(each)] for each in rest
    ]
    return fold(f"{len(rest)} more: {group.name}", table(("severity", "name", "response", *NUMBERS), rows, left=3))


def _describe(finding: Finding) -> list[str]:
    meaning = CATEGORIES[finding.category]
    text = finding.response
    if len(text) > SHOWN:
        text = f"{text[: SHOWN // 2]}\n[… {len(text) - SHOWN:,} characters …]\n{text[-SHOWN // 2 :]}"
    truth = f"Truth: {code(finding.truth[:SHOWN])}. " if finding.truth else ""
    lines = [
        f"### {finding.category}: {code(finding.name)}",
        "",
        escape(f"{meaning[0].upper()}{meaning[1:]}. {finding.text} {finding.why}"),
        "",
        f"{truth}Response:",
        "",
        *fence(text),
        "",
    ]
    return [*lines, *fence(finding.reproduce, "python"), ""] if finding.reproduce else lines
