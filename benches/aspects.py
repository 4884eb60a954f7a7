"""A composite of five aspects over 4,096 responses, beside the same written by hand in Python, on one thread.

    python -m benches.aspects [--rounds N]

The hand-written version is what a reward's author writes with `re` and `split`, response by response: it defines the
same five aspects more simply, so that the two give different numbers and are compared by their time alone. The
package's composite is a reward object, whose parts are asked together; beside it, each aspect is called for itself.
"""

from __future__ import annotations

import argparse
import functools
import re
from typing import TYPE_CHECKING

import numpy as np

from agent_tunix import rewards
from benches import generate, machine, timing

if TYPE_CHECKING:
    import numpy.typing as npt

COUNT = 4096
FORMAT = "The answer is [NUM]."
WEIGHTS = {"relevance": 0.3, "correctness": 0.3, "clarity": 0.2, "conciseness": 0.1, "format": 0.1}

FUNCTION_WORDS = """
    a an the is are was were be been and or of to in on at for with that this it its as by from he she they how much
"""
STOPWORDS = frozenset(FUNCTION_WORDS.split())


def relevance(response: str, prompt: str) -> float:
    """The share of the prompt's words that the response has."""
    asked = {word for word in re.findall(r"\w+", prompt.lower()) if word not in STOPWORDS}
    said = {word for word in re.findall(r"\w+", response.lower()) if word not in STOPWORDS}
    return len(asked & said) / len(asked) if asked else 0.0


def correctness(response: str, truth: str) -> float:
    """Whether the last number is the truth, or near it."""
    numbers = re.findall(r"-?\d[\d,]*\.?\d*", response)
    if not numbers:
        return 0.0
    try:
        value, wanted = float(numbers[-1].replace(",", "").rstrip(".")), float(truth.replace(",", ""))
    except ValueError:
        return 0.0
    if value == wanted:
        return 1.0
    return 0.5 if abs(value - wanted) <= 0.1 * abs(wanted) else 0.0


def clarity(response: str) -> float:
    """Short sentences, short words, few repeated phrases."""
    sentences = [sentence for sentence in re.split(r"[.!?]+\s|\n", response) if sentence.strip()]
    words = re.findall(r"\w+", response.lower())
    if not sentences or not words:
        return 0.0
    index = len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)
    grams = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
    distinct = len(set(grams)) / len(grams) if grams else 1.0
    return max(0.0, min(1.0, (90 - index) / 50)) * distinct


def conciseness(response: str) -> float:
    """Up to a hundred words are short enough; repeated phrases count against it."""
    words = response.lower().split()
    if not words:
        return 0.0
    grams = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
    return min(1.0, 100 / len(words)) * (len(set(grams)) / len(grams) if grams else 1.0)


def format_score(response: str) -> float:
    """The sentence at the end, or anywhere in other letter case."""
    if re.search(r"The answer is -?[\d,]+(?:\.\d+)?\.$", response.strip()):
        return 1.0
    return 0.5 if re.search(r"answer(?: is|:)?\s*\$?-?\d", response, re.IGNORECASE) else 0.0


def by_hand(responses: list[str], prompts: list[str], truths: list[str]) -> list[float]:
    """The composite, response by response."""
    return [
        WEIGHTS["relevance"] * relevance(response, prompt)
        + WEIGHTS["correctness"] * correctness(response, truth)
        + WEIGHTS["clarity"] * clarity(response)
        + WEIGHTS["conciseness"] * conciseness(response)
        + WEIGHTS["format"] * format_score(response)
        for response, prompt, truth in zip(responses, prompts, truths, strict=True)
    ]


#: The composite as a user of the package writes it.
REWARD = rewards.weighted_sum(
    {
        rewards.evaluate_relevance: WEIGHTS["relevance"],
        rewards.evaluate_correctness: WEIGHTS["correctness"],
        rewards.evaluate_clarity: WEIGHTS["clarity"],
        rewards.evaluate_conciseness: WEIGHTS["conciseness"],
        rewards.evaluate_format: WEIGHTS["format"],
    },
    name="composite",
)


def by_reward(responses: list[str], prompts: list[str], truths: list[str]) -> npt.NDArray[np.float64]:
    """The composite as a reward object."""
    graded: npt.NDArray[np.float64] = REWARD(responses, prompt=prompts, ground_truth=truths, expected_format=FORMAT)
    return graded


def by_aspect(responses: list[str], prompts: list[str], truths: list[str]) -> npt.NDArray[np.float64]:
    """The same by five calls."""
    return (
        WEIGHTS["relevance"] * rewards.evaluate_relevance(responses, prompts)
        + WEIGHTS["correctness"] * rewards.evaluate_correctness(responses, truths)
        + WEIGHTS["clarity"] * rewards.evaluate_clarity(responses)
        + WEIGHTS["conciseness"] * rewards.evaluate_conciseness(responses)
        + WEIGHTS["format"] * rewards.evaluate_format(responses, FORMAT)
    )


def main() -> None:
    """Measure, and print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    rows = list(generate.word_problems(COUNT))
    # One line more brings the worked solutions to 280 characters.
    responses = [row[0].replace("\n", "\nNothing else is bought or sold on that day.\n", 1) for row in rows]
    truths = [row[1] for row in rows]
    # Every prompt is another one: the dearest case for what prepares each once.
    prompts = [f"{response.split(',')[0]}. How much is made in the end?" for response in responses]
    rewards.set_num_threads(1)
    ways = {"by hand": by_hand, "as a reward": by_reward, "by five calls": by_aspect}
    np.testing.assert_array_equal(
        by_reward(responses, prompts, truths), by_aspect(responses, prompts, truths), strict=True
    )
    calls = [functools.partial(way, responses, prompts, truths) for way in ways.values()]
    hand, *batch = timing.interleave(calls, rounds, clock="cpu")
    length = sum(map(len, responses)) / COUNT
    print(machine.summary(machine.describe()))
    print(f"{COUNT} responses of {length:.0f} characters, five aspects, one thread, processor time")
    print(f"by hand {min(hand) * 1e3:.1f} ms")
    for name, taken in zip(list(ways)[1:], batch, strict=True):
        print(f"{name} {min(taken) * 1e3:.2f} ms: {timing.ratio(hand, taken):.1f} times")


if __name__ == "__main__":
    main()
