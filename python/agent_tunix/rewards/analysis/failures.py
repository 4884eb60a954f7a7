"""What responses with a low reward have in common: their reason where it is known, and words that go together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.results import Failure
from agent_tunix.rewards.analysis.sources import need
from agent_tunix.rewards.recording.columns import RESPONSE, REWARD

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.records import Chunk, Numbers

    Rows = npt.NDArray[np.int64]

#: A reward is low in the lowest quarter of where nearly all rewards are.
LOWEST = 0.25
#: Responses that are compared, those that clusters are found with, and their characters: both ends say most.
MOST_COMPARED, MOST_FITTED, MOST_CHARACTERS = 6_000, 2_000, 1_000
#: Fewer have no pattern; a part of the failures this small is not parted further.
LEAST_ROWS, LEAST_SHARE = 40, 0.1
LEAST_WORDS = 3
MOST_CLUSTERS, MOST_PATTERNS, MOST_TERMS = 6, 12, 6
#: Topics that words are reduced to.
TOPICS = 16
#: Clusters are kept where they are this far apart (silhouette, Rousseeuw, 1987); those of words drawn by chance reach
#: half of it.
LEAST_SILHOUETTE = 0.08
#: Larger numbers of clusters must be better by this much; a cluster has at least this part of the responses.
BETTER, SMALLEST = 0.01, 0.02
SEED = 0
#: Words of any script, numbers, and what answers are marked with.
WORDS = r"(?u)[^\W\d_]{2,}|\b0\b|#+|\\[a-z]+|</?[a-z]+>"


def low_bound(rewards: Numbers) -> float | None:
    """Return the reward up to which one is low; None where rewards do not differ."""
    known = rewards[~np.isnan(rewards)]
    if not known.size or known.min() == known.max():
        return None
    low, high = np.quantile(known, [0.01, 0.99])
    if low == high:
        low, high = known.min(), known.max()
    return float(low + LOWEST * (high - low))


@dataclass
class Pattern:
    """Rows of the sample that failed alike."""

    reason: str | None
    terms: list[str]
    #: Rows that were compared, and how many of the sample are like them.
    rows: Rows
    count: int


def find_failures(
    sample: Chunk, coded: tuple[Rows, list[str]] | None, *, bound: float | None, total: int, picker: ExamplePicker
) -> list[Failure]:
    """Find patterns among the responses whose reward is low.

    Args:
        sample: rows with texts, in the order of their keys.
        coded: the codes of their reasons and the names of these, or None.
        bound: up to where a reward is low.
        total: how many rows of all have a low reward.
        picker: where examples are chosen.
    """
    if bound is None or not total:
        return []
    rewards = sample.numbers[REWARD]
    codes, reasons = coded or (None, [])
    low = np.flatnonzero(rewards <= bound)
    patterns = []
    for code in np.unique(codes[low]).tolist() if codes is not None else [-1]:
        rows = low if codes is None else low[codes[low] == code]
        reason = reasons[code] if code >= 0 else None
        if len(rows) >= max(LEAST_ROWS, LEAST_SHARE * len(low)):
            patterns += part(sample, rows, reason)
        elif len(rows):
            patterns.append(Pattern(reason, [], rows, len(rows)))
    patterns.sort(key=lambda pattern: (-pattern.count, pattern.reason or "", pattern.terms))
    return [
        Failure(
            label=name(pattern),
            terms=[*([pattern.reason] if pattern.reason else []), *pattern.terms],
            count=round(pattern.count * total / len(low)),
            share=pattern.count / len(low),
            mean=float(rewards[pattern.rows].mean()),
            examples=picker.choose(pattern.rows, 4),
        )
        for pattern in patterns[:MOST_PATTERNS]
    ]


def name(pattern: Pattern) -> str:
    """Name a pattern by its reason and its words."""
    words = ", ".join(f"“{term}”" for term in pattern.terms[:3])
    if pattern.reason and words:
        return f"{pattern.reason}, with {words}"
    return pattern.reason or (f"responses with {words}" if words else "responses of no common pattern")


def part(sample: Chunk, rows: Rows, reason: str | None) -> list[Pattern]:
    """Part responses by their words: k-means over TF-IDF, with digits folded."""
    whole = [Pattern(reason, [], rows, len(rows))]
    # In the order of the keys, which has nothing to do with what stands in them.
    texts = [
        prepare(text) for text in sample.texts[RESPONSE].take(need("pyarrow").array(rows[:MOST_COMPARED])).to_pylist()
    ]
    found = cluster(texts)
    if found is None:
        return whole
    labels, terms = found
    compared = rows[: len(texts)]
    found_rows = [compared[labels == label] for label in range(len(terms))]
    return [
        Pattern(reason, words, own, round(len(own) * len(rows) / len(compared)))
        for words, own in zip(terms, found_rows, strict=True)
    ]


def prepare(text: str) -> str:
    """Return what of a text is compared: both its ends, all numbers alike, for which one it is makes no pattern."""
    half = MOST_CHARACTERS // 2
    return re.sub(r"\d+", "0", text if len(text) <= MOST_CHARACTERS else f"{text[:half]} {text[-half:]}")


def cluster(texts: list[str]) -> tuple[npt.NDArray[Any], list[list[str]]] | None:
    """Part texts into clusters with their typical words; None where they have no parts.

    Words are weighed by TF-IDF and reduced to topics (latent semantic analysis, Deerwester et al., 1990), because the
    texts of one task are all nearly equally far from each other word by word.
    """
    text = need("sklearn.feature_extraction.text")
    least = max(2, len(texts) // 200)
    vectorizer = text.TfidfVectorizer(
        token_pattern=WORDS,
        min_df=least,
        max_df=0.9,
        max_features=1_000,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:
        # No word is in more than a few, or every word is in all.
        return None
    if matrix.shape[1] < LEAST_WORDS or np.unique(matrix.indptr).size == 1:
        return None
    # Threads that wait for each other cost more than so little work, and would make sums depend on their number.
    with need("threadpoolctl").threadpool_limits(1):
        labels = best_labels(reduce(matrix), len(texts))
    if labels is None:
        return None
    common: frozenset[str] = text.ENGLISH_STOP_WORDS
    return labels, typical_terms(matrix, labels, vectorizer.get_feature_names_out().tolist(), common)


def reduce(matrix: Any) -> Any:
    """Reduce words to topics, and texts to one length."""
    topics = min(TOPICS, matrix.shape[1] - 1)
    model = need("sklearn.decomposition").TruncatedSVD(topics, random_state=SEED).fit(matrix[:MOST_FITTED])
    return need("sklearn.preprocessing").normalize(model.transform(matrix))


def best_labels(matrix: Any, rows: int) -> npt.NDArray[Any] | None:
    """Return the clusters of as many as are farthest apart; None where none are."""
    clusters, measure = need("sklearn.cluster"), need("sklearn.metrics").silhouette_score
    best: tuple[float, Any] | None = None
    fitted, some = matrix[:MOST_FITTED], slice(0, 1_000)
    for count in range(2, MOST_CLUSTERS + 1):
        if count >= rows:
            break
        model = clusters.MiniBatchKMeans(count, random_state=SEED, n_init=1, max_iter=20).fit(fitted)
        labels = model.predict(matrix)
        if np.unique(labels[some]).size == 1 or np.bincount(labels).min() < SMALLEST * rows:
            continue
        score = float(measure(matrix[some], labels[some]))
        if best is None or score > best[0] + BETTER:
            best = score, labels
    if best is None or best[0] < LEAST_SILHOUETTE:
        return None
    _, labels = np.unique(best[1], return_inverse=True)
    return labels


def typical_terms(matrix: Any, labels: npt.NDArray[Any], words: list[str], common: frozenset[str]) -> list[list[str]]:
    """Return the words that each cluster has more of than the others, without common ones if there are others."""
    found = []
    for label in range(int(labels.max()) + 1):
        inside = np.asarray(matrix[labels == label].mean(axis=0)).ravel()
        outside = np.asarray(matrix[labels != label].mean(axis=0)).ravel()
        order = np.argsort(outside - inside, kind="stable").tolist()
        typical = [words[at] for at in order if inside[at] > outside[at]]
        telling = [word for word in typical if word not in common]
        found.append((telling or typical)[:MOST_TERMS])
    return found
