"""Lexical features: n-grams of lemmas, and n-grams of characters within words, each weighted by TF-IDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from textcoder.features.word_grams import WordGrams, char_counter
from textcoder.language.processing import ProcessedAnswer

_GRAMS = "_remembered_grams"


class LexicalVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns processed answers into a sparse matrix of word and character n-grams.

    The character block equals scikit-learn's ``TfidfVectorizer(analyzer="char_wb", sublinear_tf=True)``
    on the answer's words, at a fraction of the time: n-grams that stay within a word need counting once
    per distinct word, not once per answer, so the counts are the product of two sparse matrices,
    answers × words and words × n-grams.

    Args:
        word_ngrams: Shortest and longest run of lemmas, in words.
        char_ngrams: Shortest and longest run of characters, in characters.
        min_writers: Fewest people an n-gram must occur with: what one person alone writes is personal data.
        word_weight: Factor on the word block, the character block's being 1.
    """

    def __init__(
        self,
        *,
        word_ngrams: tuple[int, int] = (1, 2),
        char_ngrams: tuple[int, int] = (2, 5),
        min_writers: int = 2,
        word_weight: float = 1.0,
    ) -> None:
        self.word_ngrams = word_ngrams
        self.char_ngrams = char_ngrams
        self.min_writers = min_writers
        self.word_weight = word_weight

    def fit(self, answers: Sequence[ProcessedAnswer], y: object = None) -> LexicalVectorizer:
        """Learn the vocabulary and the weights."""
        self.fit_transform(answers, y)
        return self

    def fit_transform(
        self, answers: Sequence[ProcessedAnswer], y: object = None, *, writers: Sequence[str] | None = None
    ) -> sparse.csr_matrix:
        """Learn from answers and transform them.

        Args:
            answers: Length n_answers.
            y: Ignored.
            writers: Who wrote each answer; an n-gram must then occur with ``min_writers`` of them. May be shorter
                than ``answers``: what follows is nobody's and does not count. By default, all are different.

        Returns:
            Shape (n_answers, n_features), float64. Each block of a row has length 1 before its weight.
        """
        del y
        self.runs_: dict[str, int] = {}
        word_counts = _count_runs(answers, self.word_ngrams, self.runs_, learn=True)
        presence, distinct = _word_presence(answers)
        self.__dict__.pop(_GRAMS, None)
        counter = char_counter(self.char_ngrams)
        char_counts = presence @ counter.fit_transform(distinct)
        by_writer = _by_writer(len(answers), writers)
        self.runs_, word_counts = _prune(self.runs_, word_counts, by_writer, self.min_writers)
        self.chars_, char_counts = _prune(counter.vocabulary_, char_counts, by_writer, self.min_writers)
        self.word_idf_, self.char_idf_ = _inverse_frequency(word_counts), _inverse_frequency(char_counts)
        return self._weighted(word_counts, char_counts)

    def transform(self, answers: Sequence[ProcessedAnswer]) -> sparse.csr_matrix:
        """Transform answers; n-grams that were not learnt are passed over.

        Returns:
            Shape (n_answers, n_features), float64.
        """
        presence, distinct = _word_presence(answers)
        char_counts = sparse.csr_matrix(presence @ self._word_grams().counts(distinct))
        return self._weighted(_count_runs(answers, self.word_ngrams, self.runs_, learn=False), char_counts)

    def _word_grams(self) -> WordGrams:
        found: WordGrams | None = self.__dict__.get(_GRAMS)
        if found is None:
            found = self.__dict__[_GRAMS] = WordGrams(self.chars_, self.char_ngrams)
        return found

    def __getstate__(self) -> dict[str, object]:
        """All but what is remembered of words: two pickles of a model agree, whatever it has read since."""
        state: dict[str, object] = super().__getstate__()
        return {name: value for name, value in state.items() if name != _GRAMS}

    def _weighted(self, word_counts: sparse.csr_matrix, char_counts: sparse.csr_matrix) -> sparse.csr_matrix:
        blocks = [
            _weigh(word_counts, self.word_idf_, self.word_weight),
            _weigh(char_counts, self.char_idf_, 1.0),
        ]
        return sparse.hstack(blocks, format="csr")


def _count_runs(
    answers: Iterable[ProcessedAnswer], lengths: tuple[int, int], columns: dict[str, int], *, learn: bool
) -> sparse.csr_matrix:
    """How often each run of lemmas stands in each answer, shape (n_answers, n_runs).

    Args:
        answers: The answers.
        lengths: Shortest and longest run, in words.
        columns: The column of each run; added to where ``learn``, and else only looked at.
        learn: Whether runs without a column get one.
    """
    indices: list[int] = []
    ends = [0]
    for answer in answers:
        runs = _runs(answer.lemmas, lengths)
        if learn:
            indices += [columns.setdefault(run, len(columns)) for run in runs]
        else:
            indices += [columns[run] for run in runs if run in columns]
        ends.append(len(indices))
    counts = sparse.csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(ends) - 1, len(columns)))
    counts.sum_duplicates()
    return counts


def _runs(lemmas: tuple[str, ...], lengths: tuple[int, int]) -> list[str]:
    shortest, longest = lengths
    runs = list(lemmas) if shortest == 1 else []
    for length in range(max(shortest, 2), longest + 1):
        runs += map(" ".join, zip(*(lemmas[start:] for start in range(length)), strict=False))
    return runs


def _word_presence(answers: Iterable[ProcessedAnswer]) -> tuple[sparse.csr_matrix, list[str]]:
    """Which word stands in which answer, how often.

    Returns:
        Shape (n_answers, n_distinct_words), and the words in column order.
    """
    columns: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    for answer in answers:
        indices += [columns.setdefault(form, len(columns)) for form in answer.forms]
        ends.append(len(indices))
    shape = (len(ends) - 1, max(len(columns), 1))
    presence = sparse.csr_matrix((np.ones(len(indices)), indices, ends), shape=shape)
    return presence, list(columns) or [""]


def _inverse_frequency(counts: sparse.csr_matrix) -> NDArray[np.float64]:
    """Smoothed inverse document frequency, as scikit-learn has it: log((1 + n) / (1 + df)) + 1."""
    occurrences = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + occurrences)) + 1)


def _weigh(counts: sparse.csr_matrix, idf: NDArray[np.float64], length: float) -> sparse.csr_matrix:
    """Replace counts by (1 + log count) · idf, and bring every row that has any to one length."""
    weights = np.log(counts.data)
    weights += 1
    weights *= idf[counts.indices]
    per_row = np.diff(counts.indptr)
    filled = per_row > 0
    if filled.any():
        lengths = np.sqrt(np.add.reduceat(weights * weights, counts.indptr[:-1][filled]))
        weights *= np.repeat(length / lengths, per_row[filled])
    return sparse.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)


def _by_writer(n_answers: int, writers: Sequence[str] | None) -> sparse.csr_matrix:
    """Who wrote what, shape (n_writers, n_answers)."""
    names: Sequence[object] = range(n_answers) if writers is None else writers
    rows = {name: row for row, name in enumerate(dict.fromkeys(names))}
    wrote = ([1.0] * len(names), ([rows[name] for name in names], range(len(names))))
    return sparse.csr_matrix(wrote, shape=(len(rows), n_answers))


def _prune(
    columns: dict[str, int], counts: sparse.csr_matrix, by_writer: sparse.csr_matrix, min_writers: int
) -> tuple[dict[str, int], sparse.csr_matrix]:
    """Keep the columns that occur with enough writers, numbered anew, and what they are called."""
    used = by_writer @ counts
    kept = np.flatnonzero(np.bincount(used.indices, minlength=counts.shape[1]) >= min_writers)
    new = dict(zip(kept.tolist(), range(len(kept)), strict=True))
    return {name: new[column] for name, column in columns.items() if column in new}, counts[:, kept]
