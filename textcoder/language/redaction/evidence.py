"""How much speaks for a candidate being a person's name: points from lists, form, context and the pipeline."""

import re
from collections.abc import Callable, Sequence

from textcoder.language.redaction import cues
from textcoder.language.redaction.findings import Entity
from textcoder.language.redaction.naming import (
    PERSON_LABELS,
    Candidate,
    Listing,
    is_introduced,
    is_ordinary,
    is_place,
    is_title,
    listing,
)
from textcoder.language.redaction.reading import Word
from textcoder.language.redaction.words import word_list

ENOUGH = 4
"""Points that make a name. A witness that is nearly sure gives as many alone, a hint gives one or two."""

_ENOUGH_AGAINST = 6
_PATRONYMIC = re.compile(r"(?:sen|son|datter|dóttir)s?\Z")
_FOREIGN = re.compile(r"[łśćčęąńżźğışßñšžđŋőűțșý]")
"""Letters that Norwegian words are not written with, in lower case: told of no case, ı would be any i."""

_Witness = Callable[[Candidate, Sequence[Entity]], int]


def points(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """How much speaks for a candidate; a name from ``ENOUGH`` points."""
    return sum(witness(candidate, entities) for witness in _WITNESSES)


def _lists(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """The best listed word, and names that follow each other."""
    del entities
    best = max(_listed(candidate, word) for word in candidate.words)
    listings = candidate.listings
    if not listings[0].given or len(listings) == 1:
        return best
    return best + _following(candidate, listings)


def _listed(candidate: Candidate, word: Word) -> int:
    names = listing(word)
    if names.given:
        return _given(candidate, word, names)
    if not names.family:
        return 0
    if is_place(word) and not _PATRONYMIC.search(word.form):
        return int(word.has_capital)
    if names.ambiguous:
        return 2 * word.tells_by_capital
    if _PATRONYMIC.search(word.form) and word.has_capital:
        return ENOUGH
    return 3 if word.tells_by_capital else 2 if word.has_capital else int(_PATRONYMIC.search(word.form) is not None)


def _given(candidate: Candidate, word: Word, names: Listing) -> int:
    has_no_case = candidate.reading.has_no_case
    if names.ambiguous:
        found = ENOUGH if word.tells_by_capital else int(word.has_capital or has_no_case)
        return min(found, 3) if is_place(word) else found
    if is_place(word):
        return 2
    return ENOUGH if word.has_capital or has_no_case or word.shouts else 2


def _following(candidate: Candidate, listings: tuple[Listing, ...]) -> int:
    """A given name and more."""
    pairs = list(zip(candidate.words[1:], listings[1:], strict=True))
    if any(names.is_name and not names.ambiguous for _, names in pairs):
        return 3
    if any(names.is_name for _, names in pairs):
        return 3 if candidate.words[0].has_capital or not listings[0].ambiguous else 1
    return 3 if any(word.has_capital and not is_ordinary(word) for word, _ in pairs) else 0


def _form(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """Capitals that no sentence asks for, initials, and letters of other languages."""
    del entities
    words = candidate.words
    found = sum(word.tells_by_capital and not (word.is_initial or listing(word).is_name) for word in words[:2])
    if any(word.is_initial for word in words[:-1]) and (words[-1].has_capital or listing(words[-1]).is_name):
        found += 3
    return found + any(_FOREIGN.search(word.form) is not None for word in words)


def _words_before(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """The strongest that the words before say."""
    del entities
    reading, first = candidate.reading, candidate.first
    head = reading.before(first, 4)
    is_listed, has_capital = candidate.is_listed, candidate.words[0].has_capital
    if is_introduced(reading, first):
        return ENOUGH
    said = [
        3 * (cues.SIGN_OFF.search(head) is not None),
        (2 + is_listed) * (cues.ASKED.search(head) is not None),
        3 * ((is_listed or has_capital) and cues.NAMED.search(head) is not None),
        1 * (is_listed and cues.BESIDE_PERSON.search(head) is not None),
    ]
    if not _reads_as_words(candidate):
        said += [3 * _role_before(candidate), (2 + is_listed) * (cues.HE_OR_SHE.search(head) is not None)]
    return max(said)


def _reads_as_words(candidate: Candidate) -> bool:
    """Whether it is one ordinary word in lower case, and may be the verb: "lederen ville", "hun finne"."""
    return len(candidate.words) == 1 and not candidate.words[0].has_capital and candidate.listings[0].ambiguous


def _role_before(candidate: Candidate) -> bool:
    """Whether a title or a relation goes before: "rektor X", "sjefen min X", "min far, X"."""
    words, place = candidate.reading.words, candidate.first - 1
    if place < 0 or candidate.words[0].gap.strip() not in {"", ",", "."}:
        return False
    if words[place].form in cues.OWNERS and place > 0:
        return candidate.is_listed or _is_role(words[place - 1])
    return _is_role(words[place])


def _is_role(word: Word) -> bool:
    return is_title(word) or word.form.endswith(cues.HEADS_OF_TITLES)


def _words_after(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """What follows says that it is a person: "sier", "(avdelingsleder)", "på lønn … hun"."""
    del entities
    reading, last = candidate.reading, candidate.last
    tail = reading.after(last, 12)
    found = 2 * (cues.ACTS.match(tail) is not None)
    if candidate.is_listed:
        found += 2 * (cues.AT_WORK.match(tail) is not None) + (cues.THEN_HE_OR_SHE.search(tail) is not None)
    beside = cues.APPOSITION.match(tail)
    if beside and last + 1 < len(reading.words) and is_title(reading.words[last + 1]):
        found += 3
    return found


def _pipeline(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """What the pipeline takes it for."""
    found = 0
    for entity in entities:
        if entity.start >= candidate.end or entity.end <= candidate.start:
            continue
        if entity.label in PERSON_LABELS:
            return _worth_as_person(candidate)
        is_within_more = entity.end - entity.start > candidate.end - candidate.start + 1
        found = min(found, -4 if is_within_more else -1 if candidate.is_listed else -3)
    return found


def _worth_as_person(candidate: Candidate) -> int:
    """How far to believe the pipeline, which has read newspapers, where answers are written otherwise.

    It takes what begins an answer for a name, abbreviations too, and in lower case it guesses.
    """
    first, names = candidate.words[0], candidate.listings[0]
    if len(candidate.words) > 1 and any(word.has_capital for word in candidate.words):
        return 3
    if candidate.is_listed:
        return 2 if names.ambiguous else 3
    if first.shouts or not first.has_capital:
        return 1
    return 3 if first.tells_by_capital else 2


def _against(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """What says that it is something else: a company, a system, a place, a month, an ordinary word."""
    del entities
    words = candidate.words
    if not word_list("things").isdisjoint(base for word in words for base in word.bases):
        return -_ENOUGH_AGAINST
    if _names_institution(candidate) or _is_month(candidate):
        return -_ENOUGH_AGAINST
    found = 0
    if all(is_ordinary(word) for word in words if not word.is_initial):
        found -= 0 if is_introduced(candidate.reading, candidate.first) else 3
    if len(words) == 1 and _names_thing(candidate):
        found -= 3
    if all(is_place(word) for word in words) and cues.IN_PLACE.search(candidate.reading.before(candidate.first, 2)):
        found -= 2
    return found


def _names_thing(candidate: Candidate) -> bool:
    """Whether a programme or a system is called so: "programmet Liv", "Liv og Helse"."""
    reading, last = candidate.reading, candidate.last
    if cues.THING_BEFORE.search(reading.before(candidate.first, 2)):
        return True
    is_with_more = cues.AND_THING.match(reading.text, candidate.end) is not None and last + 2 < len(reading.words)
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
    is_of_person = candidate.listings[0].given and not follows.has_capital
    return follows.form in cues.COMPANY or (follows.form in cues.INSTITUTION and not is_of_person)


def _is_month(candidate: Candidate) -> bool:
    if len(candidate.words) > 1 or candidate.words[0].form not in cues.MONTHS:
        return False
    text = candidate.reading.text
    is_year_next = text[candidate.end + 1 : candidate.end + 5].isdigit()
    return is_year_next or cues.IN_TIME.search(text[max(0, candidate.start - 12) : candidate.start].lower()) is not None


_WITNESSES: tuple[_Witness, ...] = (_lists, _form, _words_before, _words_after, _pipeline, _against)
