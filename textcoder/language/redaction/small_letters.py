"""Names in lower case: the turns of phrase in which "bjørn", "liv" or "marit" can only be somebody."""

import re

from textcoder.language.redaction import cues
from textcoder.language.redaction.dictionary import is_word
from textcoder.language.redaction.listings import is_department, is_ordinary, is_title, listing
from textcoder.language.redaction.naming import Candidate
from textcoder.language.redaction.reading import Reading, Word

_SURE = 4
_HINT = 2
_BEGINS = re.compile(
    r"(?:\A|[.!?…:;,(\n–]\s*|\b(?:og|å|men|at|fordi|når|da|då|mens|medan|(?:det|dæ) (?:er|e|va|var))\s)\Z"
)
"""What a clause begins with: its subject is next."""
_SAID_OF_ONE = re.compile(
    r"\s(?:(?:er|e|æ|var|va)\s(?:den |dæn |n )?(?:eneste|einaste|eineste)\s(?:her )?som\b"
    r"|(?:har )?slutt(?:a|et)\b"
    r"|(?:har )?(?:begynte|begynt|byrja) (?:her|hos oss|i jobben|i stillinga|som (?:ny|vikar|leder|leiar|lærling))\b"
    r"|(?:er|e|æ|var|va|ble|blei|vart)\s(?:nå |no |langtids)?(?:sykmeldt|sykemeldt|sjukmeldt|sjukemeldt"
    r"|i perm(?:isjon)?|pensjonist)\b"
    r"|(?:er|e|æ)\s(?:bare |berre )?[1-7][0-9](?: år)?(?: og| å|,)\s(?!\w*(?:dager|dagar|timer|timar)))"
)
"""Said of one person, and of no thing: "X er den eneste som", "X slutta", "X er sykmeldt", "X e 24 og"."""
_THEN_HE_OR_SHE = re.compile(
    r"\s(?:er|e|æ|va|var|har|hadde|fikk|fekk|får|skulle|skal|kan|kunne|kom|vil|lagde|laga|prøvde)\s"
    r"(?:[^\s.!?]+\s){1,10}?(?:men|og|å|så|fordi)\s(?:no |nå )?(?:han|ho|hun|hu|hainn|hanj|hann)\b"
)
"""Who has been named is spoken of again: "X hadde en idé, men hun …"."""
_AND_OTHERS = re.compile(
    r"\s(?:som|(?:er|e|va|var) (?:med|på|gode|flinke|begge)|jobb\w*|står på|stod på|sitter i|sitt"
    r"|har (?:laga|laget|lagd|fått))\b"
)
_DESK = re.compile(
    r"\spå\s(?P<where>[^\W\d_]+)"
    r"(?:\s(?:som|kan|vil|skal|må|veit|vet|fekk|fikk|tok|hadde|har|[^\W\d_]{3,}(?:r|te|de|[dlns]a))\b(?!\s(?:og|å)\b))?"
)
_SHIFTS = frozenset(
    {"natt", "natta", "dagvakt", "kveldsvakt", "lager", "lageret", "kjøkken", "kjøkkenet", "verkstedet"}
)
_PLURAL = re.compile(r"(?:ere|ene|ane|arar|arane)\Z")
_IT_IS = re.compile(r"\b(?:det (?:er|e|var|va|blir|vart|ble)|(?:er|e|var|va) det)\s\Z")
_TELLS = re.compile(
    rf"(?:{_SAID_OF_ONE.pattern}|{_THEN_HE_OR_SHE.pattern})|\b(?:han|ho|hun|hu|\w*(?:kollega|leder|leiar))\s"
    r"|\s(?:og|på)\s|\s[b-df-hj-np-tv-z]\.\s"
)


def may_tell(text: str) -> bool:
    """Whether such a turn of phrase may stand in a text in lower case. Cheap."""
    return _TELLS.search(text) is not None


def small_letter_points(candidate: Candidate) -> int:
    """How much the turns of phrase around a name in lower case speak for a person."""
    first, names = candidate.words[0], candidate.listings[0]
    if first.has_capital or first.shouts or not names.is_name:
        return 0
    if not names.ambiguous:
        return _HINT * _is_hinted_at(candidate)
    if not names.given or len(candidate.words) > 1:
        return 0
    return _SURE * (_is_subject(candidate) or _is_presented(candidate) or _is_one_of_several(candidate))


def _is_hinted_at(candidate: Candidate) -> bool:
    """Whether a name that is no word stands as names do: "til marit", "maritas møter", "det er marit som"."""
    reading, last = candidate.reading, candidate.last
    head, tail = reading.before(candidate.first, 4), reading.after(last, 1)
    is_given = candidate.listings[0].given
    if cues.BESIDE_PERSON.search(head):
        return is_given or candidate.words[0].form.endswith("sen")
    return is_given and (_owns_work(candidate) or (_IT_IS.search(head) is not None and tail.startswith(" som")))


def _owns_work(candidate: Candidate) -> bool:
    """Whether it is a genitive, and what is owned follows."""
    words, later = candidate.words, candidate.reading.words[candidate.last + 1 : candidate.last + 2]
    is_genitive = len(words) == 1 and words[0].form.endswith("s") and not is_word(words[0].form)
    return (
        is_genitive and bool(later) and later[0].gap == " " and is_ordinary(later[0]) and not _is_small_word(later[0])
    )


def _is_small_word(word: Word) -> bool:
    return word.form in cues.FUNCTION_WORDS


def _is_subject(candidate: Candidate) -> bool:
    """Whether a clause begins with it that says what only persons do or are."""
    reading, last = candidate.reading, candidate.last
    if not begins_clause(candidate):
        return False
    tail = reading.after(last, 16)
    return _is_said_of_one(tail) or _is_spoken_of_again(candidate, tail) or _is_at_desk(candidate, follows=True)


def begins_clause(candidate: Candidate) -> bool:
    """Whether it may be the subject of a clause: nothing before, "at" or "det er", and not "mer" or "en"."""
    return _BEGINS.search(candidate.reading.before(candidate.first, 3)) is not None


def _is_said_of_one(tail: str) -> bool:
    return _SAID_OF_ONE.match(tail) is not None


def _is_spoken_of_again(candidate: Candidate, tail: str) -> bool:
    """Whether "han" or "ho" follows later; of "kassa" and "boka" it is said too."""
    return not candidate.words[0].form.endswith("a") and _THEN_HE_OR_SHE.match(tail) is not None


def _is_at_desk(candidate: Candidate, *, follows: bool) -> bool:
    """Whether a department follows, and, where it must, what somebody does there: "på lønn skjønner"."""
    reading, last = candidate.reading, candidate.last
    desk = _DESK.match(reading.after(last, 4))
    if desk is None or last + 2 >= len(reading.words):
        return False
    is_followed = desk.end() > desk.end("where")
    return (is_followed or not follows) and (is_department(reading.words[last + 2]) or desk["where"] in _SHIFTS)


def _is_presented(candidate: Candidate) -> bool:
    """Whether "han" or a title goes before, and what somebody does follows: "han stein på teknisk"."""
    reading, first = candidate.reading, candidate.first
    head, tail = reading.before(first, 2), reading.after(candidate.last, 6)
    is_at_work = _is_at_desk(candidate, follows=False) or _is_said_of_one(tail)
    if cues.HE_OR_SHE.search(head):
        return is_at_work or re.match(r"\s(?:og|å)\s(?:han|ho|hun|hu)\b", tail) is not None
    before = reading.words[first - 1] if first else None
    if before is None or candidate.words[0].gap != " " or not is_title(before) or _PLURAL.search(before.form):
        return False
    return is_at_work or cues.ACTS.match(tail) is not None


def _is_one_of_several(candidate: Candidate) -> bool:
    """Whether it is named with others, and persons are spoken of: "stein, mai og even er med"."""
    reading = candidate.reading
    first, last = _run(candidate)
    others = [place for place in range(first, last + 1) if not candidate.first <= place <= candidate.last]
    names = [listing(reading.words[place]) for place in others if reading.words[place].form not in {"og", "å"}]
    is_joined = any(reading.words[place].form in {"og", "å"} for place in others)
    if not (names and is_joined and _AND_OTHERS.match(reading.after(last, 3))):
        return False
    is_beside_sure = any(not one.ambiguous for one in names)
    return is_beside_sure or _BEGINS.search(reading.before(first, 3)) is not None


def _run(candidate: Candidate) -> tuple[int, int]:
    """The first and the last of the given names that stand together."""
    reading, first, last = candidate.reading, candidate.first, candidate.last
    while first > 0 and _joins(reading, first, first - 1):
        first -= 1
    while last + 1 < len(reading.words) and _joins(reading, last + 1, last + 1):
        last += 1
    while reading.words[first].form in {"og", "å"}:
        first += 1
    while reading.words[last].form in {"og", "å"}:
        last -= 1
    return first, last


def _joins(reading: Reading, later: int, other: int) -> bool:
    word = reading.words[other]
    return reading.words[later].gap in {" ", ", "} and (word.form in {"og", "å"} or listing(word).given)
