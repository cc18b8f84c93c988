"""Bokmål, Nynorsk or dialect? A guess that says how sure it is, and that it is unsure where it cannot tell.

Each word has points for either variety, looked up by the word and by the runs of letters in it; the points of a text
are its words' points, added up. ``tools/train_variety.py`` learns them. Points are whole numbers, so that the sum
does not depend on the order of adding, and texts can be read word by word.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.strings import Strings, lower_hashes


class Variety(StrEnum):
    """How an answer is written, as guessed."""

    NB = "nb"
    NN = "nn"
    DIALECT = "dialect"
    """What the ordinary spelling of neither standard explains."""
    UNSURE = "unsure"


WEIGHTS_FILE = Path(__file__).with_name("variety_weights.npz")
GUESSED = (Variety.NB, Variety.NN, Variety.DIALECT)
"""In the order of the weights' columns."""
SHORTEST, LONGEST = 2, 5
"""Letters in a run; the edges of the word count as letters."""
WHOLE_WORD = 3
"""What the word itself counts for, beside a run of letters."""
_MOST_LETTERS = 40
"""A longer word is no word, and its first letters tell enough."""
_WORD = re.compile(r"['’]?[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")


class Points(NamedTuple):
    """What words speak for."""

    nb: int
    nn: int
    dialect: int
    words: int
    """How many words that is; numbers, signs and addresses are none."""


NO_POINTS = Points(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class VarietyGuess:
    """A guess, and how sure it is."""

    variety: Variety
    probability: float
    """Of the likeliest variety, also where that is too little to name it; 0 where there is no word to go by."""


@dataclass(frozen=True, slots=True)
class _Weights:
    rows: NDArray[np.int16]
    """Shape (n_rows, 3), columns as ``GUESSED``."""
    scale: float
    """Log odds in a point."""
    damping: float
    """Words of one text are no independent witnesses: points are divided by the number of words to this power."""
    lean: float
    """Log odds for dialect before anything is read; it is rarer than the standards."""
    threshold: float
    """Probability from which on a standard is named."""
    dialect_threshold: float


@cache
def _weights() -> _Weights:
    with np.load(WEIGHTS_FILE, allow_pickle=False) as stored:
        names = ("scale", "damping", "lean", "threshold", "dialect_threshold")
        return _Weights(stored["rows"], *(float(stored[name]) for name in names))


def is_weighed(word: str) -> bool:
    """Whether a token can speak for a variety: letters, with a hyphen or apostrophe at most."""
    return _WORD.fullmatch(word) is not None


def runs_of_letters(word: str) -> list[str]:
    """A word, and all runs of letters in it, its edges marked."""
    marked = f"<{word[:_MOST_LETTERS]}>"
    lengths = range(SHORTEST, min(LONGEST, len(marked) - 1) + 1)
    return [marked, *(marked[at : at + length] for length in lengths for at in range(len(marked) - length + 1))]


def row_of(run: str, n_rows: int) -> int:
    """The row that holds a run's weights; ``n_rows`` is a power of two."""
    return crc32(run.encode()) & (n_rows - 1)


@lru_cache(maxsize=100_000)
def points(word: str) -> Points:
    """What a lower-case word speaks for."""
    if not is_weighed(word):
        return NO_POINTS
    weights = _weights().rows
    found = weights[[row_of(run, len(weights)) for run in runs_of_letters(word)]].astype(np.int64)
    # Divided by the root, so that a long word, which has many runs, does not outvote the others.
    summed = (found.sum(axis=0) + (WHOLE_WORD - 1) * found[0]) / math.sqrt(len(found))
    nb, nn, dialect = summed.round().astype(int).tolist()
    return Points(nb, nn, dialect, 1)


def total(of_words: Iterable[Points]) -> Points:
    """What words speak for together."""
    return Points(*map(sum, zip(NO_POINTS, *of_words, strict=True)))


def guess_variety(words: Iterable[str]) -> Variety:
    """Guess from lower-case words; unsure where nothing tells, or two varieties are told of alike."""
    return guess_from(total(map(points, words))).variety


def guess_from(found: Points) -> VarietyGuess:
    """The guess that so many points give."""
    if not found.words:
        return VarietyGuess(Variety.UNSURE, 0.0)
    weights = _weights()
    factor = weights.scale / found.words**weights.damping
    log_odds = (found.nb * factor, found.nn * factor, found.dialect * factor + weights.lean)
    most = max(log_odds)
    probability = 1 / sum([math.exp(one - most) for one in log_odds])
    likeliest = GUESSED[log_odds.index(most)]
    enough = weights.dialect_threshold if likeliest is Variety.DIALECT else weights.threshold
    return VarietyGuess(likeliest if probability >= enough else Variety.UNSURE, probability)


class VarietyGuesser:
    """Sets ``doc._.variety``."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings

    def __call__(self, doc: Doc) -> Doc:
        """Guess from all the words."""
        doc._.variety = guess_variety([self._strings[form] for form in lower_hashes(doc)])
        return doc


@Language.factory("textcoder_variety", assigns=["doc._.variety"])
def create_guesser(nlp: Language, name: str) -> VarietyGuesser:
    """Make the component."""
    del name
    return VarietyGuesser(Strings(nlp.vocab.strings))


def _how_sure(doc: Doc) -> float:
    return guess_from(total(points(token.lower_) for token in doc)).probability


if not Doc.has_extension("variety"):
    Doc.set_extension("variety", default=Variety.UNSURE)
    Doc.set_extension("variety_probability", getter=_how_sure)
