"""Train a small reward model on pairs of the sample responses, and count how often it agrees with `check_answer`.

    pip install torch transformers datasets trl
    python examples/reward_model.py [--folder build/reward-model] [--epochs 6]

The agreement is measured on pairs of questions that the model was not trained on. The model is a Llama with a few
hundred thousand parameters that reads single characters. It learns what a good response looks like, not arithmetic. For
a useful reward model, give TRL's `RewardTrainer` a pretrained model; the rows and the reward stay the same.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from agent_tunix.rewards import ModelReward, as_reward, check_answer, preference_pairs, write_preferences

SAMPLE = Path(__file__).parent / "sample.jsonl"


def read_pairs(rows: list[dict[str, str]]) -> list[Any]:
    """Grade responses and pair those to the same question."""
    questions, responses = [row["question"] for row in rows], [row["response"] for row in rows]
    rewards = check_answer(responses, [row["answer"] for row in rows])
    return preference_pairs(questions, responses, rewards, margin=0.25, per_prompt=64)


def make_model(texts: list[str], length: int) -> tuple[Any, Any]:
    """Make a small model over the characters of the texts, with random weights."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForSequenceClassification, PreTrainedTokenizerFast

    symbols = ["<pad>", "<end>", "<unknown>", *sorted(set("".join(texts)))]
    characters = Tokenizer(models.WordLevel({symbol: at for at, symbol in enumerate(symbols)}, unk_token="<unknown>"))
    characters.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=characters, pad_token="<pad>", eos_token="<end>", unk_token="<unknown>", truncation_side="left"
    )
    config = LlamaConfig(
        vocab_size=len(symbols),
        hidden_size=96,
        intermediate_size=192,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=length,
        pad_token_id=0,
        eos_token_id=1,
        num_labels=1,
    )
    return LlamaForSequenceClassification(config), tokenizer


def main() -> None:
    """Train, save, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("build/reward-model"), help="where the model is saved")
    parser.add_argument("--epochs", type=float, default=6, help="how often the pairs are gone over")
    arguments = parser.parse_args()

    from datasets import Dataset
    from transformers import set_seed

    from trl import RewardConfig, RewardTrainer

    set_seed(0)
    sample = [json.loads(line) for line in SAMPLE.read_text("utf-8").splitlines()]
    answers = {row["question"]: row["answer"] for row in sample}
    pairs = read_pairs(sample)
    questions = list(dict.fromkeys(pair["prompt"] for pair in pairs))
    held_out = set(questions[::4])
    training = [pair for pair in pairs if pair["prompt"] not in held_out]
    testing = [pair for pair in pairs if pair["prompt"] in held_out]
    arguments.folder.mkdir(parents=True, exist_ok=True)
    write_preferences(training, arguments.folder / "pairs.jsonl")
    print(f"{len(training)} pairs of {len(questions) - len(held_out)} questions to train on, {len(testing)} held out")

    length = 1024
    model, tokenizer = make_model([pair["prompt"] + pair["chosen"] + pair["rejected"] for pair in training], length)
    config = RewardConfig(
        output_dir=str(arguments.folder),
        num_train_epochs=arguments.epochs,
        per_device_train_batch_size=16,
        learning_rate=1e-3,
        max_length=length,
        bf16=False,
        report_to="none",
        save_strategy="no",
        logging_steps=25,
    )
    # The margin is left out: a response shall rank higher, by how much is the model's affair.
    columns = ("prompt", "chosen", "rejected")
    rows = Dataset.from_list([{name: pair[name] for name in columns} for pair in training])
    trainer = RewardTrainer(model=model, args=config, train_dataset=rows, processing_class=tokenizer)
    trainer.train()
    trainer.save_model(str(arguments.folder))
    tokenizer.save_pretrained(str(arguments.folder))

    reward = ModelReward(str(arguments.folder), max_length=length, squash=True)
    for name, some in (("training", training), ("held-out", testing)):
        prompts = [pair["prompt"] for pair in some]
        chosen = reward([pair["chosen"] for pair in some], prompt=prompts)
        rejected = reward([pair["rejected"] for pair in some], prompt=prompts)
        print(f"agrees with the verifiable reward on {(chosen > rejected).mean():.1%} of {len(some)} {name} pairs")

    blend = 0.2 * reward + 0.8 * as_reward(check_answer)
    first = testing[0]
    question, responses = first["prompt"], [first["chosen"], first["rejected"]]
    total, components = blend.evaluate(responses, prompt=question, ground_truth=answers[question])
    print("a blend of both:", total.round(3), "made of", {name: part.round(3) for name, part in components.items()})


if __name__ == "__main__":
    main()
