"""Fitting a model to codings: heads, calibration, thresholds and the ground for promises, all out of fold."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from textcoder.codings import CodedAnswer
from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.ngram_counts import Names
from textcoder.language.identity import fingerprint
from textcoder.learning.calibration import fit_calibration
from textcoder.learning.fold_fits import Fit, Order, as_made_here, fit
from textcoder.learning.heads import Learners, put_together
from textcoder.learning.material import count
from textcoder.learning.model import CalibrationAnswers, CodingModel, code_sets, joint_scores
from textcoder.learning.nonanswers import NonAnswerRule
from textcoder.learning.thresholds import fit_thresholds
from textcoder.learning.training_set import TrainingSet
from textcoder.learning.workers import HERE, Workers, share_out
from textcoder.settings import Settings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Folds = list[tuple[NDArray[np.intp], NDArray[np.intp]]]

_PAIR = 2
_MUCH = 2_000
"""Codings from which on fits take longer than it does to start workers."""


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
        self._vectorizer = LexicalVectorizer(
            word_ngrams=settings.features.word_ngrams,
            char_ngrams=settings.features.char_ngrams,
            min_writers=settings.features.min_writers,
            word_weight=settings.features.word_weight,
        )
        self._counted = count(training, settings, self._vectorizer)
        self._kept: dict[frozenset[int], tuple[LexicalVectorizer, Learners]] = {}
        self._scores: dict[tuple[frozenset[int], int], Floats] = {}
        """By the folds left out of the learners, and the one of them that was scored."""

    def rows(self, without: frozenset[int] = frozenset()) -> NDArray[np.intp]:
        """Rows of all other folds, in order."""
        kept = np.ones(len(self.training.coded), dtype=bool)
        for fold in without:
            kept[self.folds[fold]] = False
        return np.flatnonzero(kept)

    def left_out_at_most(self, most: int) -> list[frozenset[int]]:
        """All choices of so many folds or fewer; the model and its evaluation need those of two."""
        return [frozenset(folds) for size in range(most + 1) for folds in combinations(range(len(self.folds)), size)]

    def fit(
        self,
        left_out: Iterable[frozenset[int]],
        *,
        keep: bool = False,
        workers: Workers = HERE,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Fit learners ahead, several at a time.

        Args:
            left_out: Which folds to leave out of each.
            keep: Whether to keep also learners without two folds, of which the scores are enough; all take much memory.
            workers: Who does it. Whoever it is, the learners are the same.
            progress: Called with how many are fitted, and how many there are.

        Raises:
            ClusterPackageError: The package for a cluster is not installed.
            ClusterError: The cluster cannot be reached.
        """
        todo = sorted(left_out, key=lambda folds: (len(folds), sorted(folds)))  # with the longest first
        orders = [
            Order(self.rows(folds), tuple(self.folds[fold] for fold in sorted(folds)), keep=keep or len(folds) < _PAIR)
            for folds in todo
        ]
        material, names = self._counted
        shared = share_out(fit, material, orders, workers, is_much=len(self.training.coded) >= _MUCH)
        if progress:
            progress(0, len(todo))
        for done, (number, fitted) in enumerate(shared, start=1):
            self._take(todo[number], as_made_here(fitted), names)
            if progress:
                progress(done, len(todo))

    def _take(self, without: frozenset[int], of: Fit, names: Names) -> None:
        for fold, scores in zip(sorted(without), of.scores, strict=True):
            self._scores[without, fold] = scores
        if of.kept:
            weights, learners = of.kept
            self._kept[without] = clone(self._vectorizer).adopt(names, weights), learners

    def fitted(self, without: frozenset[int] = frozenset()) -> tuple[LexicalVectorizer, Learners]:
        """Vectorizer and learners that have not read these folds."""
        if without not in self._kept:
            self.fit([without], keep=True)
        return self._kept[without]

    def out_of_fold_scores(self, without: frozenset[int] = frozenset()) -> Floats:
        """Scores of ``rows(without)``, each by learners that have read neither its fold nor those left out."""
        others = [fold for fold in range(len(self.folds)) if fold not in without]
        self.fit({without | {fold} for fold in others if (without | {fold}, fold) not in self._scores})
        rows = np.concatenate([self.folds[fold] for fold in others])
        return np.concatenate([self._scores[without | {fold}, fold] for fold in others])[np.argsort(rows)]


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
