"""Trains the weights by which the variety of writing is guessed, and says how well they do on what they have not seen.

    nice python tools/train_variety.py --data FOLDER [--out textcoder/language/variety_weights.npz]

FOLDER holds `ndt/` (the Norwegian Dependency Treebank, both standards) and `variety/parliament_nob_nno.csv` (sentences
of the Storting's debates, Apache-2.0). Dialect is learnt from sentences rewritten by ``dialects.py`` and from the
shipped constructed answers. The same bytes every time; about four minutes of one core.

A text's points are those of a linear model: multinomial logistic regression over words and the runs of letters in
them. How points become probabilities is fitted afterwards, on texts not learnt from.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from variety_texts import (
    STANDARDS,
    Sources,
    Text,
    development_pieces,
    explained,
    ordinary_words,
    read_sources,
    texts_to_learn,
)

from textcoder.files.atomic import replacing
from textcoder.language.variety import WEIGHTS_FILE, WHOLE_WORD, row_of, runs_of_letters

CLASSES = ("nb", "nn", "dialect")
ROWS = 2**18
DAMPING = 0.3
"""In learning, a text's counts are divided by the number of its words to this power."""
LARGEST = 4095
"""The largest weight, in steps: the few words that tell much weigh a hundred times what most runs do."""
PENALTY = 2e-6
"""On the squared weights."""
ROUNDS = 100
PRIOR = {"nb": 1.0, "nn": 1.0, "dialect": 0.1}
"""How often the varieties are met, for the probabilities; learning takes them as equally frequent. Dialect is rare."""
RIGHT_WHERE_SURE = 0.98
FALSE_DIALECT = 0.005
"""Share of pieces in a standard that may be taken for dialect. Both hold for pieces of so many words:"""
JUDGED_LENGTH = 5
FOLDS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """Texts that were not learnt from, and their points as numbers."""

    texts: list[Text]
    scores: Floats
    """Shape (n_texts, 3), columns as ``CLASSES``."""

    @property
    def lengths(self) -> NDArray[np.int_]:
        """Words of each."""
        return np.array([len(text.words) for text in self.texts])

    @property
    def said(self) -> NDArray[np.int_]:
        """The variety of each, by number."""
        return np.array([CLASSES.index(text.variety) for text in self.texts])


@dataclass(frozen=True, slots=True)
class Calibration:
    """How points become probabilities, and when these are enough. The same fields as the guesser's weights."""

    scale: float
    damping: float
    lean: float
    threshold: float = 0.0
    dialect_threshold: float = 0.0

    def log_odds(self, of: Scored) -> Floats:
        """Shape as the scores; not yet normalised."""
        factors = self.scale / of.lengths**self.damping
        odds: Floats = of.scores * factors[:, None] + [0, 0, self.lean]
        return odds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="with ndt/ and variety/")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    options = parser.parse_args()
    sources = read_sources(options.data)
    unseen = scored_by_unseen_voices(sources)
    rows, scale = quantised(fit(texts_to_learn(sources)))
    pieces = [text for name in STANDARDS for text in development_pieces(options.data, name)]
    held_out = Scored(pieces, scores_of(pieces, rows * scale))
    calibration = with_thresholds(calibrated([held_out, unseen]), held_out)
    report("treebank, development part", held_out, calibration)
    report("answers of voices left out", unseen, calibration)
    with replacing(options.out) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            rows=rows,
            scale=scale * calibration.scale,
            damping=calibration.damping,
            lean=calibration.lean,
            threshold=calibration.threshold,
            dialect_threshold=calibration.dialect_threshold,
        )
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB; {calibration}")


# --- learning ------------------------------------------------------------------------------------------


def words_by_text(texts: Sequence[Text], damping: float) -> tuple[csr_matrix, list[str]]:
    """Shape (n_texts, n_words), and the words."""
    index: dict[str, int] = {}
    columns = [index.setdefault(word, len(index)) for text in texts for word in text.words]
    lengths = np.array([len(text.words) for text in texts])
    values = np.repeat(lengths ** (-damping), lengths)
    return csr_matrix((values, columns, np.append(0, lengths.cumsum())), shape=(len(texts), len(index))), list(index)


def runs_by_word(words: Sequence[str]) -> csr_matrix:
    """Shape (n_words, ROWS)."""
    columns = [[row_of(run, ROWS) for run in runs_of_letters(word)] for word in words]
    counts = np.array([len(one) for one in columns])
    values = np.repeat(counts**-0.5, counts)
    # The word itself comes first among its runs.
    values[counts.cumsum() - counts] *= WHOLE_WORD
    return csr_matrix((values, np.concatenate(columns), np.append(0, counts.cumsum())), shape=(len(words), ROWS))


def fit(texts: Sequence[Text]) -> Floats:
    """Weights, shape (ROWS, 3)."""
    # Kept as two factors, since words come again, and runs of letters in them do.
    by_text, words = words_by_text(texts, DAMPING)
    by_word = runs_by_word(words)
    said = np.array([CLASSES.index(text.variety) for text in texts])
    weigh = np.array([text.weight for text in texts])
    weigh /= np.bincount(said, weigh)[said] * len(CLASSES)
    target = np.eye(len(CLASSES))[said]
    of_text, of_word = by_text.T.tocsr(), by_word.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(ROWS, len(CLASSES))
        log_odds = log_softmax(by_text @ (by_word @ weights), axis=1)
        slope = of_word @ (of_text @ ((np.exp(log_odds) - target) * weigh[:, None])) + 2 * PENALTY * weights
        return float((flat**2).sum() * PENALTY - (log_odds * target).sum(axis=1) @ weigh), slope.ravel()

    start = np.zeros(ROWS * len(CLASSES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 6})
    weights: Floats = found.x.reshape(ROWS, len(CLASSES))
    # What is added to all three says nothing.
    return weights - weights.mean(axis=1, keepdims=True)


def quantised(weights: Floats) -> tuple[NDArray[np.int16], float]:
    """In whole steps, and the size of a step."""
    step = np.abs(weights).max() / LARGEST
    return np.round(weights / step).astype(np.int16), float(step)


def scores_of(texts: Sequence[Text], weights: Floats) -> Floats:
    """Shape (n_texts, 3)."""
    by_text, words = words_by_text(texts, 0)
    scores: Floats = by_text @ (runs_by_word(words) @ weights)
    return scores


def scored_by_unseen_voices(sources: Sources) -> Scored:
    """All answers, each scored by a model that has read none by its voice.

    What a voice of dialect has written as a standard would is no dialect, and left out.
    """
    ordinary = ordinary_words(sources.sentences)
    texts: list[Text] = []
    scores: list[Floats] = []
    # The voices of each variety are spread over the folds.
    voices = {name: sorted({one.voice for one in sources.answers if one.variety == name}) for name in CLASSES}
    for fold in range(FOLDS):
        without = frozenset(voice for of in voices.values() for voice in of[fold::FOLDS])
        answers = [one for one in sources.answers if one.voice in without and one.tokens]
        left_out = [Text(tuple(token.form for token in one.tokens), one.variety) for one in answers]
        left_out = [text for text in left_out if text.variety != "dialect" or not explained(text.words, ordinary)]
        rows, step = quantised(fit(texts_to_learn(sources, without)))
        texts += left_out
        scores.append(scores_of(left_out, rows * step))
    return Scored(texts, np.concatenate(scores))


# --- judging -------------------------------------------------------------------------------------------


def calibrated(parts: Sequence[Scored]) -> Calibration:
    """The calibration under which the texts are likeliest, each variety counting as often as it is met."""
    both = Scored([text for part in parts for text in part.texts], np.concatenate([part.scores for part in parts]))
    weigh = (np.array(list(PRIOR.values())) / np.bincount(both.said))[both.said]
    rows = np.arange(len(both.texts))
    said = both.said

    def loss(found: Floats) -> float:
        log_odds = log_softmax(Calibration(float(np.exp(found[0])), found[1], found[2]).log_odds(both), axis=1)
        return float(-log_odds[rows, said] @ weigh)

    found = minimize(loss, [0, DAMPING, 0], method="Nelder-Mead").x
    return Calibration(round(float(np.exp(found[0])), 3), round(float(found[1]), 3), round(float(found[2]), 3))


def with_thresholds(calibration: Calibration, held_out: Scored) -> Calibration:
    """The lowest that keep errors as rare as they must be in short pieces of the standards."""
    short = held_out.lengths == JUDGED_LENGTH
    probabilities = softmax(calibration.log_odds(held_out)[short], axis=1)
    guessed, best = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right, dialect = guessed == held_out.said[short], guessed == CLASSES.index("dialect")
    steps = np.arange(0.34, 0.995, 0.01).round(2).tolist()
    for_dialect = next(step for step in steps if (dialect & (best >= step)).mean() <= FALSE_DIALECT)
    enough = next(
        step for step in steps if right[best >= np.where(dialect, for_dialect, step)].mean() >= RIGHT_WHERE_SURE
    )
    return Calibration(calibration.scale, calibration.damping, calibration.lean, enough, for_dialect)


def report(title: str, judged: Scored, calibration: Calibration) -> None:
    """How honest the probabilities are, and how often a variety is named and rightly so."""
    probabilities = softmax(calibration.log_odds(judged), axis=1)
    guessed, best = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right = guessed == judged.said
    enough = np.where(guessed == CLASSES.index("dialect"), calibration.dialect_threshold, calibration.threshold)
    print(f"{title}\n  how sure and how often right:", end="")
    edges = (0.33, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
    for low, high in pairwise(edges):
        band = (best >= low) & (best < high)
        print(f"  {best[band].mean():.2f} {right[band].mean():.2f}" if band.any() else "", end="")
    print()
    for low, high in ((1, 3), (4, 7), (8, 15), (16, 999)):
        for number, name in enumerate(CLASSES):
            of = (judged.said == number) & (judged.lengths >= low) & (judged.lengths <= high)
            named = of & (best >= enough)
            if of.any():
                shares = f"named {named.sum() / of.sum():.3f}, rightly {right[named].mean():.3f}"
                print(f"  {low}–{high} words, {name}: {of.sum()}, {shares}")


if __name__ == "__main__":
    main()
