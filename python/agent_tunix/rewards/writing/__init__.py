"""What several parts of the package write with: Markdown, numbers, visible characters, and whole files."""
