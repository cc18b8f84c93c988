"""Bokmål or Nynorsk? A guess from tell-tale words and endings, which says so when it cannot tell."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.strings import Strings, lower_hashes


class Variety(StrEnum):
    """Written standard, as guessed."""

    NB = "nb"
    NN = "nn"
    UNSURE = "unsure"


_HERE = Path(__file__).parent / "words"
WORD_FILES = (_HERE / "nb.txt", _HERE / "nn.txt")
"""Words that are written so in one standard only."""
_NB_WORDS, _NN_WORDS = (frozenset(path.read_text(encoding="utf-8").split()) for path in WORD_FILES)
# "en" and "et" do tell, but half as much as the rest: they are also names, cut-off words and typing slips.
_NB_HINTS = frozenset({"en", "et", "da"})
_NN_ENDINGS = (
    "ane",
    "ingar",
    "ingane",
    "leg",
    "lege",
    "legare",
    "heit",
    "heita",
    "heiter",
    "sjonar",
    "ande",
    "arar",
)
_NB_ENDINGS = (
    "ene",
    "inger",
    "ingene",
    "lig",
    "lige",
    "ligere",
    "het",
    "heten",
    "heter",
    "sjoner",
    "ende",
    "erer",
)
_SHORTEST_WITH_ENDING = 6
_WORD_POINTS, _HINT_POINTS = 2, 1


@lru_cache(maxsize=100_000)
def _points(word: str) -> tuple[int, int]:
    """How much a lower-case word speaks for Bokmål and for Nynorsk."""
    if word in _NN_WORDS:
        return 0, _WORD_POINTS
    if word in _NB_WORDS:
        return _WORD_POINTS, 0
    if word in _NB_HINTS:
        return _HINT_POINTS, 0
    if len(word) >= _SHORTEST_WITH_ENDING:
        if word.endswith(_NN_ENDINGS):
            return 0, _HINT_POINTS
        if word.endswith(_NB_ENDINGS):
            return _HINT_POINTS, 0
    return 0, 0


def guess_variety(words: Iterable[str]) -> Variety:
    """Guess the written standard of lower-case words; unsure where nothing tells, or both sides tell as much."""
    nb = nn = 0
    for word in words:
        points = _points(word)
        nb += points[0]
        nn += points[1]
    if nn > nb:
        return Variety.NN
    return Variety.NB if nb > nn else Variety.UNSURE


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


if not Doc.has_extension("variety"):
    Doc.set_extension("variety", default=Variety.UNSURE)
