"""E-mail addresses, links, and numbers that are written as no other number is."""

import re
from collections.abc import Iterator

from textcoder.language.redaction.dictionary import is_word
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.surroundings import before
from textcoder.language.redaction.words import lookup_form, word_list

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOT = r"(?:\s?\.|\s?[(\[{]?\b(?:punktum|punkt|prikk|dot)\b[)\]}]?\s?)"
_AT = (
    r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|a|alfa|kr[øo]ll[ -]?alfa|alfa[ -]?kr[øo]ll|snabel[ -]?a|@)\s?[)\]}>]\s?"
    r"|\s?-\s?at\s?-\s?|\s(?:kr[øo]ll[ -]?alfa|kr[øo]lla|alfa[ -]?kr[øo]ll|snabel[ -]?a)\s)"
)
_LOCAL = r"[\w.+'’-]{0,63}\w(?:\s(?:punktum|dot|\.)\s\w[\w.+-]{0,63}){0,5}"
_ENDS = r"(?:no|com|net|org)"
_DOMAIN_NAME = (
    rf"(?:{_LABEL}(?:{_DOT}{_LABEL})+(?:(?<!\.no)(?<!\.NO),{_ENDS}\b)?(?:(?<=\.n)\so\b)?|{_LABEL}\s?[.,]\s?{_ENDS}\b)"
)
"""With the slips of a thumb: ".kommune,no", ".n o"."""
_EMAIL = re.compile(rf"(?<![\w.+-]){_LOCAL}{_AT}{_DOMAIN_NAME}(?![\w@])", re.IGNORECASE)
_SPELT_AT = re.compile(
    rf"(?<![\w.+-])(\w+(?:(?:[._-]|\s(?:dot|punktum)\s)\w+){{0,8}}) at {_LABEL}(?:{_DOT}{_LABEL})*{_DOT}{_ENDS}\b", re.I
)
# fmt: off
_MAILBOXES = frozenset({
    "post", "postmottak", "epost", "mail", "info", "kontakt", "ide", "ideer", "idear", "idé", "idéer", "innspill",
    "innspel", "forslag", "tips", "hjelp", "support", "service", "brukerstøtte", "it", "ikt", "hr", "personal", "lønn",
    "leder", "leiar", "rådmann", "ordfører", "ordførar", "skole", "skule", "barnehage", "helse", "kultur", "teknisk",
    "varsling", "varsel", "innovasjon", "nyskaping", "utvikling", "redaksjon", "servicetorg", "booking", "faktura",
})
# fmt: on
"""Words that addresses begin with, and that no clause with "at" follows."""
_OPENS_CLAUSE = frozenset({"sier", "seier", "at", "om", "slik", "sånn", "for", "skriver", "skriv", "skrev", "mener"})
_WRITES = re.compile(r"(?:\be-?post\w*|\be?-?mail\w*|\bepost\w*|\bsend\w*|\bskriv\w*)[^.!?]{0,25}$")
_UNFINISHED = re.compile(rf"(?<![\w.+-])\w[\w.+-]*@{_LABEL}(?![\w@])")
"""kari@kommunen: meant as an address all the same."""

_SCHEME = re.compile(
    r"\b(?:h?tt?ps?|ftps?)\s?[:;]?\s?//\s?[^\s<>\"«»\ue000]+"
    rf"|\bw{{3,4}}\.\s?{_LABEL}\.\s{_ENDS}\b|\bw{{3,4}}\.\s?[^\s<>\"«»\ue000]+",
    re.IGNORECASE,
)
_SPELT_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?:www\s(?:dot|punktum)\s)?({_LABEL})\s(dot|punktum)\s{_ENDS}\b", re.IGNORECASE
)
_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?:{_LABEL}\.)+(?P<top>[a-z]{{2,10}})(?P<rest>(?::[0-9]{{2,5}})?(?:[/?#][^\s<>\"«»\ue000]*)?)(?![\w@-])",
    re.IGNORECASE,
)
# fmt: off
_TOPS = frozenset({
    "no", "com", "org", "net", "eu", "dk", "uk", "fi", "gov", "edu", "biz", "fr", "nl", "pl", "es", "ch", "gl", "gle",
})
# fmt: on
_ABBREVIATED = re.compile(r"(?:f\.eks|bl\.a|m\.m|m\.fl|o\.l|osv|etc|evt|mfl|mm|ca|jf|dvs|pga)\.[a-z]+\Z")
"""With a space forgotten: "osv.no"."""
_MODERN_TOPS = frozenset(
    {
        "info",
        "io",
        "app",
        "dev",
        "ai",
        "tv",
        "ca",
        "online",
        "name",
        "site",
        "link",
        "page",
        "cloud",
        "tech",
    }
)
"""Words as well: the name before them must be none."""
_WORDLIKE_TOPS = frozenset({"se", "de", "me", "nu", "is", "co", "it", "at", "be", "us", "ly", "to", "so"})
"""Also words, so that a forgotten space makes a domain of them: "for lite tid.me har ikkje". A path must follow, or
a name with a hyphen or several parts go before."""
_PUBLIC = frozenset({"asp.net", "vb.net", "ado.net", "ml.net", "kommune.no"})
"""Products, and what all municipalities share."""
# fmt: off
_BEFORE_NOW = frozenset({
    "det", "dette", "den", "her", "der", "dei", "vi", "oss", "dykk", "nok", "slutt", "ferdig", "bra", "gjort", "lenge",
    "ikkje", "på", "til", "med", "om", "så", "da", "då", "ja", "nei", "noko", "alt",
})
# fmt: on
"""Words that stand before "no", which is also the nynorsk for now, with a space forgotten."""
_CLOSING = ".,;:!?'’)]}"

_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_NORWEGIAN_IBAN = re.compile(r"\b(?:no|NO ?)[0-9]{2}(?:[ .-]?[0-9]){11}\b(?![.-]?[0-9])")
_FOREIGN = re.compile(r"\+\s?[0-9(]|\b00\s?[1-9]")


def find_contacts(text: str) -> Iterator[Finding]:
    """Find e-mail addresses, links, IBANs and foreign phone numbers; they may overlap."""
    yield from _emails(text)
    if "." in text or "//" in text or " dot " in text or " punktum " in text:
        yield from _links(text)
    yield from _ibans(text)
    yield from _foreign_phones(text)


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL, 0.99)
    for match in _UNFINISHED.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL, 0.8)
    for match in _SPELT_AT.finditer(text):
        if _may_be_mailbox(text, match):
            yield Finding(match.start(), match.end(), Kind.EMAIL, 0.8)


def _may_be_mailbox(text: str, spelt: re.Match[str]) -> bool:
    """Whether "at" may stand for a sign: it is a word, and "sier at kommunen.no er nede" names no one."""
    local = lookup_form(spelt[1])
    is_given = local in word_list("given") - word_list("ambiguous")
    if not local.isalpha() or is_given or local in _MAILBOXES or not is_word(local):
        return True
    return _WRITES.search(before(text, spelt.start())) is not None and local not in _OPENS_CLAUSE


def _links(text: str) -> Iterator[Finding]:
    for match in _SCHEME.finditer(text):
        yield Finding(match.start(), _end_of_link(text, match), Kind.URL, 0.99)
    for match in _SPELT_DOMAIN.finditer(text):
        label, dot = lookup_form(match[1]), match[2].lower()
        if match[0].lower().startswith("www") or (dot == "dot" and label != "at") or not is_word(label):
            yield Finding(match.start(), match.end(), Kind.URL, 0.7)
    for match in _DOMAIN.finditer(text):
        if _is_domain(match):
            yield Finding(match.start(), _end_of_link(text, match), Kind.URL, 0.9)


def _is_domain(match: re.Match[str]) -> bool:
    top, name = match["top"].lower(), match[0].lower()
    has_path = match["rest"][:1] == "/" and len(match["rest"]) > 1
    is_built = has_path or "-" in name or name.count(".") > 1
    if _ABBREVIATED.match(name):
        return False
    if top in _MODERN_TOPS:
        label = name.split(".")[0]
        return is_built or not (is_word(label) or label in word_list("things"))
    if top in _TOPS:
        label = name.split(".")[0]
        forgot_space = match["top"] == "no" and label in _BEFORE_NOW
        starts_anew = match["top"] == "No" and is_word(label)
        is_bare = name.count(".") == 1 and not match["rest"]
        return not (is_bare and (name in _PUBLIC or forgot_space or starts_anew))
    return top in _WORDLIKE_TOPS and is_built


def _end_of_link(text: str, match: re.Match[str]) -> int:
    """Without the punctuation of the sentence around it; a bracket that was opened in it belongs to it."""
    start, end = match.span()
    while end > start and text[end - 1] in _CLOSING:
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        end -= 1
    return end


def _ibans(text: str) -> Iterator[Finding]:
    from stdnum import iban

    for match in _IBAN.finditer(text):
        if iban.is_valid(match[0].replace(" ", "")):
            yield Finding(match.start(), match.end(), Kind.ACCOUNT, 0.95)
    for match in _NORWEGIAN_IBAN.finditer(text):
        yield Finding(match.start(), match.end(), Kind.ACCOUNT, 0.95)


def _foreign_phones(text: str) -> Iterator[Finding]:
    """Numbers with + or 00 and a country code."""
    if not _FOREIGN.search(text):
        return
    # Imported here: it knows the numbers of all countries, and takes its time to load them.
    from phonenumbers import Leniency, PhoneNumberMatcher

    for match in PhoneNumberMatcher(text, "NO", leniency=Leniency.POSSIBLE):
        if match.raw_string.lstrip("(").startswith(("+", "00")):
            yield Finding(match.start, match.end, Kind.PHONE, 0.9)
