"""Fitting learners to some of the answers and scoring others, on numbers alone: what workers of a training do.

There is no text in what a worker gets, and no n-gram by name. Nor does it load a language pipeline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from textcoder.features.ngram_counts import NgramCounts, NgramWeights, written_by
from textcoder.learning.heads import Learners, fit_learners
from textcoder.learning.neighbourhood import Neighbourhood
from textcoder.learning.views import ClauseFeatures, Features
from textcoder.settings import LearningSettings

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class CountedClauses:
    """Clauses of the answers, in the same columns as these."""

    counts: NgramCounts
    semantic: Floats32
    """Shape (n_clauses, width)."""
    owners: Rows
    """Row of the answer that each is part of, shape (n_clauses,)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How learners are fitted."""

    learning: LearningSettings
    semantic_weight: float
    min_writers: int
    lengths: tuple[float, ...]
    """Of a row, for each block of n-grams."""


@dataclass(frozen=True, slots=True)
class Material:
    """Codings as numbers. Rows from ``len(writers)`` on are phrases of the codeframe, which nobody wrote."""

    counts: NgramCounts
    semantic: Floats32
    """Shape (n_rows, width)."""
    clauses: CountedClauses | None
    codes: Bools
    """Shape (n_rows, n_codes)."""
    weights: Floats
    """How much a row counts for a code, shape (n_rows, n_codes); 0 leaves it out."""
    writers: Rows
    """Number of who wrote each answer, shape (n_answers,)."""
    has_vectors: bool
    """Whether the semantic view of an answer is a place among others."""
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Order:
    """One fit: what to learn from, and what to score."""

    learnt: Rows
    """Answers, in order."""
    scored: tuple[Rows, ...]
    keep: bool
    """Whether the learners themselves are wanted, which are large, and not their scores alone."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of one fit."""

    scores: tuple[Floats, ...]
    """Of each group of answers that was to be scored, shape (n_scored, n_codes, n_scores)."""
    kept: tuple[NgramWeights, Learners] | None


def fit(material: Material, order: Order) -> Fit:
    """Fit learners. The same input gives the same bytes in whichever process."""
    # Products of matrices may differ in their last bits with the number of threads, and workers have few.
    with threadpool_limits(1):
        weights, learners = _fit(material, order.learnt)
        scores = tuple(learners.scores(_features(material, weights, rows)) for rows in order.scored)
    return Fit(scores, (weights, learners) if order.keep else None)


def _fit(material: Material, learnt: Rows) -> tuple[NgramWeights, Learners]:
    recipe = material.recipe
    rows = np.concatenate([learnt, np.arange(len(material.writers), len(material.codes))])
    weights, lexical = NgramWeights.learn(
        material.counts.part(rows),
        written_by(len(rows), material.writers[learnt].tolist()),
        min_writers=recipe.min_writers,
        lengths=recipe.lengths,
    )
    learners = fit_learners(
        Features(lexical, material.semantic[rows]),
        material.codes[rows],
        material.weights[rows],
        inverse_regularisation=recipe.learning.inverse_regularisation,
        semantic_weight=recipe.semantic_weight,
        seed=recipe.learning.seed,
    )
    return weights, replace(learners, neighbourhood=_neighbourhood(material, learnt, recipe.learning.sharpness))


def _neighbourhood(material: Material, learnt: Rows, sharpness: float) -> Neighbourhood | None:
    if not material.has_vectors or sharpness <= 0:
        return None
    # An answer counts as much for one code as for another.
    return Neighbourhood.of(material.semantic[learnt], material.codes[learnt], material.weights[learnt, 0], sharpness)


def _features(material: Material, weights: NgramWeights, rows: Rows) -> Features:
    clauses = None
    if material.clauses is not None:
        clauses = _of_clauses(material.clauses, weights, rows, len(material.writers))
    return Features(weights.features(material.counts.part(rows)), material.semantic[rows], clauses)


def _of_clauses(clauses: CountedClauses, weights: NgramWeights, rows: Rows, n_answers: int) -> ClauseFeatures:
    places = np.full(n_answers, -1)
    places[rows] = np.arange(len(rows))
    kept = np.flatnonzero(places[clauses.owners] >= 0)
    features = Features(weights.features(clauses.counts.part(kept)), clauses.semantic[kept])
    return ClauseFeatures(features, places[clauses.owners[kept]])


def as_made_here(fit: Fit) -> Fit:
    """The same, with no trace in a pickle of which process made it: an array that was sent has a type of its own."""
    kept = None if fit.kept is None else (_weights_made_here(fit.kept[0]), _learners_made_here(fit.kept[1]))
    return Fit(tuple(map(_own, fit.scores)), kept)


def _weights_made_here(weights: NgramWeights) -> NgramWeights:
    return replace(weights, rarity=tuple(map(_own, weights.rarity)))


def _learners_made_here(learners: Learners) -> Learners:
    near = learners.neighbourhood
    if near is not None:
        near = replace(
            near,
            centre=_own(near.centre),
            points=_own(near.points),
            codes=_own(near.codes),
            log_weights=_own(near.log_weights),
        )
    return Learners(_own(learners.lexical), _own(learners.semantic), _own(learners.intercepts), near)


def _own(array: NDArray[Number]) -> NDArray[Number]:
    own = np.empty(array.shape, dtype=array.dtype.type)
    own[...] = array
    return own
