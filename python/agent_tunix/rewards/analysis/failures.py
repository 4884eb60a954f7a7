"""What responses with a low reward have in common: their reason where it is known, and words that go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.results import Failure
from agent_tunix.rewards.analysis.sources import need
from agent_tunix.rewards.recording.columns import RESPONSE, REWARD

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import Album
    from agent_tunix.rewards.analysis.frame import Chunk
    from agent_tunix.rewards.analysis.records import Numbers

    Rows = npt.NDArray[np.int64]

#: A reward is low in the lowest quarter of where nearly all rewards are.
LOWEST = 0.25
#: Responses that are compared with each other, and their characters: both ends say most.
MOST_COMPARED, MOST_CHARACTERS = 8_000, 2_000
#: Fewer have no pattern; a part of the failures this small is not parted further.
LEAST_ROWS, LEAST_SHARE = 40, 0.1
MOST_CLUSTERS, MOST_PATTERNS, MOST_TERMS = 6, 12, 6
#: Clusters are kept where they are this far apart (silhouette, Rousseeuw, 1987).
LEAST_SILHOUETTE = 0.05
SEED = 0


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
    sample: Chunk, codes: Rows | None, reasons: list[str], bound: float | None, total: int, album: Album
) -> list[Failure]:
    """Find patterns among the responses whose reward is low.

    Args:
        sample: rows with texts, in the order of their keys.
        codes: their reasons, or None.
        reasons: the names of the codes.
        bound: up to where a reward is low.
        total: how many rows of all have a low reward.
        album: where examples are chosen.
    """
    if bound is None or not total:
        return []
    rewards = sample.numbers[REWARD]
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
            examples=album.choose(pattern.rows, 4),
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
    texts = [prepare(text) for text in sample.texts[RESPONSE].take(need("pyarrow").array(rows[:MOST_COMPARED])).to_pylist()]
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
    """Return what of a text is compared."""
    half = MOST_CHARACTERS // 2
    return text if len(text) <= MOST_CHARACTERS else f"{text[:half]} {text[-half:]}"


def cluster(texts: list[str]) -> tuple[npt.NDArray[Any], list[list[str]]] | None:
    """Part texts into clusters with their typical words; None where they have no parts."""
    text, clusters = need("sklearn.feature_extraction.text"), need("sklearn.cluster")
    measure = need("sklearn.metrics").silhouette_score
    least = max(2, len(texts) // 200)
    vectorizer = text.TfidfVectorizer(
        # Letters of any script, and digits as one sign: which number it is makes no pattern.
        token_pattern=r"(?u)[^\W\d_]{2,}|#+|\\[a-z]+|</?[a-z]+>",
        min_df=least,
        max_df=0.9,
        max_features=2_000,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:
        # No word is in more than a few, or every word is in all.
        return None
    if matrix.shape[1] < 2 or np.unique(matrix.indptr).size < 2:  # noqa: PLR2004 # one word parts nothing
        return None
    best: tuple[float, Any] | None = None
    some = slice(0, 1_000)
    for count in range(2, MOST_CLUSTERS + 1):
        if count >= len(texts):
            break
        model = clusters.MiniBatchKMeans(count, random_state=SEED, n_init=3, batch_size=1_024)
        labels = model.fit_predict(matrix)
        if np.unique(labels[some]).size < 2 or np.bincount(labels).min() < len(texts) * 0.02:  # noqa: PLR2004 # as above
            continue
        score = float(measure(matrix[some], labels[some]))
        if best is None or score > best[0] + 0.01:
            best = score, labels
    if best is None or best[0] < LEAST_SILHOUETTE:
        return None
    _, labels = np.unique(best[1], return_inverse=True)
    return labels, typical_terms(matrix, labels, vectorizer.get_feature_names_out().tolist())


def typical_terms(matrix: Any, labels: npt.NDArray[Any], words: list[str]) -> list[list[str]]:
    """Return the words that each cluster has more of than the others."""
    found = []
    for label in range(int(labels.max()) + 1):
        inside = np.asarray(matrix[labels == label].mean(axis=0)).ravel()
        outside = np.asarray(matrix[labels != label].mean(axis=0)).ravel()
        order = np.argsort(outside - inside, kind="stable")[:MOST_TERMS]
        found.append([words[at] for at in order.tolist() if inside[at] > outside[at]])
    return found
