"""Fitting a model to codings: heads, calibration, thresholds and the ground for promises, all out of fold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from textcoder.codings import CodedAnswer
from textcoder.features.lexical import LexicalVectorizer
from textcoder.language.identity import fingerprint
from textcoder.learning.calibration import fit_calibration
from textcoder.learning.heads import Learners, fit_learners, put_together
from textcoder.learning.model import CalibrationAnswers, CodingModel, code_sets, joint_scores
from textcoder.learning.neighbourhood import Neighbourhood
from textcoder.learning.nonanswers import NonAnswerRule
from textcoder.learning.thresholds import fit_thresholds
from textcoder.learning.training_set import TrainingSet
from textcoder.learning.views import Features, features_of
from textcoder.settings import Settings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Folds = list[tuple[NDArray[np.intp], NDArray[np.intp]]]


def leave_voices_out(coded: Sequence[CodedAnswer], folds: int, seed: int) -> Folds:
    """Split so that no voice is on both sides: (rows to learn from, rows left out) for each fold."""
    voices = np.array([one.answer.writer for one in coded])
    splitter = GroupKFold(min(folds, len(set(voices))), shuffle=True, random_state=seed)
    return list(splitter.split(voices, groups=voices))


class CrossFit:
    """Learners fitted with one or two folds of the voices left out, each of them once.

    A model needs scores by learners that have not read the voice; its evaluation needs models none of whose
    parts has read the voice, so scores by learners that have read neither of two folds. Fitting by pairs of
    folds serves both: the learners without folds j and k score j for the model without k, and k for the one
    without j.
    """

    def __init__(self, training: TrainingSet, settings: Settings) -> None:
        learning = settings.learning
        self.training = training
        self.settings = settings
        splits = leave_voices_out(training.coded, learning.folds, learning.seed)
        self.folds = [left_out for _, left_out in splits]
        """Rows of each fold."""
        self._fitted: dict[frozenset[int], tuple[LexicalVectorizer, Learners]] = {}

    def rows(self, without: frozenset[int] = frozenset()) -> NDArray[np.intp]:
        """Rows of all other folds, in order."""
        kept = np.ones(len(self.training.coded), dtype=bool)
        for fold in without:
            kept[self.folds[fold]] = False
        return np.flatnonzero(kept)

    def fitted(self, without: frozenset[int] = frozenset()) -> tuple[LexicalVectorizer, Learners]:
        """Vectorizer and learners that have not read these folds."""
        if without not in self._fitted:
            self._fitted[without] = _fit_learners(self.training.part(self.rows(without)), self.settings)
        return self._fitted[without]

    def out_of_fold_scores(self, without: frozenset[int] = frozenset()) -> Floats:
        """Scores of ``rows(without)``, each by learners that have read neither its fold nor those left out."""
        of_folds = []
        for fold, left_out in enumerate(self.folds):
            if fold not in without:
                vectorizer, learners = self.fitted(without | {fold})
                of_folds.append(learners.scores(features_of(vectorizer, self.training.read.part(left_out))))
        rows = np.concatenate([rows for fold, rows in enumerate(self.folds) if fold not in without])
        return np.concatenate(of_folds)[np.argsort(rows)]


def fit_model(training: TrainingSet, settings: Settings) -> CodingModel:
    """Fit a model. The same training set and settings give the same model."""
    return model_from(CrossFit(training, settings))


def model_from(cross: CrossFit, without: frozenset[int] = frozenset()) -> CodingModel:
    """The model of all voices but those in some folds; nothing in it has read them."""
    learning = cross.settings.learning
    training = cross.training.part(cross.rows(without)) if without else cross.training
    codeframe = training.codeframe
    scores = cross.out_of_fold_scores(without)
    calibration = fit_calibration(scores, training.codes)
    probabilities = calibration.probabilities(scores)
    thresholds = fit_thresholds(probabilities, training.codes, learning.seed)
    judged = _judge(training, probabilities, thresholds)
    slope, intercept = _fit_set_calibration(judged.joint, judged.is_right)
    vectorizer, learners = cross.fitted(without)
    suggest_only = tuple(
        code_id
        for code_id, count in zip(codeframe.code_ids, training.codes.sum(axis=0), strict=True)
        if count < learning.min_positives
    )
    return CodingModel(
        code_ids=codeframe.code_ids,
        vectorizer=vectorizer,
        heads=put_together(learners, calibration),
        reads_clauses=training.read.clauses is not None,
        thresholds=thresholds,
        set_calibration=(slope, intercept),
        memory=remember(training.coded),
        seen=tuple(sorted({key for _, key in _fingerprints(training.coded)})),
        suggest_only=suggest_only,
        calibration=_calibration_answers(judged, (slope, intercept), suggest_only),
    )


def _calibration_answers(
    judged: "_Judged", set_calibration: tuple[float, float], suggest_only: tuple[str, ...]
) -> CalibrationAnswers:
    slope, intercept = set_calibration
    may_be_given = np.array([codes.isdisjoint(suggest_only) for codes in judged.sets], dtype=bool)
    return CalibrationAnswers(
        confidence=np.asarray(expit(slope * judged.joint + intercept))[may_be_given],
        is_right=judged.is_right[may_be_given],
        voice=judged.voice[may_be_given],
        answers=len(judged.sets),
        constructed=judged.constructed,
    )


def _fit_learners(training: TrainingSet, settings: Settings) -> tuple[LexicalVectorizer, Learners]:
    features, read = settings.features, training.read
    vectorizer = LexicalVectorizer(
        word_ngrams=features.word_ngrams,
        char_ngrams=features.char_ngrams,
        min_writers=features.min_writers,
        word_weight=features.word_weight,
    )
    with_phrases = settings.learning.codeframe_weight > 0
    phrases = training.phrases if with_phrases else training.phrases.part(np.arange(0))
    lexical = vectorizer.fit_transform(
        [*read.processed, *phrases.processed], writers=[one.answer.writer for one in training.coded]
    )
    weights = np.repeat([[one.weight] for one in training.coded], training.codes.shape[1], axis=1)
    codes = training.codes
    if with_phrases:
        codes = np.vstack([codes, training.phrase_codes])
        weights = np.vstack([weights, training.phrase_weights])
    learners = fit_learners(
        Features(lexical, np.vstack([read.semantic, phrases.semantic])),
        codes,
        weights,
        inverse_regularisation=settings.learning.inverse_regularisation,
        semantic_weight=features.semantic_weight,
        seed=settings.learning.seed,
    )
    return vectorizer, replace(learners, neighbourhood=_neighbourhood(training, settings.learning.sharpness))


def _neighbourhood(training: TrainingSet, sharpness: float) -> Neighbourhood | None:
    if not training.has_vectors or sharpness <= 0:
        return None
    weights = np.array([one.weight for one in training.coded])
    return Neighbourhood.of(training.read.semantic, training.codes, weights, sharpness)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Out-of-fold decisions on the answers that reach the model at all."""

    joint: Floats
    is_right: Bools
    voice: NDArray[np.intp]
    """Number of the voice; says who wrote together, not who."""
    sets: list[frozenset[str]]
    constructed: int
    """Answers that were made up."""


def _judge(training: TrainingSet, probabilities: Floats, thresholds: Floats) -> _Judged:
    rule = NonAnswerRule(training.codeframe)
    rows = [row for row, one in enumerate(training.coded) if one.answer.text.strip() and rule(one.answer.text) is None]
    reached = probabilities[rows]
    sets = code_sets(reached, thresholds, training.codeframe)
    is_right = [codes == training.coded[row].code_ids for row, codes in zip(rows, sets, strict=True)]
    voices = [training.coded[row].answer.writer for row in rows]
    return _Judged(
        joint=joint_scores(reached, sets, training.codeframe),
        is_right=np.array(is_right, dtype=bool),
        voice=np.unique(voices, return_inverse=True)[1] if voices else np.zeros(0, dtype=np.intp),
        sets=sets,
        constructed=sum(training.coded[row].constructed for row in rows),
    )


def _fit_set_calibration(joint: Floats, is_right: Bools) -> tuple[float, float]:
    if is_right.all() or not is_right.any():
        return 1.0, 0.0
    fitted = LogisticRegression(C=1.0).fit(joint.reshape(-1, 1), is_right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def remember(coded: Sequence[CodedAnswer]) -> Mapping[tuple[str, str], tuple[tuple[str, ...], str]]:
    """The coding of each distinct answer to each question, where all people agree, and its first coder."""
    found: dict[tuple[str, str], dict[tuple[str, ...], str]] = defaultdict(dict)
    for one, key in _fingerprints(coded):
        if not one.coder.startswith("model:"):
            found[one.answer.question, key].setdefault(tuple(sorted(one.code_ids)), one.coder)
    return {place: next(iter(sets.items())) for place, sets in found.items() if len(sets) == 1}


def _fingerprints(coded: Sequence[CodedAnswer]) -> Iterator[tuple[CodedAnswer, str]]:
    for one in coded:
        yield one, fingerprint(one.answer.text)
