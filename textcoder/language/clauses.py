"""Splits an answer into clauses: who names several things mostly names them one after the other."""

import regex

_BETWEEN = regex.compile(
    r"\s*(?:[,;.:/!?–—()+•\n]|\s-\s|\b(?:og|men|samt|eller|både|and|but|or)\b)+\s*", regex.IGNORECASE
)
_FEWEST_WORDS = 2


def clauses_of(text: str) -> list[str]:
    """The clauses of an answer, in order; none where it is a single one.

    Split at punctuation and conjunctions. Single words are left out: they stand for something only in company
    ("tid og ressurser").
    """
    found = [clause for clause in _BETWEEN.split(text) if len(clause.split()) >= _FEWEST_WORDS]
    return found if len(found) > 1 else []
