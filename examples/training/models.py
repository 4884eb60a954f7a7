"""The model that is trained, and its tokenizer: a small one with random weights, or one from a folder or the hub."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from tunix.models.llama3 import model as llama
from tunix.sft import utils

from data import make_sums

#: How a family's configuration file calls what Tunix calls otherwise, and the field for tied embeddings.
FAMILIES = {
    "llama": ("llama3", "Llama3", "weight_tying"),
    "qwen2": ("qwen2", "Qwen2", "use_tied_embedding"),
    "qwen3": ("qwen3", "Qwen3", "use_tied_embedding"),
}


class CharacterTokenizer:
    """One token for each character and each tag; what it does not know is left out. Tunix asks for no more."""

    pieces = ("<reasoning>", "</reasoning>", "<answer>", "</answer>", "What is ", *"0123456789 +?")
    pattern = re.compile("|".join(map(re.escape, pieces)))
    #: The first numbers are padding, the beginning and the end.
    first = 3
    vocabulary = len(pieces) + first

    def encode(self, text: str, **_: Any) -> list[int]:
        """Return the numbers of a text's pieces."""
        return [self.pieces.index(piece) + self.first for piece in self.pattern.findall(text)]

    def decode(self, ids: Any, **_: Any) -> str:
        """Return the text of numbers; padding and the ends are no text."""
        return "".join(self.pieces[int(each) - self.first] for each in ids if self.first <= int(each) < self.vocabulary)

    def pad_id(self) -> int:
        """Return the number of padding."""
        return 0

    def bos_id(self) -> int:
        """Return the number of the beginning."""
        return 1

    def eos_id(self) -> int:
        """Return the number of the end."""
        return 2


def make_model(config: Any, data: Any, mesh: Any, seed: int) -> tuple[nnx.Module, Any]:
    """Return a model and its tokenizer, ready for training with rewards."""
    if config.kind == "pretrained":
        return load_model(config.path, config.dtype, mesh)
    tokenizer = CharacterTokenizer()
    shape = llama.ModelConfig(
        num_layers=config.layers, vocab_size=tokenizer.vocabulary, embed_dim=config.width, hidden_dim=2 * config.width,
        num_heads=config.heads, head_dim=config.width // config.heads, num_kv_heads=config.heads, rope_theta=10000,
        norm_eps=1e-5,
    )  # fmt: skip
    with mesh:
        model = llama.Llama3(shape, rngs=nnx.Rngs(params=seed))
    warm_up(model, tokenizer, config.warm_up, data, seed)
    return model, tokenizer


def warm_up(model: nnx.Module, tokenizer: CharacterTokenizer, config: Any, data: Any, seed: int) -> None:
    """Show the model the format: responses in it whose answers are guesses near the truth."""
    random = np.random.default_rng(seed)
    optimizer = nnx.Optimizer(model, optax.adam(config.learning_rate), wrt=nnx.Param)
    length = data.max_prompt_length + data.max_response_length

    @nnx.jit
    def step(model: nnx.Module, optimizer: nnx.Optimizer, tokens: jax.Array, graded: jax.Array) -> jax.Array:
        mask = tokens != tokenizer.pad_id()

        def loss(model: nnx.Module) -> jax.Array:
            logits, _ = model(tokens, utils.build_positions_from_mask(mask), None, utils.make_causal_attn_mask(mask))
            each = optax.softmax_cross_entropy_with_integer_labels(logits[:, :-1], tokens[:, 1:])
            return (each * graded[:, 1:]).sum() / graded[:, 1:].sum()

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value

    for _ in range(config.steps):
        questions, answers = make_sums(random, config.examples, data.largest)
        guesses = [max(0, int(each) + int(random.integers(-config.miss, config.miss + 1))) for each in answers]
        tokens = np.zeros((config.examples, length), np.int32)
        graded = np.zeros_like(tokens, np.float32)
        for at, (question, guess) in enumerate(zip(questions, guesses, strict=True)):
            sum_asked = question.removeprefix("What is ").removesuffix("?").replace(" ", "")
            response = f"<reasoning>{sum_asked}</reasoning><answer>{guess}</answer>"
            prompt = [tokenizer.bos_id(), *tokenizer.encode(question)]
            ids = [*prompt, *tokenizer.encode(response), tokenizer.eos_id()]
            tokens[at, : len(ids)] = ids
            graded[at, len(prompt) : len(ids)] = 1
        step(model, optimizer, jnp.asarray(tokens), jnp.asarray(graded))


def load_model(path: str, dtype: str, mesh: Any) -> tuple[nnx.Module, Any]:
    """Load a model and its tokenizer in the layout of Hugging Face, from a folder or the hub."""
    from transformers import AutoTokenizer

    if not Path(path).is_dir():
        from huggingface_hub import snapshot_download

        path = snapshot_download(path, allow_patterns=["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"])
    facts = json.loads((Path(path) / "config.json").read_text("utf-8"))
    if facts.get("model_type") not in FAMILIES:
        raise ValueError(f"{path}: a model of type {facts.get('model_type')!r}; the types are {', '.join(FAMILIES)}")
    package, _, tied = FAMILIES[facts["model_type"]]
    module = importlib.import_module(f"tunix.models.{package}.model")
    shape = module.ModelConfig(
        num_layers=facts["num_hidden_layers"],
        vocab_size=facts["vocab_size"],
        embed_dim=facts["hidden_size"],
        hidden_dim=facts["intermediate_size"],
        num_heads=facts["num_attention_heads"],
        head_dim=facts.get("head_dim") or facts["hidden_size"] // facts["num_attention_heads"],
        num_kv_heads=facts["num_key_value_heads"],
        rope_theta=facts.get("rope_theta") or facts.get("rope_parameters", {}).get("rope_theta", 10000),
        norm_eps=facts["rms_norm_eps"],
        **{tied: facts.get("tie_word_embeddings", False)},
    )
    load = importlib.import_module(f"tunix.models.{package}.params").create_model_from_safe_tensors
    return load(path, shape, mesh, dtype=jnp.dtype(dtype)), AutoTokenizer.from_pretrained(path)
