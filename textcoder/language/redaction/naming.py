"""Stretches of words that may be a person's name: candidates, for the evidence to judge."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from textcoder.language.redaction import cues
from textcoder.language.redaction.dictionary import is_word_or_compound
from textcoder.language.redaction.findings import Entity
from textcoder.language.redaction.reading import Reading, Word
from textcoder.language.redaction.words import line_list, word_list

PERSON_LABELS = frozenset({"PER", "PERSON", "PRS"})
# fmt: off
_PARTICLES = frozenset({
    "van", "von", "de", "der", "den", "bin", "ibn", "bint", "al", "el", "af", "da", "du", "la", "le", "di", "dos",
    "del",
})
# fmt: on
_SHORT_PARTS = frozenset({"al", "el", "ul", "o", "d", "mc", "mac", "abd", "abu"})
_HYPHENS = re.compile("[-‐‑]")
_JOINT = re.compile(r"(?:\.? ?|[ \u00a0]{1,2})\Z")
_MOST_WORDS = 5
_LONGEST_SHORT_SURNAME = 5
"""Letters. "Ve" and "Moe" may be in the dictionary and not in the lists."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the name lists say of a word."""

    given: bool = False
    family: bool = False
    ambiguous: bool = False
    """An ordinary word too."""

    @property
    def is_name(self) -> bool:
        """Given or family."""
        return self.given or self.family


_NO_NAME = Listing()


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


def listing(word: Word) -> Listing:
    """Look a word up, as it stands or as a genitive."""
    if word.form in cues.FUNCTION_WORDS and not word.tells_by_capital:
        return _NO_NAME
    return _listing(word.bases)


@lru_cache(maxsize=20_000)
def _listing(bases: tuple[str, ...]) -> Listing:
    for base in bases:
        parts = [part for part in _HYPHENS.split(base) if part not in _SHORT_PARTS]
        given, family = word_list("given"), word_list("family")
        if parts and all(part in given or part in family for part in parts):
            # Two names in one word are no ordinary word, whatever either of them is.
            return Listing(
                given=base in given or parts[0] in given,
                family=base in family or parts[-1] in family,
                ambiguous=len(parts) == 1 and not word_list("ambiguous").isdisjoint(bases),
            )
    return _NO_NAME


def is_title(word: Word) -> bool:
    """Whether a word says what somebody is, not who."""
    return not line_list("titles").isdisjoint(word.bases)


def is_place(word: Word) -> bool:
    """Whether a municipality, county or town has this name, and few people have."""
    return not _places().isdisjoint(word.bases)


@cache
def _places() -> frozenset[str]:
    return line_list("places") - line_list("ambiguous_places")


def is_introduced(reading: Reading, place: int) -> bool:
    """Whether the words before can only be followed by a name."""
    if place == 0 or reading.words[place - 1].form not in cues.LAST_OF_INTRODUCTION:
        return False
    return cues.INTRODUCED.search(reading.before(place, 3)) is not None


def find_candidates(reading: Reading, entities: Sequence[Entity]) -> Iterator[Candidate]:
    """Find all that may be a name: runs of listed or capitalised words, and what the pipeline takes for a person."""
    persons = [(entity.start, entity.end) for entity in entities if entity.label in PERSON_LABELS]
    seen = {
        place
        for place, word in enumerate(reading.words)
        if any(start <= word.start and word.end <= end for start, end in persons)
    }
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


def _may_begin(reading: Reading, place: int, seen: Collection[int]) -> bool:
    word = reading.words[place]
    names = listing(word)
    # Without a full stop a capital may be anything: "plan B", "I".
    is_initial = word.is_initial and reading.text[word.end : word.end + 1] == "."
    is_like_name = names.is_name or (word.has_capital and len(word.text) > 1) or is_initial
    if not (is_like_name or place in seen or is_introduced(reading, place)):
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
    if not _JOINT.match(word.gap) or ("." in word.gap and not previous.is_initial):
        return False
    if (is_title(word) and not names.is_name) or _is_part_of_compound(reading, word):
        return False
    if place in seen and place - 1 in seen:
        return True
    follows_name = earlier.is_name or previous.has_capital or previous.is_initial or previous.form in _PARTICLES
    if word.has_capital or word.is_initial:
        return follows_name
    if word.form in _PARTICLES and place + 1 < len(reading.words):
        return follows_name and _is_name_like(reading.words[place + 1]) and previous.form not in _PARTICLES
    return names.is_name and follows_name and _fits(reading, first, place)


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
            or not any(one.given for one in later)
            or not _is_led_in_by(word, candidate.reading.words[first + 1])
        ):
            break
        first += 1
    while last > first and (candidate.reading.words[last].form in _PARTICLES or _is_appended(candidate, last)):
        last -= 1
    return Candidate(candidate.reading, first, last)


def _is_led_in_by(word: Word, later: Word) -> bool:
    """Whether a word before a name is rather the sentence's: "Takk", "Ring", "Rektor"."""
    names = listing(word)
    if names.is_name and names.ambiguous and not word.has_capital:
        return later.has_capital
    if names.is_name:
        return word.starts_sentence and names.ambiguous and not names.given
    return word.starts_sentence or is_title(word) or is_ordinary(word)


def _is_appended(candidate: Candidate, last: int) -> bool:
    """Whether an ordinary word is last, after a whole name: "Kari Nordmann Servicetorget"."""
    words = candidate.reading.words
    is_whole = last - candidate.first > 1 or len(words[last].text) > _LONGEST_SHORT_SURNAME
    return (
        is_whole and listing(words[last - 1]).is_name and not listing(words[last]).is_name and is_ordinary(words[last])
    )


def is_ordinary(word: Word) -> bool:
    """Whether a word that is in no name list is an ordinary one, as far as dictionaries tell."""
    # Of "IKT-pedagog" the head is looked up.
    return not listing(word).is_name and is_word_or_compound(_HYPHENS.split(word.form)[-1])
