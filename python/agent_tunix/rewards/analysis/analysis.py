"""What `analyze` returns: everything that is known of a reward, and the ways to write it down."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.analysis.plain import from_plain, to_plain
from agent_tunix.rewards.analysis.results import (
    VERSION,
    Attribute,
    Correlation,
    Distribution,
    Example,
    Facts,
    Failure,
    Finding,
    Moment,
    Spread,
)


@dataclass
class RewardAnalysis:
    """What an analysis found; made by `analyze`.

    >>> from agent_tunix.rewards import analyze
    >>> found = analyze([{"response": "It is 4.", "reward": 1.0}, {"response": "It is 5.", "reward": 0.0}])
    >>> found.reward.mean, found.facts.samples
    (0.5, 2)
    >>> found == type(found).from_dict(found.to_dict())
    True
    """

    #: What was analysed, and what was left out.
    facts: Facts
    #: How the reward is spread.
    reward: Distribution
    #: How each reward inside is spread.
    components: list[Distribution]
    #: The training in stretches, at most 200.
    training: list[Moment]
    #: How many responses had which reward when.
    spread: Spread
    #: How the reward goes with properties of the responses.
    attributes: list[Attribute]
    #: Which parts rise and fall together.
    correlation: Correlation
    #: What responses with a low reward have in common, the most frequent first.
    failures: list[Failure]
    #: What to know and what to do, the most severe first.
    findings: list[Finding]
    #: The records that the other parts name, at most 400.
    examples: list[Example]
    #: Of the JSON form.
    version: int = VERSION

    def to_dict(self) -> dict[str, Any]:
        """Return it as dictionaries, lists, texts and finite numbers."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> RewardAnalysis:
        """Make it of what `to_dict` returned, or of the JSON that `to_json` wrote.

        Args:
            data: the dictionary.

        Raises:
            TypeError: a field is not of its type.
            ValueError: a field is missing, or the version is one that this package does not read.
        """
        found = from_plain(cls, data)
        if found.version != VERSION:
            raise ArgumentValueError(f"analysis: expected version {VERSION}, got {found.version}")
        return found

    def to_json(self) -> str:
        """Return it as JSON: the same text for the same analysis, without NaN."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1)
        # Lone surrogates, which a model may write, are no UTF-8.
        return text.encode("utf-8", "replace").decode("utf-8") + "\n"

    def to_markdown(self, *, title: str | None = None) -> str:
        """Return it as a report in Markdown.

        Args:
            title: the heading.
        """
        from agent_tunix.rewards.analysis.markdown import write

        return write(self, title=title)

    def save(self, path: str | Path, *, title: str | None = None) -> list[Path]:
        """Write it down, as the path's ending says.

        Args:
            path: `.html` for a page that stands alone, `.md` for Markdown, `.json` for JSON. A folder, or a path that
                ends in `.png`, is for figures: a folder gets one file for each; `name.png` gives `name-*.png`.
            title: the report's heading.

        Returns:
            The files that were written.

        Raises:
            TypeError: it is no path.
            ValueError: the ending is another one, or there is no folder for the file.
            ImportError: pages and figures need `pip install 'agent-tunix-rewards[analysis]'`.
        """
        if not isinstance(path, (str, os.PathLike)):
            raise ArgumentTypeError(f"path: expected a path, got {type(path).__name__}")
        path = Path(path)
        ending = path.suffix.lower()
        if path.is_dir() or not ending:
            from agent_tunix.rewards.analysis.page import save_figures

            return save_figures(self, path)
        if not path.absolute().parent.is_dir():
            raise ArgumentValueError(f"path: there is no folder {path.parent}; make it first")
        if ending == ".png":
            return self._save_beside(path)
        if ending in {".html", ".htm"}:
            from agent_tunix.rewards.analysis.page import render

            text = render(self, title=title)
        elif ending in {".md", ".markdown"}:
            text = self.to_markdown(title=title)
        elif ending == ".json":
            text = self.to_json()
        else:
            raise ArgumentValueError(f"path: expected .html, .md, .json, .png or a folder, got {str(path)!r}")
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        return [path]

    def _save_beside(self, path: Path) -> list[Path]:
        """Save figures as `name-*.png`."""
        from agent_tunix.rewards.analysis.page import save_figures

        with TemporaryDirectory(dir=path.parent) as folder:
            figures = save_figures(self, folder)
            return [figure.replace(path.with_name(f"{path.stem}-{figure.name}")) for figure in figures]
