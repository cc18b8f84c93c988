"""How much speaks for a candidate being a person's name: points from lists, form, context and the pipeline."""

import re
from collections.abc import Callable, Sequence

from textcoder.language.redaction import cues
from textcoder.language.redaction.against import against
from textcoder.language.redaction.colleagues import colleague_points
from textcoder.language.redaction.findings import Entity
from textcoder.language.redaction.known import is_beside_known
from textcoder.language.redaction.listings import (
    Listing,
    is_department,
    is_ordinary,
    is_place,
    is_rather_word,
    is_seldom_word,
    is_title,
    listing,
)
from textcoder.language.redaction.naming import PERSON_LABELS, Candidate, is_introduced, is_small_initial
from textcoder.language.redaction.reading import Word
from textcoder.language.redaction.small_letters import begins_clause, small_letter_points

ENOUGH = 4
"""Points that make a name. A witness that is nearly sure gives as many alone, a hint gives one or two."""

_PATRONYMIC = re.compile(r"(?:sen|son|datter|dóttir)s?\Z")
_NO_INITIALS = frozenset({"ps", "nb", "eu", "us", "usa", "as", "hr", "it", "fn", "ol", "vm", "tv", "pc", "pga", "dvs"})
_LEADING_PARTICLES = frozenset({"van", "von"})
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
        found = _given_and_word(word, has_no_case=has_no_case)
        return min(found, 3) if is_place(word) else found
    if is_place(word):
        return 2
    return ENOUGH if word.has_capital or has_no_case or word.shouts else 2


def _given_and_word(word: Word, *, has_no_case: bool) -> int:
    """What a given name is worth that is an ordinary word too."""
    if word.tells_by_capital:
        return 2 if is_rather_word(word) else ENOUGH
    if is_seldom_word(word):
        return 2 if word.has_capital else 1
    return int(word.has_capital or has_no_case)


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
        found += 3 + (words[1].is_initial and words[1].gap == "." and _letters(words) not in _NO_INITIALS)
    found += 2 * any(is_small_initial(candidate.reading, place) for place in range(candidate.first, candidate.last + 1))
    if words[0].form in _LEADING_PARTICLES and words[-1].has_capital and len(words) > 1:
        found += ENOUGH
    return found + any(_FOREIGN.search(word.form) is not None for word in words)


def _letters(words: Sequence[Word]) -> str:
    return "".join(word.form for word in words)


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
    return _is_word_too(candidate) and not candidate.words[0].has_capital and not is_seldom_word(candidate.words[0])


def _is_word_too(candidate: Candidate) -> bool:
    return len(candidate.words) == 1 and candidate.listings[0].ambiguous


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
        found += _at_work(candidate, tail) + (cues.THEN_HE_OR_SHE.search(tail) is not None)
        found += 2 * (cues.DESCRIBED.match(tail) is not None)
    if candidate.listings[0].given and candidate.words[0].has_capital:
        found += (cues.SAYS.match(tail) is not None) + _does_something(candidate, tail)
    beside = cues.APPOSITION.match(tail)
    if beside and last + 1 < len(reading.words) and is_title(reading.words[last + 1]):
        found += 3
    elif tail.startswith(",") and "," in candidate.words[0].gap and _role_before(candidate):
        found += 2
    return found


def _does_something(candidate: Candidate, tail: str) -> int:
    """Whether a verb in the past follows a name that is seldom a word: "Bjørn klarte"."""
    return 2 * (is_seldom_word(candidate.words[0]) and cues.PAST.match(tail) is not None)


def _at_work(candidate: Candidate, tail: str) -> int:
    """Whether a place of work follows, and what somebody does there: "på lønn", "i Servicetorget har"."""
    words, last = candidate.reading.words, candidate.last
    at_work = cues.AT_WORK.match(tail)
    if at_work is None and (beside := cues.AT.match(tail)) and is_department(words[last + 2]):
        at_work = beside
    if at_work is None:
        return 0
    if _is_word_too(candidate) and not candidate.listings[0].given and not candidate.words[0].tells_by_capital:
        # "Hagen ved sykehjemmet"
        return 1
    if _reads_as_words(candidate) and not begins_clause(candidate):
        # "mer liv på skolen"
        return 1
    return 2 + (cues.ACTS_THERE.match(tail, at_work.end()) is not None)


def _pipeline(candidate: Candidate, entities: Sequence[Entity]) -> int:
    """What the pipeline takes it for."""
    found = 0
    for entity in entities:
        if entity.start >= candidate.end or entity.end <= candidate.start:
            continue
        if entity.label in PERSON_LABELS:
            return 1 if _is_named_with_others(candidate, entities) else _worth_as_person(candidate)
        found = min(found, _worth_as_other(candidate, entity))
    return found


def _worth_as_other(candidate: Candidate, entity: Entity) -> int:
    """How far to believe that it is something else: little where lists or a title say who it is."""
    names = candidate.listings[0]
    if names.given and not names.ambiguous:
        if cues.SIGN_OFF.search(candidate.reading.before(candidate.first, 4)):
            return 0
        rest = candidate.reading.text[candidate.end : entity.end].strip()
        return -4 if rest[:1].isupper() or entity.start < candidate.start else 0
    is_within_more = entity.end - entity.start > candidate.end - candidate.start + 1
    if is_within_more:
        return -4
    if candidate.words[0].tells_by_capital and _role_before(candidate):
        return 0
    return -1 if candidate.is_listed else -3


def _is_named_with_others(candidate: Candidate, entities: Sequence[Entity]) -> bool:
    """Whether it is one of a list of what is no person: "Sintef og X"."""
    text = candidate.reading.text
    if is_beside_known(candidate) and not any(names.given for names in candidate.listings):
        return True
    return not candidate.is_listed and any(
        entity.label not in PERSON_LABELS and cues.BETWEEN.match(text[entity.end : candidate.start])
        for entity in entities
        if entity.end <= candidate.start
    )


def _worth_as_person(candidate: Candidate) -> int:
    """How far to believe the pipeline, which has read newspapers, where answers are written otherwise.

    It takes what begins an answer for a name, abbreviations too, and in lower case it guesses.
    """
    first, names = candidate.words[0], candidate.listings[0]
    if len(candidate.words) > 1 and any(word.has_capital for word in candidate.words):
        return 3 if candidate.is_listed or not is_ordinary(candidate.words[-1]) else 1
    if candidate.is_listed:
        return (2 if first.tells_by_capital or not first.has_capital else 1) if names.ambiguous else 3
    if first.shouts or not first.has_capital:
        return 1
    return 3 if first.tells_by_capital else 2


def _otherwise(candidate: Candidate, entities: Sequence[Entity]) -> int:
    del entities
    return against(candidate)


def _turns_of_phrase(candidate: Candidate, entities: Sequence[Entity]) -> int:
    del entities
    return colleague_points(candidate) + small_letter_points(candidate)


_WITNESSES: tuple[_Witness, ...] = (
    _lists, _form, _words_before, _words_after, _turns_of_phrase, _pipeline, _otherwise,
)  # fmt: skip
