"""Reward models: a sequence-classification model as a reward like any other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.composing.reward import Reward

if TYPE_CHECKING:
    from agent_tunix.rewards.composing.batch import Batch, Values


class ModelReward(Reward):
    """What a model of transformers gives a response to a prompt.

    The model sees what TRL's `RewardTrainer` trains it on: the chat of prompt and response where its tokenizer has a
    template for chats, else the prompt, the response and the token that ends a text, one after the other. It is loaded
    at the first call. torch and transformers are needed then (`pip install torch transformers`), not before.

    Combine it as any reward: ``0.2 * ModelReward("my-reward-model", squash=True) + 0.8 * as_reward(check_answer)``.

    Args:
        model: a folder or a name that `AutoModelForSequenceClassification.from_pretrained` takes, or such a model.
        tokenizer: the same for the tokenizer; by default that of the model's folder or name.
        batch_size: how many responses go through the model at a time.
        max_length: how many tokens of a text the model sees at most, the last ones; its own limit if not given.
        label: which of the model's labels is the reward, where it has several.
        squash: bring the reward between 0 and 1 by the logistic function, as a probability of being chosen.
        device: where the model runs, `"cuda"` for instance; where it is, if not given.
        name: what trainers log it as.

    Raises:
        ValueError: `batch_size` or `max_length` is less than 1, or a model is given without its tokenizer.
            When called: `label` is none of the model's.
        ImportError: when called without torch and transformers.
    """

    def __init__(
        self,
        model: Any,
        *,
        tokenizer: Any = None,
        batch_size: int = 16,
        max_length: int | None = None,
        label: int = 0,
        squash: bool = False,
        device: Any = None,
        name: str = "model_reward",
    ) -> None:
        """Keep what to load."""
        super().__init__(name, ("prompt",))
        for option, value in (("batch_size", batch_size), ("max_length", max_length)):
            if value is not None and value < 1:
                raise ArgumentValueError(
                    f"{option}: expected at least 1, got {value}", argument=option, code="out_of_range"
                )
        if tokenizer is None and not isinstance(model, str):
            raise ArgumentValueError(
                "tokenizer: give the tokenizer of a model that is loaded already",
                argument="tokenizer",
                code="missing",
            )
        self.model, self.tokenizer = model, model if tokenizer is None else tokenizer
        self.batch_size, self.max_length = batch_size, max_length
        self.label, self.squash, self.device = label, squash, device
        self._loaded: tuple[Any, Any] | None = None
        self._lock = threading.Lock()

    def grade(self, batch: Batch) -> Values:
        """Run the model over the batch, texts of like length together."""
        import torch

        model, tokenizer = self._load()
        prompts = batch.rows("prompt", reward=self.__name__)
        texts = [join(tokenizer, prompt, response) for prompt, response in zip(prompts, batch.responses, strict=True)]
        values = np.empty(len(texts))
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), self.batch_size):
            rows = order[start : start + self.batch_size]
            tokens = tokenizer(
                [texts[row] for row in rows],
                return_tensors="pt",
                padding=True,
                truncation=self.max_length is not None,
                max_length=self.max_length,
            )
            # What a tokenizer returns for another kind of model is not this one's business.
            inputs = {name: tokens[name].to(model.device) for name in ("input_ids", "attention_mask")}
            with torch.inference_mode():
                logits = model(**inputs).logits.double()
            if not 0 <= self.label < logits.shape[1]:
                raise ArgumentValueError(
                    f"label: the model has {logits.shape[1]}, got {self.label}", argument="label", code="out_of_range"
                )
            scores = logits[:, self.label]
            values[rows] = (torch.sigmoid(scores) if self.squash else scores).cpu().numpy()
        return values

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                from transformers import AutoModelForSequenceClassification, AutoTokenizer

                model, tokenizer = self.model, self.tokenizer
                if isinstance(tokenizer, str):
                    tokenizer = AutoTokenizer.from_pretrained(tokenizer, truncation_side="left")
                if isinstance(model, str):
                    model = AutoModelForSequenceClassification.from_pretrained(model)
                if self.device is not None:
                    model = model.to(self.device)
                self._loaded = model.eval(), tokenizer
            return self._loaded

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what was loaded by name, and the lock."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_loaded", "_lock")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Load again when it is called."""
        self.__dict__.update(state)
        self._loaded = None
        self._lock = threading.Lock()


def join(tokenizer: Any, prompt: Any, response: str) -> str:
    """Return the text that a model is trained on for a prompt and a response."""
    chat = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else list(prompt)
    if getattr(tokenizer, "chat_template", None):
        text: str = tokenizer.apply_chat_template([*chat, {"role": "assistant", "content": response}], tokenize=False)
        return text
    asked = "".join(str(message["content"]) for message in chat)
    return asked + response + (getattr(tokenizer, "eos_token", None) or "")
