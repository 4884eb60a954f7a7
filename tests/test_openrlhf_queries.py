"""OpenRLHF's queries, which begin with their prompts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.trainer_rewards import RIGHT

from agent_tunix.rewards.trainers import (
    openrlhf,
)

pytestmark = pytest.mark.usefixtures("stand_ins")


# OpenRLHF's queries

words = st.text(st.characters(codec="utf-8"), max_size=30)


@given(prompt=words, response=words, ends=st.lists(st.sampled_from(openrlhf.ENDS), max_size=3))
def test_the_prompt_and_the_special_tokens_are_cut_off(prompt: str, response: str, ends: list[str]) -> None:
    bare = openrlhf.cut_prompt(prompt + response, prompt)
    assert response.startswith(bare)
    assert openrlhf.cut_prompt(prompt + response + "".join(ends), prompt) == bare
    if not response.endswith(openrlhf.ENDS):
        assert bare == response


PROMPT = (
    "<|im_start|>user\nA farmer has 12 cows and buys 3 more. How many does he have?<|im_end|>\n<|im_start|>assistant\n"
)


@pytest.mark.parametrize(
    "seen",
    [PROMPT, "<s>" + PROMPT, "<s> " + PROMPT, PROMPT[20:], PROMPT.replace("?<", "? <"), PROMPT.replace("\n", " \n", 1)],
)
def test_prompts_that_the_tokenizer_changed_are_cut_off(seen: str) -> None:
    assert openrlhf.cut_prompt(seen + RIGHT + "<|im_end|>", PROMPT) == RIGHT
    assert openrlhf.cut_prompt(seen + PROMPT + RIGHT, PROMPT) == PROMPT + RIGHT


@given(st.text("ab", min_size=1, max_size=12), st.text("ab", max_size=12))
def test_what_a_prompt_and_a_query_share(query: str, prompt: str) -> None:
    shared = openrlhf.count_shared(query, prompt)
    assert shared == max(length for length in range(len(query) + 1) if prompt.endswith(query[:length]))


@pytest.mark.parametrize("lost", [1, 17, 100, 600])
def test_prompts_that_repeat_themselves_and_lost_their_beginning(lost: int) -> None:
    prompt = "The answer is 7. " * 40 + "Now another question: what is 3 * 5, if you please?"
    assert openrlhf.cut_prompt(prompt[lost:] + RIGHT + "</s>", prompt) == RIGHT


def test_a_query_without_the_prompt_is_graded_whole() -> None:
    assert openrlhf.cut_prompt("15", "What is 3 * 5, if it is not 15") == "15"
    assert openrlhf.cut_prompt("", PROMPT) == ""
    assert openrlhf.cut_prompt(RIGHT, "") == RIGHT
