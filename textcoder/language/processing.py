"""From texts to what features are made of."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap
from unicodedata import category

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.redaction.findings import PLACEHOLDER
from textcoder.language.repair import repair
from textcoder.language.variety import Variety
from textcoder.language.wordwise import WordwiseReader, is_word, reads_wordwise

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
    """Run texts through the pipeline, in order and as they come. What redaction has put in is not read as words."""
    texts = (PLACEHOLDER.sub(" ", text) if "[" in text else text for text in texts)
    if reads_wordwise(nlp):
        yield from starmap(ProcessedAnswer, map(WordwiseReader(nlp), texts))
    else:
        yield from map(processed, nlp.pipe(texts, batch_size=1000))


def processed(doc: Doc) -> ProcessedAnswer:
    """What features see of a document."""
    pairs = [(token.lower_, token.lemma_.lower() or token.lower_) for token in doc if is_word(token.lower_)]
    forms, lemmas = zip(*pairs, strict=True) if pairs else ((), ())
    return ProcessedAnswer(forms, lemmas, doc._.variety)


def normalise(text: str) -> str:
    """What makes two answers identical: repaired, case-folded, without punctuation at the edges.

    Of an answer without a letter or digit the symbols are left: "€€€" and a thumb are no dashes.
    """
    folded = repair(text).casefold()
    return _EDGES.sub("", folded) or "".join(symbol for symbol in folded if category(symbol) in _TELLING)


def fingerprint(text: str) -> str:
    """A key for an answer's normalised text that does not show it."""
    return fingerprint_of_normalised(normalise(text))


def fingerprint_of_normalised(normalised: str) -> str:
    """The same for a text that is normalised already: SHA-256, shortened to 32 hex digits."""
    return hashlib.sha256(normalised.encode()).hexdigest()[:32]
