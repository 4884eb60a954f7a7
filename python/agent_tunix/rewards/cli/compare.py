"""``agent-tunix-rewards compare``: reads rollouts, compares two graders, prints and writes the comparison."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.progress import MofNCompleteColumn
from rich.text import Text

from agent_tunix.rewards import AnyOf, ArgumentTypeError, ArgumentValueError, RewardError
from agent_tunix.rewards.auditing.targets import find_target
from agent_tunix.rewards.cli.columns import RESPONSE, TRUTH, find_columns, read_value
from agent_tunix.rewards.cli.errors import Mistake, in_options
from agent_tunix.rewards.cli.excerpt import cut_head, cut_tail
from agent_tunix.rewards.cli.files import REPORTS, check_ending, check_place
from agent_tunix.rewards.cli.modules import look_here
from agent_tunix.rewards.cli.readers import open_reader
from agent_tunix.rewards.cli.rows import is_list, read_response, read_truth
from agent_tunix.rewards.cli.terminal import make_console, make_progress, print_lines, start_table
from agent_tunix.rewards.comparing import Comparison, compare_graders
from agent_tunix.rewards.comparing.graders import find_grader
from agent_tunix.rewards.writing.files import replace_when_done

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType
    from rich.table import Table

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.comparing import Share

OPTIONS = {"reward": "A or B", "responses": "--data"}


def compare_file(
    names: tuple[str, str], data: Path, columns: tuple[str, str], output: Output, *, threshold: float, examples: int
) -> None:
    """Compare two graders on the rows of a file."""
    for path in output.out:
        check_ending(f"--out {path}", path, REPORTS)
        check_place(path, output.overwrite)
    look_here()
    responses, truths = read_rows(data, columns)
    try:
        first, second = (find_grader(name) or find_target(name) for name in names)
    except ImportError as error:
        raise Mistake(str(error)) from None
    except (ArgumentTypeError, ArgumentValueError) as error:
        raise Mistake(in_options(error, OPTIONS)) from None
    try:
        with make_progress(output.progress, MofNCompleteColumn()) as bar:
            task = bar.add_task("comparing", total=len(responses))
            found = compare_graders(
                first,
                second,
                responses,
                {"ground_truth": truths},
                threshold=threshold,
                examples=examples,
                names=names,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except (ArgumentTypeError, ArgumentValueError, RewardError) as error:
        raise Mistake(str(error)) from None
    for path in output.out:
        text = found.to_markdown() if path.suffix == ".md" else json.dumps(found.to_dict(), indent=1) + "\n"
        with replace_when_done(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    if not output.quiet:
        show(make_console(sys.stdout), found)


def read_rows(data: Path, named: tuple[str, str]) -> tuple[list[str], list[Any]]:
    """Return the responses and the truths of a file; a list of truths is of acceptable ones."""
    reader = open_reader(data)
    found = find_columns(reader, dict(zip((RESPONSE, TRUTH), named, strict=True)))
    reader.narrow(list(found.values()))
    responses: list[str] = []
    truths: list[Any] = []
    for chunk in reader.chunks():
        for index, row in enumerate(chunk.rows):
            where = f"{data}, {reader.place} {chunk.places[index]}"
            response, truth = (
                read_value(row, name, option, convert, where)
                for (option, name), convert in zip(found.items(), (read_response, read_truth), strict=True)
            )
            responses.append(response)
            truths.append(AnyOf(list(map(str, truth))) if is_list(truth) else str(truth))
    if not responses:
        raise Mistake(f"{data} has no rows: there is nothing to compare on")
    return responses, truths


def show(console: Console, found: Comparison) -> None:
    """Print the comparison."""
    parts: list[RenderableType] = [Text(found.summary(), style="bold")]
    for title, shares in (("reason", found.reasons), ("kind of answer", found.kinds)):
        parts += ["", tabulate(title, shares, (found.a, found.b))]
    if found.differences:
        parts += ["", tabulate_differences(found, console.width)]
    print_lines(console, *parts)


def tabulate(title: str, shares: Sequence[Share], names: tuple[str, str]) -> Table:
    """Return a table of the differences by reason or by kind."""
    numbers = ("responses", f"only {names[0]}", f"only {names[1]}")
    table = start_table((title, *numbers), numbers)
    for each in shares:
        table.add_row(Text(each.name), *(f"{count:,}" for count in (each.rows, each.only_a, each.only_b)))
    return table


def tabulate_differences(found: Comparison, width: int) -> Table:
    """Return a table of the responses on which the graders differ."""
    titles = ("row", "accepted by", "truth", "answer read", "reason", "the response ends")
    table = start_table(titles, titles[:1], whole=True)
    cell = max(8, width // 8)
    for each in found.differences:
        answer = "-" if each.answer is None else cut_head(each.answer, cell)
        cells = (cut_tail(each.accepted_by, cell + 6), cut_tail(each.truth, cell), answer, each.reason)
        table.add_row(f"{each.row + 1:,}", *map(Text, cells), Text(cut_tail(each.response, max(10, width - 5 * cell))))
    return table
