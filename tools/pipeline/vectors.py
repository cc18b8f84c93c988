"""Word vectors distilled from the sentence encoder, in a table of character n-grams, so that every word has one.

The encoder's vector of a word said alone is cut to its principal components; a floret table (spaCy's format:
a word's vector is the mean of the rows its n-grams are hashed to) is then fitted to them by weighted ridge
regression, solved column by column with conjugate gradients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from spacy.vectors import Vectors

from textcoder.features.encoder import OnnxEncoder

Floats = NDArray[np.float32]

_BATCH = 4096


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """What the table is like."""

    rows: int = 20_000
    width: int = 96
    shortest: int = 2
    """Letters of the shortest n-gram, the edges counted as one each."""
    longest: int = 4
    hashes: int = 2
    """Rows an n-gram is spread over."""
    ridge: float = 0.02
    rounds: int = 40


def distilled(encoder: OnnxEncoder, words: Mapping[str, float], settings: VectorSettings) -> tuple[Vectors, float]:
    """The table for words with their weights, and how much of the variance of every 30th word, not fitted to, it has.

    Args:
        encoder: Whose vectors are learnt.
        words: Weight of each word, such as the logarithm of its count.
        settings: What the table is like.
    """
    texts, weights = list(words), np.array(list(words.values()), dtype=np.float32)
    targets = _components(encoder, texts, weights, settings.width)
    design = _design(texts, settings)
    held = np.arange(len(texts)) % 30 == 0
    table = _solved(design[~held], targets[~held], weights[~held], settings)
    missed = weights[held, None] * (targets[held] - design[held] @ table) ** 2
    explained = 1 - float(missed.sum() / (weights[held, None] * targets[held] ** 2).sum())
    return _vectors(table.astype(np.float32), settings), explained


def _components(encoder: OnnxEncoder, texts: Sequence[str], weights: Floats, width: int) -> Floats:
    vectors = np.empty((len(texts), encoder.facts.width), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # padding is work, too
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        vectors[part] = encoder.encode([texts[place] for place in part]).vectors
    vectors -= np.average(vectors, axis=0, weights=weights)
    covariance = (vectors * weights[:, None]).T @ vectors / weights.sum()
    spread, directions = np.linalg.eigh(covariance)
    kept = directions[:, ::-1][:, :width]
    found: Floats = (vectors @ kept / np.sqrt(spread[::-1][0])).astype(np.float32)
    return found


def _design(texts: Sequence[str], settings: VectorSettings) -> sparse.csr_matrix:
    """Shape (n_words, n_rows): what each row counts for in the mean that is a word's vector."""
    vectors = _vectors(np.zeros((settings.rows, 1), dtype=np.float32), settings)
    columns: list[int] = []
    shares: list[float] = []
    ends = [0]
    for text in texts:
        rows = [
            hashed % settings.rows for ngram in vectors._get_ngrams(text) for hashed in vectors._get_ngram_hashes(ngram)
        ]
        columns += rows
        shares += [1 / len(rows)] * len(rows)
        ends.append(len(columns))
    design = sparse.csr_matrix((np.array(shares, dtype=np.float32), columns, ends), shape=(len(texts), settings.rows))
    design.sum_duplicates()
    return design


def _solved(design: sparse.csr_matrix, targets: Floats, weights: Floats, settings: VectorSettings) -> Floats:
    """Conjugate gradients on the normal equations, each column with its own steps, scaled by the diagonal."""
    weighted = design.multiply(weights[:, None]).tocsr()
    left = weighted.T @ targets
    scale = np.asarray(design.multiply(weighted).sum(axis=0)).ravel() + settings.ridge
    table = np.zeros_like(left)
    direction = step = left / scale[:, None]
    size = (left * step).sum(axis=0)
    for _ in range(settings.rounds):
        image = weighted.T @ (design @ direction) + settings.ridge * direction
        length = size / (direction * image).sum(axis=0)
        table += length * direction
        left = left - length * image
        step = left / scale[:, None]
        size, before = (left * step).sum(axis=0), size
        direction = step + size / before * direction
    return table  # type: ignore[no-any-return]


def _vectors(table: Floats, settings: VectorSettings) -> Vectors:
    return Vectors(
        mode="floret",
        data=table,
        minn=settings.shortest,
        maxn=settings.longest,
        hash_count=settings.hashes,
    )
