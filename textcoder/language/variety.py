"""Bokmål or Nynorsk? A guess from tell-tale words and endings, which says so when it cannot tell."""

from collections.abc import Iterable, Set
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
WORD_FILES = tuple(_HERE / f"{name}.txt" for name in ("nb", "nn", "nb_hints", "nn_hints", "both"))
"""Words written so in one standard only; words seldom written so in the other ("en" and "et" are also typing
slips, "man" and "ei" stand in both); and words of both that end like words of one."""
_NB_WORDS, _NN_WORDS, _NB_HINTS, _NN_HINTS, _BOTH = (
    frozenset(path.read_text(encoding="utf-8").split()) for path in WORD_FILES
)
# fmt: off
_NB_ENDINGS = (
    "inger", "ingen", "ingene", "onene", "unene", "iene", "gene", "lene", "elsene", "erne", "enes",
    "lig", "lige", "ligere", "het", "heten", "heter", "else", "elsen", "elser", "joner", "leder",
    "ende", "ede", "eder", "res", "gger",
)
_NN_ENDINGS = (
    "ane", "gar", "nar", "lar", "kar", "dar", "sar", "iar", "jar", "arar", "erar", "orar", "ørar", "ttar",
    "leg", "lege", "legare", "heit", "heita", "heiter", "skule", "skulen",
    "ande", "ast", "ja", "gje", "gjer", "kjer",
)
# fmt: on
# Nynorsk has "sakene" too, and Bokmål "utviklinga" and "vikaren".
_NB_WEAK_ENDINGS = ("ene",)
_NN_WEAK_ENDINGS = ("inga", "aren")
_SHORTEST_WITH_ENDING = 6
_SHORTEST_FIRST_PART = 3
"""Letters before a listed word that ends a compound, as in "fylkeskommunane"."""
_WORD_POINTS, _HINT_POINTS, _WEAK_POINTS = 4, 2, 1
_LEAD_NEEDED = 2
"""A weak ending can tip a balance; it does not tell by itself."""


@lru_cache(maxsize=100_000)
def points(word: str) -> tuple[int, int]:
    """How much a lower-case word speaks for Bokmål and for Nynorsk."""
    nb = _points_for(word, _NB_WORDS, _NB_HINTS)
    nn = _points_for(word, _NN_WORDS, _NN_HINTS)
    if nb or nn or len(word) < _SHORTEST_WITH_ENDING or _ends_in(word, _BOTH):
        return nb, nn
    if _ends_in(word, _NN_WORDS):
        return 0, _WORD_POINTS
    if _ends_in(word, _NB_WORDS):
        return _WORD_POINTS, 0
    if word.endswith(_NN_ENDINGS):
        return 0, _HINT_POINTS
    if word.endswith(_NB_ENDINGS):
        return _HINT_POINTS, 0
    return _WEAK_POINTS * word.endswith(_NB_WEAK_ENDINGS), _WEAK_POINTS * word.endswith(_NN_WEAK_ENDINGS)


def _points_for(word: str, words: Set[str], hints: Set[str]) -> int:
    return _WORD_POINTS if word in words else _HINT_POINTS if word in hints else 0


def _ends_in(word: str, words: Set[str]) -> bool:
    """Whether a word is one of these, or a compound that ends in one."""
    starts = (0, *range(_SHORTEST_FIRST_PART, len(word) - _SHORTEST_WITH_ENDING + 1))
    return any(word[start:] in words for start in starts)


def guess_variety(words: Iterable[str]) -> Variety:
    """Guess the written standard of lower-case words; unsure where nothing tells, or both sides tell alike."""
    nb = nn = 0
    for word in words:
        of_word = points(word)
        nb += of_word[0]
        nn += of_word[1]
    return variety_of(nb, nn)


def variety_of(nb: int, nn: int) -> Variety:
    """The variety that so many points for either side tell."""
    if nn - nb >= _LEAD_NEEDED:
        return Variety.NN
    return Variety.NB if nb - nn >= _LEAD_NEEDED else Variety.UNSURE


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
