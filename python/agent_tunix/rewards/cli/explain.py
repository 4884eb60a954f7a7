"""``agent-tunix-rewards explain``: prints one verdict, and the part of the response that was read."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from agent_tunix.rewards import Format, Verdict, explain_answer, match_format_exactly
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.excerpt import cut_head, cut_tail, escape_marks, show_span
from agent_tunix.rewards.cli.score_summary import colour
from agent_tunix.rewards.cli.terminal import make_console, print_lines
from agent_tunix.rewards.reading.sentences import say_reason

if TYPE_CHECKING:
    from agent_tunix.rewards.cli.grading import Settings


def explain_one(response: str, truth: str, settings: Settings, as_json: bool, trace: bool) -> None:
    """Print the verdict on one response."""
    if not truth.strip():
        raise Mistake("TRUTH is blank; give the reference answer")
    try:
        verdict = explain_answer(response, truth, grading=settings.grading, trace=trace)
    except ValueError as error:
        raise Mistake(str(error)) from None
    form = float(match_format_exactly(response, settings.format)) if settings.format else None
    if as_json:
        record = {**verdict.to_dict(), **({} if form is None else {"format_reward": form})}
        sys.stdout.write(json.dumps(record) + "\n")
        return
    console = make_console(sys.stdout)
    reason = verdict.reason
    lines: list[Text] = [Text.assemble((reason, colour(reason)), f"  score {verdict.score:g}")]
    lines += _list_facts(verdict, settings.format, form, console.width)
    lines += [Text(), *_mark(response, verdict, console.width)]
    if verdict.trace is not None:
        lines += [Text(), *(Text("  " + escape_marks(line)) for line in str(verdict.trace).split("\n"))]
    print_lines(console, *lines)


def _list_facts(verdict: Verdict, wanted: Format | None, form: float | None, width: int) -> list[Text]:
    text = verdict.answer and verdict.answer.text
    facts = [("why", say_reason(verdict.reason, text, verdict.truth_read))]
    if verdict.answer:
        start, end = verdict.answer.span
        facts.append(("answer", f"{verdict.answer.text}  ({verdict.answer.source}, characters {start} to {end})"))
    else:
        facts.append(("answer", "none"))
    facts.append(("read as", verdict.answer_read or "-"))
    facts.append(("truth", verdict.truth_read or "-"))
    facts.append(("rule", verdict.rule or "-"))
    if wanted:
        facts.append(("format", f"{form:g}"))
    return [Text.assemble((f"  {name:<8} ", "dim"), cut_head(value, max(20, width - 11))) for name, value in facts]


def _mark(response: str, verdict: Verdict, width: int) -> list[Text]:
    """Return the lines of the response with marks below the part that was read, or the end of the response."""
    if not verdict.answer:
        return [Text.assemble(("  ends     ", "dim"), cut_tail(response, width - 11) or "(empty)")]
    start, end = verdict.answer.span
    lines: list[Text] = []
    for number, before, inside, after in show_span(response, start, end, width - 9):
        style = colour(verdict.reason)
        lines.append(Text.assemble((f"{number:>6} | ", "dim"), before, (inside, f"{style} underline"), after))
        marks = " " * cell_len(before) + "^" * max(1, cell_len(inside))
        lines.append(Text.assemble(("       | ", "dim"), (marks, style)))
    return lines
