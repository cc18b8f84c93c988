"""Lemmas for both written standards, by dictionary."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.variety import Variety

_DICTIONARIES = {
    Variety.NB: ("nb", "nn"),
    Variety.NN: ("nn", "nb"),
    Variety.UNSURE: ("nb", "nn"),
}


class DictionaryLemmatizer:
    """Looks lemmas up in the dictionary of the answer's own standard first, then in the other's."""

    def __init__(self) -> None:
        # Imported here: the dictionaries take most of a second to unpack.
        import simplemma

        self._lemmatize: Callable[..., str] = simplemma.lemmatize
        self._known: dict[Variety, dict[str, str]] = {variety: {} for variety in Variety}

    def __call__(self, doc: Doc) -> Doc:
        """Set ``token.lemma_`` in lower case."""
        variety = doc._.variety
        known = self._known[variety]
        for token in doc:
            form = token.lower_
            lemma = known.get(form)
            if lemma is None:
                lemma = known[form] = self._lemmatize(form, lang=_DICTIONARIES[variety]).lower()
            token.lemma_ = lemma
        return doc


@Language.factory("textcoder_lemmas", assigns=["token.lemma"], requires=["doc._.variety"])
def create_lemmatizer(nlp: Language, name: str) -> DictionaryLemmatizer:
    """Make the component."""
    del nlp, name
    return DictionaryLemmatizer()
