"""Things that are called after persons: ships, robots, rooms, buildings, exercises, firms, and what is in quotes."""

import re

from textcoder.language.redaction.cues import HE_OR_SHE
from textcoder.language.redaction.naming import Candidate

_SIGHT = 90
"""Characters before that may tell what bears the name."""
_NAMED = r"[A-ZÆØÅ][^\W\d_.-]*(?:\s(?:og\s)?[A-ZÆØÅ][^\W\d_-]*\.?){0,3}"
_BEARERS = (
    r"(?:båt|ferj[ea]|ferge|skip|skøyt|redningsskøyt|skute|skuta|buss|trikk|minibuss|brøytebil|feiebil|søppelbil|elbil|(?<!mo)(?<!sta)bil"
    r"|snøfres|fres|plog|traktor|klipper|klippar|pumpe|heis|lift|robot|støvsuger|støvsugar|vaskemaskin|maskin|drone|agv|chatbot|bot|ekstremvær"
    r"|ekstremvêr|uvær|uvêr|storm|orkan|øvelse|øving|møterom|grupperom|kantine|auditori|avatar)"
)
_ENDING = r"(?:-?(?:en|n|a|et|t|ene|ane|ar|er|et|r|umet|met|ma|mene|mane|romma|s))?"
_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?i:(?:[^\W\d_]+-?)??{_BEARERS}{_ENDING})\s[\"«“'(]*(?:{_NAMED}(?:,| og| å| &| eller)\s)*\Z"
)
"""A noun and its name: "båten Marie", "møterommene Ibsen, Undset og Hamsun"."""
_FIRM_BEFORE = re.compile(
    r"(?<![^\W\d_])(?i:[^\W\d_]*(?:advokatfirma|konsulentfirma|selskap|firma|arkitektkontor)(?:et)?"
    r"|(?:konsulent|rådgiver|rådgjevar|advokat)(?:ene|ane|ar|er|ne) (?:i|fra|frå))"
    rf"\s[\"«“'(]*(?:{_NAMED}(?:,| og| å| &| eller)\s)*\Z"
)
"""The same of firms, which bear surnames: "advokatfirmaet Holt", "konsulentene i Holt og Strand"."""
_BAPTISED = re.compile(
    rf"\b(?i:døpte|døypte|døpt|døypt|kalte|kalla|kalt|kaller|kallar)\s(?:[^\W\d_]+\s){{0,3}}?"
    rf"(?i:[^\W\d_]*{_BEARERS}{_ENDING})\s(?:(?:på|i|til)\s[^\W\d_]+\s)?[\"«“'(]*\Z"
)
_NEAR = re.compile(rf"(?<![^\W\d_])(?i:(?:[^\W\d_]+-?)??{_BEARERS}{_ENDING})(?![^\W\d_])")
_DOES = re.compile(
    r",?\s(?:som\s)?(?:har\s|hadde\s|fikk\s|fekk\s)?(?:bruk|kjør|køyr|bestil|lag[ade]|led[eid]|leid|kjøp|lånt?|låner|skaff|bygd|bygg|utvikl"
    r"|program|tok|tar\b|tek\b|hent|fiks|reparer|pass|styr|teikn|tegn|eig|eier|eide|åtte|fann|fant|innfør|foreslo|ville|vil\b)"
)
"""What people do with things: somebody's name, with "som" left out before it."""
_QUOTED = re.compile(r"[\"«“]\Z")
_UNQUOTED = re.compile(r"(?:\s?[0-9]{2,4})?[\"»”]")
_AFTER = re.compile(
    rf"[\"»”]?(?:,? (?:og|å|eller) [A-ZÆØÅ][^\W\d_]+|, [A-ZÆØÅ][^\W\d_]+)* (?:heter|heiter|heite|kalles|blir kalla) "
    rf"(?:[^\W\d_]+\s){{0,4}}(?i:[^\W\d_]*{_BEARERS}{_ENDING})(?![^\W\d_])"
)
"""The name first: "Elin og Ocean heter de to nye båtene"."""
_HYPHENED = re.compile(
    r"[^\W\d_]+\.?(?:\s[A-ZÆØÅ][^\W\d_]*\.?){0,3}-(?i:huset|bygget|bygningen|rommet|salen|senteret|stiftelsen|stiftinga|prisen"
    r"|fondet|stipendet|metoden|modellen|programmet|systemet|prinsippet|loven|lova|kurven|hallen|parken|skolen|skulen"
    r"|tenking|tenkning|rettleiing|veiledning|kulturen|typane|typene|effekten|sirkelen|trappa|pyramiden|banden)\b"
)
_INSTITUTION = re.compile(
    r"\s(?:vgs\b|vid(?:are|ere)gåande|vidaregående|videregående|skole|skule|barneskole|barneskule|ungdomsskole"
    r"|ungdomsskule|barnehage|sykehjem|sjukeheim|omsorgssenter|bibliotek)\b"
)
_PARTNER = re.compile(r"\s?&\s[A-ZÆØÅ][^\W\d_]+\b(?!\s(?:på|i)\s[a-zæøå])")
_AT_DESK = re.compile(r"\s(?:på|i)\s[a-zæøå]")
_FIRST_PARTNER = re.compile(r"(?P<first>[A-ZÆØÅ][^\W\d_]+)\s?&\s\Z")


def bears(candidate: Candidate) -> bool:
    """Whether a thing bears the name, as far as the words around tell."""
    text, start = candidate.reading.text, candidate.start
    head = text[max(0, start - _SIGHT) : start]
    if _begins_with_bearer(candidate):
        return True
    if is_called_so(candidate) or _is_institution(candidate):
        return True
    return _HYPHENED.match(text, start) is not None or _is_firm(candidate, head)


def is_called_so(candidate: Candidate) -> bool:
    """Whether it is said that a thing is called so: it is so wherever the text has the name again."""
    text, start = candidate.reading.text, candidate.start
    head = text[max(0, start - _SIGHT) : start]
    if _stands_after_bearer(candidate, head) or _is_quoted(candidate, head):
        return True
    return _BAPTISED.search(head) is not None or _AFTER.match(text, candidate.end) is not None


def _stands_after_bearer(candidate: Candidate, head: str) -> bool:
    """Whether a thing goes before: "båten Marie". In "bilen Kari bruker" and "bussen Ola Hansen kjører" it has none."""
    if not _BEFORE.search(head):
        return False
    names = candidate.listings
    is_whole = len(names) > 1 and names[0].given and names[-1].family
    return not is_whole and _DOES.match(candidate.reading.text, candidate.end) is None


def _begins_with_bearer(candidate: Candidate) -> bool:
    """Whether what bears the name was taken for its first word: "Advokatfirmaet Holt"."""
    if len(candidate.words) == 1 or candidate.listings[0].is_name:
        return False
    return _bearer_before(candidate.reading.text[candidate.start : candidate.words[1].start])


def _bearer_before(head: str) -> bool:
    return bool(_BEFORE.search(head) or _FIRM_BEFORE.search(head))


def _is_quoted(candidate: Candidate, head: str) -> bool:
    """Whether it stands alone in quotes beside a thing, and is not how somebody is called: "ho «Tulla»"."""
    if not (_QUOTED.search(head) and _UNQUOTED.match(candidate.reading.text, candidate.end)):
        return False
    after = candidate.reading.text[candidate.end : candidate.end + _SIGHT]
    is_thing = _NEAR.search(head) or _NEAR.search(after)
    return is_thing is not None and HE_OR_SHE.search(head[:-1].lower()) is None


def _is_institution(candidate: Candidate) -> bool:
    """Whether a school is called so: not "Karis skole", where she may work."""
    last, text = candidate.words[-1], candidate.reading.text
    is_genitive = len(last.bases) > 1 and candidate.listings[-1].is_name and len(candidate.words) == 1
    follows = _INSTITUTION.match(text, candidate.end)
    return follows is not None and not is_genitive and len(candidate.words) > 1


def _is_firm(candidate: Candidate, head: str) -> bool:
    """Whether a firm is named, or it is one of two surnames that make one: "Holt & Strand"."""
    names = candidate.listings[0]
    if names.given:
        return False
    if _FIRM_BEFORE.search(head):
        return True
    if len(candidate.words) > 1 or not candidate.words[0].has_capital:
        return False
    text, end = candidate.reading.text, candidate.end
    # "Hansen & Olsen på teknisk" are two people.
    is_second = _FIRST_PARTNER.search(head) is not None and _AT_DESK.match(text, end) is None
    return is_second or _PARTNER.match(text, end) is not None
