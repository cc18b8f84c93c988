"""Texts for training: a few sentences each, some of them as people write in haste."""

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

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
def haste(level: float) -> Callable[[Language, Example], Iterator[Example]]:
    """Each document is cut into texts of one to four sentences, and a share ``level`` of these is read in haste.

    A quarter of these lose their capitals, a quarter the full stops, a tenth both; three in ten lose their beginning
    ("mangler tid" for "Vi mangler tid"); a tenth is shouted.
    """

    def hurried(nlp: Language, example: Example) -> Iterator[Example]:
        for doc in _texts(example.reference):
            written = _hurried(doc, random.random() / level)
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
    if drawn < 0.25:
        return _rewritten(doc, str.lower)
    if drawn < 0.5:
        return _without_stops(doc)
    if drawn < 0.6:
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
    return _copied(doc, kept, [texts[0][:1].upper() + texts[0][1:], *texts[1:]])


def _without_stops(doc: Doc) -> Doc:
    kept = [token.i for token in doc if token.text not in _STOPS]
    return _copied(doc, kept, [doc[at].text for at in kept]) if kept else doc


def _rewritten(doc: Doc, rewrite: Callable[[str], str]) -> Doc:
    return _copied(doc, range(len(doc)), [rewrite(token.text) for token in doc])


def _copied(doc: Doc, kept: Iterable[int], texts: list[str]) -> Doc:
    tokens = [doc[place] for place in kept]
    following = [*(doc[token.i - 1] for token in tokens[1:]), doc[-1]]  # which may be a full stop that goes
    entities = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in tokens]
    starts = [place == 0 or bool(token.is_sent_start) for place, token in enumerate(tokens)]
    return Doc(
        doc.vocab,
        words=texts,
        spaces=[bool(last.whitespace_) for last in following],
        pos=[token.pos_ for token in tokens],
        morphs=[str(token.morph) for token in tokens],
        lemmas=[token.lemma_ for token in tokens],
        sent_starts=starts,
        ents=entities,
    )
