r"""Carriers: the forms in which an honest response may give its answer, such as a tag, a box or a phrase.

The audit does not know which form a reward asks for. It tries each carrier with the true answer, and makes the attacks
in those that are paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent_tunix.rewards._core import ArgumentValueError

#: Reasoning without a number, for carriers that have a place for it.
THOUGHTS = "Let me work it out step by step."

BOX = "$\\boxed{{answer}}$"


@dataclass(frozen=True)
class Carrier:
    """One form of a response: a text with a place for the answer, and perhaps one for the reasoning."""

    name: str
    #: The text, with `{answer}` in the place of the answer and `{thoughts}` in the place of the reasoning.
    template: str
    #: The answer with its mark alone, for carriers whose mark may stand inside a sentence.
    mark: str | None = None

    def render(self, answer: str, thoughts: str = THOUGHTS) -> str:
        """Return a response that gives an answer."""
        return self.template.replace("{thoughts}", thoughts, 1).replace("{answer}", answer, 1)

    def inline(self, answer: str) -> str:
        """Return the answer as it stands in the middle of a sentence."""
        return self.mark.replace("{answer}", answer, 1) if self.mark else answer


CARRIERS = (
    Carrier("the answer is", "{thoughts} The answer is {answer}.", "{answer}"),
    Carrier("boxed", "{thoughts} So the answer is $\\boxed{{answer}}$.", BOX),
    Carrier("####", "{thoughts}\n#### {answer}"),
    Carrier("answer tag", "{thoughts}\n<answer>{answer}</answer>"),
    Carrier("reasoning and answer tags", "<reasoning>\n{thoughts}\n</reasoning>\n<answer>\n{answer}\n</answer>"),
    Carrier("reasoning and answer tags in a line", "<reasoning>{thoughts}</reasoning><answer>{answer}</answer>"),
    Carrier("think and answer tags", "<think>\n{thoughts}\n</think>\n<answer>\n{answer}\n</answer>"),
    Carrier("think tag and box", "<think>\n{thoughts}\n</think>\nThe answer is $\\boxed{{answer}}$.", BOX),
    Carrier("think tag, the answer is", "<think>\n{thoughts}\n</think>\nThe answer is {answer}.", "{answer}"),
    Carrier("answer:", "{thoughts}\nAnswer: {answer}"),
    Carrier(
        "final answer in dollars", "{thoughts}\nThe final answer is ${answer}$. I hope it is correct.", "${answer}$"
    ),
    Carrier(
        "working out and solution tags",
        "<start_working_out>{thoughts}<end_working_out><SOLUTION>{answer}</SOLUTION>",
    ),
    Carrier("JSON", '{"reasoning": "{thoughts}", "answer": "{answer}"}'),
    Carrier("bare", "{answer}", "{answer}"),
)


def read_carrier(template: str) -> Carrier:
    """Return a carrier that the caller wrote."""
    if "{answer}" not in template:
        raise ArgumentValueError(
            f"carriers: expected a text with {{answer}} in it, got {template!r}", argument="carriers"
        )
    return Carrier(repr(template)[:40], template.replace("\\n", "\n"))


def from_response(name: str, response: str, truth: str) -> Carrier | None:
    """Return an honest response as a carrier: the answer takes the place of the last occurrence of its truth."""
    begin = response.rfind(truth)
    if begin < 0:
        return None
    # The response may contain braces of its own, so that it can't be a template.
    before, after = response[:begin], response[begin + len(truth) :]
    return OwnResponse(name, before, None, after)


@dataclass(frozen=True)
class OwnResponse(Carrier):
    """A response of the data, in two parts before and after its answer; its reasoning stays as it is."""

    after: str = ""

    def render(self, answer: str, thoughts: str = THOUGHTS) -> str:  # noqa: ARG002  it has its own
        """Return the response with another answer."""
        return self.template + answer + self.after
