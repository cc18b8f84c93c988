"""What the heads see of answers: n-grams beside the encoder's numbers, of the whole and of each clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    # Not needed to fit: a worker that fits need not load spaCy.
    from textcoder.features.lexical import LexicalVectorizer
    from textcoder.features.reader import ReadAnswers


@dataclass(frozen=True, slots=True)
class Features:
    """Both views of some answers."""

    lexical: sparse.csr_matrix
    """Shape (n_answers, n_lexical)."""
    semantic: NDArray[np.float32]
    """Shape (n_answers, width); no columns in the profile ``fast``."""
    clauses: ClauseFeatures | None = None
    """None where answers are read as a whole only."""


@dataclass(frozen=True, slots=True)
class ClauseFeatures:
    """Both views of the clauses of answers that have several."""

    features: Features
    owners: NDArray[np.intp]
    """Row of the answer that each clause is part of, shape (n_clauses,)."""


def features_of(vectorizer: LexicalVectorizer, read: ReadAnswers) -> Features:
    """Both views of answers, and of their clauses if these were read."""
    clauses = None
    if read.clauses is not None:
        clauses = ClauseFeatures(features_of(vectorizer, read.clauses.read), read.clauses.owners)
    return Features(vectorizer.transform(read.processed), read.semantic, clauses)
