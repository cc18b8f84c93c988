"""The trained model: data that turns processed answers into probabilities, and what to make of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from textcoder.codeframe import Codeframe
from textcoder.codings import check_code_set, legal_code_set
from textcoder.errors import CodeSetError
from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.reader import ReadAnswers
from textcoder.learning.explaining import CodedNeighbours
from textcoder.learning.heads import Heads
from textcoder.learning.promise import Promise, make_promise
from textcoder.learning.views import features_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CodeSet:
    """What the model makes of one answer."""

    code_ids: frozenset[str]
    confidence: float
    """Calibrated probability that the whole set is right."""
    code_confidence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CalibrationAnswers:
    """Decisions on answers by voices left out, which promises rest on; without those whose codes are only suggested."""

    confidence: Floats
    """Shape (n,)."""
    is_right: NDArray[np.bool_]
    """Whether the set was right, shape (n,)."""
    voice: NDArray[np.intp]
    """Number of the voice, shape (n,): says which were written by one person, not by whom."""
    answers: int
    """All answers by voices left out that no rule settles, those with codes only suggested too."""
    constructed: int = 0
    """How many of these were made up."""


@dataclass(frozen=True, slots=True)
class CodingModel:
    """Everything learnt from codings.

    Nothing in it is a text: n-grams occur with two people or more, and answers that were coded by hand are
    remembered by fingerprint. Nor is anything in it a set, whose order changes from one process to the next.
    """

    code_ids: tuple[str, ...]
    vectorizer: LexicalVectorizer
    heads: Heads
    reads_clauses: bool
    """Whether it looks at each clause of an answer beside the whole, and answers must be read with clauses."""
    thresholds: Floats
    """Shape (n_codes,)."""
    set_calibration: tuple[float, float]
    """Slope and intercept from the joint score of a set to the probability that it is right."""
    memory: Mapping[tuple[str, str], tuple[tuple[str, ...], str]]
    """Codes and coder by question and fingerprint of the answer, where all who coded it by hand agreed."""
    seen: tuple[str, ...]
    """Fingerprint of every answer it was trained on, to whatever question; sorted."""
    suggest_only: tuple[str, ...]
    """Codes with too few codings to be given without a human."""
    calibration: CalibrationAnswers
    neighbours: CodedNeighbours | None = None
    """Answers that humans have coded, to show beside a coding; None in models that only measure."""

    def probabilities(self, answers: ReadAnswers) -> Floats:
        """Calibrated probability of each code, shape (n_answers, n_codes).

        Raises:
            ValueError: The answers were not read with clauses if and only if ``reads_clauses``.
        """
        if self.reads_clauses != (answers.clauses is not None):
            raise ValueError(f"the answers must be read with clauses={self.reads_clauses}")
        return self.heads.probabilities(features_of(self.vectorizer, answers))

    def code_sets(self, answers: ReadAnswers, codeframe: Codeframe) -> list[CodeSet]:
        """The legal set of codes the model would give each answer."""
        probabilities = self.probabilities(answers)
        sets = code_sets(probabilities, self.thresholds, codeframe)
        slope, intercept = self.set_calibration
        joint = joint_scores(probabilities, sets, codeframe)
        confidences = expit(slope * joint + intercept)
        return [
            CodeSet(code_ids, float(confidence), dict(zip(self.code_ids, row.tolist(), strict=True)))
            for code_ids, confidence, row in zip(sets, confidences, probabilities, strict=True)
        ]

    def promise(self, max_error: float) -> Promise:
        """How far this model may go without a human at a chosen error rate."""
        ground = self.calibration
        return make_promise(
            ground.confidence,
            ground.is_right,
            max_error,
            voices=ground.voice,
            answers=ground.answers,
            constructed=ground.constructed,
        )


def code_set(probabilities: Floats, thresholds: Floats, codeframe: Codeframe) -> frozenset[str]:
    """Decide one answer, code by code, then bring the codes in line with the codeframe.

    Args:
        probabilities: Shape (n_codes,), in codeframe order.
        thresholds: Shape (n_codes,).
        codeframe: The rules.
    """
    scores = dict(zip(codeframe.code_ids, probabilities.tolist(), strict=True))
    reached = _reached(probabilities[None], thresholds, codeframe)[0]
    return legal_code_set(compress(codeframe.code_ids, reached), scores, codeframe)


def _reached(probabilities: Floats, thresholds: Floats, codeframe: Codeframe) -> NDArray[np.bool_]:
    """Which codes reach their threshold, shape (n_answers, n_codes)."""
    reached = probabilities >= thresholds
    if codeframe.max_codes == 1:
        # With one code at most, the likeliest wins; its threshold only decides between it and none.
        reached &= probabilities == probabilities.max(axis=1, keepdims=True)
    return np.asarray(reached)


def code_sets(probabilities: Floats, thresholds: Floats, codeframe: Codeframe) -> list[frozenset[str]]:
    """Decide many answers; ``result[i]`` is ``code_set(probabilities[i], …)``.

    Most answers reach a set that is legal as it is, and few such sets differ, so each is checked once.
    """
    reached = _reached(probabilities, thresholds, codeframe)
    as_it_is: dict[bytes, frozenset[str] | None] = {}
    sets = []
    for reaches, row in zip(reached, probabilities, strict=True):
        pattern = reaches.tobytes()
        if pattern not in as_it_is:
            as_it_is[pattern] = _if_legal(reaches, codeframe)
        legal = as_it_is[pattern]
        sets.append(code_set(row, thresholds, codeframe) if legal is None else legal)
    return sets


def _if_legal(reaches: NDArray[np.bool_], codeframe: Codeframe) -> frozenset[str] | None:
    try:
        return check_code_set(compress(codeframe.code_ids, reaches), codeframe)
    except CodeSetError:
        return None


def joint_scores(probabilities: Floats, sets: Sequence[frozenset[str]], codeframe: Codeframe) -> Floats:
    """Log odds of whole sets, as if codes were independent; shape (n_answers,)."""
    given = np.array([[code_id in codes for code_id in codeframe.code_ids] for codes in sets]).reshape(
        probabilities.shape
    )
    right = np.clip(np.where(given, probabilities, 1 - probabilities), 1e-6, 1 - 1e-6)
    return np.asarray(logit(np.clip(right.prod(axis=1), 1e-9, 1 - 1e-9)))
