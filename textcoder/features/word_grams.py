"""The character n-grams of words, counted once for each word, however many answers it stands in."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

MOST: Final = 50_000
"""Words that are remembered; then all are forgotten, so that memory is steady however long a model is kept."""

_Row = tuple[NDArray[np.int32], NDArray[np.float64]]


def char_counter(lengths: tuple[int, int]) -> CountVectorizer:
    """Counts n-grams within words.

    Args:
        lengths: Shortest and longest, in characters.
    """
    return CountVectorizer(analyzer="char_wb", ngram_range=lengths, lowercase=False, dtype=np.float64)


class WordGrams:
    """How often each n-gram that a model knows stands in a word. Several threads may ask.

    Most answers consist of words that others have used before, and taking a word apart takes longer than all else that
    becomes of it.

    Args:
        columns: The column of each n-gram.
        lengths: Shortest and longest n-gram, in characters.
        most: Words that are remembered.
    """

    def __init__(self, columns: Mapping[str, int], lengths: tuple[int, int], *, most: int = MOST) -> None:
        self._counter = char_counter(lengths)
        # Handed over as learnt: a vocabulary that is given is checked whole each time, which takes longer than one
        # answer does.
        self._counter.vocabulary_ = columns
        self._width = len(columns)
        self._most = most
        self._rows: dict[str, _Row] = {}

    def counts(self, words: Sequence[str]) -> sparse.csr_matrix:
        """Counts of n-grams, as scikit-learn's ``CountVectorizer`` has them; shape (n_words, n_ngrams)."""
        if not words:
            return sparse.csr_matrix((0, self._width))
        known = self._rows
        new = [word for word in words if word not in known]
        if new:
            if len(known) + len(new) > self._most:
                known = self._rows = {}
                new = list(words)
            known.update(zip(new, self._count(new), strict=True))
        rows = [known[word] for word in words]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([columns for columns, _ in rows])
        counts = np.concatenate([counts for _, counts in rows])
        return sparse.csr_matrix((counts, columns, ends), shape=(len(rows), self._width))

    def _count(self, words: Sequence[str]) -> list[_Row]:
        if not self._width:
            return [(np.empty(0, np.int32), np.empty(0))] * len(words)
        counted = self._counter.transform(words)
        parts = zip(counted.indptr[:-1], counted.indptr[1:], strict=True)
        # Copied: a part of an array keeps the whole alive.
        return [(counted.indices[start:end].copy(), counted.data[start:end].copy()) for start, end in parts]
