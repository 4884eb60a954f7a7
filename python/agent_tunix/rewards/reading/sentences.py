"""What came of a response, in one sentence, for people and for models that learn from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import AnyOf

if TYPE_CHECKING:
    from agent_tunix.rewards.reading.results import Parts

#: A sentence for each reason; `answer` and `truth` are put in where they are named.
SENTENCES = {
    "correct": "The answer {answer} is right.",
    "close": "The answer {answer} is near the truth {truth}, but not equal to it.",
    "correct_not_stated": "The answer {answer} is right, but the response does not state it as its answer.",
    "not_evaluated": "The answer {answer} is right, but is still to be worked out.",
    "wrong_value": "The answer {answer} differs from the truth {truth}.",
    "no_answer": "The response states no answer.",
    "unfinished_reasoning": "The reasoning never ends, so that the response has no answer.",
    "unparseable": "The answer {answer} can't be read as a value.",
    "too_many_answers": "The response offers several answers, {answer}, where one is asked for.",
    "false_chain": "The answer {answer} is part of an equation that is false.",
    "budget_exceeded": "The answer {answer} is too large to be compared with the truth {truth}.",
    "internal_error": "The response could not be judged, because of a fault of the grader.",
}
#: Parts of a reward that are sentences already.
TOLD = ("feedback", "explanation", "reasoning")
#: What a text that is no formula begins with, where an answer or a truth is shown as it was read.
TEXT = r"\text{"
#: How many characters of an answer or a truth are shown.
LONGEST = 100


def say_reason(reason: str, answer: str | None, truth: Any) -> str:
    r"""Return the reason of a verdict in a sentence.

    >>> say_reason("wrong_value", "41", "42")
    'The answer 41 differs from the truth 42.'
    >>> say_reason("close", "41", r"\text{forty-two}")
    'The answer 41 is near the truth forty-two, but not equal to it.'
    """
    return SENTENCES[reason].format(answer=in_line(answer or "(none)"), truth=in_line(truth))


def say_score(score: float | None, parts: Parts) -> str:
    """Return a score and its parts in a sentence; a part that is a sentence already is that sentence.

    >>> say_score(0.3, {"form": 1.0, "answer": 0.0})
    'The score is 0.3: form 1, answer 0.'
    >>> say_score(0.0, {"feedback": "The unit is missing."})
    'The unit is missing.'
    """
    if told := find_told(parts):
        return told
    if score is None:
        return "The response can't be judged."
    shown = ", ".join(f"{name} {part:.4g}" for name, part in parts.items() if isinstance(part, float))
    return f"The score is {score:.4g}{': ' * bool(shown)}{shown}."


def find_told(parts: Parts) -> str | None:
    """Return the part of a reward that is a sentence already, if it has one."""
    return next((told for name in TOLD if isinstance(told := parts.get(name), str)), None)


def in_line(value: Any) -> str:
    """Return a value on one line, cut where it is long; a text without the LaTeX that marks it."""
    if isinstance(value, AnyOf):
        return " or ".join(map(in_line, value.truths))
    text = " ".join(str(value).split())
    if text.startswith(TEXT) and text.find("}") == len(text) - 1:
        text = text[len(TEXT) : -1]
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
