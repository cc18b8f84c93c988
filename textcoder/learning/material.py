"""From a training set to the numbers that learners are fitted on, counted once for all fits."""

import numpy as np

from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.ngram_counts import Names, NgramCounts, written_by
from textcoder.features.reader import ReadAnswers
from textcoder.learning.fold_fits import CountedClauses, Material, Recipe
from textcoder.learning.training_set import TrainingSet
from textcoder.settings import Settings


def count(training: TrainingSet, settings: Settings, vectorizer: LexicalVectorizer) -> tuple[Material, Names]:
    """Count the n-grams of all answers, of the codeframe's phrases and of clauses.

    Args:
        training: What is learnt from.
        settings: How.
        vectorizer: Says what n-grams are.

    Returns:
        The numbers, and what the n-grams in them are called. Those that too few people wrote are in neither.
    """
    phrases = training.phrases
    if settings.learning.codeframe_weight <= 0:
        phrases = phrases.part(np.arange(0))
    writers = [one.answer.writer for one in training.coded]
    counts, names = vectorizer.count([*training.read.processed, *phrases.processed])
    counts, names = _of_enough(counts, names, writers, vectorizer.min_writers)
    n_codes = training.codes.shape[1]
    weights = np.repeat([[one.weight] for one in training.coded], n_codes, axis=1)
    return Material(
        counts=counts,
        semantic=np.vstack([training.read.semantic, phrases.semantic]),
        clauses=_count_clauses(training.read, vectorizer, names),
        codes=np.vstack([training.codes, training.phrase_codes[: len(phrases)].reshape(-1, n_codes)]),
        weights=np.vstack([weights, training.phrase_weights[: len(phrases)].reshape(-1, n_codes)]),
        writers=np.unique(writers, return_inverse=True)[1],
        has_vectors=training.has_vectors,
        recipe=Recipe(settings.learning, settings.features.semantic_weight, vectorizer.min_writers, vectorizer.lengths),
    ), names


def _of_enough(counts: NgramCounts, names: Names, writers: list[str], min_writers: int) -> tuple[NgramCounts, Names]:
    """Without the n-grams that could not be learnt from all answers, let alone from some of them."""
    columns = counts.used_by(written_by(len(counts), writers), min_writers)
    kept = tuple(tuple(block[column] for column in of_block) for block, of_block in zip(names, columns, strict=True))
    return counts.columns(columns), kept


def _count_clauses(read: ReadAnswers, vectorizer: LexicalVectorizer, names: Names) -> CountedClauses | None:
    if read.clauses is None:
        return None
    clauses = read.clauses.read
    return CountedClauses(vectorizer.count_known(clauses.processed, names), clauses.semantic, read.clauses.owners)
