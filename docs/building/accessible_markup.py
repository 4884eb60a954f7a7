"""Mends markup of Sphinx and Furo that programs which read pages aloud can't use; `make docs-check` finds it."""

from __future__ import annotations

import re
from typing import Any

#: A signature of several lines, which Sphinx writes as a list of definitions without terms.
SIGNATURE = re.compile(r'(<span class="sig-paren">\(</span>)\s*<dl>\n(.*?)</dl>\n', re.DOTALL)


def mend_signature(found: re.Match[str]) -> str:
    """Return the arguments of a signature as plain lines."""
    lines = found[2].replace("<dd>", '<div class="sig-line">').replace("</dd>", "</div>")
    return f'{found[1]}<div class="sig-lines">\n{lines}</div>\n'


def mend(_app: Any, _page: str, _template: str, context: dict[str, Any], _document: Any) -> None:
    """Mend a page before it is written."""
    if "body" in context:
        context["body"] = SIGNATURE.sub(mend_signature, context["body"])
    # The captions of the sidebar are headings; Furo does not say of which level.
    if "furo_navigation_tree" in context:
        tree = context["furo_navigation_tree"]
        context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app: Any) -> dict[str, Any]:
    """Take part behind Furo."""
    app.connect("html-page-context", mend, priority=900)
    return {"parallel_read_safe": True}
