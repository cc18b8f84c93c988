"""Splits an answer into clauses: who names several things mostly names them one after the other."""

import regex

from textcoder.language.repair import repair

_LINES = regex.compile(r"[\r\n]|<br ?/?>", regex.IGNORECASE)
_BETWEEN = regex.compile(
    r"https?://\S+(*SKIP)(*FAIL)"  # a link is one thing
    r"|[;/!?–—()+•]|(?<!\d)[.,:]|[.,:](?!\d)"  # 2,5 and 10.000 and 12:30 are one thing, too
    r"|\s-\s|\b(?:og|men|samt|eller|både|and|but|or)\b",
    regex.IGNORECASE,
)
_EDGES = " -*"
_FEWEST_WORDS = 2


def clauses_of(text: str) -> list[str]:
    """The clauses of an answer, repaired and in order; none where it is a single one.

    Split at punctuation and conjunctions. Single words are left out: they stand for something only in company
    ("tid og ressurser").
    """
    lines = map(repair, _LINES.split(text))  # which repair would make one line
    parts = (part.strip(_EDGES) for line in lines for part in _BETWEEN.split(line))
    found = [part for part in parts if len(part.split()) >= _FEWEST_WORDS]
    return found if len(found) > 1 else []
