"""Lemmas for both written standards, by dictionary."""

from collections.abc import Callable

from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc

from textcoder.language.strings import lower_hashes
from textcoder.language.variety import Variety

_DICTIONARIES = {
    Variety.NB: ("nb", "nn"),
    Variety.NN: ("nn", "nb"),
    Variety.UNSURE: ("nb", "nn"),
}


class DictionaryLemmatizer:
    """Looks lemmas up in the dictionary of the answer's own standard first, then in the other's."""

    def __init__(self, strings: StringStore) -> None:
        # Imported here: the dictionaries take most of a second to unpack.
        import simplemma

        self._lemmatize: Callable[..., str] = simplemma.lemmatize
        self._strings = strings
        self._known: dict[Variety, dict[int, int]] = {variety: {} for variety in Variety}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of each token, in lower case."""
        variety = doc._.variety
        known = self._known[variety]
        for token, form in zip(doc, lower_hashes(doc), strict=True):
            lemma = known.get(form)
            if lemma is None:
                lemma = known[form] = self._look_up(self._strings[form], variety)
            token.lemma = lemma
        return doc

    def _look_up(self, form: str, variety: Variety) -> int:
        return self._strings.add(self._lemmatize(form, lang=_DICTIONARIES[variety]).lower())


@Language.factory("textcoder_lemmas", assigns=["token.lemma"], requires=["doc._.variety"])
def create_lemmatizer(nlp: Language, name: str) -> DictionaryLemmatizer:
    """Make the component."""
    del name
    return DictionaryLemmatizer(nlp.vocab.strings)
