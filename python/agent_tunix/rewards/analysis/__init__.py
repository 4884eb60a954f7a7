"""Seeing what a reward did: `analyze` records, and read what it found as a page, Markdown, JSON or figures."""
