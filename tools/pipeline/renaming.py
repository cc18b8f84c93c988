"""Other names for people, for training: a name should be seen by where it stands, and not only by having been met."""

import random
from functools import cache

from copies import copied
from spacy.tokens import Doc, Token

from textcoder.language.redaction.words import word_list

_PERSON = "PER"


def renamed(doc: Doc) -> Doc:
    """The text with other given and family names; initials, titles within names and the like stay."""
    if all(entity.label_ != _PERSON for entity in doc.ents):
        return doc
    chosen: dict[str, str] = {}  # who is named twice in a text is the same person
    return copied(doc, range(len(doc)), [_name(token, chosen) for token in doc])


def _name(token: Token, chosen: dict[str, str]) -> str:
    text = token.text
    if token.ent_type_ != _PERSON or not text.istitle() or not text.isalpha():
        return text
    base = text if _like(text) else text.removesuffix("s")
    names = _like(base) or (_names("family") if token.ent_iob_ == "I" else ())
    if not names:
        return text
    return chosen.setdefault(base, random.choice(names)) + text[len(base) :]


def _like(text: str) -> tuple[str, ...]:
    """The names that may stand in its place; none where it is not listed itself."""
    return next((_names(kind) for kind in ("given", "family") if text.lower() in word_list(kind)), ())


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(name.title() for name in sorted(word_list(kind)))
