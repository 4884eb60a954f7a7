"""Where the questions come from: sums that are made here, or GSM8K from a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

#: Where the hub has GSM8K.
REPOSITORY, FILE = "openai/gsm8k", "main/train-00000-of-00001.parquet"


def make_batches(config: Any, tokenizer: Any, prompts: int, steps: int, seed: int) -> Iterator[dict[str, np.ndarray]]:
    """Yield `steps` batches of `prompts` questions: NumPy columns, as Tunix repeats them for each generation."""
    random = np.random.default_rng(seed)
    rows = None if config.kind == "sums" else read_rows(config.path)
    for _ in range(steps):
        if rows is None:
            questions, answers = make_sums(random, prompts, config.largest)
            texts = questions
        else:
            chosen = rows.iloc[random.choice(len(rows), prompts, replace=len(rows) < prompts)]
            questions, answers = list(chosen["question"]), list(chosen["answer"])
            texts = [fill_template(tokenizer, config.system_prompt, question) for question in questions]
        yield {"prompts": np.array(texts), "question": np.array(questions), "answer": np.array(answers)}


def make_sums(random: np.random.Generator, count: int, largest: int) -> tuple[list[str], list[str]]:
    """Return questions such as "What is 7 + 5?" and their answers."""
    pairs = random.integers(0, largest + 1, (count, 2)).tolist()
    return [f"What is {a} + {b}?" for a, b in pairs], [str(a + b) for a, b in pairs]


def read_rows(path: str | None) -> pd.DataFrame:
    """Read questions and worked solutions from a file, or from the hub's copy of GSM8K."""
    if path is None:
        from huggingface_hub import hf_hub_download

        path = hf_hub_download(REPOSITORY, FILE, repo_type="dataset")
    rows = pd.read_json(path, lines=True) if Path(path).suffix in {".jsonl", ".json"} else pd.read_parquet(path)
    lacking = {"question", "answer"} - set(rows.columns)
    if lacking:
        raise ValueError(f"{path}: no column {min(lacking)!r}; the columns are {list(rows.columns)}")
    return rows.astype({"question": str, "answer": str})


def fill_template(tokenizer: Any, system_prompt: str, question: str) -> str:
    """Put a question into the chat template of a model's tokenizer; one without a template gets plain text."""
    if not getattr(tokenizer, "chat_template", None):
        return f"{system_prompt}\n\n{question}\n"
    messages = [{"role": "system", "content": system_prompt}, {"role": "user", "content": question}]
    return str(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))
