"""The example of a training: each way that the README names to start it, on a few steps."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from agent_tunix.rewards import analyze, explain_answer, get_reward
from agent_tunix.rewards.analysis.analysis import RewardAnalysis

EXAMPLE = Path(__file__).parent.parent / "examples" / "training"
SHORT = [
    "training.steps=4", "training.prompts=4", "training.generations=8", "model.warm_up.steps=20", "model.width=32",
    "model.heads=2",
]  # fmt: skip


def run(folder: Path, *settings: str) -> str:
    command = [sys.executable, "run_training.py", f"hydra.run.dir={folder}", *settings]
    done = subprocess.run(command, cwd=EXAMPLE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def is_picture(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5000


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def test_the_mean_reward_rises(tmp_path: Path) -> None:
    printed = run(tmp_path, "training.steps=60")
    assert "mean of combined_reward" in printed
    # A line for each step that fits a terminal, and a table.
    steps = [line for line in printed.splitlines() if line.startswith("step ")]
    assert [line.split()[1] for line in steps] == [str(step) for step in range(1, 61)]
    assert max(map(len, printed.splitlines())) <= 110
    assert "   steps   mean  deviation  right  length" in printed
    (ends,) = re.findall(r"(-?[\d.]+) in the first tenth, (-?[\d.]+) in the last", printed)
    assert float(ends[1]) > float(ends[0]) + 0.1
    assert is_picture(tmp_path / "reward_curve.png")
    # Nothing is logged or saved that was not asked for.
    assert "[agent_tunix.rewards]" not in printed
    assert {path.name for path in tmp_path.iterdir()} == {"reward_curve.png", "run_training.log"}


@pytest.mark.parametrize("sign", ["", "+", "++"])
def test_a_reward_by_name(tmp_path: Path, sign: str) -> None:
    printed = run(tmp_path, f"{sign}training.reward_function=custom_reward_function", *SHORT)
    assert "mean of custom_reward_function" in printed
    assert is_picture(tmp_path / "reward_curve.png")


def test_a_reward_by_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("def brief(response, prompt, metadata):\n    return 1.0 / (1 + len(response))\n")
    assert "mean of brief" in run(tmp_path, f"training.reward_function={file}:brief", *SHORT)
    dotted = "training.reward_function=agent_tunix.rewards.check_answer"
    assert "mean of check_answer" in run(tmp_path, dotted, "+training.reward_options.tolerance=0.5", *SHORT)


def test_the_four_rewards_of_tunix(tmp_path: Path) -> None:
    asked = ["training.log_rewards=true", "training.save_reward_analysis=true"]
    printed = run(tmp_path, "training.reward_function=get_reward_functions", *asked, *SHORT)
    for name in ("match_format_exactly", "match_format_approximately", "check_answer", "check_numbers"):
        assert f"mean of {name}" in printed
        assert f"\ncomponent/{name} " in printed
    analysis = RewardAnalysis.from_dict(json.loads(analyze(tmp_path / "records").to_json()))
    assert {part.name for part in analysis.components} == {
        "match_format_exactly", "match_format_approximately", "check_answer", "check_numbers"
    }  # fmt: skip
    assert is_picture(tmp_path / "figures" / "correlation.png")


def test_the_configuration_of_the_guide() -> None:
    from omegaconf import OmegaConf

    page = (EXAMPLE.parent.parent / "docs" / "custom.md").read_text("utf-8")
    (written,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    reward = get_reward(OmegaConf.to_container(OmegaConf.create(written).reward))
    assert reward(["The answer is 4.", "It is 4."], ground_truth="4").tolist() == [1.0, 0.5]


def test_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"no function 'misspelt' in custom_rewards or agent_tunix\.rewards"):
        run(tmp_path, "training.reward_function=misspelt", *SHORT)


def test_rewards_are_logged_and_saved(tmp_path: Path) -> None:
    printed = run(tmp_path, "training.log_rewards=true", "training.save_reward_analysis=true", *SHORT)
    # The terminal has short lines and tables, the log file every metric.
    assert "[agent_tunix.rewards]" not in printed
    assert max(map(len, printed.splitlines())) <= 120
    logged = (tmp_path / "run_training.log").read_text("utf-8")
    batches = [line for line in logged.splitlines() if "[agent_tunix.rewards][INFO] - step" in line]
    assert len(batches) == 4
    for part in (
        "samples 32",
        "reward: mean ",
        "std ",
        "min ",
        "max ",
        "q05 ",
        "q50 ",
        "q95 ",
        "reason: ",
        "length: mean ",
    ):
        assert all(part in line for line in batches), part
    assert re.search(r"over training *\n +mean +std +min +q05 .*\nreward ", printed)
    assert re.search(r"[\d.]+%  wrong_value\n", printed)
    table = pq.read_table(tmp_path / "records").to_pandas()
    steps = read_lines(tmp_path / "reward_steps.jsonl")
    assert [step["step"] for step in steps] == [0, 1, 2, 3]
    assert (len(table), set(table["run"])) == (128, {tmp_path.name})
    for step in steps:
        rows = table[table["step"] == step["step"]]
        assert len(rows) == step["samples"] == 32
        assert step["reward/mean"] == pytest.approx(np.mean(rows["reward"]))
        assert step["reward/std"] == pytest.approx(np.std(rows["reward"]))
        assert step["reason/wrong_value"] == pytest.approx((rows["reason"] == "wrong_value").mean())
        assert sorted(rows.groupby("group").size()) == [8] * 4
        assert step["zero_variance_groups"] == pytest.approx((rows.groupby("group")["reward"].nunique() == 1).mean())
    # Why each response got what it got.
    again = explain_answer(list(table["response"]), list(table["truth"]))
    assert [verdict.reason for verdict in again] == list(table["reason"])
    assert all(table["prompt"].str.startswith("What is "))
    summary = json.loads((tmp_path / "reward_summary.json").read_text())
    assert summary["samples"] == 128
    assert summary["reward/mean"] == pytest.approx(table["reward"].mean())
    assert is_picture(tmp_path / "figures" / "reward_over_training.png")


def test_the_page_of_a_training(tmp_path: Path) -> None:
    printed = run(tmp_path, "training.save_reward_analysis=true", *SHORT)
    assert "findings" in printed or "nothing was found" in printed
    page = (tmp_path / "reward_analysis.html").read_text("utf-8")
    assert len(page) < 5_000_000
    # Tags that the model wrote are text.
    assert "&lt;reasoning&gt;" in page
    assert "<reasoning>" not in page
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=.https?:", page)
    assert "128 responses" in (tmp_path / "reward_analysis.md").read_text("utf-8")


def save_small_model(folder: Path, kind: str) -> None:
    """A model of random weights in the layout of Hugging Face, with a tokenizer of words and characters."""
    from safetensors.numpy import save_file
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    pieces = ["<pad>", "<s>", "</s>", "<unk>", "<reasoning>", "</reasoning>", "<answer>", "</answer>"]
    signs = [chr(each) for each in range(32, 127)]
    vocabulary = {piece: at for at, piece in enumerate([*pieces, *signs, "\n"])}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Split(Regex(r"</?(?:reasoning|answer)>|[\s\S]"), "isolated")
    inner.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )
    tokenizer.chat_template = (
        "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}assistant: {% endif %}"
    )
    tokenizer.save_pretrained(folder)
    width, inside, heads, layers = 32, 64, 2, 1
    facts = {
        "model_type": kind, "vocab_size": len(vocabulary), "hidden_size": width, "intermediate_size": inside,
        "num_hidden_layers": layers, "num_attention_heads": heads, "num_key_value_heads": heads,
        "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "tie_word_embeddings": False,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(facts))
    random = np.random.default_rng(0)
    shapes = {"model.embed_tokens.weight": (len(vocabulary), width), "lm_head.weight": (len(vocabulary), width)}
    for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
        shapes[f"model.layers.0.self_attn.{name}.weight"] = (width, width)
        if kind == "qwen2" and name != "o_proj":
            shapes[f"model.layers.0.self_attn.{name}.bias"] = (width,)
    shapes["model.layers.0.mlp.gate_proj.weight"] = shapes["model.layers.0.mlp.up_proj.weight"] = (inside, width)
    shapes["model.layers.0.mlp.down_proj.weight"] = (width, inside)
    weights = {name: random.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes.items()}
    for name in ("model.norm", "model.layers.0.input_layernorm", "model.layers.0.post_attention_layernorm"):
        weights[f"{name}.weight"] = np.ones(width, np.float32)
    save_file(weights, folder / "model.safetensors")


@pytest.mark.parametrize("kind", ["llama", "qwen2"])
def test_a_model_and_questions_from_files(tmp_path: Path, kind: str) -> None:
    save_small_model(tmp_path, kind)
    rows = [
        {"question": f"Ann has {a} pens and buys {b} more. How many?", "answer": f"{a} + {b} = {a + b}\n#### {a + b}"}
        for a, b in ((2, 3), (4, 5), (1, 9))
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    printed = run(
        tmp_path / "out", "model=pretrained", f"model.path={tmp_path}", "model.dtype=float32", "data=gsm8k",
        f"data.path={file}", "data.max_response_length=16", "training.steps=2", "training.prompts=2",
        "training.generations=2", "training.save_reward_analysis=true",
    )  # fmt: skip
    assert "2 to 2" in printed
    table = pq.read_table(tmp_path / "out" / "records").to_pandas()
    assert len(table) == 8
    assert all(table["truth"].str.contains("#### "))
    assert all(table["prompt"].str.contains("Ann has"))
    assert (tmp_path / "out" / "reward_analysis.html").exists()
