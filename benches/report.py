"""Where results go: a table on the terminal, a dated JSON file, a Markdown table in the README."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
RESULTS = ROOT / "benches" / "results"

Row = Sequence[str]


def plain_table(header: Row, rows: Sequence[Row]) -> str:
    """Columns padded with spaces; everything after the first column is set to the right."""
    lines = [header, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def markdown_table(header: Row, rows: Sequence[Row]) -> str:
    """The same table for the README."""
    ruler = [":---", *("---:" for _ in header[1:])]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in (header, ruler, *rows)
    )


def replace_between(text: str, name: str, body: str) -> str:
    """`text` with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced by `body`."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    pattern = re.compile(f"({re.escape(begin)}).*?({re.escape(end)})", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"expected the markers {begin} and {end} exactly once")
    return pattern.sub(lambda match: f"{match[1]}\n{body}\n{match[2]}", text)


def write_readme(name: str, body: str, path: Path = README) -> None:
    """Puts `body` between the markers called `name` of the README."""
    path.write_text(replace_between(path.read_text(encoding="utf-8"), name, body), encoding="utf-8")


def write_results(name: str, content: dict[str, object]) -> Path:
    """Adds `content` under `name` to today's JSON file of results."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{dt.datetime.now(tz=dt.timezone.utc).date().isoformat()}.json"
    today = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    today[name] = content
    path.write_text(json.dumps(today, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
