"""Texts for training, rewritten."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc


def copied(doc: Doc, kept: Iterable[int], texts: Sequence[str]) -> Doc:
    """Some of the words of a text, written otherwise, with all that is known of them."""
    tokens = [doc[place] for place in kept]
    following = [*(doc[token.i - 1] for token in tokens[1:]), doc[-1]]  # which may be a full stop that goes
    entities = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in tokens]
    starts = [place == 0 or bool(token.is_sent_start) for place, token in enumerate(tokens)]
    return Doc(
        doc.vocab,
        words=list(texts),
        spaces=[bool(last.whitespace_) for last in following],
        pos=[token.pos_ for token in tokens],
        morphs=[str(token.morph) for token in tokens],
        lemmas=[token.lemma_ for token in tokens],
        sent_starts=starts,
        ents=entities,
    )
