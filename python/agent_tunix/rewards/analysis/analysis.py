"""What `analyze` returns: everything that is known about a reward, and the ways to write it down."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.analysis.results import Results
from agent_tunix.rewards.writing.files import write_text

#: The kind of report for each ending of a file name; a name without an ending is a folder for figures.
KINDS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json", ".png": "png", "": "png"}


class RewardAnalysis(Results):
    """What an analysis found; `analyze` makes it. Its fields are those of `Results`.

    >>> from agent_tunix.rewards import analyze
    >>> found = analyze([{"response": "It is 4.", "reward": 1.0}, {"response": "It is 5.", "reward": 0.0}])
    >>> found.reward.mean, found.facts.samples
    (0.5, 2)
    >>> found == type(found).from_dict(found.to_dict())
    True
    """

    def to_json(self) -> str:
        """Return the analysis as JSON without NaN; equal analyses give equal texts."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1)
        # A model may write half of a surrogate pair, which UTF-8 does not have.
        return text.encode("utf-8", "replace").decode("utf-8") + "\n"

    def to_markdown(self, *, title: str | None = None, beside: RewardAnalysis | None = None) -> str:
        """Return the analysis as a report in Markdown.

        Args:
            title: the heading.
            beside: the analysis of another run, with which this one is compared.
        """
        from agent_tunix.rewards.analysis.markdown import write

        return write(self, title=title, beside=beside)

    def to_text(self, kind: str, *, title: str | None = None, beside: RewardAnalysis | None = None) -> str:
        """Return the analysis as a page in HTML, as Markdown or as JSON.

        Args:
            kind: `html`, `md` or `json`.
            title: the report's heading.
            beside: the analysis of another run, with which this one is compared; JSON is then a list of both.

        Raises:
            ImportError: pages need `pip install 'agent-tunix-rewards[analysis]'`.
        """
        if kind == "md":
            return self.to_markdown(title=title, beside=beside)
        if kind == "json":
            return self.to_json() if beside is None else f"[\n{self.to_json()},\n{beside.to_json()}]\n"
        from agent_tunix.rewards.analysis.page import render

        return render(self, title=title, beside=beside)

    def save(
        self,
        path: str | Path,
        *,
        title: str | None = None,
        kind: str | None = None,
        beside: RewardAnalysis | None = None,
    ) -> list[Path]:
        """Write the analysis to a file, or its figures to a folder. A file is there whole or not at all.

        Args:
            path: `.html` for a page that needs no other file, `.md` for Markdown, `.json` for JSON. A folder, or a path
                that ends in `.png`, is for figures: a folder gets one file for each; `name.png` gives `name-*.png`.
            title: the report's heading.
            kind: `html`, `md`, `json` or `png`, whatever the path ends in.
            beside: the analysis of another run, with which this one is compared; figures are of this run alone.

        Returns:
            The files that were written.

        Raises:
            TypeError: `path` is not a path.
            ValueError: the ending is unknown, or there is no folder for the file.
            ImportError: pages and figures need `pip install 'agent-tunix-rewards[analysis]'`.
        """
        if not isinstance(path, (str, os.PathLike)):
            raise ArgumentTypeError(f"path: expected a path, got {type(path).__name__}", argument="path")
        path = Path(path)
        ending = path.suffix.lower()
        kind = kind or ("png" if path.is_dir() else KINDS.get(ending))
        if kind is None:
            raise ArgumentValueError(
                f"path: expected .html, .md, .json, .png or a folder, got {str(path)!r}", argument="path"
            )
        if (ending or kind != "png") and not path.absolute().parent.is_dir():
            raise ArgumentValueError(f"path: there is no folder {path.parent}; make it first", argument="path")
        if kind != "png":
            write_text(path, self.to_text(kind, title=title, beside=beside))
            return [path]
        from agent_tunix.rewards.analysis.page import save_figures

        if path.is_dir() or not ending:
            return save_figures(self, path)
        with TemporaryDirectory(dir=path.parent) as folder:
            figures = save_figures(self, folder)
            return [figure.replace(path.with_name(f"{path.stem}-{figure.name}")) for figure in figures]
