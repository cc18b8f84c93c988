"""Texts for training: a few sentences each, some of them as people write in haste."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import renaming
from copies import copied
from spacy import registry
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Corpus, Example

_STOPS = frozenset(".!")
_SIZES = (1, 1, 1, 2, 3, 4)
"""Sentences of a text: answers are short."""


@registry.readers("textcoder.shuffled.v1")
def shuffled(path: Path, augmenter: Callable[[Language, Example], Iterator[Example]]) -> Corpus:
    """A corpus that is read anew, in another order, each time around."""
    return Corpus(path, augmenter=augmenter, shuffle=True)


@registry.augmenters("textcoder.haste.v1")
def haste(level: float, renamed: float) -> Callable[[Language, Example], Iterator[Example]]:
    """Each document is cut into texts of one to four sentences, and a share ``level`` of these is read in haste.

    Four in ten of these lose their capitals, three in twenty the full stops, as many both; a fifth lose their
    beginning ("Mangler tid" for "Vi mangler tid"); the rest is shouted. In a share ``renamed`` of all texts the
    people bear other names: a newspaper names the same few over and over.
    """

    def hurried(nlp: Language, example: Example) -> Iterator[Example]:
        for doc in _texts(example.reference):
            named = renaming.renamed(doc) if random.random() < renamed else doc
            written = _hurried(named, random.random() / level)
            yield Example(Doc(nlp.vocab, [t.text for t in written], [bool(t.whitespace_) for t in written]), written)

    return hurried


def _texts(doc: Doc) -> Iterator[Doc]:
    sentences = list(doc.sents)
    start = 0
    while start < len(sentences):
        end = min(start + random.choice(_SIZES), len(sentences))
        yield doc[sentences[start].start : sentences[end - 1].end].as_doc()
        start = end


def _hurried(doc: Doc, drawn: float) -> Doc:
    if drawn >= 1:
        return doc
    if drawn < 0.4:
        return _rewritten(doc, str.lower)
    if drawn < 0.55:
        return _without_stops(doc)
    if drawn < 0.7:
        return _rewritten(_without_stops(doc), str.lower)
    if drawn < 0.9:
        return _headless(doc)
    return _rewritten(doc, str.upper)


def _headless(doc: Doc) -> Doc:
    """Without the first words, up to half of the first sentence, names left whole; with a capital all the same."""
    first = next(iter(doc.sents))
    cuts = [token.i for token in first if 0 < token.i <= len(first) // 2 and token.ent_iob_ != "I"]
    if not cuts:
        return doc
    kept = range(random.choice(cuts), len(doc))
    texts = [doc[at].text for at in kept]
    return copied(doc, kept, [texts[0][:1].upper() + texts[0][1:], *texts[1:]])


def _without_stops(doc: Doc) -> Doc:
    kept = [token.i for token in doc if token.text not in _STOPS]
    return copied(doc, kept, [doc[at].text for at in kept]) if kept else doc


def _rewritten(doc: Doc, rewrite: Callable[[str], str]) -> Doc:
    return copied(doc, range(len(doc)), [rewrite(token.text) for token in doc])
