"""From texts to what features are made of."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.repair import repair
from textcoder.language.variety import Variety

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


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
    for doc in nlp.pipe(texts, batch_size=1000):
        yield _processed(doc)


def _processed(doc: Doc) -> ProcessedAnswer:
    forms, lemmas = [], []
    for token in doc:
        form = token.lower_
        if form.isalnum() or any(character.isalnum() for character in form):
            forms.append(form)
            lemmas.append(token.lemma_.lower() or form)
    return ProcessedAnswer(tuple(forms), tuple(lemmas), doc._.variety)


def normalise(text: str) -> str:
    """What makes two answers identical: repaired, case-folded, without punctuation at the edges."""
    return _EDGES.sub("", repair(text).casefold())


def fingerprint(text: str) -> str:
    """A key for an answer's normalised text that does not show it: SHA-256, shortened to 32 hex digits."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:32]
