"""From texts to what features are made of."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import category

from spacy.attrs import LEMMA
from spacy.language import Language

from textcoder.language.repair import repair
from textcoder.language.strings import Strings, lower_hashes
from textcoder.language.variety import Variety

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_TELLING = ("Sc", "So")
"""Signs of currencies, and pictures."""


@dataclass(frozen=True, slots=True)
class ProcessedAnswer:
    """An answer's text as features see it."""

    forms: tuple[str, ...]
    """Words in lower case, without punctuation."""
    lemmas: tuple[str, ...]
    """The lemma of each form."""
    variety: Variety


def preprocess(texts: Iterable[str], nlp: Language) -> Iterator[ProcessedAnswer]:
    """Run texts through the pipeline, in order and as they come."""
    strings = Strings(nlp.vocab.strings)
    words = _Words(strings)
    for doc in nlp.pipe(texts, batch_size=1000):
        forms = [words[form] for form in lower_hashes(doc)]
        lemmas = [
            strings[lemma].lower() or form
            for form, lemma in zip(forms, doc.to_array(LEMMA).tolist(), strict=True)
            if form
        ]
        yield ProcessedAnswer(tuple(filter(None, forms)), tuple(lemmas), doc._.variety)


class _Words(dict[int, str]):
    """The lower-case form of a token by its hash; empty for punctuation."""

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self._strings = strings

    def __missing__(self, key: int) -> str:
        form = self._strings[key]
        self[key] = word = form if any(character.isalnum() for character in form) else ""
        return word


def normalise(text: str) -> str:
    """What makes two answers identical: repaired, case-folded, without punctuation at the edges.

    Of an answer without a letter or digit the symbols are left: "€€€" and a thumb are no dashes.
    """
    folded = repair(text).casefold()
    return _EDGES.sub("", folded) or "".join(symbol for symbol in folded if category(symbol) in _TELLING)


def fingerprint(text: str) -> str:
    """A key for an answer's normalised text that does not show it: SHA-256, shortened to 32 hex digits."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:32]
