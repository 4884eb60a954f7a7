"""What each kind of finding means, what to do, and which page of the guide explains it.

The report shows these texts, and the guide's page about the report has them in a table.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple
from urllib.parse import quote


class Meaning(NamedTuple):
    """What a finding means for the training."""

    means: str
    do: str
    page: str


#: By the kind of the finding.
MEANINGS = {
    "fall": Meaning(
        "The policy was better at an earlier step. It unlearns, because steps are too large or it drifts too far "
        "from the model that it began with, or it has found something that is paid and not meant.",
        "Go back to a checkpoint of the best steps. Train on with a smaller learning rate or a stronger KL penalty,"
        " and read the late responses with low rewards first.",
        "analysis.md",
    ),
    "harder_data": Meaning(
        "Prompts become different while the reward falls, as in a curriculum. The fall says little about the policy.",
        "Measure on problems that stay the same, and give the accuracies as `held_out`.",
        "analysis.md",
    ),
    "waves": Meaning(
        "A policy seldom gets better and worse in turn. Data in a fixed order, by topic or by difficulty, makes the"
        " reward do so.",
        "Shuffle the data anew in each epoch, and compare responses within the group of their prompt.",
        "noisy.md",
    ),
    "data_changed": Meaning(
        "Learning does not jump within one step. Other data, another prompt or another version of the reward began "
        "there.",
        "Find out what changed at this step. Means before and after it can't be compared: mix the data, or measure "
        "on problems that stay the same.",
        "analysis.md",
    ),
    "constant": Meaning(
        "No response is better than another one, so nothing is learned.",
        "Grade a few responses with `explain_answer`: a wrong column of truths, or a format that the policy never "
        "keeps, is the usual cause. Then begin with partial rewards or easier problems.",
        "sparse.md",
    ),
    "sparse": Meaning(
        "In most groups all responses get the same reward. GRPO compares the responses of a group, so that such a "
        "group teaches nothing.",
        "Pay in steps, begin with problems that the policy sometimes solves, or take more responses to each prompt.",
        "sparse.md",
    ),
    "noisy": Meaning(
        "What a response earns depends on chance: on which prompts are drawn, or on a part that is not recorded.",
        "Compare responses within their group, take larger batches, and grade one response twice: it must get the "
        "same reward.",
        "noisy.md",
    ),
    "ceiling": Meaning(
        "Nearly all responses get the most that is paid, so that there is little left to learn.",
        "Stop, choose harder problems, or make the reward stricter.",
        "curriculum.md",
    ),
    "not_judged": Meaning(
        "Responses without a reward are left out of all means, and each trainer treats them in its own way.",
        "Let the reward raise an error, or skip on purpose with `on_error`.",
        "custom.md",
    ),
    "dominated": Meaning(
        "One component decides which response is better; the others hardly count, whatever their weights say. If it"
        " judges the answer, that is as it should be.",
        "Give each component the influence that it is meant to have with `decoupled_sum`, or make one the condition"
        " of another with `gate`.",
        "dominated.md",
    ),
    "dead_component": Meaning(
        "A component that is the same for all responses makes none of them better than another one.",
        "Leave it out, or look whether it is computed as you mean it.",
        "dominated.md",
    ),
    "hacked": Meaning(
        "The policy earns more while its answers get worse: it has found a part of the reward that is paid without "
        "a solution.",
        "Go back to a checkpoint from before. Pay for the form only together with a right answer (`gate`).",
        "gamed.md",
    ),
    "form_alone": Meaning(
        "What the policy gains is the form of its responses. Its answers do not become better.",
        "Pay less for the form, or only together with a right answer, and begin with problems that the policy "
        "sometimes solves.",
        "gamed.md",
    ),
    "held_out": Meaning(
        "What is learned does not carry over to other problems: it is learned by heart, or it games the reward.",
        "Read the examples with high rewards, stop before the fall, and train on more and other problems.",
        "gamed.md",
    ),
    "length_drift": Meaning(
        "Length is worth something to the policy: it is paid for, or it goes along with something that is. Long "
        "responses cost time and memory.",
        "Look whether longer responses are right more often. If not, let what is beyond a limit cost "
        "(`SoftOverlong`), and limit what is paid beside the answer (`clip`).",
        "gamed.md",
    ),
    "repeated_answers": Meaning(
        "The policy guesses: one answer is right, or nearly right, often enough to be paid.",
        "Take partial credit away, and choose prompts with many different answers.",
        "gamed.md",
    ),
    "paid_by_tolerance": Meaning(
        "Near answers are paid, and the policy has learned to be near instead of right.",
        "Make the tolerance narrow, or take the partial credit away.",
        "gamed.md",
    ),
    "duplicates": Meaning(
        "The policy no longer tries anything else. Responses that are the same earn the same and teach nothing.",
        "Raise the temperature or the entropy bonus, and make sure that no repeated text is paid.",
        "aspects.md",
    ),
    "repetitive": Meaning(
        "Responses that run in circles are a sign that length is paid, or that the policy has drifted too far.",
        "Take something off for repetition, look whether length is paid, and lower the learning rate.",
        "aspects.md",
    ),
    "unfinished_reasoning": Meaning(
        "Responses are cut off, or never end their reasoning. Without an answer nothing can be paid.",
        "Allow more tokens, or let responses that are too long cost a little.",
        "reasons.md",
    ),
    "no_answer": Meaning(
        "A response does not say what its answer is, or is cut off before it does.",
        "Say in the prompt how to state the answer, and pay a little for that at first.",
        "reasons.md",
    ),
    "unparseable": Meaning(
        "Something is stated as the answer that can't be read as a value.",
        "Look at the examples, and say in the prompt what an answer looks like.",
        "reasons.md",
    ),
    "too_many_answers": Meaning(
        "Several answers are stated where one is asked for. That is guessing, and is not paid.",
        "Ask for one answer in the prompt.",
        "reasons.md",
    ),
    "correct_not_stated": Meaning(
        "The right value is there, but the response does not say that it is its answer, and earns a part of the "
        "reward.",
        "Say in the prompt how a response ends.",
        "reasons.md",
    ),
    "not_evaluated": Meaning(
        "A computation stands where its result is asked for.",
        "Say in the prompt that a number is wanted.",
        "reasons.md",
    ),
    "budget_exceeded": Meaning(
        "A formula is too large to be compared. Such answers are nearly always nonsense, or an attempt to slow "
        "grading down.",
        "Look at the examples.",
        "reasons.md",
    ),
}


def guide_address(page: str) -> str | None:
    """Return the address of a page of the guide; None as long as the guide is published nowhere."""
    try:
        links = metadata("agent-tunix-rewards").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    addresses = [
        address.strip() for name, _, address in (link.partition(",") for link in links) if name == "Documentation"
    ]
    return f"{addresses[0].rstrip('/')}/{quote(page.removesuffix('.md'), errors='replace')}.html" if addresses else None
