"""Names that everybody knows: figures of history and tales, firms, programmes, and the storms that were called so."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from textcoder.language.redaction import cues
from textcoder.language.redaction.listings import is_department, is_title, listing
from textcoder.language.redaction.naming import Candidate, is_introduced
from textcoder.language.redaction.reading import Reading, Word
from textcoder.language.redaction.words import line_list, word_list

_LISTS = ("figures", "brands")
_PARTS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_GAP = re.compile(r"[\s,.&+–-]{1,3}\Z")
_Phrase = tuple[str, ...]
_OURS = frozenset({"min", "mi", "mitt"})

_WEATHER = re.compile(
    r"(?:uvær|uvêr|ekstremv|storm|orkan|flom|flaum|vindkast|styrtregn|overvann|overvatn|sjøhall|symjehall)"
)
_AFTERMATH = re.compile(r"\s(?:har|hadde|fikk|fekk|lovet|lova|måtte|skulle)\s(?:vi|me|kommunen|fylket|alle)\b")
_RAGES = re.compile(
    r"\s(?:tok|tek|blåste|bles|feide|herja|herjet|raste|rasa|slo|rammet|ramma|traff|velta|rev)\s(?:tak|over|inn|oss|kysten"
    r"|hardt|straum|strøm|ned|kommunen|bygda|ut|veg|vei|alt|halve)"
)
_WHO = re.compile(r"\b(?:han|hun|hu|ho|sjef\w*|led(?:er|ar)\w*|leiar\w*|slutta|sluttet|permisjon|pensjon)\b")
_REIGNS = re.compile(r"\b(?:kong|kongen|dronning|dronninga|keiser|keisar|tsar|pave|profeten|statsminister)\s\Z")
_REIGNED = re.compile(r"\s(?:var|som|blei|ble|vart)\s(?:stats|finans|helse|kommunal)minister\b|\s(?:var|som)\skonge\b")
_LIVES_NOW = re.compile(
    r"\s(?:sier|seier|mener|meiner|svarer|svarar|ringer|jobber|jobbar|arbeider|arbeidar|slutta|sluttet|bestemmer|nekter"
    r"|nektar|godkjenner|godkjenn|fikser|fiksar|styrer|vil"
    r"|har (?:\w+ ){0,2}(?:laget|laga|utviklet|utvikla|sagt|foreslått))\b"
)
_WORKS = re.compile(r"\s(?:på|i|fra|frå|ved)\s(?P<where>[^\W\d_]+)")


def is_known(candidate: Candidate) -> bool:
    """Whether a figure, a firm or a programme is called so, and nobody at work seems to be meant."""
    if _reigns(candidate):
        return True
    known = _phrase_over(candidate)
    if known is None:
        return False
    if len(known.words) == 1:
        return not _may_be_colleague(candidate)
    # Some bear the name of somebody famous, and "Per og Pål" may sit in the next office.
    are_names = all(listing(word).is_name or word.form == "og" for word in known.words)
    return not (are_names and (_is_at_desk(known) or _is_addressed(known)))


def is_storm(candidate: Candidate) -> bool:
    """Whether the weather is meant: "ekstremværet Hans", "Etter Hans har vi …"."""
    reading = candidate.reading
    if len(candidate.words) > 1 or word_list("storms").isdisjoint(candidate.words[0].bases):
        return False
    tail = reading.after(candidate.last, 8)
    if not candidate.words[0].has_capital or _is_at_desk(candidate) or _WHO.search(tail):
        return False
    head = reading.before(candidate.first, 1)
    is_weather = _WEATHER.search(reading.text.lower()) is not None
    if head in {"etter ", "under ", "før ", "da ", "då "} and (_AFTERMATH.match(tail) or is_weather):
        return not _is_called_on(candidate)
    return is_weather and _RAGES.match(tail) is not None


def _reigns(candidate: Candidate) -> bool:
    """Whether somebody reigns or reigned: "da Gro var statsminister", "kong Haakons tid"."""
    reading = candidate.reading
    is_reign = _REIGNS.search(reading.before(candidate.first, 1)) is not None
    return is_reign or _REIGNED.match(reading.after(candidate.last, 4)) is not None


def is_beside_known(candidate: Candidate) -> bool:
    """Whether one of a list is known to be no person: "Kikora, X og Y"."""
    reading, text = candidate.reading, candidate.reading.text
    sides = [(candidate.first - 1, candidate.first), (candidate.last + 1, candidate.last + 1)]
    for place, later in sides:
        if not 0 <= place < len(reading.words) or later >= len(reading.words):
            continue
        word = reading.words[place]
        start, end = (word.end, candidate.start) if place < candidate.first else (candidate.end, word.start)
        if cues.BETWEEN.match(text[start:end]) and word.has_capital and _is_thing(word, reading, place):
            return True
        if place < candidate.first and word.form in {"og", "å"} and place > 0:
            other = reading.words[place - 1]
            if other.has_capital and _is_thing(other, reading, place - 1):
                return True
    return False


def _is_thing(word: Word, reading: Reading, place: int) -> bool:
    is_listed = not word_list("things").isdisjoint(word.bases)
    return is_listed or _phrase_over(Candidate(reading, place, place)) is not None


@cache
def _phrases() -> Mapping[str, tuple[_Phrase, ...]]:
    """Listed phrases by their first word, the longest first."""
    found: dict[str, list[_Phrase]] = {}
    for name in _LISTS:
        for line in line_list(name):
            phrase = tuple(_PARTS.findall(line))
            found.setdefault(phrase[0], []).append(phrase)
    return MappingProxyType({first: tuple(sorted(set(some), key=len, reverse=True)) for first, some in found.items()})


@cache
def _longest() -> int:
    return max(len(phrase) for some in _phrases().values() for phrase in some)


def _phrase_over(candidate: Candidate) -> Candidate | None:
    """The words of the listed phrase that covers a candidate."""
    words = candidate.reading.words
    for first in range(candidate.first, max(-1, candidate.last - _longest()), -1):
        starts = {*words[first].bases, *_heads(words[first])}
        for phrase in (one for start in starts for one in _phrases().get(start, ())):
            if first + len(phrase) > candidate.last and _stands(words[first : first + len(phrase)], phrase):
                return Candidate(candidate.reading, first, first + len(phrase) - 1)
    return None


def _heads(word: Word) -> tuple[str, ...]:
    """What a compound is made with: "Olweus" of "Olweus-programmet"."""
    head, hyphen, _ = word.form.rpartition("-")
    return (head, head.removesuffix("s")) if hyphen else ()


def _stands(words: tuple[Word, ...], phrase: _Phrase) -> bool:
    if len(words) < len(phrase) or not words[0].text[0].isupper():
        return False
    if any(_GAP.match(word.gap) is None for word in words[1:]):
        return False
    *_, last = words
    if last.form != phrase[-1] and phrase[-1] not in {*last.bases, *_heads(last)}:
        return False
    return all(word.form == part for word, part in zip(words[:-1], phrase[:-1], strict=True))


def _may_be_colleague(candidate: Candidate) -> bool:
    """Whether a surname that is in the name lists too may be that of somebody at work."""
    names = candidate.listings[0]
    if not names.is_name:
        return False
    is_programme = not line_list("brands").isdisjoint(candidate.words[0].bases)
    if names.given and (is_programme or not names.family) and not candidate.words[0].shouts:
        return True
    if candidate.words[0].shouts:
        return candidate.reading.shouts
    return _is_at_desk(candidate) or _is_called_on(candidate)


def _is_called_on(candidate: Candidate) -> bool:
    """Whether it is said of somebody who lives: "rektor X", "X sier"."""
    return _is_addressed(candidate) or _LIVES_NOW.match(candidate.reading.after(candidate.last, 5)) is not None


def _is_addressed(candidate: Candidate) -> bool:
    """Whether a title goes before, or somebody is asked, greeted or presented."""
    reading, first = candidate.reading, candidate.first
    head = reading.before(first, 4)
    if first > 0 and (is_title(reading.words[first - 1]) or reading.words[first - 1].form in _OURS):
        return True
    is_asked = cues.ASKED.search(head) or cues.SIGN_OFF.search(head) or cues.HE_OR_SHE.search(head)
    return bool(is_asked) or is_introduced(reading, first)


def _is_at_desk(candidate: Candidate) -> bool:
    """Whether a department follows: "X på byggesak"."""
    works = _WORKS.match(candidate.reading.text, candidate.end)
    if works is None or candidate.last + 2 >= len(candidate.reading.words):
        return False
    at_work = cues.AT_WORK.match(candidate.reading.after(candidate.last, 3)) and "rådhus" not in works["where"].lower()
    return is_department(candidate.reading.words[candidate.last + 2]) or bool(at_work)
