"""An audit as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.report import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agent_tunix.rewards.auditing.report import AuditReport, Finding

#: How much of a text is shown.
SHOWN = 400


def write_markdown(report: AuditReport) -> str:
    """Return the whole report."""
    return "\n".join(lines(report))


def lines(report: AuditReport) -> Iterator[str]:
    """Go over the report's lines."""
    yield f"# Audit of {code(report.reward)}"
    yield ""
    yield (
        f"{report.examples} examples, {report.attacks} attacks of which {report.paid} are paid, {report.honest} honest"
        f" responses of which {report.refused} are not paid in full. Called as {', '.join(report.signature)}, in"
        f" {report.process}, seed {report.seed}."
    )
    if report.left_out:
        yield ""
        yield from (f"- Left out: {each}" for each in report.left_out)
    yield ""
    yield "## Findings"
    yield ""
    if not report.findings:
        yield "None."
    else:
        rows = [
            [each.severity, each.category, code(each.name), code(number(each.pay)), code(number(each.expected)),
             f"{each.count} of {each.tried}"]
            for each in report.findings
        ]  # fmt: skip
        yield from table(["severity", "what", "name", "paid", "should be", "examples"], rows)
    yield ""
    yield "## What is paid"
    yield ""
    yield from table(
        ["form of the answer", "right", "wrong", "I do not know", "attacked"],
        [
            [code(each.form), number(each.right), number(each.wrong), number(each.unknown), "yes" if each.used else ""]
            for each in report.forms
        ],
    )
    yield ""
    yield f"Over everything: {number(report.scale.lowest)} to {number(report.scale.highest)}."
    yield ""
    if report.policies:
        yield "## Policies that always say the same"
        yield ""
        yield from table(
            ["policy", "mean pay", "share of a right one's", "share in which it is right", "examples"],
            [
                [code(each.name), number(each.pay), number(each.share), number(each.deserved), str(each.examples)]
                for each in report.policies
            ],
        )
        yield ""
    if report.timing.mean is not None and report.timing.longest is not None:
        yield (
            f"A call took {report.timing.mean * 1e3:.3g} ms on average and {report.timing.longest * 1e3:.3g} ms at most"
            f" ({report.timing.calls:,} calls)."
        )
        yield ""
    if report.exceptions:
        yield "## Errors"
        yield ""
        yield from table(
            ["error", "times", "first on"],
            [[code(each.error[:SHOWN]), str(each.count), code(each.text[:SHOWN])] for each in report.exceptions],
        )
        yield ""
    if report.findings:
        yield "## Findings one by one"
        yield ""
        for finding in report.findings:
            yield from describe(finding)


def describe(finding: Finding) -> Iterator[str]:
    """Go over the lines on one finding."""
    yield f"### {finding.category}: {code(finding.name)}"
    yield ""
    meaning = CATEGORIES[finding.category]
    yield f"{meaning[0].upper()}{meaning[1:]}. {finding.text} {finding.why}"
    yield ""
    if finding.truth:
        yield f"Truth: {code(finding.truth[:SHOWN])}. Response:"
    else:
        yield "Response:"
    yield ""
    text = finding.response.encode("utf-8", "backslashreplace").decode()
    shown = (
        text
        if len(text) <= SHOWN
        else f"{text[: SHOWN // 2]}\n[… {len(text) - SHOWN:,} characters …]\n{text[-SHOWN // 2 :]}"
    )
    fence = fence_for(shown)
    yield f"{fence}text"
    yield shown.replace("\r", "\\r").replace("\x00", "\\x00")
    yield fence
    yield ""
    if finding.reproduce:
        fence = fence_for(finding.reproduce)
        yield f"{fence}python"
        yield finding.reproduce
        yield fence
        yield ""


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Go over the lines of a table."""
    for row in (header, ["---"] * len(header), *rows):
        yield "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in row) + " |"


def number(value: float | None) -> str:
    """Return a number as people read it."""
    return "-" if value is None else f"{value:.4g}"


def code(text: str) -> str:
    """Return a text as code, whatever it holds: a model's text must not become markup."""
    text = " ".join(text.encode("utf-8", "backslashreplace").decode().split()) or " "
    ticks = "`" * (longest_run(text) + 1)
    edge = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def fence_for(text: str) -> str:
    """Return a fence that a text does not end."""
    return "`" * max(3, longest_run(text) + 1)


def longest_run(text: str) -> int:
    """Return the length of the longest run of back-ticks."""
    longest = run = 0
    for sign in text:
        run = run + 1 if sign == "`" else 0
        longest = max(longest, run)
    return longest
