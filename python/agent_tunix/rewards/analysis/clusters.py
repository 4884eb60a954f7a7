"""Clusters of texts, and the words that tell each of them apart.

Words are weighted by TF-IDF and reduced to topics (latent semantic analysis, Deerwester et al., 1990), because word by
word the texts of one task are nearly all equally far from each other. The topics are divided by k-means.

No sum is left to a library of linear algebra: its results would depend on the number of threads.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

#: Words of any script, numbers, and the marks of answers.
WORDS = re.compile(r"[^\W\d_]{2,}|\b0\b|#+|\\[a-z]+|</?[a-z]+>")
#: The most different words, the least of them, and the largest share of the texts that a word may be in.
MOST_WORDS, LEAST_WORDS, MOST_SHARE = 1_000, 3, 0.9
MOST_TERMS = 6
#: With how many texts topics and clusters are found, and by how many it is measured how far apart these are.
MOST_FITTED, MOST_MEASURED = 2_000, 1_000
#: How many topics the words are reduced to, how many more are followed until then, and how often they are improved.
TOPICS, MORE, TURNS = 16, 8, 5
MOST_CLUSTERS, MOST_MOVES = 6, 20
#: How far apart clusters must be (silhouette, Rousseeuw, 1987); clusters of random words reach half of it.
LEAST_SILHOUETTE = 0.08
#: How much better a larger number of clusters must be, and the least share of the texts in a cluster.
BETTER, SMALLEST = 0.01, 0.02
#: A word tells a cluster apart if so much more of its texts have it than of the others.
TELLING = 0.4
SEED = 0
#: Words that say nothing about a solution.
COMMON = frozenset(
    """
    able about above across after again against ago all almost alone along already also although always am among
    an and another any anyone anything anywhere are around as at back be became because become been before
    behind being below beside between beyond both but by can cannot come could did do does doing done due during
    each either else enough even ever every everyone everything few first for former from full get give given go
    got had has have he hence her here hers herself him himself his hmm how however if in indeed instead into is
    it its itself just keep know last latter least less let lets like made make many may maybe me meanwhile
    might mine more moreover most mostly much must my myself need neither never nevertheless next no nobody none
    nor not nothing now of off often ok okay on once one only onto or other others otherwise our ours ourselves
    out over own per perhaps please put quite rather re really said same say see seem seemed seems several shall
    she should show since so some somehow someone something sometimes still such take than that the their theirs
    them themselves then there thereby therefore these they thing things this those though through thus to
    together too toward towards under until up upon us use used very via wait want was way we well were what
    whatever when where whereas whether which while who whom whose why will with within without would yes yet
    you your yours yourself
    """.split()  # noqa: SIM905 # one word a line is no easier to read
)


@dataclass
class Entries:
    """A sparse matrix: the entries that are not 0, in the order of their rows."""

    rows: Whole
    columns: Whole
    values: Floats
    shape: tuple[int, int]

    def first(self, count: int) -> Entries:
        """Return the first rows."""
        end = int(np.searchsorted(self.rows, count))
        shape = min(count, self.shape[0]), self.shape[1]
        return Entries(self.rows[:end], self.columns[:end], self.values[:end], shape)

    def turned(self) -> Entries:
        """Return the matrix with rows for columns."""
        order = np.argsort(self.columns, kind="stable")
        return Entries(self.columns[order], self.rows[order], self.values[order], self.shape[::-1])

    def times(self, matrix: Floats) -> Floats:
        """Return the product with a matrix."""
        product = np.zeros((self.shape[0], matrix.shape[1]))
        if self.rows.size:
            starts = np.flatnonzero(np.diff(self.rows, prepend=-1))
            product[self.rows[starts]] = np.add.reduceat(self.values[:, None] * matrix[self.columns], starts)
        return product


def cluster(texts: list[str]) -> tuple[Whole, list[list[str]]] | None:
    """Divide texts into clusters; None if there are none.

    Returns:
        The cluster of each text, and for each cluster the words that tell it apart. The last one may be of all other
        texts, without words.
    """
    counted = count_words(texts)
    if counted is None:
        return None
    matrix, words = counted
    topics = reduce(matrix)
    labels = best_labels(topics)
    return None if labels is None else tell_apart(matrix, labels, words)


def count_words(texts: list[str]) -> tuple[Entries, list[str]] | None:
    """Return the weight of each word in each text (TF-IDF, of length 1), and the words; None if texts share too few."""
    found = [WORDS.findall(text.lower()) for text in texts]
    counts = Counter(chain.from_iterable(found))
    within = Counter(chain.from_iterable(map(set, found)))
    least, most = max(2, len(texts) // 200), MOST_SHARE * len(texts)
    kept = [word for word, count in within.items() if least <= count <= most]
    words = sorted(sorted(kept, key=lambda word: (-counts[word], word))[:MOST_WORDS])
    if len(words) < LEAST_WORDS:
        return None
    places = {word: at for at, word in enumerate(words)}
    pairs = [at * len(words) + places[word] for at, own in enumerate(found) for word in own if word in places]
    cells, often = np.unique(np.array(pairs, dtype=np.int64), return_counts=True)
    rows, columns = np.divmod(cells, len(words))
    rarity = np.log((1 + len(texts)) / (1 + np.bincount(columns, minlength=len(words)))) + 1
    values = (1 + np.log(often)) * rarity[columns]
    lengths = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(texts)))
    return Entries(rows, columns, values / lengths[rows], (len(texts), len(words))), words


def reduce(matrix: Entries) -> Floats:
    """Return each text as a vector of topics, of length 1 (truncated SVD by subspace iteration, Halko et al., 2011)."""
    fitted = matrix.first(MOST_FITTED)
    turned = fitted.turned()
    count = min(TOPICS, matrix.shape[1] - 1)
    basis = np.random.default_rng(SEED).standard_normal((matrix.shape[1], min(count + MORE, matrix.shape[1])))
    for _ in range(TURNS):
        basis = orthonormal(turned.times(fitted.times(basis)))
    image = fitted.times(basis)
    _, turns = np.linalg.eigh(np.einsum("ij,ik->jk", image, image))
    vectors = matrix.times(np.einsum("ij,jk->ik", basis, turns[:, ::-1][:, :count]))
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return vectors / np.where(lengths > 0, lengths, 1.0)


def orthonormal(matrix: Floats) -> Floats:
    """Return columns of length 1 at right angles to each other that span what the columns span (Gram and Schmidt)."""
    basis = np.zeros_like(matrix)
    for at in range(matrix.shape[1]):
        column = matrix[:, at]
        # Twice is enough, and once is not, for what rounding leaves.
        for _ in range(2):
            column = column - np.einsum("ij,j->i", basis[:, :at], np.einsum("ij,i->j", basis[:, :at], column))
        length = float(np.sqrt((column**2).sum()))
        if length > 0:
            basis[:, at] = column / length
    return basis


def best_labels(points: Floats) -> Whole | None:
    """Return the labels for the number of clusters that are farthest apart; None if none are far enough apart."""
    fitted, some = points[:MOST_FITTED], points[:MOST_MEASURED]
    between = np.sqrt(np.maximum(2 - 2 * np.einsum("ij,kj->ik", some, some), 0.0))
    best: tuple[float, Whole] | None = None
    for count in range(2, min(MOST_CLUSTERS, len(points) - 1) + 1):
        labels = distances(points, find_centres(fitted, count)).argmin(axis=1)
        if np.unique(labels[:MOST_MEASURED]).size == 1 or np.bincount(labels).min() < SMALLEST * len(points):
            continue
        score = silhouette(between, labels[:MOST_MEASURED])
        if best is None or score > best[0] + BETTER:
            best = score, labels
    if best is None or best[0] < LEAST_SILHOUETTE:
        return None
    return np.unique(best[1], return_inverse=True)[1]


def distances(points: Floats, centres: Floats) -> Floats:
    """Return the squared distance of each point from each centre."""
    apart: Floats = (
        (points**2).sum(axis=1)[:, None] - 2 * np.einsum("ij,kj->ik", points, centres) + (centres**2).sum(axis=1)
    )
    return apart


def find_centres(points: Floats, count: int) -> Floats:
    """Return the centres of clusters (k-means, begun as k-means++ does, Arthur and Vassilvitskii, 2007)."""
    draw = np.random.default_rng(SEED)
    centres = points[[draw.integers(len(points))]]
    while len(centres) < count:
        near = np.maximum(distances(points, centres).min(axis=1), 0.0)
        total = near.cumsum()
        # Of a few points that are drawn, the one that leaves the points nearest to a centre.
        drawn = np.searchsorted(total, draw.random(2 + count) * total[-1]).clip(max=len(points) - 1)
        left = np.minimum(near[:, None], distances(points, points[drawn])).sum(axis=0)
        centres = np.concatenate([centres, points[[drawn[left.argmin()]]]])
    labels = np.full(len(points), -1)
    for _ in range(MOST_MOVES):
        now = distances(points, centres).argmin(axis=1)
        if (now == labels).all():
            break
        labels = now
        for label in np.unique(labels):
            centres[label] = points[labels == label].mean(axis=0)
    return centres


def silhouette(between: Floats, labels: Whole) -> float:
    """Return the mean silhouette of points by the distances between them."""
    kinds, labels, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.stack([between[:, labels == label].sum(axis=1) for label in range(len(kinds))], axis=1)
    at = np.arange(len(labels))
    inside = sums[at, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[at, labels] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    scores = np.where((sizes[labels] > 1) & (larger > 0), (outside - inside) / np.where(larger > 0, larger, 1.0), 0.0)
    return float(scores.mean())


def tell_apart(matrix: Entries, labels: Whole, words: list[str]) -> tuple[Whole, list[list[str]]] | None:
    """Return the clusters that words tell apart, with these words; None if no word does."""
    clusters = int(labels.max()) + 1
    cells = np.bincount(labels[matrix.rows] * len(words) + matrix.columns, minlength=clusters * len(words))
    counts = cells.reshape(clusters, len(words))
    sizes = np.bincount(labels, minlength=clusters)[:, None]
    ahead = counts / sizes - (counts.sum(axis=0) - counts) / (len(labels) - sizes)
    found = np.full(len(labels), -1)
    terms: list[list[str]] = []
    for label, own in enumerate(ahead):
        order = np.argsort(-own, kind="stable").tolist()
        telling = [words[at] for at in order if own[at] >= TELLING and words[at] not in COMMON]
        if telling:
            found[labels == label] = len(terms)
            terms.append(telling[:MOST_TERMS])
    if not terms:
        return None
    if (found < 0).any():
        found[found < 0] = len(terms)
        terms.append([])
    return found, terms
