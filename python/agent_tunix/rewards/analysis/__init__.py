"""The analysis of a reward: `analyze` reads records, and its result can be saved as a page, Markdown or figures."""
