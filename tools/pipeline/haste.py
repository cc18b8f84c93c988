"""How people write in haste, for training: without capitals, all in capitals, without full stops."""

import random
from collections.abc import Callable, Iterator

from spacy import registry
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

_STOPS = frozenset(".!")


@registry.augmenters("textcoder.haste.v1")
def haste(level: float) -> Callable[[Language, Example], Iterator[Example]]:
    """A share ``level`` of the documents is read in haste instead.

    Half of these lose their capitals, three in ten their full stops, a tenth both; a tenth is shouted.
    """

    def hurried(nlp: Language, example: Example) -> Iterator[Example]:
        drawn = random.random() / level
        if drawn >= 1:
            yield example
            return
        doc = example.reference
        if drawn < 0.5 or 0.8 <= drawn < 0.9:
            doc = _rewritten(doc, str.lower)
        if 0.5 <= drawn < 0.9:
            doc = _without_stops(doc)
        if drawn >= 0.9:
            doc = _rewritten(doc, str.upper)
        yield Example(nlp.make_doc(doc.text), doc)

    return hurried


def _rewritten(doc: Doc, rewrite: Callable[[str], str], kept: list[int] | None = None) -> Doc:
    kept = list(range(len(doc))) if kept is None else kept
    tokens = [doc[place] for place in kept]
    following = [*(doc[place - 1] for place in kept[1:]), doc[-1]]  # which may be a full stop that goes
    entities = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in tokens]
    starts = [bool(token.is_sent_start) for token in tokens]
    return Doc(
        doc.vocab,
        words=[rewrite(token.text) for token in tokens],
        spaces=[bool(last.whitespace_) for last in following],
        pos=[token.pos_ for token in tokens],
        morphs=[str(token.morph) for token in tokens],
        lemmas=[token.lemma_ for token in tokens],
        sent_starts=starts,
        ents=entities,
    )


def _without_stops(doc: Doc) -> Doc:
    kept = [token.i for token in doc if token.text not in _STOPS]
    return _rewritten(doc, str, kept) if kept else doc
