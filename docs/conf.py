"""How Sphinx makes the pages: `make docs`."""

import agent_tunix.rewards

project = "agent-tunix-rewards"
author = "The agent-tunix-rewards authors"
project_copyright = author
version = release = agent_tunix.rewards.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = project

# Docstrings are Markdown: single back-ticks are code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
# Each trainer has its own `Reward`; which one a type means, its page says.
suppress_warnings = ["ref.python"]
