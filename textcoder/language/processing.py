"""From texts to what features are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.redaction.findings import PLACEHOLDER
from textcoder.language.variety import Variety
from textcoder.language.wordwise import is_word, reader_of, reads_wordwise


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
        yield from starmap(ProcessedAnswer, map(reader_of(nlp), texts))
    else:
        yield from map(processed, nlp.pipe(texts, batch_size=1000))


def processed(doc: Doc) -> ProcessedAnswer:
    """What features see of a document."""
    pairs = [(token.lower_, token.lemma_.lower() or token.lower_) for token in doc if is_word(token.lower_)]
    forms, lemmas = zip(*pairs, strict=True) if pairs else ((), ())
    return ProcessedAnswer(forms, lemmas, doc._.variety)
