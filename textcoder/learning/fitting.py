"""Fitting a model to codings: heads, calibration, thresholds and the ground for promises, all out of fold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from spacy.language import Language

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import TooFewCodingsError
from textcoder.features.lexical import LexicalVectorizer
from textcoder.language.processing import ProcessedAnswer, fingerprint, preprocess
from textcoder.learning.heads import Learners, fit_calibration, fit_learners, put_together
from textcoder.learning.model import CodingModel, code_sets, joint_scores
from textcoder.learning.nonanswers import NonAnswerRule
from textcoder.learning.thresholds import fit_thresholds
from textcoder.settings import Settings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Folds = list[tuple[NDArray[np.intp], NDArray[np.intp]]]

FEWEST_CODINGS, FEWEST_VOICES = 20, 4
"""Two rings of folds each leave a voice out, and n-grams must still be shared by two."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Codings ready to learn from, with the phrases of the codeframe beside them."""

    coded: tuple[CodedAnswer, ...]
    processed: tuple[ProcessedAnswer, ...]
    """``processed[i]`` is ``coded[i]``."""
    codes: Bools
    """Shape (n_codings, n_codes)."""
    phrases: tuple[ProcessedAnswer, ...]
    phrase_codes: Bools
    """Shape (n_phrases, n_codes)."""
    phrase_weights: Floats
    """Shape (n_phrases, n_codes): 0 where a phrase says nothing about a code."""
    codeframe: Codeframe

    def part(self, rows: NDArray[np.intp]) -> "TrainingSet":
        """Only these codings, with all phrases."""
        return TrainingSet(
            tuple(self.coded[row] for row in rows),
            tuple(self.processed[row] for row in rows),
            self.codes[rows],
            self.phrases,
            self.phrase_codes,
            self.phrase_weights,
            self.codeframe,
        )


def prepare(coded: Sequence[CodedAnswer], codeframe: Codeframe, nlp: Language, settings: Settings) -> TrainingSet:
    """Read the answers and the codeframe's phrases with the language pipeline.

    Raises:
        TooFewCodingsError: Fewer than FEWEST_CODINGS, or fewer than FEWEST_VOICES voices to hold apart.
    """
    voices = {one.answer.writer for one in coded}
    if len(coded) < FEWEST_CODINGS or len(voices) < FEWEST_VOICES:
        raise TooFewCodingsError(
            f"{len(coded)} codings by {len(voices)} voices are too few to train on: "
            f"at least {FEWEST_CODINGS} by {FEWEST_VOICES} are needed."
        )
    texts, phrase_codes, phrase_weights = _phrases(codeframe, settings.learning.codeframe_weight)
    return TrainingSet(
        tuple(coded),
        tuple(preprocess((one.answer.text for one in coded), nlp)),
        np.array([[code_id in one.code_ids for code_id in codeframe.code_ids] for one in coded]),
        tuple(preprocess(texts, nlp)),
        phrase_codes,
        phrase_weights,
        codeframe,
    )


def _phrases(codeframe: Codeframe, weight: float) -> tuple[list[str], Bools, Floats]:
    """Labels and ``include`` phrases as answers with one code; ``exclude`` phrases as answers without it."""
    texts, codes, weights = [], [], []
    n_codes = len(codeframe.codes)
    for column, code in enumerate(codeframe.codes):
        own = np.arange(n_codes) == column
        for text in dict.fromkeys((*code.label.values(), *code.include)):
            texts.append(text)
            codes.append(own)
            weights.append(np.full(n_codes, weight))
        for text in code.exclude:
            texts.append(text)
            codes.append(np.zeros(n_codes, dtype=bool))
            weights.append(own * weight)
    return texts, np.array(codes), np.array(weights)


def leave_voices_out(coded: Sequence[CodedAnswer], folds: int, seed: int) -> Folds:
    """Split so that no voice is on both sides: (rows to learn from, rows left out) for each fold."""
    voices = np.array([one.answer.writer for one in coded])
    splitter = GroupKFold(min(folds, len(set(voices))), shuffle=True, random_state=seed)
    return list(splitter.split(voices, groups=voices))


def fit_model(training: TrainingSet, settings: Settings) -> CodingModel:
    """Fit a model. The same training set and settings give the same model."""
    learning, codeframe = settings.learning, training.codeframe
    scores = np.zeros((*training.codes.shape, 2))
    for seen, left_out in leave_voices_out(training.coded, learning.folds, learning.seed):
        vectorizer, learners = _fit_learners(training.part(seen), settings)
        scores[left_out] = learners.scores(vectorizer.transform([training.processed[row] for row in left_out]))
    calibration = fit_calibration(scores, training.codes)
    probabilities = calibration.probabilities(scores)
    thresholds = fit_thresholds(probabilities, training.codes, learning.seed)
    joint, is_right, sets = _judge(training, probabilities, thresholds)
    slope, intercept = _fit_set_calibration(joint, is_right)
    vectorizer, learners = _fit_learners(training, settings)
    suggest_only = tuple(
        code_id
        for code_id, count in zip(codeframe.code_ids, training.codes.sum(axis=0), strict=True)
        if count < learning.min_positives
    )
    may_be_given = np.array([codes.isdisjoint(suggest_only) for codes in sets], dtype=bool)
    return CodingModel(
        code_ids=codeframe.code_ids,
        vectorizer=vectorizer,
        heads=put_together(learners, calibration),
        thresholds=thresholds,
        set_calibration=(slope, intercept),
        memory=remember(training.coded),
        seen=tuple(sorted({key for _, key in _fingerprints(training.coded)})),
        suggest_only=suggest_only,
        calibration_confidence=np.asarray(expit(slope * joint + intercept))[may_be_given],
        calibration_right=is_right[may_be_given],
        calibration_answers=len(sets),
    )


def _fit_learners(training: TrainingSet, settings: Settings) -> tuple[LexicalVectorizer, Learners]:
    features = settings.features
    vectorizer = LexicalVectorizer(
        word_ngrams=features.word_ngrams,
        char_ngrams=features.char_ngrams,
        min_writers=features.min_writers,
        word_weight=features.word_weight,
    )
    phrases = training.phrases if settings.learning.codeframe_weight > 0 else ()
    matrix = vectorizer.fit_transform(
        [*training.processed, *phrases], writers=[one.answer.writer for one in training.coded]
    )
    weights = np.repeat([[one.weight] for one in training.coded], training.codes.shape[1], axis=1)
    codes = training.codes
    if phrases:
        codes = np.vstack([codes, training.phrase_codes])
        weights = np.vstack([weights, training.phrase_weights])
    learners = fit_learners(
        matrix,
        codes,
        weights,
        inverse_regularisation=settings.learning.inverse_regularisation,
        seed=settings.learning.seed,
    )
    return vectorizer, learners


def _judge(
    training: TrainingSet, probabilities: Floats, thresholds: Floats
) -> tuple[Floats, Bools, list[frozenset[str]]]:
    """Joint scores, rightness and the out-of-fold sets themselves, for the answers that reach the model at all."""
    rule = NonAnswerRule(training.codeframe)
    rows = [row for row, one in enumerate(training.coded) if one.answer.text.strip() and rule(one.answer.text) is None]
    reached = probabilities[rows]
    sets = code_sets(reached, thresholds, training.codeframe)
    is_right = [codes == training.coded[row].code_ids for row, codes in zip(rows, sets, strict=True)]
    return joint_scores(reached, sets, training.codeframe), np.array(is_right, dtype=bool), sets


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
