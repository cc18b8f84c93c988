"""Groups of answers that mean much the same, as many as there are, and answers that belong to none."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from textcoder.learning.clusters import Ints, Vectors
from textcoder.learning.drift.wave import Floats

_FARTHEST = 0.8
"""Mean cosine distance of two groups up to which they are one; found on planted themes among the shipped answers."""
_NOTHING = 1e-6
MOST_LINKED = 3_000
"""Texts that groups are made from; of more, as many drawn at random, and the others join the nearest."""


def group_alike(
    vectors: Vectors, middle: Vectors, *, most_linked: int = MOST_LINKED, seed: int = 1
) -> tuple[Ints, Floats]:
    """Join what is alike until the groups left are far apart: average linkage (Sokal & Michener 1958).

    k-means must be told how many groups there are, and cuts a small one in two or drowns it in a large one.

    Args:
        vectors: Of different texts by a plain encoder, shape (n_texts, width).
        middle: Of all that is said, shape (width,). Seen from the mean of a few texts, most of them about one thing,
            these would point every which way.
        most_linked: Texts that groups are made from; of more, as many drawn, which takes no longer than some seconds.
        seed: Of the draw.

    Returns:
        Number of the group of each text, shape (n_texts,), and its mean cosine with the texts of the group.
    """
    points = _directions(vectors, middle)
    linked = np.sort(np.random.default_rng(seed).permutation(len(points))[:most_linked])
    if len(linked) <= 1:
        return np.zeros(len(points), dtype=np.intp), np.ones(len(points))
    tree = linkage(np.asarray(points[linked], dtype=np.float64), method="average", metric="cosine")
    groups = fcluster(tree, _FARTHEST, criterion="distance") - 1
    means = np.zeros((int(groups.max()) + 1, points.shape[1]))
    np.add.at(means, groups, points[linked])
    means /= np.bincount(groups)[:, None]
    nearness = points @ means.T
    of = nearness.argmax(axis=1)
    of[linked] = groups
    closeness = nearness[np.arange(len(points)), of]
    # Who is drawn must not decide what belongs together: a text that is far from all groups is one of its own.
    alone = closeness < 1 - _FARTHEST
    alone[linked] = False
    of[alone] = len(means) + np.arange(int(alone.sum()))
    return np.asarray(of, dtype=np.intp), np.asarray(closeness, dtype=np.float64)


def _directions(vectors: Vectors, middle: Vectors) -> Vectors:
    """From the middle, each of length 1: e5 models put all texts into one corner, seen from 0."""
    away = vectors - middle
    # A text in the very middle has no direction; any will do.
    away[np.linalg.norm(away, axis=1) < _NOTHING] = 1.0
    return np.asarray(away / np.linalg.norm(away, axis=1, keepdims=True), dtype=np.float32)
