"""What an answer names only to wave it aside: "økonomien er ikke problemet, det er kulturen" is about the culture.

What is missing is what an answer is about ("ikke nok penger", "ingen tid", "mangel på kompetanse"). So a negation alone
denies nothing: only whole ways of saying that it is something else do.
"""

import re
from collections.abc import Iterator

import regex

Span = tuple[int, int]

_NOT = r"\b(?:ikke|ikkje|ikkj|ikje|itj|ittj|itte|kje|isje|neppe)"
_NOTHING = r"\b(?:ingen(?:ting)?|intet|inkje)"
_NEGATED = re.compile(rf"{_NOT}\b|{_NOTHING}\b", re.IGNORECASE)
"""Without one of these nothing is denied, and most answers are without."""
_BE = r"(?:er|e|æ|ær|var|va|ligger|ligg|står|sitter|sit)"
_IT = r"\b(?:det|dæ|da|de|d)"
_STANDS_ON = r"(?:står|stå|skorter|skort)"
_THE_MATTER = (
    r"(?:problem\w*|utfordr\w*|hind\w*|barrier\w*|flaskehals\w*|årsak\w*|grunnen|stopper\w*|det verste|saken|tema\w*|"
    rf"{_IT} (?:som|vi|me|der|{_STANDS_ON})\b)"
)
_THAT_MATTERS = (
    rf"(?:{_IT} (?:står|stå|skort)\w*(?: på)?|som (?:er |e )?(?:mangl|stopp|hind|problem|brems|sakn|skort)\w*|"
    r"(?:vi|me|eg|jeg) (?:mangl|treng|sakn)\w*)"
)
_ONLY = r"(?!(?:bare|berre|bærre|kun|nok)\b)"
_TOO_LITTLE = r"(?!(?:bare|berre|bærre|kun|no\w*|så|lett|mulig|muleg|tid|råd)\b)"
"""Not after "ikke": what is too little, or not the only thing, is what an answer is about."""
_A_LIST = r"(?!topp|list|plan|agenda|dagsord|program|kart|budsjett)"
"""Not after "står ikke på": there it means that something is not written there."""

_WITHIN = r"[^.,;:!?–—()\n\r]"
_CLAUSE = regex.compile(rf"{_WITHIN}+")
_BEGINNING = r"(?<=^|[.,;:!?–—()]\s|[\n\r])"
# Every stretch that may be of any length is the last of its pattern: so the time grows as the text does.
_DENIALS = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        # økonomien er ikke den største hindringen | penger er det ikke det skorter på
        rf"{_BEGINNING}{_WITHIN}{{3,60}}? {_BE}(?: {_IT})? {_NOT}(?: \w+){{0,2}} {_THE_MATTER}{_WITHIN}*",
        # det er ikke folk vi mangler
        rf"{_IT} {_BE} {_NOT} {_ONLY}{_WITHIN}{{3,50}}? {_THAT_MATTERS}",
        # det er ikke pengene, det er folk | det er ikke pengene, men folk
        rf"{_IT} {_BE} {_NOT} {_TOO_LITTLE}{_WITHIN}{{3,40}},?(?= men |, {_IT} {_BE} )",
        # ikke pengene, men folk
        rf"{_BEGINNING}{_NOT} {_TOO_LITTLE}{_WITHIN}{{3,40}},?(?= men )",
        # det står ikke på viljen | jeg tror ikke det står på viljen
        rf"(?:{_IT} )?\b{_STANDS_ON} {_NOT} på {_A_LIST}{_WITHIN}+|{_NOT} {_IT} {_STANDS_ON} på {_A_LIST}{_WITHIN}+",
    )
)
_NOTHING_WRONG = regex.compile(
    rf"(?:{_NOTHING}|{_NOT} no\w+)(?: \w+)? (?:i ve[ig]en|feil|gale?t?) med", regex.IGNORECASE
)
"""With it, its whole clause is denied: viljen er det ingenting i veien med."""
_TELLING = re.compile(r"\b(?!men\b)\w{3}", re.IGNORECASE)
"""Shorter words say nothing alone."""
_SEPARATORS = " \n\r\t.,;:!?–—"


def without_denied(text: str) -> str:
    """The text without the clauses that deny something as a whole.

    What is left are pieces of the text, in order, with a space between them; all of it where nothing is denied, or
    where no word would be left.
    """
    if not _NEGATED.search(text):
        return text
    spans = sorted(_denied(text))
    if not spans:
        return text
    left = " ".join(_outside(spans, text))
    return left if _TELLING.search(left) else text


def _denied(text: str) -> Iterator[Span]:
    for pattern in _DENIALS:
        yield from (match.span() for match in pattern.finditer(text))
    if _NOTHING_WRONG.search(text):
        for clause in _CLAUSE.finditer(text):
            if _NOTHING_WRONG.search(text, *clause.span()):
                yield clause.span()


def _outside(spans: list[Span], text: str) -> Iterator[str]:
    """The pieces of a text that no span covers, as far as there is something in them."""
    end = 0
    for start, next_end in [*spans, (len(text), len(text))]:
        piece = text[end:start].rstrip()
        piece = piece.lstrip(_SEPARATORS) if end else piece
        if piece:
            yield piece
        end = max(end, next_end)
