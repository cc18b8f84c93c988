"""What is looked for in an answer, and where it was found."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of personal data."""

    PERSON = "person"
    NATIONAL_ID = "national_id"
    """Fødselsnummer and D-number."""
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    ADDRESS = "address"
    """Street and number, with postcode and place where they stand beside it."""
    URL = "url"
    PLACE = "place"
    """A municipality, county or town: personal only in company, so found on request alone."""

    @property
    def placeholder(self) -> str:
        """The word that stands in a redacted answer, without its brackets."""
        return _PLACEHOLDERS[self]


_PLACEHOLDERS = {
    Kind.PERSON: "NAVN",
    Kind.NATIONAL_ID: "FØDSELSNUMMER",
    Kind.PHONE: "TELEFON",
    Kind.EMAIL: "E-POST",
    Kind.ACCOUNT: "KONTONUMMER",
    Kind.ADDRESS: "ADRESSE",
    Kind.URL: "LENKE",
    Kind.PLACE: "STED",
}
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(kind.placeholder for kind in Kind)})(?:-\d{{1,6}})?\]")
"""What redaction puts in, numbered from the second on."""
# The kinds of one line are equals, and the surer finding wins; a kind wins over those of later lines.
_RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            (Kind.EMAIL,),
            (Kind.URL,),
            (Kind.NATIONAL_ID, Kind.ACCOUNT, Kind.PHONE),
            (Kind.ADDRESS,),
            (Kind.PERSON,),
            (Kind.PLACE,),
        )
    )
    for kind in kinds
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text that is personal data."""

    start: int
    end: int
    """First character after it. Both count characters of the text as it was given."""
    kind: Kind
    confidence: float
    """0 to 1: how sure the rule is; no probability."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that the spaCy pipeline sees."""

    start: int
    end: int
    label: str
    """As the pipeline calls it: ``PER``, ``ORG``, ``GPE_LOC`` …"""


def without_overlaps(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings and let none overlap.

    Where two do, the one of the stronger kind stays whole, and of the other what sticks out, so that all that was
    found is still covered.

    Args:
        text: What they were found in.
        findings: In any order.
    """
    kept: list[Finding] = []  # in order, so that of many only those that may overlap are looked at
    starts: list[int] = []
    for finding in sorted(findings, key=lambda f: (_RANKS[f.kind], -f.confidence, f.start - f.end, f.start)):
        near = kept[max(0, bisect_right(starts, finding.start) - 1) : bisect_left(starts, finding.end)]
        for piece in _sticking_out(text, finding, near):
            place = bisect_left(starts, piece.start)
            kept.insert(place, piece)
            starts.insert(place, piece.start)
    return kept


def _sticking_out(text: str, finding: Finding, kept: list[Finding]) -> list[Finding]:
    pieces = [(finding.start, finding.end)]
    for other in kept:
        pieces = [
            piece
            for start, end in pieces
            for piece in ((start, min(end, other.start)), (max(start, other.end), end))
            if piece[0] < piece[1]
        ]
    if pieces == [(finding.start, finding.end)]:
        return [finding]
    trimmed = [_trimmed(text, start, end) for start, end in pieces]
    return [replace(finding, start=start, end=end) for start, end in trimmed if start < end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch from its first letter or digit to its last; empty where it has none."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end
