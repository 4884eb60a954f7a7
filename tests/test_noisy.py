"""`noisy`: a reward whose verdicts are flipped at stated rates."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError, check_answer, get_reward, noisy
from agent_tunix.rewards.composing.combine import uniform

RIGHT = [f"It took {number} tries. The answer is 4." for number in range(4000)]
WRONG = [f"It took {number} tries. The answer is 5." for number in range(4000)]


def test_the_rates_are_kept() -> None:
    reward = noisy(check_answer, false_positive=0.1, false_negative=0.3, seed=7)
    right, wrong = reward(RIGHT, ground_truth=4), reward(WRONG, ground_truth=4)
    # Four standard deviations of the binomial distribution.
    assert (right == 0.0).mean() == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / 4000) ** 0.5)
    assert (wrong == 1.0).mean() == pytest.approx(0.1, abs=4 * (0.1 * 0.9 / 4000) ** 0.5)
    assert set(right) | set(wrong) == {0.0, 1.0}


def test_a_response_gets_the_same_verdict_everywhere() -> None:
    reward = noisy(check_answer, false_positive=0.5, false_negative=0.5, seed=3)
    batch = reward(RIGHT[:100], ground_truth=4)
    assert [reward(response, ground_truth=4) for response in RIGHT[:100]] == batch.tolist()
    assert reward(RIGHT[:100][::-1], ground_truth=4)[::-1].tolist() == batch.tolist()
    assert pickle.loads(pickle.dumps(reward))(RIGHT[:100], ground_truth=4).tolist() == batch.tolist()
    other = noisy(check_answer, false_positive=0.5, false_negative=0.5, seed=4)(RIGHT[:100], ground_truth=4)
    assert 20 < (other != batch).sum() < 80


def test_the_ends_of_the_rates_and_the_threshold() -> None:
    plain = check_answer(RIGHT[:50] + WRONG[:50], 4)
    assert noisy(check_answer)(RIGHT[:50] + WRONG[:50], ground_truth=4).tolist() == plain.tolist()
    flipped = noisy(check_answer, false_positive=1.0, false_negative=1.0)
    assert flipped(RIGHT[:50] + WRONG[:50], ground_truth=4).tolist() == (1.0 - plain).tolist()
    near = "The answer is 4.1."
    assert noisy(check_answer, false_positive=1.0)(near, ground_truth=4) == 1.0
    assert noisy(check_answer, false_positive=1.0, threshold=0.5)(near, ground_truth=4) == 0.5
    assert noisy(check_answer, false_negative=1.0, threshold=0.5)(near, ground_truth=4) == 0.0


def test_the_numbers_are_those_of_the_published_generator() -> None:
    # The first numbers of SplitMix64 with the state 0, of which 53 bits make a fraction.
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC]
    drawn = [uniform(np.zeros(1, np.uint64), seed)[0] for seed in range(1, 5)]
    assert drawn == [(number >> 11) / 2**53 for number in published]


def test_what_is_not_judged_stays_so() -> None:
    def unsure(response: str) -> None:
        return None

    assert np.isnan(noisy(unsure, false_positive=1.0, false_negative=1.0)("x"))


def test_misuse_and_configuration() -> None:
    for name in ("false_positive", "false_negative"):
        for rate in (-0.1, 1.1, float("nan")):
            with pytest.raises(ArgumentValueError, match=name):
                noisy(check_answer, **{name: rate})  # type: ignore[arg-type]
    for seed in (1.5, True):
        with pytest.raises(ArgumentTypeError, match="seed"):
            noisy(check_answer, seed=seed)  # type: ignore[arg-type]
    made = get_reward({"reward_function": "noisy", "rewards": "check_answer", "false_negative": 1.0})
    assert made("The answer is 4.", ground_truth=4) == 0.0
