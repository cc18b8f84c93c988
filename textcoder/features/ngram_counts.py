"""N-grams of answers, counted once and weighed as often as some of the answers are learnt from without the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Names = tuple[tuple[str, ...], ...]
"""The n-grams of each block, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class NgramCounts:
    """How often each n-gram stands in each answer. There is no text in it, and no n-gram by name."""

    blocks: tuple[sparse.csr_matrix, ...]
    """Kinds of n-grams, each of shape (n_answers, n_ngrams)."""

    def __len__(self) -> int:
        return int(self.blocks[0].shape[0])

    def part(self, rows: Rows) -> NgramCounts:
        """Only these answers."""
        return NgramCounts(tuple(block[rows] for block in self.blocks))

    def used_by(self, by_writer: sparse.csr_matrix, fewest: int) -> tuple[Rows, ...]:
        """The columns of each block that occur with so many writers.

        Args:
            by_writer: Who wrote what, shape (n_writers, n_answers).
            fewest: Writers.
        """
        used = (by_writer @ block for block in self.blocks)
        return tuple(np.flatnonzero(np.bincount(one.indices, minlength=one.shape[1]) >= fewest) for one in used)

    def columns(self, columns: Sequence[Rows]) -> NgramCounts:
        """Only these n-grams of each block."""
        return NgramCounts(tuple(block[:, kept] for block, kept in zip(self.blocks, columns, strict=True)))


@dataclass(frozen=True, slots=True)
class NgramWeights:
    """Which n-grams are learnt, and what each of them weighs."""

    columns: tuple[Rows, ...]
    """Of each block of the counts, in order."""
    rarity: tuple[Floats, ...]
    """Inverse document frequency of each of them."""
    lengths: tuple[float, ...]
    """Of a row, for each block."""

    @classmethod
    def learn(
        cls, counts: NgramCounts, by_writer: sparse.csr_matrix, *, min_writers: int, lengths: tuple[float, ...]
    ) -> tuple[NgramWeights, sparse.csr_matrix]:
        """Weigh the n-grams that occur with enough writers, by how few answers they stand in.

        Args:
            counts: Of the answers to learn from.
            by_writer: Who wrote them, shape (n_writers, n_answers).
            min_writers: Fewest people an n-gram must occur with.
            lengths: Of a row, for each block.

        Returns:
            The weights, and the features of the answers they were learnt from.
        """
        columns = counts.used_by(by_writer, min_writers)
        kept = counts.columns(columns)
        weights = cls(columns, tuple(inverse_frequency(block) for block in kept.blocks), lengths)
        return weights, weights._weigh(kept)

    def features(self, counts: NgramCounts) -> sparse.csr_matrix:
        """Weigh other answers, counted in the same columns; shape (n_answers, n_features)."""
        return self._weigh(counts.columns(self.columns))

    def _weigh(self, kept: NgramCounts) -> sparse.csr_matrix:
        blocks = map(weigh, kept.blocks, self.rarity, self.lengths)
        return sparse.hstack(list(blocks), format="csr")


def written_by(n_answers: int, writers: Sequence[object] | None) -> sparse.csr_matrix:
    """Who wrote what, shape (n_writers, n_answers).

    Args:
        n_answers: How many answers there are.
        writers: Of the first of them; the others are nobody's. None: all are different.
    """
    names: Sequence[object] = range(n_answers) if writers is None else writers
    rows = {name: row for row, name in enumerate(dict.fromkeys(names))}
    wrote = ([1.0] * len(names), ([rows[name] for name in names], range(len(names))))
    return sparse.csr_matrix(wrote, shape=(len(rows), n_answers))


def inverse_frequency(counts: sparse.csr_matrix) -> Floats:
    """Smoothed inverse document frequency, as scikit-learn has it: log((1 + n) / (1 + df)) + 1."""
    occurrences = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + occurrences)) + 1)


def weigh(counts: sparse.csr_matrix, rarity: Floats, length: float) -> sparse.csr_matrix:
    """Replace counts by (1 + log count) · rarity, and bring every row that has any to one length."""
    weights = np.log(counts.data)
    weights += 1
    weights *= rarity[counts.indices]
    per_row = np.diff(counts.indptr)
    filled = per_row > 0
    if filled.any():
        lengths = np.sqrt(np.add.reduceat(weights * weights, counts.indptr[:-1][filled]))
        weights *= np.repeat(length / lengths, per_row[filled])
    return sparse.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)


def in_order_of_names(columns: dict[str, int], counts: sparse.csr_matrix) -> tuple[tuple[str, ...], sparse.csr_matrix]:
    """Put the columns in the order of what they are called: then it does not depend on who wrote what first.

    Args:
        columns: The column of each name.
        counts: Shape (n_answers, n_columns).

    Returns:
        The names in order, and the counts.
    """
    names = sorted(columns)
    place = np.empty(len(names), dtype=counts.indices.dtype)
    place[[columns[name] for name in names]] = np.arange(len(names))
    ordered = sparse.csr_matrix((counts.data, place[counts.indices], counts.indptr), shape=counts.shape)
    ordered.sort_indices()
    return tuple(names), ordered
