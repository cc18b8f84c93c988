"""Names of municipalities, counties and towns: from a list, and from the pipeline where the list does not know them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from textcoder.language.redaction.dictionary import is_word, is_word_or_compound
from textcoder.language.redaction.findings import Entity, Finding, Kind
from textcoder.language.redaction.reading import Reading
from textcoder.language.redaction.words import line_list, lookup_form, word_list

_POLITICAL = frozenset({"GPE_LOC", "GPE_ORG"})
_GEOGRAPHIC = _POLITICAL | {"LOC"}
_PIECE = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_JOINT = re.compile(r"[ \t\xa0]+|[-‐‑]")
"""Between the words of one name: "Nord-Fron", "Nord Fron"."""
_IN_AN_ADDRESS = re.compile(r"\.(?:kommune|no|com|org|net)\b", re.IGNORECASE)
# fmt: off
_CIVIC = frozenset({
    "kommune", "kommunen", "kommunes", "kommuner", "kommunar", "kommunene", "kommunane", "fylke", "fylket", "fylkes",
    "fylker", "fylka", "fylkeskommune", "fylkeskommunen", "fylkeskommunes", "herad", "heradet", "herads", "bydel",
    "bydelen", "kommunestyre", "kommunestyret", "bystyre", "bystyret", "heradsstyre", "heradsstyret",
})
_CIVIC_BEFORE = _CIVIC | {"byen", "bygda", "bygden", "tettstedet", "tettstaden", "bygdene"}
_PREPOSITIONS = frozenset({
    "i", "på", "fra", "frå", "ifra", "ifrå", "til", "te", "tel", "uti", "oppi", "nedi",
    "borti", "ved", "nær", "rundt", "utenfor", "utanfor", "mellom", "mot",
})
_CONJUNCTIONS = frozenset({"og", "eller"})
# Too large to say where anyone is.
_WIDE = frozenset({
    "norge", "noreg", "norway", "norden", "skandinavia", "sverige", "danmark", "finland", "island", "tyskland",
    "england", "storbritannia", "polen", "ukraina", "russland", "usa", "eu", "eøs", "europa", "asia", "afrika",
    "vesten", "staten", "stortinget", "regjeringen", "regjeringa", "nord-norge", "nord-noreg", "vestlandet",
    "østlandet", "austlandet", "sørlandet", "midt-norge", "midt-noreg", "nav", "ks",
})
# fmt: on
_ENDINGS = (
    "fjord",
    "fjorden",
    "dal",
    "dalen",
    "vik",
    "vika",
    "bygd",
    "bygda",
    "nes",
    "neset",
    "vangen",
    "sund",
    "øy",
    "øya",
)
_SURE, _LISTED, _SEEN, _LIKELY = 0.95, 0.9, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    text: str
    form: str


class _Answer:
    """A text in pieces: runs of letters."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self.text = text
        self.entities = entities
        self.pieces = tuple(
            _Piece(match.start(), match.end(), match[0], lookup_form(match[0])) for match in _PIECE.finditer(text)
        )

    @cached_property
    def capitals_tell(self) -> bool:
        """Whether a capital stands only where Norwegian wants one."""
        reading = Reading(self.text)
        return not (reading.shouts or reading.is_title_case)

    @cached_property
    def is_lower(self) -> bool:
        return self.text.islower()

    def form_at(self, number: int) -> str:
        """A piece as lists have it; nothing beyond either end."""
        return self.pieces[number].form if 0 <= number < len(self.pieces) else ""

    def seen_as(self, labels: frozenset[str], start: int, end: int) -> bool:
        """Whether the pipeline sees a name of one of these kinds here."""
        return any(e.label in labels and e.start < end and start < e.end for e in self.entities)

    def is_joined(self, number: int) -> bool:
        """Whether a piece belongs with the one before it, as far as what stands between them says."""
        gap = self.text[self.pieces[number - 1].end : self.pieces[number].start]
        return _JOINT.fullmatch(gap) is not None


def find_places(text: str, entities: Sequence[Entity]) -> list[Finding]:
    """Find municipalities, counties, towns and their districts, in order and not overlapping.

    A listed name counts where it has a capital; one that is an ordinary word or a surname too, only where the words
    around it or the pipeline say that it is a place. What the pipeline alone takes for a place counts as well.

    Args:
        text: One answer.
        entities: What the pipeline sees in it; empty if there is none.
    """
    answer = _Answer(text, entities)
    listed = list(_listed(answer))
    unlisted = [
        finding
        for finding in _unlisted(answer)
        if not any(f.start < finding.end and finding.start < f.end for f in listed)
    ]
    return sorted(listed + unlisted, key=lambda finding: finding.start)


def _listed(answer: _Answer) -> Iterator[Finding]:
    number = 0
    while number < len(answer.pieces):
        name = _name_at(answer, number)
        last = number + max(len(name), 1) - 1
        confidence = _confidence(answer, number, last, name) if name else 0.0
        if confidence:
            yield Finding(answer.pieces[number].start, answer.pieces[last].end, Kind.PLACE, confidence)
        # A name that is none here may hide one: "Sande" in the midst of "Nes Sande".
        number = last + 1 if confidence else number + 1


def _name_at(answer: _Answer, number: int) -> tuple[str, ...]:
    """The longest listed name that begins with a piece, in words; empty if there is none."""
    form = answer.form_at(number)
    for name in _names().get(form, ()):
        if _continues(answer, number, name):
            return name
    base = form.removesuffix("s")
    return (base,) if (base,) in _names().get(base, ()) else ()


def _continues(answer: _Answer, number: int, name: tuple[str, ...]) -> bool:
    followers = range(number + 1, number + len(name))
    forms = [answer.form_at(follower) for follower in followers]
    if not followers:
        return True
    wanted = list(name[1:])
    is_genitive = forms[-1] == wanted[-1] + "s" and forms[:-1] == wanted[:-1]
    return (forms == wanted or is_genitive) and all(map(answer.is_joined, followers))


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Listed names in words by the first of these, the longest first."""
    names: dict[str, list[tuple[str, ...]]] = {}
    for line in line_list("places"):
        words = tuple(_PIECE.findall(line))
        names.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(those, key=lambda words: (-len(words), words))) for first, those in names.items()}


def _confidence(answer: _Answer, first: int, last: int, name: tuple[str, ...]) -> float:
    """How sure it is that a listed name is one here; 0: it is not."""
    start, end = answer.pieces[first].start, answer.pieces[last].end
    if _IN_AN_ADDRESS.match(answer.text, end) or answer.text[start - 1 : start] == "@":
        return 0.0
    if answer.form_at(last + 1) in _CIVIC and answer.is_joined(last + 1):
        return _SURE
    if _is_in_a_persons_name(answer, start, end):
        return 0.0
    if len(name) == 1 and name[0] in line_list("ambiguous_places"):
        return _confidence_of_ambiguous(answer, first)
    if answer.text[start].isupper():
        return _LISTED
    follows = _follows(answer, first, _PREPOSITIONS)
    return _SEEN if len(name) > 1 or follows or answer.is_lower else 0.0


def _confidence_of_ambiguous(answer: _Answer, number: int) -> float:
    piece = answer.pieces[number]
    if not piece.text[0].isupper():
        return 0.0
    if answer.seen_as(_GEOGRAPHIC, piece.start, piece.end) or _follows(answer, number, _CIVIC_BEFORE):
        return _SEEN
    if _follows(answer, number, _CONJUNCTIONS) and _is_surely_listed(answer, number - 2):
        return _LIKELY
    means_it = answer.capitals_tell and not piece.text.isupper()
    return _LIKELY if means_it and _follows(answer, number, _PREPOSITIONS) else 0.0


def _is_surely_listed(answer: _Answer, number: int) -> bool:
    """Whether a piece is a place by itself, so that what "og" joins to it is likely one too."""
    form = answer.form_at(number)
    sure = (form,) in _names().get(form, ()) and form not in line_list("ambiguous_places")
    return sure and answer.pieces[number].text[0].isupper()


def _follows(answer: _Answer, number: int, words: frozenset[str]) -> bool:
    return answer.form_at(number - 1) in words and answer.is_joined(number)


def _is_in_a_persons_name(answer: _Answer, start: int, end: int) -> bool:
    """Part of "Kari Grimstad"; the pipeline may well take a place that stands alone for a person."""
    return any(
        e.label == "PER" and e.start <= start and end <= e.end and e.end - e.start > end - start + 1
        for e in answer.entities
    )


def _unlisted(answer: _Answer) -> Iterator[Finding]:
    """What the pipeline takes for a place, without "kommune" and the like."""
    for entity in answer.entities:
        if entity.label not in _POLITICAL or not answer.capitals_tell:
            continue
        inside = [piece for piece in answer.pieces if entity.start <= piece.start and piece.end <= entity.end]
        is_civic = bool(inside) and inside[-1].form in _CIVIC
        while inside and inside[-1].form in _CIVIC:
            inside.pop()
        if not inside or not inside[0].text[0].isupper():
            continue
        start, end = inside[0].start, inside[-1].end
        form = lookup_form(answer.text[start:end])
        if {form, form.removesuffix("s")} & _WIDE or _is_known_otherwise(form):
            continue
        if is_civic or _is_named_as_place(answer, inside):
            yield Finding(start, end, Kind.PLACE, _LIKELY)


def _is_named_as_place(answer: _Answer, pieces: Sequence[_Piece]) -> bool:
    """Whether the words around speak for a place as well; departments have such names: "i Skole", "fra Beredskap"."""
    if all(_is_ordinary(piece.form) for piece in pieces):
        return False
    first, last = answer.pieces.index(pieces[0]), answer.pieces.index(pieces[-1])
    is_civic = answer.form_at(last + 1) in _CIVIC and answer.is_joined(last + 1)
    return is_civic or _follows(answer, first, _PREPOSITIONS | _CIVIC_BEFORE)


def _is_ordinary(form: str) -> bool:
    """Whether a word means something else; many names of places are put together of two words: "Tindefjord"."""
    return is_word(form) or (is_word_or_compound(form) and not form.endswith(_ENDINGS))


def _is_known_otherwise(form: str) -> bool:
    """A word of our lists that the pipeline mistakes for a place: "Rektor", "Kommunen", "Altinn"."""
    return form in line_list("titles") or form in _CIVIC_BEFORE or form in word_list("things")
