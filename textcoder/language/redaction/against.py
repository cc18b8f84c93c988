"""What speaks for a candidate being something else than a person: a company, a department, a system, a word."""

import re

from textcoder.language.redaction import other_cues as cues
from textcoder.language.redaction.bearers import bears
from textcoder.language.redaction.cues import AT_WORK, FUNCTION_WORDS
from textcoder.language.redaction.known import is_known, is_storm
from textcoder.language.redaction.listings import (
    is_department,
    is_ordinary,
    is_place,
    is_rather_word,
    is_title,
    listing,
    may_be_surname,
)
from textcoder.language.redaction.naming import Candidate, is_introduced
from textcoder.language.redaction.words import word_list

_ENOUGH_AGAINST = 6
_MORE_FOR_WHOLE_NAMES = 3
_SIGHT = 80
"""Characters before and after that may tell what is called so."""
_LAST_NAMED = re.compile(r"([A-ZÆØÅ][^\W\d_]+)(?:,| og| å| eller| &)\s\Z")
_NEXT_NAMED = re.compile(r"(?:,| og| å| eller| &)\s([A-ZÆØÅ][^\W\d_]+)")


def against(candidate: Candidate) -> int:
    """What says that it is something else: a company, a system, a place, a month, an ordinary word."""
    words = candidate.words
    if is_thing(candidate) or is_storm(candidate):
        return -2 * _ENOUGH_AGAINST
    is_system = not word_list("things").isdisjoint(base for word in words for base in word.bases)
    if is_system or _is_month(candidate):
        return -_ENOUGH_AGAINST
    if _names_institution(candidate):
        return -_ENOUGH_AGAINST - _MORE_FOR_WHOLE_NAMES * (len(words) > 1)
    if all(is_department(word) and not listing(word).given for word in words) or _is_in_saying(candidate):
        return -2 * _ENOUGH_AGAINST
    found = -_ordinary(candidate) - _called_after(candidate) - _among_words(candidate)
    if len(words) == 1 and _names_thing(candidate):
        found -= 4
    return found - _where(candidate)


def _where(candidate: Candidate) -> int:
    """How much it is where somebody is: a house, a farm or a town."""
    head = candidate.reading.before(candidate.first, 3)
    is_staffed = cues.STAFF_AT.search(head) is not None and not candidate.listings[0].given
    is_in_place = cues.IN_PLACE.search(head) is not None and all(map(is_place, candidate.words))
    return _ENOUGH_AGAINST * is_staffed + 2 * (is_in_place or _is_at(candidate))


def is_thing(candidate: Candidate) -> bool:
    """Whether it is known, or said, to be the name of something: it is so wherever the text has it again."""
    if is_known(candidate) or bears(candidate) or cues.IS_NAME_OF_THING.match(candidate.reading.text, candidate.end):
        return True
    return cues.CALLED_THING.search(candidate.reading.before(candidate.first, 8)) is not None


def _is_at(candidate: Candidate) -> bool:
    """Whether somebody is at a house or a farm that has a surname: "på Fagerheim", "på Solvang og Fagerheim"."""
    names = candidate.listings[0]
    if len(candidate.words) > 1 or names.given or not names.ambiguous:
        return False
    return cues.AT.search(candidate.reading.text[max(0, candidate.start - _SIGHT) : candidate.start]) is not None


def _ordinary(candidate: Candidate) -> int:
    """How much the dictionaries take it for words."""
    words = [word for word in candidate.words if not word.is_initial]
    if not words or not all(map(is_ordinary, words)) or is_introduced(candidate.reading, candidate.first):
        return 0
    return 1 if words[0].tells_by_capital and all(map(may_be_surname, words)) else 3


def _is_in_saying(candidate: Candidate) -> bool:
    """Whether it stands in a saying."""
    reading, start = candidate.reading, candidate.start
    if candidate.words[0].starts_sentence and cues.HIS.match(reading.text, start):
        return True
    return cues.IDIOM.match(reading.text[start : start + 40].lower()) is not None


def _among_words(candidate: Candidate) -> int:
    """How much it is one of several ordinary words: "Bjørn og ulv", "Rune eller skrift"."""
    words, last = candidate.reading.words, candidate.last
    first, names = candidate.words[0], candidate.listings[0]
    is_told = first.starts_sentence or is_rather_word(first)
    if not (len(candidate.words) == 1 and names.ambiguous and is_told):
        return 0
    if not cues.AND_WORD.match(candidate.reading.text, candidate.end):
        return 0
    other = words[last + 2 if words[last + 1].form in {"og", "å", "eller"} else last + 1]
    is_sure_name = listing(other).given and not listing(other).ambiguous
    is_person = is_sure_name or is_title(other) or other.form in FUNCTION_WORDS or other.form in cues.COMPANIONS
    return 0 if is_person else 3


def _called_after(candidate: Candidate) -> int:
    """How much it is like what houses, wards and projects are called: "Avdeling Solvang", "Eik og Bjørk"."""
    head = candidate.reading.text[max(0, candidate.start - _SIGHT) : candidate.start]
    if cues.UNIT_BEFORE.search(head):
        names = candidate.listings[0]
        return 3 if names.given and not names.ambiguous else _ENOUGH_AGAINST
    if len(candidate.words) > 1 or not is_rather_word(candidate.words[0]):
        return 0
    tail = candidate.reading.text[candidate.end : candidate.end + _SIGHT]
    return 3 * any(other and word_list("rather_words") & {other[1].lower()} for other in _beside(head, tail))


def _beside(head: str, tail: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The words with a capital that are named with what stands between."""
    return _LAST_NAMED.search(head), _NEXT_NAMED.match(tail)


def _names_thing(candidate: Candidate) -> bool:
    """Whether a programme or a system is called so: "programmet Liv", "Liv og Helse"."""
    reading, last = candidate.reading, candidate.last
    if cues.THING_BEFORE.search(reading.before(candidate.first, 2)):
        return True
    is_with_more = cues.AND_THING.match(reading.text, candidate.end) is not None and last + 2 < len(reading.words)
    if AT_WORK.match(reading.after(last, 4)):
        return False
    return candidate.listings[0].ambiguous and is_with_more and is_ordinary(reading.words[last + 2])


def _names_institution(candidate: Candidate) -> bool:
    reading, last = candidate.reading, candidate.last
    last_word = candidate.words[-1]
    is_institution = last_word.form in cues.INSTITUTION and not listing(last_word).is_name
    if last_word.form in cues.COMPANY or is_institution or cues.SAINT.search(reading.before(candidate.first, 2)):
        return True
    if last + 1 == len(reading.words) or reading.words[last + 1].gap not in {" ", "-"}:
        return False
    follows = reading.words[last + 1]
    # "Karis skole" may be where Kari works; "Hansens skole" and "Olavs hospital" are institutions.
    is_street = follows.form in cues.STREETS and len(candidate.words) > 1
    is_of_person = candidate.listings[0].given and not follows.has_capital and not is_street
    return follows.form in cues.COMPANY or (follows.form in cues.INSTITUTION and not is_of_person)


def _is_month(candidate: Candidate) -> bool:
    text = candidate.reading.text
    if _is_january(candidate):
        return True
    if len(candidate.words) > 1 or candidate.words[0].form not in cues.MONTHS:
        return False
    is_year_next = text[candidate.end + 1 : candidate.end + 5].isdigit()
    return is_year_next or cues.IN_TIME.search(text[max(0, candidate.start - 12) : candidate.start].lower()) is not None


def _is_january(candidate: Candidate) -> bool:
    """Whether "jan" is cut short: "i jan", "15. jan.", "jan. og feb."."""
    text, start = candidate.reading.text, candidate.start
    match = cues.JANUARY.match(text, start)
    if match is None or match.end("word") != candidate.end:
        return False
    head = text[max(0, start - 12) : start].lower()
    if cues.MONTH_NEXT.search(head):
        return match["stop"] is not None or match["word"] == "jan"
    return match["stop"] is not None and match["more"] is not None and cues.JANUARY_NEXT.search(head) is not None
