"""Lexical features: n-grams of lemmas, and n-grams of characters within words, each weighted by TF-IDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from textcoder.features.ngram_counts import (
    Names,
    NgramCounts,
    NgramWeights,
    in_order_of_names,
    weigh,
    written_by,
)
from textcoder.features.word_grams import WordGrams, char_counter

if TYPE_CHECKING:
    # Not needed to fit: a worker that fits need not load spaCy.
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
        counts, names = self.count(answers)
        weights, features = NgramWeights.learn(
            counts, written_by(len(answers), writers), min_writers=self.min_writers, lengths=self.lengths
        )
        self.adopt(names, weights)
        return features

    def count(self, answers: Sequence[ProcessedAnswer]) -> tuple[NgramCounts, Names]:
        """Count all n-grams of answers, whoever wrote them; those of lemmas first, those of characters then."""
        runs: dict[str, int] = {}
        word_counts = _count_runs(answers, self.word_ngrams, runs, learn=True)
        presence, distinct = _word_presence(answers)
        counter = char_counter(self.char_ngrams)
        char_counts = sparse.csr_matrix(presence @ counter.fit_transform(distinct))
        blocks = [in_order_of_names(runs, word_counts), in_order_of_names(counter.vocabulary_, char_counts)]
        return NgramCounts(tuple(counts for _, counts in blocks)), tuple(names for names, _ in blocks)

    def count_known(self, answers: Sequence[ProcessedAnswer], names: Names) -> NgramCounts:
        """Count the n-grams that have a name among others' in answers."""
        runs, chars = ({name: column for column, name in enumerate(block)} for block in names)
        presence, distinct = _word_presence(answers)
        char_counts = sparse.csr_matrix(presence @ WordGrams(chars, self.char_ngrams).counts(distinct))
        return NgramCounts((_count_runs(answers, self.word_ngrams, runs, learn=False), char_counts))

    def adopt(self, names: Names, weights: NgramWeights) -> LexicalVectorizer:
        """Take over what was learnt from counts of ``count``.

        Args:
            names: Of the counts.
            weights: Learnt from some rows of them.
        """
        self.__dict__.pop(_GRAMS, None)
        learnt = (
            {block[column]: place for place, column in enumerate(columns.tolist())}
            for block, columns in zip(names, weights.columns, strict=True)
        )
        self.runs_, self.chars_ = learnt
        self.word_idf_, self.char_idf_ = weights.rarity
        return self

    @property
    def lengths(self) -> tuple[float, ...]:
        """Of a row, in the block of lemmas and in that of characters."""
        return self.word_weight, 1.0

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
            weigh(word_counts, self.word_idf_, self.word_weight),
            weigh(char_counts, self.char_idf_, 1.0),
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
