"""How Sphinx makes the pages: `make docs`."""

import re
import sys
from pathlib import Path

import agent_tunix.rewards

sys.path.insert(0, str(Path(__file__).parent / "building"))

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
    "reference_pages",
    "stub_signatures",
]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "building"]

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["guide.css"]
html_copy_source = False

# What a copy button copies: the commands of a session, without prompts and without what they print.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_here_doc_delimiter = "EOF"

# Docstrings are Markdown: single back-ticks are code.
default_role = "code"
autodoc_member_order = "bysource"
# Types stand in the signatures, one argument a line where a line would be too long.
autodoc_typehints = "signature"
maximum_signature_line_length = 80
# Each trainer has its own `Reward`; which one a type means, its page says.
suppress_warnings = ["ref.python"]


def drop_blank_ends(_app: object, _page: str, source: list[str]) -> None:
    """Drop the empty line that ends a block of code: it ends what an example prints, for the test that runs it."""
    source[0] = re.sub(r"\n\n```\n", "\n```\n", source[0])


def setup(app: object) -> None:
    """Take part in reading."""
    app.connect("source-read", drop_blank_ends)  # type: ignore[attr-defined]
