"""Tools for writing that several parts of the package share: Markdown, numbers, hidden characters and files."""
