"""Groups of answers that mean much the same, and the most typical answer of each: where to begin coding.

k-means (Lloyd 1982) with the seeding of k-means++ (Arthur & Vassilvitskii 2007) over the encoder's vectors. Few
codings teach a model most if they are typical ones, not doubtful ones (Hacohen, Dekel & Weinshall 2022, *Active
Learning on a Budget: Opposite Strategies Suit High and Low Budgets*).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Ints = NDArray[np.intp]

_MOST_ROUNDS = 25
_SAME = 1e-5
"""Distance below which two directions differ by rounding errors."""
_MOST_POINTS = 5_000
"""Answers that centres are sought among: more change them little, and take as many times as long."""
_AT_ONCE = 5_000
"""Answers compared with all centres at once; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which answers mean much the same. Found once for a question, however often is chosen from it."""

    of_row: Ints
    """Number of the cluster of each answer, shape (n_answers,); 0 is the one that most answers were given in."""
    closeness: Floats
    """Cosine of each answer and the centre of its cluster, shape (n_answers,)."""
    medoids: Ints
    """Row of the answer that is closest to the centre of each cluster, shape (n_clusters,)."""

    def spread(self, wanted: Floats) -> Ints:
        """All rows, the most wanted of every cluster first, then the second of every cluster, and so on.

        Args:
            wanted: How much each answer is wanted, shape (n_answers,).
        """
        by_cluster = np.lexsort((-wanted, self.of_row))
        sizes = np.bincount(self.of_row, minlength=len(self.medoids))
        turn = np.empty(len(wanted), dtype=np.intp)
        turn[by_cluster] = np.arange(len(wanted)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return np.lexsort((-wanted, turn))


def find_clusters(vectors: Vectors, counts: Ints, *, number: int = 50, seed: int = 1) -> Clusters:
    """Group the different answers to a question.

    Written out rather than taken from a library whose threads add up in whatever order they end: the same vectors
    and seed must give the same order of coding.

    Args:
        vectors: Of the different answers, shape (n_answers, width).
        counts: How many gave each of them word for word, shape (n_answers,); who says what many say is more typical.
        number: Of clusters, at most; fewer where fewer answers differ.
        seed: Of the first centres.
    """
    if not len(vectors):
        return Clusters(np.zeros(0, np.intp), np.zeros(0), np.zeros(0, np.intp))
    points, weights = _directions(vectors), damped(counts)
    rng = np.random.default_rng(seed)
    some = np.sort(rng.permutation(len(points))[:_MOST_POINTS])
    centres = _moved(points[some], weights[some], _first_centres(points[some], weights[some], number, rng))
    of_row, closeness = _nearest(points, centres)
    of_row = _largest_first(of_row, counts)
    closest_first = np.argsort(-closeness, kind="stable")
    first_of_each = np.unique(of_row[closest_first], return_index=True)[1]
    return Clusters(of_row, closeness, closest_first[first_of_each])


def damped(counts: Ints) -> Floats:
    """How much answers weigh that so many gave, shape (n_answers,): what thousands say must not draw all to it."""
    return np.asarray(1 + np.log(np.maximum(counts, 1)), dtype=np.float64)


def _largest_first(of_row: Ints, counts: Ints) -> Ints:
    """The same clusters, numbered without gaps."""
    used, packed = np.unique(of_row, return_inverse=True)
    numbers = np.empty(len(used), dtype=np.intp)
    numbers[np.argsort(-np.bincount(packed, weights=counts), kind="stable")] = np.arange(len(used))
    return numbers[packed]


def _directions(vectors: Vectors) -> Vectors:
    """From the mean, each of length 1: e5 models put all texts into one corner, seen from 0."""
    away = vectors - vectors.mean(axis=0)
    return np.asarray(away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _first_centres(points: Vectors, weights: Floats, number: int, rng: np.random.Generator) -> Vectors:
    """Answers far from each other: each with a chance that grows with its distance from those before, squared."""
    chosen = [int(rng.choice(len(points), p=weights / weights.sum()))]
    away = _apart(points, points[chosen[0]])
    while len(chosen) < number and (chances := weights * away).sum() > 0:
        chosen.append(int(rng.choice(len(points), p=chances / chances.sum())))
        away = np.minimum(away, _apart(points, points[chosen[-1]]))
    return points[chosen]


def _apart(points: Vectors, centre: Vectors) -> Floats:
    """Squared distances by 2; rounding errors between equal directions are none."""
    distances = 1 - (points @ centre).astype(np.float64)
    return np.asarray(np.where(distances > _SAME, distances, 0.0))


def _moved(points: Vectors, weights: Floats, centres: Vectors) -> Vectors:
    """Centres where the answers nearest to them are."""
    weighted = (points * weights[:, None]).astype(np.float32)
    before = np.full(len(points), -1)
    for _ in range(_MOST_ROUNDS):
        nearest, _ = _nearest(points, centres)
        if (nearest == before).all():
            break
        before = nearest
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, weighted)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        # A centre that no answer is nearest to stays where it is.
        centres = np.where(lengths > 0, sums / np.where(lengths > 0, lengths, 1.0), centres)
    return centres


def _nearest(points: Vectors, centres: Vectors) -> tuple[Ints, Floats]:
    nearest, closeness = [], []
    for start in range(0, len(points), _AT_ONCE):
        cosines = points[start : start + _AT_ONCE] @ centres.T
        nearest.append(cosines.argmax(axis=1))
        closeness.append(cosines.max(axis=1))
    return np.concatenate(nearest), np.concatenate(closeness).astype(np.float64)
