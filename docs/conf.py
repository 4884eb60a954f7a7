"""How Sphinx makes the pages: `make docs`."""

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes

import agent_tunix.rewards

ROOT = Path(__file__).parent.parent
sys.path += [str(Path(__file__).parent / "building"), str(ROOT)]

from release.project import make_absolute, read_urls  # noqa: E402

project = "agent-tunix-rewards"
author = "The agent-tunix-rewards authors"
project_copyright = author
version = release = agent_tunix.rewards.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "accessible_markup",
    "example_pages",
    "reference_pages",
    "stub_signatures",
]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["building"]
templates_path = ["templates"]

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["guide.css"]
html_js_files = ["versions.js"]
html_baseurl = read_urls()["Documentation"]
# Furo's own parts of the sidebar, and the switch between versions.
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "versions.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ],
}
html_theme_options = {
    "source_repository": read_urls()["Source"],
    "source_branch": "main",
    "source_directory": "docs/",
}
html_copy_source = False

# What a copy button copies: the commands of a session, without prompts and without what they print.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_copy_empty_lines = False

# Docstrings are Markdown: single back-ticks are code.
default_role = "code"
autodoc_member_order = "bysource"
# Types stand in the signatures, one argument a line where a line would be too long.
autodoc_typehints = "signature"
maximum_signature_line_length = 80
# Each trainer has its own `Reward`; which one a type means, its page says.
suppress_warnings = ["ref.python"]


def drop_blank_ends(_app: Any, _page: str, source: list[str]) -> None:
    """Drop the empty line that ends a block of code: it ends what an example prints, for the test that runs it."""
    source[0] = re.sub(r"\n\n```\n", "\n```\n", source[0])


def link_files(_app: Any, _page: str, source: list[str]) -> None:
    """Make links to files of the repository lead to the repository; pictures are copied."""
    source[0] = re.sub(
        r"(?<!!)(\[[^\]]*\])\(\.\./([^)]*)\)",
        lambda found: make_absolute(f"{found[1]}({found[2]})", read_urls()["Source"]),
        source[0],
    )


def anchor_terms(_app: Any, page: nodes.document) -> None:
    """Give each term that is a name in a list of definitions an address: `analysis.html#fall` is the finding `fall`."""
    for term in page.findall(nodes.term):
        if len(term) == 1 and isinstance(term[0], nodes.literal) and not term["ids"]:
            term["ids"].append(nodes.make_id(term.astext()))


def drop_compiled_module(app: Any) -> list[Any]:
    """Keep the compiled module, which has no source to show, out of the list of sources."""
    listed = app.env._viewcode_modules  # noqa: SLF001
    for name in [name for name, entry in listed.items() if not entry]:
        del listed[name]
    return []


def setup(app: Any) -> None:
    """Take part in reading."""
    app.connect("source-read", drop_blank_ends)
    app.connect("source-read", link_files)
    app.connect("doctree-read", anchor_terms)
    # Before the pages of sources are written.
    app.connect("html-collect-pages", drop_compiled_module, priority=100)
