"""Lemmas for both written standards, by dictionary."""

from collections.abc import Callable
from functools import partial

import numpy as np
from spacy.attrs import LEMMA
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc

from textcoder.language.strings import lower_hashes
from textcoder.language.variety import Variety

_DICTIONARIES = {
    Variety.NB: ("nb", "nn"),
    Variety.NN: ("nn", "nb"),
    # Nynorsk first would read "e" as "eg" and "tør" as a form of "tø".
    Variety.DIALECT: ("nb", "nn"),
    Variety.UNSURE: ("nb", "nn"),
}


class _Lemmas(dict[int, int]):
    """The hash of the lemma by the hash of the lower-case form, each looked up once."""

    def __init__(self, strings: StringStore, lemmatize: Callable[[str], str]) -> None:
        super().__init__()
        self._strings = strings
        self._lemmatize = lemmatize

    def __missing__(self, form: int) -> int:
        """Ask the dictionaries."""
        lemma = self[form] = self._strings.add(self._lemmatize(self._strings[form]).lower())
        return lemma


def _lemma(form: str, order: tuple[str, str]) -> str:
    # Imported here: the dictionaries take most of a second to unpack.
    import simplemma

    first, second = order
    # A dictionary also takes words apart that it does not have, so one that has the word is asked before it.
    if not simplemma.is_known(form, lang=first) and simplemma.is_known(form, lang=second):
        first, second = second, first
    lemma: str = simplemma.lemmatize(form, lang=(first, second))
    return lemma


class DictionaryLemmatizer:
    """Looks lemmas up in the dictionary of the answer's own standard first, then in the other's."""

    def __init__(self, strings: StringStore) -> None:
        self._strings = strings
        self._known = {variety: _Lemmas(strings, partial(_lemma, order=_DICTIONARIES[variety])) for variety in Variety}

    def lemma(self, form: str, variety: Variety) -> str:
        """The lemma of a lower-case form in an answer of this variety."""
        return self._strings[self._known[variety][self._strings.add(form)]]

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of each token, in lower case."""
        known = self._known[doc._.variety]
        lemmas = [known[form] for form in lower_hashes(doc)]
        # One array for all tokens: asking the document for each of its tokens costs more than the look-up.
        return doc.from_array([LEMMA], np.array(lemmas, dtype=np.uint64).reshape(-1, 1))  # type: ignore[arg-type]


@Language.factory("textcoder_lemmas", assigns=["token.lemma"], requires=["doc._.variety"])
def create_lemmatizer(nlp: Language, name: str) -> DictionaryLemmatizer:
    """Make the component."""
    del name
    return DictionaryLemmatizer(nlp.vocab.strings)
