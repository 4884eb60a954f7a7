"""Score a batch of responses and look at one that went wrong."""

import json
from pathlib import Path

from agent_tunix.rewards import combined_reward, explain_answer

rows = [json.loads(line) for line in Path(__file__).with_name("sample.jsonl").open(encoding="utf-8")]
responses = [row["response"] for row in rows]
rewards = combined_reward(responses, [row["answer"] for row in rows], "The answer is [NUM].")
print(f"{len(rewards)} responses, mean reward {rewards.mean():.3f}")
wrong = rows[rewards.argmin()]
print(explain_answer(wrong["response"], wrong["answer"]))
