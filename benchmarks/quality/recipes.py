"""What the literature recommends for small data, each against the linear heads, on voices left out.

    python benchmarks/quality/recipes.py [--quick]

Every recipe sees the same n-grams and the same vectors of the plain encoder, in the same five folds of voices.
Scores are calibrated on the other folds and codes given at the threshold that does best there. Printed: macro
F1 over the four codes, F1 of ``other``, exact sets, exact sets of answers with two codes or more, and the
difference in macro F1 to the linear heads, with a 95 % interval (paired bootstrap over voices).
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from augment import mistyped, other_standard
from lab import Bools, Floats
from numpy.typing import NDArray
from paired import differences_by_voice, macro
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.encoders import reader_to_train
from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.reader import AnswerReader
from textcoder.files.home import Home
from textcoder.language.clauses import clauses_of
from textcoder.learning.calibration import fit_calibration
from textcoder.learning.fitting import leave_voices_out
from textcoder.learning.gathering import read_all_codings
from textcoder.learning.heads import fit_learners
from textcoder.learning.model import code_sets
from textcoder.learning.neighbourhood import Neighbourhood
from textcoder.learning.thresholds import fit_thresholds
from textcoder.learning.training import in_training_order
from textcoder.learning.training_set import codeframe_phrases, prepare
from textcoder.learning.views import Features
from textcoder.settings import FeatureSettings, LearningSettings, Settings

HOME = Home(Path(__file__).resolve().parents[2])
SETTINGS = Settings(features=FeatureSettings(encoder="plain"))


@dataclass
class World:
    """Everything the recipes share."""

    coded: list[CodedAnswer]
    codes: Bools
    texts: list[str]
    voices: list[str]
    reader: AnswerReader
    folds: list[tuple[NDArray[np.intp], NDArray[np.intp]]]
    phrases: list[str]
    phrase_codes: Bools
    phrase_weights: Floats
    frame: Codeframe

    def vectors(self, texts: list[str]) -> Floats:
        """Of the plain encoder, shape (n_texts, width)."""
        assert self.reader.embeddings is not None
        return self.reader.embeddings.encode(texts).vectors.astype(float)


Scorer = Callable[[World, NDArray[np.intp], NDArray[np.intp]], Floats]
"""From rows to learn from and rows left out to scores, shape (n_left_out, n_codes, n_scores)."""


def features(world: World, rows: NDArray[np.intp], left_out: list[str], extra: list[str]) -> tuple[Features, Features]:
    vectorizer = LexicalVectorizer(word_weight=SETTINGS.features.word_weight)
    learn = [world.texts[row] for row in rows]
    read, more, new = world.reader.read(learn), world.reader.read(extra), world.reader.read(left_out)
    writers = [world.voices[row] for row in rows]
    lexical = vectorizer.fit_transform([*read.processed, *more.processed], writers=writers)
    return (
        Features(lexical, np.vstack([read.semantic, more.semantic])),
        Features(vectorizer.transform(new.processed), new.semantic),
    )


def as_they_are(
    world: World,
    rows: NDArray[np.intp],
    left_out: NDArray[np.intp],
    *,
    phrase_weight: float = 0.3,
    copies: Callable[[str], str] | None = None,
    clauses: bool = False,
) -> Floats:
    """The linear part of the model's own heads; the keywords are what the recipes change."""
    extra, codes, weights = list(world.phrases), world.phrase_codes, world.phrase_weights * phrase_weight / 0.3
    if copies is not None:
        made = [copies(world.texts[row]) for row in rows]
        extra += made
        codes = np.vstack([codes, world.codes[rows]])
        weights = np.vstack([weights, np.full((len(rows), codes.shape[1]), 0.3)])
    new = [world.texts[row] for row in left_out]
    parts = [[text, *(clauses_of(text) if clauses else [])] for text in new]
    learn, unseen = features(world, rows, [one for part in parts for one in part], extra)
    learners = fit_learners(
        learn,
        np.vstack([world.codes[rows], codes]),
        np.vstack([np.ones((len(rows), codes.shape[1])), weights]),
        inverse_regularisation=SETTINGS.learning.inverse_regularisation,
        semantic_weight=SETTINGS.features.semantic_weight,
        seed=1,
    )
    scores = learners.scores(unseen)
    ends = np.cumsum([len(part) for part in parts])
    if not clauses:
        return scores
    whole = scores[np.concatenate([[0], ends[:-1]])]
    best = np.array([one.max(axis=0) for one in np.split(scores, ends[:-1])])
    return np.concatenate([whole, best[:, :, :1]], axis=2)


def reweighted(
    world: World, rows: NDArray[np.intp], left_out: NDArray[np.intp], *, balanced: bool, focal: float
) -> Floats:
    """A plain regression over both views, without class weights or with focal ones (Lin et al. 2017)."""
    learn, new = features(world, rows, [world.texts[row] for row in left_out], [])
    own = as_they_are(world, rows, left_out)
    spread = learn.semantic.std(axis=0).mean() * np.sqrt(learn.semantic.shape[1])
    both, other = (
        sparse.hstack([one.lexical, sparse.csr_matrix((one.semantic - learn.semantic.mean(axis=0)) / spread)], "csr")
        for one in (learn, new)
    )
    for column in range(world.codes.shape[1]):
        is_coded = world.codes[rows, column]
        weight = np.ones(len(rows))
        for _ in range(2 if focal else 1):
            fitted = LogisticRegression(
                C=10, solver="liblinear", dual=True, class_weight="balanced" if balanced else None, random_state=1
            ).fit(both, is_coded, sample_weight=weight)
            right = np.where(is_coded, *(fitted.predict_proba(both)[:, one] for one in (1, 0)))
            weight = (1.05 - right) ** focal
            weight *= len(weight) / weight.sum()
        own[:, column, 0] = fitted.decision_function(other)
    return own


def with_neighbours(world: World, rows: NDArray[np.intp], left_out: NDArray[np.intp]) -> Floats:
    own = as_they_are(world, rows, left_out)
    known, new = (world.vectors([world.texts[row] for row in part]) for part in (rows, left_out))
    nearest = np.argsort(-(new @ known.T), axis=1)[:, :15]
    return np.concatenate([own, world.codes[rows][nearest].mean(axis=1)[:, :, None]], axis=2)


def with_surroundings(world: World, rows: NDArray[np.intp], left_out: NDArray[np.intp]) -> Floats:
    """Every coding counts, by how alike the answers are: as the model has it."""
    own = as_they_are(world, rows, left_out)
    known, new = (world.vectors([world.texts[row] for row in part]).astype(np.float32) for part in (rows, left_out))
    around = Neighbourhood.of(known, world.codes[rows], np.ones(len(rows)), SETTINGS.learning.sharpness)
    return np.concatenate([own, around.scores(new)[:, :, None]], axis=2)


def with_other_codes(world: World, rows: NDArray[np.intp], left_out: NDArray[np.intp]) -> Floats:
    """Chains for correlated codes, stacked: every code sees the scores of all others."""
    own = as_they_are(world, rows, left_out)
    others = np.repeat(own[:, None, :, 0], own.shape[1], axis=1)
    return np.concatenate([own, others], axis=2)


RECIPES: dict[str, Scorer] = {
    "linear heads": as_they_are,
    "without codeframe phrases": lambda *part: as_they_are(*part, phrase_weight=0.0001),
    "codeframe phrases weigh 1": lambda *part: as_they_are(*part, phrase_weight=1.0),
    "no class balance": lambda *part: reweighted(*part, balanced=False, focal=0),
    "focal weights, γ = 1": lambda *part: reweighted(*part, balanced=True, focal=1),
    "nearest neighbours beside": with_neighbours,
    "chains (stacked codes)": with_other_codes,
    "codes around it beside": with_surroundings,
    "clause by clause beside": lambda *part: as_they_are(*part, clauses=True),
    "typing errors added": lambda *part: as_they_are(*part, copies=mistyped),
    "other standard added": lambda *part: as_they_are(*part, copies=other_standard),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a quarter of the codings")
    parser.add_argument("--only", action="append", default=[], help="recipes with this in their name, and linear heads")
    options = parser.parse_args()
    world = build(quick=options.quick)
    print(f"{len(world.coded)} codings, {len(set(world.voices))} voices, voices left out in {len(world.folds)} folds\n")
    print(f"{'':28}{'four':>7}{'other':>7}{'exact':>7}{'multi':>7}  difference in four [95 %]")
    base = None
    for name, recipe in RECIPES.items():
        if base is not None and options.only and not any(part in name for part in options.only):
            continue
        given = decide(world, recipe)
        base = given if base is None else base
        low, high = np.percentile(differences_by_voice(world.voices, world.codes, given, base), [2.5, 97.5])
        exact = (given == world.codes).all(axis=1)
        multi = world.codes[:, :5].sum(axis=1) > 1
        four, other = macro(given, world.codes), f1_score(world.codes[:, 4], given[:, 4])
        change = four - macro(base, world.codes)
        print(
            f"{name:28}{four:7.3f}{other:7.3f}{exact.mean():7.3f}{exact[multi].mean():7.3f}"
            f"  {change:+.3f} [{low:+.3f}, {high:+.3f}]",
            flush=True,
        )


def build(*, quick: bool) -> World:
    frame = HOME.codeframe("innovation-barriers")
    coded = in_training_order(read_all_codings(HOME, "innovation-barriers", frame, ()))
    if quick:
        kept = set(sorted({one.answer.writer for one in coded})[::4])
        coded = [one for one in coded if one.answer.writer in kept]
    reader = reader_to_train(HOME.models, frame, SETTINGS)
    training = prepare(coded, frame, reader, SETTINGS)
    reader.save()
    texts, phrase_codes, phrase_weights = codeframe_phrases(frame, 0.3)
    return World(
        coded=coded,
        codes=training.codes,
        texts=[one.answer.text for one in coded],
        voices=[one.answer.writer for one in coded],
        reader=reader,
        folds=leave_voices_out(coded, 5, LearningSettings().seed),
        phrases=texts,
        phrase_codes=phrase_codes,
        phrase_weights=phrase_weights,
        frame=frame,
    )


def decide(world: World, recipe: Scorer) -> Bools:
    """Codes given to every answer, all that decides it fitted on other voices."""
    scores: Floats | None = None
    for rows, left_out in world.folds:
        made = recipe(world, rows, left_out)
        scores = np.zeros((*world.codes.shape, made.shape[2])) if scores is None else scores
        scores[left_out] = made
    assert scores is not None
    given = np.zeros(world.codes.shape, dtype=bool)
    for rows, left_out in world.folds:
        probabilities = fit_calibration(scores[rows], world.codes[rows]).probabilities(scores)
        thresholds = fit_thresholds(probabilities[rows], world.codes[rows], 1)
        sets = code_sets(probabilities[left_out], thresholds, world.frame)
        given[left_out] = [[code in codes for code in world.frame.code_ids] for codes in sets]
    return given


if __name__ == "__main__":
    main()
