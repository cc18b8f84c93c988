"""Turns of phrase in which only colleagues are spoken of: they tell where lists and capitals leave it open."""

import re

from textcoder.language.redaction.listings import is_department, is_ordinary, listing
from textcoder.language.redaction.naming import Candidate

_CALLED = re.compile(
    r"\b(?:kall\w+|døpt\w*|kjent som|går under navnet)\s(?:han|ham|hun|henne|ho|hu|a|na|'n|'a)\s"
    r"(?:for |berre |bare |gjerne |alltid )*"
    r"[\"«“'(]?\Z"
)
_SO_CALLED = re.compile(
    r", (?:som )?(?:vi|me|alle|jeg|eg|æ|folk) (?:\w+ )?kall\w+ (?:for )?"
    r"(?:han|ham|hun|henne|ho|hu|a|'n|'a|'an|(?:\w+ ){0,2}?"
    r"\w*(?:gut|jent|mann|kvinn|dam|lærling|kolleg|sjef|leder|leiar)\w*)\b"
)
_ONLY_ONE = re.compile(
    r"\s(?:er|e|æ|var|va)\s(?:den|dæn|dn) (?:eneste|einaste|eineste|siste|første|fyrste)\s(?:her |på \w+ )?som\b"
)
_BRINGS = re.compile(
    r"\s(?:kommer|kjem|kjæm|kom) (?:alltid |ofte )?(?:med|opp med) (?:idé|ide|forslag|løsning|løysing"
    r"|noe nytt|noko nytt)"
)
_OWNS = re.compile(r"\s(?:sin|si|sitt|sine)\s[^\W\d_]")
"""As in "Hans sin modell": who owns something is somebody."""
_SAYS = re.compile(r"\s(?:sier|seier|mener|meiner|vil)\s(?!opp\b)")
_OTHER_SAYS = re.compile(
    r"(?:\bog|\bmens|\bmedan|,) (?P<other>[A-ZÆØÅ][^\W\d_]+) (?:sier|seier|mener|meiner|vil|noe annet|noko anna)\b"
)
_DESK = re.compile(
    r"\s(?:på)\s(?P<where>[^\W\d_]+)(?P<more>,|\s(?:og|har|hadde|er|var|sier|seier|svarer|svarar|vil|kan|må|stoppar|stopper)\b|\s?\Z)?"
)
_IN_BRACKETS = re.compile(r"\s\((?P<where>[^\W\d_]+)\)")
_ROOM = re.compile(
    r"\s(?:på|nede på|borte på)\s"
    r"(?:kjøkken|lager|verkst|vaskeri|sentralbord|servicetorg|arkiv|forværels|kontor|natt)"
    r"(?:et|en|a|ane|eden|aden)?(?:,|\s(?:har|fann|fant|laga|sier|seier|er)\b|\s?\Z)"
)
_AND_ME = re.compile(r"\s(?:og|å|&)\s(?:jeg|eg|æ|æg)\s")
_BY = re.compile(r"\b(?:ved|v/|hos)\s\Z")
_SHORTEST = 4


def colleague_points(candidate: Candidate) -> int:
    """How much the turns of phrase around a candidate speak for a colleague."""
    tail = candidate.reading.after(candidate.last, 10)
    said = [_nickname(candidate, tail), _initials(candidate), _two_in_lower_case(candidate), _and_me(candidate, tail)]
    if candidate.is_listed and candidate.words[0].has_capital:
        said += [_what_is_said(candidate, tail), _in_brackets(candidate, tail), _at_desk(candidate, tail)]
    return max(said)


def _nickname(candidate: Candidate, tail: str) -> int:
    """How somebody is called: "vi kaller han bare Lynet", "Lynet, som alle kaller ham"."""
    if not candidate.words[0].has_capital:
        return 0
    is_called = _CALLED.search(candidate.reading.before(candidate.first, 5)) is not None
    return 9 if is_called or _SO_CALLED.match(tail) else 0


def _initials(candidate: Candidate) -> int:
    """Initials with full stops, and where they work: "K.H. i ledergruppen"."""
    words, text = candidate.words, candidate.reading.text
    if len(words) == 1 or not all(word.is_initial and text[word.end : word.end + 1] == "." for word in words):
        return 0
    is_told = re.match(r"\.\s(?:i|på|fra|frå|ved|sier|seier|mener|meiner)\s", text[candidate.end :])
    return 3 if is_told else 0


def _two_in_lower_case(candidate: Candidate) -> int:
    """One of two given names in lower case after a preposition: "ved tor inge"."""
    words, first, last = candidate.reading.words, candidate.first, candidate.last
    if first != last or words[first].has_capital:
        return 0
    pairs = [(place, place + 1) for place in (first - 1, first) if place >= 0 and place + 1 < len(words)]
    return 3 * any(
        _BY.search(candidate.reading.before(one, 1)) is not None
        and words[other].gap == " "
        and words[other].form != "dag"
        and all(listing(words[place]).given and not words[place].has_capital for place in (one, other))
        for one, other in pairs
    )


def _what_is_said(candidate: Candidate, tail: str) -> int:
    """What is said of people alone, though the name is a word too: "X er den eneste som …", "X sier … og Y sier …"."""
    names = candidate.listings[0]
    if len(candidate.words) > 1:
        return 0
    if names.given and (_ONLY_ONE.match(tail) or _BRINGS.match(tail)):
        return 3
    if names.given and _ROOM.match(tail):
        return 1
    rest = candidate.reading.text[candidate.end :]
    if names.given and _OWNS.match(tail):
        return 3
    return 3 if _SAYS.match(tail) and _OTHER_SAYS.search(rest) else 0


def _and_me(candidate: Candidate, tail: str) -> int:
    """Who does something with the writer, whatever the name: "Kjesrti og eg tok …"."""
    first = candidate.words[0]
    is_word = len(candidate.words) > 1 or not first.has_capital or is_ordinary(first) or is_department(first)
    return 0 if is_word or _AND_ME.match(tail) is None else 2


def _in_brackets(candidate: Candidate, tail: str) -> int:
    """A department in brackets: "Berg (arkiv)"."""
    match = _IN_BRACKETS.match(tail)
    if match is None or not candidate.words[0].tells_by_capital:
        return 0
    return 3 if is_department(candidate.reading.words[candidate.last + 1]) else 0


def _at_desk(candidate: Candidate, tail: str) -> int:
    """A surname and a department: "Haugen på byggesak og …". Houses lie in places, and hardly in departments."""
    match, names = _DESK.match(tail), candidate.listings[0]
    if match is None or not is_department(candidate.reading.words[candidate.last + 2]):
        return 0
    if names.given:
        return int(names.ambiguous)
    return 3 if len(match["where"]) >= _SHORTEST and match["more"] is not None else 0
