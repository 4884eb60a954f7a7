"""What responses that fail have in common: their reason, if it is known, and the words that tell some of them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.findings.remedies import is_correctness
from agent_tunix.rewards.analysis.results import Failure
from agent_tunix.rewards.analysis.sources import need
from agent_tunix.rewards.recording.columns import RESPONSE, REWARD

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.records import Chunk

    Rows = npt.NDArray[np.int64]

#: The reason of responses that do not fail.
RIGHT = "correct"
#: How many responses are compared, with how many of them clusters are found, and how many characters each has: the
#: beginning and the end of a response say most.
MOST_COMPARED, MOST_FITTED, MOST_CHARACTERS = 3_000, 2_000, 1_000
#: A group of failures with fewer rows, or a smaller share of the failures, is not divided into clusters.
LEAST_ROWS, LEAST_SHARE = 40, 0.1
LEAST_WORDS = 3
MOST_CLUSTERS, MOST_PATTERNS, MOST_TERMS = 6, 12, 6
#: A word tells a cluster apart if so much more of its texts have it than of the others.
TELLING = 0.4
#: Words that say nothing about a solution, besides the usual ones.
FILLERS = frozenset(
    {"okay", "ok", "let", "lets", "just", "really", "yes", "thus", "wait", "hmm", "like", "know", "want"}
)
#: How many topics the words are reduced to.
TOPICS = 16
#: How far apart clusters must be (silhouette, Rousseeuw, 1987); clusters of random words reach half of it.
LEAST_SILHOUETTE = 0.08
#: How much better a larger number of clusters must be, and the least share of the responses in a cluster.
BETTER, SMALLEST = 0.01, 0.02
SEED = 0
#: Words of any script, numbers, and the marks of answers.
WORDS = r"(?u)[^\W\d_]{2,}|\b0\b|#+|\\[a-z]+|</?[a-z]+>"


@dataclass
class Pattern:
    """Rows of the sample that failed in the same way."""

    reason: str | None
    terms: list[str]
    #: The rows that were compared, and how many rows of the sample they stand for.
    rows: Rows
    count: int
    #: Whether it is what is left of a reason of which other patterns were told apart.
    rest: bool = False


def find_failures(
    sample: Chunk, coded: tuple[Rows, list[str]] | None, rows: int, picker: ExamplePicker
) -> list[Failure]:
    """Find patterns among the sampled responses that fail; `coded` has their reasons if these are known.

    Args:
        sample: the responses.
        coded: the code of each reason, and the names of the codes.
        rows: how many rows the sample stands for.
        picker: chooses examples.
    """
    codes, reasons = coded or (np.full(len(sample), -1), [])
    failed = np.flatnonzero(fails(sample, codes, reasons))
    patterns: list[Pattern] = []
    for code in np.unique(codes[failed]).tolist():
        own = failed[codes[failed] == code]
        reason = reasons[code] if code >= 0 else None
        if len(own) >= max(LEAST_ROWS, LEAST_SHARE * len(failed)):
            patterns += part(sample, own, reason)
        elif reason is not None:
            patterns.append(Pattern(reason, [], own, len(own)))
    patterns.sort(key=lambda pattern: (-pattern.count, pattern.reason or "", pattern.terms))
    rewards = sample.numbers[REWARD]
    return [
        Failure(
            label=name(pattern),
            terms=[*([pattern.reason] if pattern.reason else []), *pattern.terms],
            count=round(pattern.count * rows / len(sample)),
            share=pattern.count / len(failed),
            mean=float(rewards[pattern.rows].mean()),
            examples=picker.choose(pattern.rows, 4),
        )
        for pattern in patterns[:MOST_PATTERNS]
    ]


def fails(sample: Chunk, codes: Rows, reasons: list[str]) -> npt.NDArray[np.bool_]:
    """Say which responses fail: by their reason; without one, by what judges answers; else by the reward's middle."""
    judged: npt.NDArray[np.bool_] = ~np.isnan(sample.numbers[REWARD])
    if RIGHT in reasons:
        graded: npt.NDArray[np.bool_] = (codes >= 0) & (codes != reasons.index(RIGHT))
        return judged & graded
    values = next((own for each, own in sample.components.items() if is_correctness(each)), sample.numbers[REWARD])
    known = values[~np.isnan(values)]
    if not known.size or known.min() == known.max():
        return np.zeros(len(sample), dtype=bool)
    low: npt.NDArray[np.bool_] = values < (known.min() + known.max()) / 2
    return judged & low


def name(pattern: Pattern) -> str:
    """Return a name for a pattern, made of its reason and its words."""
    words = ", ".join(f"“{term}”" for term in pattern.terms[:3])
    if pattern.reason is None:
        return f"with {words}" if words else "others"
    return (
        f"{pattern.reason}, with {words}" if words else f"{pattern.reason}, others" if pattern.rest else pattern.reason
    )


def part(sample: Chunk, rows: Rows, reason: str | None) -> list[Pattern]:
    """Divide responses by their words."""
    # The order of the keys does not depend on the texts, so that the first rows are a random sample.
    compared = rows[:MOST_COMPARED]
    found = cluster(list(map(prepare, sample.texts[RESPONSE].take(need("pyarrow").array(compared)).to_pylist())))
    if found is None:
        # Without a reason and without a word there is nothing to tell.
        return [] if reason is None else [Pattern(reason, [], rows, len(rows))]
    labels, terms = found
    found_rows = [compared[labels == label] for label in range(len(terms))]
    return [
        Pattern(reason, words, own, round(len(own) * len(rows) / len(compared)), not words)
        for words, own in zip(terms, found_rows, strict=True)
    ]


def prepare(text: str) -> str:
    """Return the part of a text that is compared: both its ends, with all numbers replaced by 0."""
    half = MOST_CHARACTERS // 2
    return re.sub(r"\d+", "0", text if len(text) <= MOST_CHARACTERS else f"{text[:half]} {text[-half:]}")


def cluster(texts: list[str]) -> tuple[npt.NDArray[Any], list[list[str]]] | None:
    """Divide texts into clusters and return a label for each, and the words that tell each apart; None without any.

    Words are weighted by TF-IDF and reduced to topics (latent semantic analysis, Deerwester et al., 1990), because word
    by word the texts of one task are nearly all equally far from each other.
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
        # Every word is in too few texts, or in nearly all.
        return None
    if matrix.shape[1] < LEAST_WORDS or np.unique(matrix.indptr).size == 1:
        return None
    # So little work is faster in one thread, and sums would depend on the number of threads.
    with need("threadpoolctl").threadpool_limits(1):
        labels = best_labels(reduce(matrix), len(texts))
    if labels is None:
        return None
    common: frozenset[str] = text.ENGLISH_STOP_WORDS | FILLERS
    return tell_apart(matrix, labels, vectorizer.get_feature_names_out().tolist(), common)


def reduce(matrix: Any) -> Any:
    """Reduce words to topics, and normalise the vector of each text."""
    topics = min(TOPICS, matrix.shape[1] - 1)
    model = need("sklearn.decomposition").TruncatedSVD(topics, random_state=SEED).fit(matrix[:MOST_FITTED])
    return need("sklearn.preprocessing").normalize(model.transform(matrix))


def best_labels(matrix: Any, rows: int) -> npt.NDArray[Any] | None:
    """Return the labels for the number of clusters that are farthest apart; None if none are far enough apart."""
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


def tell_apart(
    matrix: Any, labels: npt.NDArray[Any], words: list[str], common: frozenset[str]
) -> tuple[npt.NDArray[Any], list[list[str]]] | None:
    """Return the clusters that words tell apart, with these words; the last one is of all other texts, without words.

    None if no word tells a cluster apart.
    """
    there = matrix > 0
    found = np.full(len(labels), -1)
    terms: list[list[str]] = []
    for label in range(int(labels.max()) + 1):
        inside = np.asarray(there[labels == label].mean(axis=0)).ravel()
        outside = np.asarray(there[labels != label].mean(axis=0)).ravel()
        order = np.argsort(outside - inside, kind="stable").tolist()
        telling = [words[at] for at in order if inside[at] - outside[at] >= TELLING and words[at] not in common]
        if telling:
            found[labels == label] = len(terms)
            terms.append(telling[:MOST_TERMS])
    if not terms:
        return None
    if (found < 0).any():
        found[found < 0] = len(terms)
        terms.append([])
    return found, terms
