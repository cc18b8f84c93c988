"""Stretches of words that may be a person's name: candidates, for the evidence to judge."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from textcoder.language.redaction import cues, other_cues
from textcoder.language.redaction.findings import Entity
from textcoder.language.redaction.listings import (
    Listing,
    is_department,
    is_ordinary,
    is_seldom_word,
    is_title,
    listing,
    may_be_surname,
)
from textcoder.language.redaction.reading import Reading, Word

PERSON_LABELS = frozenset({"PER", "PERSON", "PRS"})
# fmt: off
_PARTICLES = frozenset({
    "van", "von", "de", "der", "den", "bin", "ibn", "bint", "al", "el", "af", "da", "du", "la", "le", "di", "dos",
    "del",
})
# fmt: on
_FIRST_PARTICLES = frozenset({"van", "von", "de"})
"""Another particle may follow: "van der Meer"."""
_PREPOSITIONS = frozenset(
    {"uten", "utan", "ifølge", "ifølgje", "hos", "med", "til", "etter", "fra", "frå", "når", "da", "då"}
)
_JOINT = re.compile(r"(?:\.? ?|[ \u00a0]{1,2})\Z")
_SMALL_WORDS = frozenset("iåeæaonu")
_AFTER_INITIAL = re.compile(r"\s*(?:[.,;:)/\n]|\Z|(?:og|å)\s)")
_MOST_WORDS = 5
_LONGEST_SHORT_SURNAME = 5
"""Letters. "Ve" and "Moe" may be in the dictionary and not in the lists."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words from ``first`` to ``last``, both included."""

    reading: Reading
    first: int
    last: int

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words, at least one."""
        return self.reading.words[self.first : self.last + 1]

    @property
    def listings(self) -> tuple[Listing, ...]:
        """What the lists say of each word."""
        return tuple(listing(word) for word in self.words)

    @property
    def start(self) -> int:
        """First character in the text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """First character after it."""
        return self.words[-1].end

    @property
    def is_listed(self) -> bool:
        """Whether any word is in a name list."""
        return any(one.is_name for one in self.listings)


def is_introduced(reading: Reading, place: int) -> bool:
    """Whether the words before can only be followed by a name."""
    if place == 0 or reading.words[place - 1].form not in cues.LAST_OF_INTRODUCTION:
        return False
    return cues.INTRODUCED.search(reading.before(place, 3)) is not None


def is_small_initial(reading: Reading, place: int) -> bool:
    """Whether one letter in lower case stands for a name after one: "thomas b", "kåre m. vik"."""
    if place == 0 or place >= len(reading.words):
        return False
    word, previous = reading.words[place], reading.words[place - 1]
    if len(word.text) > 1 or word.text.isupper() or word.form in _SMALL_WORDS or word.gap != " ":
        return False
    names = listing(previous)
    is_name = names.given and not previous.has_capital and (not names.ambiguous or is_seldom_word(previous))
    return is_name and _AFTER_INITIAL.match(reading.text, word.end) is not None


def find_candidates(reading: Reading, entities: Sequence[Entity]) -> Iterator[Candidate]:
    """Find all that may be a name: runs of listed or capitalised words, and what the pipeline takes for a person."""
    seen = _within(reading.words, [entity for entity in entities if entity.label in PERSON_LABELS])
    place = 0
    while place < len(reading.words):
        if not _may_begin(reading, place, seen):
            place += 1
            continue
        last = place
        while (
            last + 1 < len(reading.words)
            and last - place + 1 < _MOST_WORDS
            and _goes_on(reading, place, last + 1, seen)
        ):
            last += 1
        yield _trimmed(Candidate(reading, place, last))
        place = last + 1


def _within(words: Sequence[Word], entities: Sequence[Entity]) -> set[int]:
    """The places of words that lie whole in an entity."""
    starts = [word.start for word in words]
    return {
        place
        for entity in entities
        for place in range(bisect_left(starts, entity.start), bisect_left(starts, entity.end))
        if words[place].end <= entity.end
    }


def _may_begin(reading: Reading, place: int, seen: Collection[int]) -> bool:
    word = reading.words[place]
    names = listing(word)
    # Without a full stop a capital may be anything: "plan B", "I".
    is_initial = word.is_initial and reading.text[word.end : word.end + 1] == "."
    is_like_name = names.is_name or (word.has_capital and len(word.text) > 1) or is_initial
    is_particle = word.form in {"van", "von"} and _leads_to_name(reading, place)
    if not (is_like_name or is_particle or place in seen or is_introduced(reading, place)):
        return False
    if (word.form in other_cues.UNITS or is_department(word)) and not names.given:
        return False
    is_owner = word.form in cues.OWNERS and not word.has_capital
    return not (
        is_owner or (is_title(word) and not (names.given and word.has_capital)) or _is_part_of_compound(reading, word)
    )


def _is_part_of_compound(reading: Reading, word: Word) -> bool:
    """Whether it is cut off by a hyphen or a slash, as in "bo- og omsorg", "per time/dag"."""
    return reading.text[word.end : word.end + 1] == "-" or (not word.has_capital and word.gap.endswith(("-", "/", "'")))


def _goes_on(reading: Reading, first: int, place: int, seen: Collection[int]) -> bool:
    """Whether the word at a place belongs to the name that begins at ``first`` and reaches the word before it."""
    word, previous = reading.words[place], reading.words[place - 1]
    names, earlier = listing(word), listing(previous)
    is_after_initial = previous.is_initial or is_small_initial(reading, place - 1)
    if not _JOINT.match(word.gap) or ("." in word.gap and not is_after_initial):
        return False
    is_other = is_title(word) or is_department(word)
    if (is_other and not names.is_name) or _is_part_of_compound(reading, word):
        return False
    is_word = names.ambiguous and previous.has_capital and not word.has_capital
    if is_small_initial(reading, place) or (place in seen and place - 1 in seen and not is_word):
        return True
    follows_name = earlier.is_name or previous.has_capital or previous.is_initial or previous.form in _PARTICLES
    if word.has_capital or word.is_initial:
        return follows_name
    if word.form in _PARTICLES and (previous.form not in _PARTICLES or previous.form in _FIRST_PARTICLES):
        return follows_name and _leads_to_name(reading, place)
    return names.is_name and (is_after_initial or (follows_name and _fits(reading, first, place)))


def _leads_to_name(reading: Reading, place: int) -> bool:
    """Whether a name follows a particle: "van Dijk", or two: "van der Meer"."""
    later = reading.words[place + 1 : place + 3]
    if later and later[0].form in _PARTICLES and reading.words[place].form in _FIRST_PARTICLES:
        later = later[1:]
    return bool(later) and _is_name_like(later[0])


def _is_name_like(word: Word) -> bool:
    return word.has_capital or (listing(word).is_name and not listing(word).ambiguous)


def _fits(reading: Reading, first: int, place: int) -> bool:
    """Whether a listed word in lower case, or in capitals as all are, goes on with the name before it."""
    names, previous = listing(reading.words[place]), reading.words[place - 1]
    if not names.ambiguous:
        return True
    # "Kari sitter", "liv bo": an ordinary word in lower case joins only names in lower case that are sure.
    so_far = reading.words[first:place]
    has_sure_name = any(listing(word).is_name and not listing(word).ambiguous for word in so_far)
    return names.family and has_sure_name and not previous.has_capital and listing(previous).is_name


def _trimmed(candidate: Candidate) -> Candidate:
    """Without unlisted words at the start where a listed given name follows: "Takk Kari"."""
    first, last = candidate.first, candidate.last
    listings = candidate.listings
    while first < last:
        word, later = candidate.reading.words[first], listings[first - candidate.first + 1 :]
        if (
            word.is_initial
            or not (any(one.given for one in later) or _is_preposition_before(candidate.reading, first))
            or not _is_led_in_by(word, candidate.reading.words[first + 1])
        ):
            break
        first += 1
    rest = Candidate(candidate.reading, first, last)
    while last > first and (candidate.reading.words[last].form in _PARTICLES or _is_appended(rest, last)):
        last -= 1
    return Candidate(candidate.reading, first, last)


def _is_preposition_before(reading: Reading, place: int) -> bool:
    """Whether a preposition begins the sentence, and a surname or initials follow: "Uten Berg", "Ifølge K.L."."""
    word, later = reading.words[place], reading.words[place + 1]
    is_name = later.is_initial or (later.has_capital and listing(later).family)
    return word.starts_sentence and word.form in _PREPOSITIONS and is_name


def _is_led_in_by(word: Word, later: Word) -> bool:
    """Whether a word before a name is rather the sentence's: "Takk", "Ring", "Rektor"."""
    names = listing(word)
    if names.is_name and names.ambiguous and not word.has_capital:
        return later.has_capital
    if names.is_name:
        return word.starts_sentence and names.ambiguous and not names.given
    is_told_by_capital = word.tells_by_capital and later.has_capital and len(word.text) <= _LONGEST_SHORT_SURNAME
    if word.starts_sentence and not word.shouts:
        return is_title(word) or is_department(word) or is_ordinary(word)
    return word.shouts or is_title(word) or (is_ordinary(word) and not is_told_by_capital)


def _is_appended(candidate: Candidate, last: int) -> bool:
    """Whether an ordinary word is last, after a whole name: "Kari Nordmann Servicetorget"."""
    words = candidate.reading.words
    before, word = words[last - 1], words[last]
    if word.is_initial or not listing(before).is_name or not is_ordinary(word):
        return False
    if last - candidate.first > 1 and listing(before).family:
        return True
    return len(word.text) > _LONGEST_SHORT_SURNAME and not may_be_surname(word)
