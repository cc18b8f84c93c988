"""Street addresses: a street's name and a number, with postcode and place where they stand beside it."""

import re
from collections.abc import Iterator

from textcoder.language.redaction.dictionary import is_word
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.surroundings import before
from textcoder.language.redaction.words import line_list, lookup_form, word_list

_WORD = r"(?<!\w)[^\W\d_][\w'’-]{0,60}"
_CAPITALISED = r"(?:[A-ZÆØÅÁČŠ][\w'’-]*\.?)"
_NUMBER = (
    r"[0-9]{1,4}(?:\s?[–/-]\s?[0-9]{1,4})?"
    r"(?:[A-Za-z][–/-][A-Za-z](?!\w)|[A-Za-z](?!\w)|\s[A-HJ-Z](?!\w)|\s[a-dg](?!\w))?"
)
_STREET = re.compile(
    rf"(?P<word>{_WORD}\.?),?\s+(?:nr\.?\s?|nummer\s)?(?P<number>{_NUMBER})(?![\w%]|[.:/-][0-9]|,[0-9](?![0-9]{{3}}\s))"
)
_FLAT = re.compile(
    r"(?:,?\s*(?:(?:leil(?:ighet|egheit|\.)?|lgh\.?|bolig|bustad|oppg(?:ang|\.)|inng(?:ang|\.))\s?(?:nr\.?|nummer)?\s?"
    r"(?:[HULK][0-9]{4}|[0-9]{1,4}|[A-Za-z])|[HULK]0[0-9]{3}|[0-9]{1,2}\.?\s?(?:etg\.?|etasje))(?!\w))+",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    rf"(?:\s?,\s*|\s+)(?:NO?-?\s?)?(?P<code>[0-9]{{4}})\b(?P<place>\s+{_WORD}(?:\s+{_CAPITALISED}){{0,2}})?"
)
_PART_OF_TOWN = re.compile(r"\s+(?:[NSVØ]|[Ss]entrum)(?!\w)")
_PLACE = re.compile(rf",\s+(?P<place>{_CAPITALISED}(?:\s+{_CAPITALISED})?)")
_PREVIOUS = re.compile(rf"(?P<word>(?:[A-ZÆØÅ]\.)+|{_WORD}\.?|[IVX]+|[0-9]{{1,2}}\.?s)\s$")
_INITIAL = re.compile(r"\b(?:[A-ZÆØÅ]|St)\.\Z")
_BOX = re.compile(r"\b(?i:postboks|postb\.|p\.?b\.?|boks)\s[0-9]{1,4}\b(?:\s[A-ZÆØÅ][\w-]+){0,2}")
_LIVES = re.compile(
    r"\b(?:bor|bur|budde|bodde|bodd|adress\w*|adr\.?|flytt\w+)\s?:?\s(?:er\s|på\s|i\s|til\s|te\s|opp\s|oppe\s)*$"
)
_UNITS = re.compile(
    r"\s?(?:%|prosent|kr\b|kroner|ganger|gonger|gang\b|timer|timar|time\b|min\b|minutt|år\b|dag|uke|veke|måned|km\b|m\b"
    r"|meter|mil\b|stk|person|ansatt|tilsett|barn|elev|bolig|bustad|plass|mill|bil|prosjekt|punkt|steg|trinn)"
)

# Other endings of streets end other words as well, and ask for a capital.
# fmt: off
_SURE_ENDINGS = (
    "veien", "vegen", "veg", "vei", "gata", "gaten", "gate", "svingen", "stien", "gt", "gt.", "vn", "vn.",
    "smuget", "smauet", "alléen", "alleen", "allé", "bakken", "faret", "terrasse", "brygge", "torg", "kroken",
    "allmenningen", "almenningen", "allmenning", "almenning",
)
_TERRAIN = (
    "lia", "åsen", "haugen", "myra", "moen", "jordet", "kollen", "bråten", "løkka", "sletta", "lunden", "vika",
    "neset", "odden", "plassen", "kleiva", "hamna", "bekken", "flata",
)
"""Endings of words that are in the dictionary too, and name no department."""
_INITIAL_ENDINGS = ("v.", "g.")
_SPOKEN_ENDINGS = ("gadå", "gado", "vigå", "viga", "bakkjen", "vegjen", "væjen", "bakkan", "haugan", "gt'n", "veien'")
_OWN_WORDS = frozenset({
    "gate", "gt", "gt.", "g.", "vei", "veg", "v.", "vn", "vn.", "plass", "pl", "pl.",
    "torg", "allé", "alle", "terrasse", "brygge", "bro", "kai",
    "ring", "gata", "gaten", "veien", "vegen", "sti", "park", "bakke", "tun",
})
_SIDES = frozenset({
    "øvre", "nedre", "nordre", "søndre", "søre", "østre", "austre", "vestre", "indre", "inste", "ytre", "ytste",
})
_BEFORE_STREET = _SIDES | {"store", "lille", "vesle", "gamle", "nye", "st.", "sankt"}
# fmt: on
_ROADS = re.compile(
    r"(?:riks|fylkes|europa|kommune|motor|adkomst|tilkomst|om|inn|av|ut|ring|gang|sykkel|sti|bil)ve(?:i|g)(?:en)?\Z"
    r"|(?:hoved|lande|skogs|gårds)ve(?:i|g)\Z|\A[rfe]v\.?\Z"
)
_OTHER_PLACES = re.compile(
    r"(?:arbeids|parkerings|barnehage|syke?hjem|sjukeheim|møte|elev|prøve|lær|praksis|skole|korttids|leke|sitte)"
    r"(?!.*(?:veien|vegen|veg|vei|gata|gaten|gate|bakken|svingen|stien)\Z)"
)
# fmt: off
_NEVER_STREETS = frozenset({
    "uke", "veke", "postboks", "boks", "side", "kap", "kapittel", "sak", "nr", "punkt", "pkt", "trinn", "klasse",
    "versjon", "del", "fase", "nivå", "avdeling", "rom", "etasje", "kl", "ca", "til", "fra", "frå", "og", "på", "i",
    "for", "med", "eller", "adresse", "bor", "bur", "windows", "office", "covid", "skala", "alternativ", "spørsmål",
    "artikkel", "paragraf", "bygg", "blokk", "buss", "linje", "ny", "god", "lang", "kort",
    "rett", "egen", "en", "ein", "ved", "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
})
# fmt: on
_MOST_NAME_WORDS = 4
_LONGEST_NUMBER = 3
_STANDS_IN = re.compile(r"\b(?:i|på|fra|frå)\s$")
_SHORT = 5


def find_addresses(text: str) -> Iterator[Finding]:
    """Find the street addresses in a text."""
    for match in _STREET.finditer(text):
        word, number = lookup_form(match["word"]), match["number"]
        if word in _NEVER_STREETS or _UNITS.match(text, match.end()):
            continue
        flat = _FLAT.match(text, match.end())
        number_end = flat.end() if flat else match.end()
        end = _end_of_place(text, number_end)
        has_postcode = end > number_end and any(letter.isdigit() for letter in text[number_end:end])
        start = _start_of_name(text, match)
        is_named = start < match.start()
        if has_postcode and (match["word"][0].isupper() or _is_street(match["word"], named=word != "ring")):
            yield Finding(start, end, Kind.ADDRESS, 0.98)
        elif not _is_year(number) and (_is_street(match["word"], named=is_named) or _is_told(text, match, start)):
            yield Finding(start, end, Kind.ADDRESS, 0.9)
    for match in _BOX.finditer(text):
        end = _end_of_place(text, match.end())
        if end > match.end():
            yield Finding(match.start(), end, Kind.ADDRESS, 0.8)


def _is_told(text: str, street: re.Match[str], start: int) -> bool:
    """Whether the words around a name say that it is a street: "bor i Fjellro 2", "Vestre Rosten 81"."""
    word = lookup_form(street["word"])
    endings = word_list("places_streets")
    if (word in line_list("places") and word not in endings) or _ROADS.search(word) or _OTHER_PLACES.match(word):
        return False
    first = lookup_form(text[start : street.start()]).split()
    if street["word"][0].isupper() and first and first[0] in _SIDES:
        return True
    if _is_shortened(word) and "nr" not in street[0].lower() and _STANDS_IN.search(before(text, start)):
        return True
    is_name = street["word"][0].isupper() or (word.endswith(tuple(endings)) and word not in endings)
    return is_name and _LIVES.search(before(text, start)) is not None


def _is_shortened(word: str) -> bool:
    """Whether it may be a street cut short: "strandg", "kirkev"; in lower case a preposition must go before it."""
    return word.endswith(("g", "v")) and len(word) > _SHORT and not is_word(word)


def _is_street(written: str, *, named: bool) -> bool:
    """Whether a word before a number is a street.

    Args:
        written: As it stands in the text.
        named: Words that name a street stand before it, as in "Karl Johans gate".
    """
    word = lookup_form(written)
    if _ROADS.search(word) and not (named and written[0].isupper()):
        return False
    if word in _OWN_WORDS:
        return named
    if _OTHER_PLACES.match(word):
        return False
    if word.endswith(_SURE_ENDINGS) and word not in _SURE_ENDINGS:
        return True
    return written[0].isupper() and _ends_as_street(word)


def _ends_as_street(word: str) -> bool:
    """Whether a word with a capital ends as a street does that may well be none."""
    if word.endswith(_INITIAL_ENDINGS):
        # "Kirkev. 3"; "Vi har behov. 3 ansatte".
        return len(word) > _LONGEST_NUMBER and not is_word(word[:-1])
    endings = word_list("places_streets")
    if word in endings:
        return False
    # "Barnehagen 2" and "Opplæring 3" end as streets do.
    return word.endswith(_TERRAIN) or (word.endswith((*endings, *_SPOKEN_ENDINGS)) and not is_word(word))


def _is_year(number: str) -> bool:
    return len(number) > _LONGEST_NUMBER and number[:2] in {"19", "20"}


def _start_of_name(text: str, street: re.Match[str]) -> int:
    """Where the street's name begins: "Øvre Slottsgate", "Christian Michelsens gate", "karl johans gate"."""
    start, is_own_word = street.start(), lookup_form(street["word"]) in _OWN_WORDS
    for place in range(_MOST_NAME_WORDS):
        match = _PREVIOUS.search(text, max(0, start - 40), start)
        if match is None or (word := lookup_form(match["word"])) in _NEVER_STREETS:
            break
        is_name = match["word"][0].isupper() and not _starts_sentence(text, match.start())
        is_genitive = place == 0 and word.endswith(("s", "x", "z")) and len(word) > _LONGEST_NUMBER
        if lookup_form(street["word"]) == "alle" and is_word(word):
            break  # "Kjære alle 3", and not "Bygdøy alle 3"
        is_side = word in _SIDES and street["word"][0].isupper()
        is_genitive = is_genitive or word[0].isdigit()
        if not (
            is_side
            or word in _BEFORE_STREET
            or (is_own_word and (is_name or is_genitive or _is_given_before(word, place)))
        ):
            break
        start = match.start()
    return start


def _is_given_before(word: str, place: int) -> bool:
    """Whether a word is the given name before a family name: "karl" of "karl johans gate"."""
    return place == 1 and word in word_list("given") - word_list("ambiguous")


def _starts_sentence(text: str, start: int) -> bool:
    head = text[max(0, start - 40) : start].rstrip()
    return head.endswith((".", "!", "?", ":")) and not _INITIAL.search(head)


def _end_of_place(text: str, end: int) -> int:
    """Where postcode and place after a street's number end; the same where there are none."""
    if match := _POSTCODE.match(text, end):
        place = match["place"]
        if place is None:
            return end if _is_year(match["code"]) else match.end("code")
        if (name_end := _end_of_name(place)) or not _is_year(match["code"]):
            return match.start("place") + name_end if name_end else match.end("code")
    if (match := _PLACE.match(text, end)) and lookup_form(match["place"]) in line_list("places"):
        return match.end()
    return end


def _end_of_name(place: str) -> int:
    """How much of the words after a postcode is the name of a place: listed, or with a capital; 0: nothing."""
    places, words = line_list("places"), list(re.finditer(r"\S+", place))
    for count in range(len(words), 0, -1):
        if lookup_form(place[: words[count - 1].end()].strip()) in places:
            end = words[count - 1].end()
            part = _PART_OF_TOWN.match(place, end)
            return part.end() if part else end
    return words[0].end() if words[0][0][0].isupper() else 0
