"""The auxiliary rewards beside twins in plain Python, written from the formulas of the papers."""

from __future__ import annotations

import copy
import math
import pickle
import random
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from agent_tunix.rewards import auxiliary as module
from agent_tunix.rewards import check_answer

if TYPE_CHECKING:
    from collections.abc import Callable

#: Some calls are mistakes, of which no type checker shall warn.
auxiliary: Any = module

COUNT = 20_000
BATCH = 500

LETTERS = (
    "a",
    "B",
    "é",
    "я",
    "ह",
    "한",
    "7",
    "我",
    "果",
    "か",
    "キ",
    "々",
    "ก",
    "ᄀ",
    "ß",
    "İ",
    "Σ",
    "က",
    "ក",
    "ກ",
    "ꀀ",
)
MARKS = (".", ",", "。", "、", "「", "」", "ー", "่", "-", "'", "$", "\\", "\0", "\U0001f600", "\u200b", "ิ")
SPACES = (" ", "\n", "\t", "\u3000", "\xa0", "\x1c", "  ")
UNSPACED = (
    "CJK UNIFIED",
    "HIRAGANA LETTER",
    "KATAKANA LETTER",
    "IDEOGRAPHIC ITERATION",
    "THAI CHARACTER KO",
    "LAO LETTER",
)
UNSPACED_TOO = ("MYANMAR LETTER", "KHMER LETTER", "YI SYLLABLE")


def is_unspaced(character: str) -> bool:
    return unicodedata.name(character, "").startswith(UNSPACED + UNSPACED_TOO)


def split_words(text: str) -> list[str]:
    words = []
    for run in text.split():
        word, kind = "", ""
        for character in run:
            is_spoken = character.isalnum() and "SOUND MARK" not in unicodedata.name(character, "")
            if (is_unspaced(character) and kind) or (is_spoken and kind == "letter"):
                words.append(word)
                word, kind = "", ""
            word += character
            if is_unspaced(character):
                kind = "letter"
            elif is_spoken:
                kind = kind or "word"
        words.append(word)
    return words


def measure(text: str, ids: list[int], unit: str) -> int:
    return {"token": len(ids), "character": len(text), "word": len(split_words(text))}[unit]


def write_text(draw: random.Random) -> str:
    alphabet = draw.choice(
        (LETTERS + MARKS + SPACES, ("so", "So", " ", " "), ("我", "很", "好", "。"), ("a", " ", "我", ","))
    )
    return "".join(draw.choices(alphabet, k=draw.choice((0, 1, 2, 3, draw.randint(0, 30)))))


def draw_batches(seed: int) -> list[tuple[random.Random, list[str], list[list[int]]]]:
    draw = random.Random(seed)
    batches = []
    for _ in range(COUNT // BATCH):
        texts = [write_text(draw) for _ in range(BATCH)]
        ids = [[draw.randrange(draw.choice((1, 2, 150_000))) for _ in range(draw.randint(0, 30))] for _ in texts]
        batches.append((draw, texts, ids))
    return batches


UNITS: tuple[Any, ...] = ("token", "character", "word")


def test_soft_overlong_is_its_formula() -> None:
    for draw, texts, ids in draw_batches(1):
        unit = draw.choice(UNITS)
        longest = draw.choice((1, 5, 12, 20, 7.5))
        cache = draw.choice((0, longest, longest / 2))
        penalty = draw.choice((1.0, 0.25, 3))
        wanted = []
        for text, row in zip(texts, ids, strict=True):
            over = measure(text, row, unit) - (longest - cache)
            wanted.append(0.0 if over <= 0 else -penalty if over > cache else -over / cache * penalty)
        reward = auxiliary.SoftOverlong(longest, cache, penalty=penalty, unit=unit)
        assert reward(texts, completion_ids=ids) == pytest.approx(wanted, abs=1e-12)
        assert np.array_equal(reward(texts, completion_ids=list(map(len, ids))), reward(texts, completion_ids=ids))


def test_cosine_length_is_its_formula() -> None:
    for draw, texts, ids in draw_batches(2):
        unit = draw.choice(UNITS)
        longest = draw.choice((1, 5, 12, 20, 7.5))
        right, wrong = [(draw.uniform(-10, 10), draw.uniform(-10, 10)) for _ in range(2)]
        exceeded = draw.choice((None, -10.0))
        correct = [draw.random() < 0.5 for _ in texts]
        wanted = []
        for text, row, is_correct in zip(texts, ids, correct, strict=True):
            length = measure(text, row, unit)
            short, long = right if is_correct else wrong
            at_length = long + (short - long) * (1 + math.cos(math.pi * min(length, longest) / longest)) / 2
            wanted.append(exceeded if exceeded is not None and length >= longest else at_length)
        reward = auxiliary.CosineLength(longest, right=right, wrong=wrong, exceeded=exceeded, unit=unit)
        assert reward(texts, correct=correct, completion_ids=ids) == pytest.approx(wanted, abs=1e-12)


def test_length_is_its_formula() -> None:
    for draw, texts, ids in draw_batches(3):
        unit = draw.choice(UNITS)
        correct = [draw.random() < 0.5 for _ in texts]
        size = draw.choice((1, 2, 8, None))
        prompts = [[{"role": "user", "content": str(draw.randint(0, 60))}] for _ in texts]
        for group, labels in (
            (None, [0 if size is None else at // size for at in range(len(texts))]),
            (prompts, [prompt[0]["content"] for prompt in prompts]),
            (np.arange(len(texts)) % 7, [at % 7 for at in range(len(texts))]),
        ):
            lengths = [measure(text, row, unit) for text, row in zip(texts, ids, strict=True)]
            wanted = []
            for length, label, is_correct in zip(lengths, labels, correct, strict=True):
                own = [other for other, its in zip(lengths, labels, strict=True) if its == label]
                spread = max(own) - min(own)
                share = 0.5 - (length - min(own)) / spread if spread else 0.0
                wanted.append(share if is_correct else min(0.0, share))
            reward = auxiliary.Length(size, unit=unit)
            assert list(reward(texts, correct=correct, completion_ids=ids, group=group)) == wanted


def test_repetition_is_its_formula() -> None:
    items: Any
    for draw, texts, ids in draw_batches(4):
        unit = draw.choice(UNITS)
        size, penalty = draw.randint(1, 6), draw.choice((-1.0, -0.3, 0))
        wanted = []
        for text, row in zip(texts, ids, strict=True):
            words = [word.lower() for word in split_words(text)]
            items = {"token": row, "character": list(text.lower()), "word": words}[unit]
            runs = [tuple(items[at : at + size]) for at in range(len(items) - size + 1)]
            wanted.append((1 - len(set(runs)) / len(runs)) * penalty if runs else 0.0)
        assert list(auxiliary.Repetition(size, penalty, unit=unit)(texts, completion_ids=ids)) == wanted


def test_tag_counts_are_their_formulas() -> None:
    draw = random.Random(5)
    tags = (
        "<reasoning>\n",
        "\n</reasoning>\n",
        "\n<answer>\n",
        "\n</answer>",
        "\n</answer>\n",
        "<think>\n",
        "\n</think>\n",
    )
    for _ in range(COUNT // BATCH):
        texts = ["".join(draw.choices((*tags, "\n", "x", "é 数", ""), k=draw.randint(0, 9))) for _ in range(BATCH)]
        wanted = []
        for text in texts:
            score = sum(0.125 for tag in tags[:4] if text.count(tag) == 1)
            if text.count(tags[2]) == 1:
                score -= len(text.split(tags[4])[-1]) / 1000
            if text.count(tags[3]) == 1:
                score -= (len(text.split(tags[3])[-1]) - 1) / 1000
            wanted.append(score)
        assert auxiliary.XmlCount()(texts) == pytest.approx(wanted, abs=1e-12)
        some = draw.sample(tags, 3)
        wanted = [0.5 * sum(text.count(tag) == 1 for tag in some) for text in texts]
        assert list(auxiliary.TagCount(some, 0.5)(texts)) == wanted


#: Words of languages by their scripts; letters of the last row's script stand alone and count half.
LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": ("the", "answer", "naïve"),
    "ru": ("ответ", "это"),
    "ar": ("الجواب", "هو"),
    "hi": ("उत्तर", "यह"),
    "ko": ("정답은", "이다"),
    "el": ("απάντηση", "είναι"),
    "he": ("תשובה", "היא"),
    "zh": ("答", "案", "是"),
}


def test_language_consistency_is_the_share_of_words() -> None:
    draw = random.Random(6)
    for language in LANGUAGES:
        texts, wanted = [], []
        for _ in range(BATCH):
            spoken = [draw.choice(tuple(LANGUAGES)) for _ in range(draw.randint(1, 12))]
            weights = [0.5 if its == "zh" else 1.0 for its in spoken]
            wanted.append(sum(w for w, its in zip(weights, spoken, strict=True) if its == language) / sum(weights))
            words = [
                draw.choice(LANGUAGES[its]) + draw.choice((" ", ", ", " 42 ", r" \frac ", " x ", " + "))
                for its in spoken
            ]
            texts.append("".join(words))
        assert auxiliary.LanguageConsistency(language)(texts) == pytest.approx(wanted, abs=1e-12)


def test_correctness_comes_from_the_truth_or_from_a_column() -> None:
    texts = ["The answer is 4.", "4 it is, or so", "The answer is 5."]
    reward = auxiliary.CosineLength(unit="character")
    wanted = reward(texts, correct=[True, False, False])
    assert np.array_equal(reward(texts, ground_truth=4), wanted)
    assert np.array_equal(reward(texts, correct=check_answer(texts, 4)), wanted)
    assert np.array_equal(reward(texts, correct=np.array([3.0, 0.5, -1.0])), wanted)
    assert [reward(text, 4) for text in texts] == list(wanted)


REWARDS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("soft_overlong", auxiliary.SoftOverlong(9, 3), {"completion_ids": [1, 2, 3]}),
    ("cosine_length", auxiliary.CosineLength(9), {"completion_ids": [1, 2, 3], "correct": True}),
    ("length", auxiliary.Length(), {"completion_ids": [1, 2, 3], "correct": True}),
    ("repetition", auxiliary.Repetition(2, -0.5, unit="character"), {}),
    ("tag_count", auxiliary.TagCount(), {}),
    ("xml_count", auxiliary.XmlCount(), {}),
    ("language_consistency", auxiliary.LanguageConsistency("en"), {}),
)


@pytest.mark.parametrize(("name", "reward", "columns"), REWARDS, ids=[name for name, *_ in REWARDS])
def test_rewards_are_objects(name: str, reward: Any, columns: dict[str, Any]) -> None:
    text = "<think>\nso so so\n</think>\n"
    one = reward(text, **columns)
    assert type(one) is float
    batch = reward([text, text], **{key: [value] * 2 for key, value in columns.items()})
    assert batch.dtype == np.float64
    assert list(batch) == ([one] * 2)
    assert type(reward)(**vars(reward)) == reward
    for twin in (pickle.loads(pickle.dumps(reward)), copy.deepcopy(reward)):
        assert twin == reward
        assert hash(twin) == hash(reward)
        assert twin.__name__ == name
        assert twin(text, **columns) == one
    assert eval(repr(reward), vars(module)) == reward
    assert reward != object()


def test_messages_are_responses() -> None:
    chat = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "so so so"}]
    assert auxiliary.Repetition(1)(chat) == auxiliary.Repetition(1)("so so so") == pytest.approx(-2 / 3)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: auxiliary.SoftOverlong(0), ValueError, r"max_length is 0: it must be above 0"),
        (lambda: auxiliary.SoftOverlong(5, 6), ValueError, r"cache is 6: it must be from 0 to max_length, which is 5"),
        (lambda: auxiliary.SoftOverlong(5, 1, penalty=math.inf), ValueError, r"penalty is inf: it must be finite"),
        (
            lambda: auxiliary.SoftOverlong(unit="line"),
            ValueError,
            r"unit is 'line': it must be \"token\", \"character\"",
        ),
        (lambda: auxiliary.SoftOverlong()(["a"]), ValueError, r"completion_ids: is not given"),
        (lambda: auxiliary.SoftOverlong()(["a"], [[1], [2]]), ValueError, r"completion_ids: got 2 for 1 responses"),
        (
            lambda: auxiliary.SoftOverlong()(["a"], [1.5]),
            TypeError,
            r"completion_ids\[0\]: expected a list of token ids",
        ),
        (lambda: auxiliary.SoftOverlong()(["a"], [-1]), ValueError, r"completion_ids\[0\]: is -1: expected how many"),
        (lambda: auxiliary.SoftOverlong(unit="word")([4]), TypeError, r"responses\[0\]: expected str"),
        (lambda: auxiliary.CosineLength(9, right=(1, math.nan)), ValueError, "right is NaN: it must be finite"),
        (
            lambda: auxiliary.CosineLength(9, unit="word")("a"),
            ValueError,
            "cosine_length needs to know what is correct",
        ),
        (
            lambda: auxiliary.CosineLength(9, unit="word")(["a"], correct=[]),
            ValueError,
            "correct: got 0 for 1 responses",
        ),
        (lambda: auxiliary.Length(0), ValueError, "group_size is 0: it must be at least 1"),
        (lambda: auxiliary.Length()(["a"], correct=[1], group=[]), ValueError, "group: got 0 for 1 responses"),
        (lambda: auxiliary.Repetition(0), ValueError, "size is 0: it must be at least 1"),
        (lambda: auxiliary.Repetition(max_penalty=0.1), ValueError, "max_penalty 0.1 should not be positive"),
        (lambda: auxiliary.Repetition(unit="token")(["a"], [2]), TypeError, r"completion_ids\[0\]: expected a list of"),
        (lambda: auxiliary.LanguageConsistency("xx"), ValueError, 'language: unknown language "xx"'),
        (lambda: auxiliary.LanguageConsistency(4), TypeError, "language: expected str, got int"),
        (lambda: auxiliary.TagCount([]), ValueError, "tags: expected at least one"),
        (lambda: auxiliary.TagCount(["a", ""]), ValueError, "tags: expected at least one, and none that is empty"),
    ],
)
def test_mistakes_are_named(call: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
