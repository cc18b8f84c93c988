"""What the lists and dictionaries say of one word: a name, a title, a place, a department, an ordinary word."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from textcoder.language.redaction import cues
from textcoder.language.redaction.dictionary import is_word, is_word_or_compound
from textcoder.language.redaction.reading import Word
from textcoder.language.redaction.words import line_list, word_list

_SHORT_PARTS = frozenset({"al", "el", "ul", "o", "d", "mc", "mac", "abd", "abu"})
_HYPHENS = re.compile("[-‐‑]")
# fmt: off
_PET_ENDINGS = frozenset({
    "gubben", "guten", "gutten", "jenta", "jento", "mannen", "mor", "far", "mamma", "pappa", "onkel", "tante",
    "bestefar", "bestemor", "sjef", "sjefen", "vaktmester", "n", "en", "a",
})
"""Said of people after their name: "Lars-gubben"."""
# fmt: on
_SURNAME = re.compile(
    r"(?:haug|bakk|dal|mo|li|ås|hag|eng|sund|vass?end|skog|ing|neset|vang|rud|stad|seth?|sæth?er|seth?er|vik|berg|land"
    r"|hei?m|nes|bø|rød|vold?|holt|gård|hus|lund|strøm)(?:en|a)?s?\Z"
)
"""Norwegian surnames are compounds of ordinary words."""
_LONG_ENOUGH_TO_CUT = 5


@dataclass(frozen=True, slots=True)
class Listing:
    """What the name lists say of a word."""

    given: bool = False
    family: bool = False
    ambiguous: bool = False
    """An ordinary word too."""

    @property
    def is_name(self) -> bool:
        """Given or family."""
        return self.given or self.family


_NO_NAME = Listing()


def listing(word: Word) -> Listing:
    """Look a word up, as it stands or as a genitive."""
    if word.form in cues.FUNCTION_WORDS and not word.tells_by_capital:
        return _NO_NAME
    return _listing(word.bases)


@lru_cache(maxsize=20_000)
def _listing(bases: tuple[str, ...]) -> Listing:
    for base in bases:
        parts = [part for part in _HYPHENS.split(base) if part not in _SHORT_PARTS]
        given, family = word_list("given"), word_list("family")
        if len(parts) > 1 and parts[-1] in _PET_ENDINGS:
            parts = parts[:-1]
            if parts[0] in given:
                return Listing(given=True)
        if parts and all(part in given or part in family for part in parts):
            # Two names in one word are no ordinary word, whatever either of them is.
            return Listing(
                given=base in given or parts[0] in given,
                family=base in family or parts[-1] in family,
                ambiguous=len(parts) == 1 and not word_list("ambiguous").isdisjoint(bases),
            )
    return _NO_NAME


def is_title(word: Word) -> bool:
    """Whether a word says what somebody is, not who."""
    titles = line_list("titles")
    return not titles.isdisjoint(word.bases) or _spoken(word.form) in titles


def _spoken(form: str) -> str:
    """A word without the ending that dialects add: "rådmann'n", "lærarn"."""
    return form.removesuffix("n").rstrip("'’") if len(form) > _LONG_ENOUGH_TO_CUT else form


def is_department(word: Word) -> bool:
    """Whether a field of municipal work is called so."""
    return word.form in word_list("departments")


def is_seldom_word(word: Word) -> bool:
    """Whether it is a given name that is an ordinary word too, but seldom meant as one where a name could stand."""
    return not word_list("seldom_words").isdisjoint(word.bases)


def is_rather_word(word: Word) -> bool:
    """Whether a name is rather that of a house, a ward or a project even with a capital: "Eik", "Solvang"."""
    return not word_list("rather_words").isdisjoint(word.bases)


def is_place(word: Word) -> bool:
    """Whether a municipality, county or town has this name, and few people have."""
    return not _places().isdisjoint(word.bases)


@cache
def _places() -> frozenset[str]:
    return line_list("places") - line_list("ambiguous_places")


def is_ordinary(word: Word) -> bool:
    """Whether a word that is in no name list is an ordinary one, as far as dictionaries tell."""
    # Of "IKT-pedagog" the head is looked up.
    return not listing(word).is_name and is_word_or_compound(_HYPHENS.split(word.form)[-1])


def may_be_surname(word: Word) -> bool:
    """Whether an unlisted word with a capital can be a surname, though it reads as a compound of ordinary words."""
    form = _HYPHENS.split(word.form)[-1]
    is_known = is_department(word) or is_title(word)
    return word.has_capital and not is_known and (_SURNAME.search(form) is not None or not is_word(form))
