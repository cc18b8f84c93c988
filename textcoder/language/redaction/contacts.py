"""E-mail addresses, links, and numbers that are written as no other number is."""

import re
from collections.abc import Iterator

from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.words import lookup_form, word_list

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOT = r"(?:\.|\s?[(\[{]?\b(?:punktum|punkt|dot)\b[)\]}]?\s?)"
_AT = (
    r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|a|alfa|krøllalfa|alfakrøll|@)\s?[)\]}>]\s?"
    r"|\s(?:krøllalfa|krøll-?alfa|kr[øo]lla|alfakrøll|alfa-?krøll|snabel-?a)\s)"
)
_LOCAL = r"[\w.+'’-]*\w(?:\s(?:punktum|dot)\s\w[\w.+-]*)*"
_EMAIL = re.compile(rf"(?<![\w.+-]){_LOCAL}{_AT}{_LABEL}(?:{_DOT}{_LABEL})+(?![\w@])", re.IGNORECASE)
_SPELT_AT = re.compile(
    rf"(?<![\w.+-])(\w+(?:[._-]\w+)*) at {_LABEL}(?:{_DOT}{_LABEL})*{_DOT}(?:no|com|net|org)\b", re.I
)
_UNFINISHED = re.compile(rf"(?<![\w.+-])\w[\w.+-]*@{_LABEL}(?![\w@])")
"""kari@kommunen: meant as an address all the same."""

_SCHEME = re.compile(r"\b(?:https?|ftps?)\s?:\s?//\s?[^\s<>\"«»\ue000]+|\bwww\.[^\s<>\"«»\ue000]+", re.IGNORECASE)
_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?:{_LABEL}\.)+(?P<top>[a-z]{{2,10}})(?P<rest>(?::[0-9]{{2,5}})?(?:[/?#][^\s<>\"«»\ue000]*)?)(?![\w@-])",
    re.IGNORECASE,
)
# fmt: off
_TOPS = frozenset({
    "no", "com", "org", "net", "info", "io", "eu", "dk", "uk", "fi", "gov", "edu", "app", "dev", "ai", "tv", "biz",
    "fr", "nl", "pl", "es", "ch", "ca",
})
# fmt: on
_WORDLIKE_TOPS = frozenset({"se", "de", "me", "nu", "is", "co", "it", "at", "be", "us", "ly", "to", "so"})
"""Also words, so that a forgotten space makes a domain of them: "for lite tid.me har ikkje". A path must follow, or
a name with a hyphen or several parts go before."""
_PRODUCTS = frozenset({"asp.net", "vb.net", "ado.net", "ml.net"})
_CLOSING = ".,;:!?'’)]}"

_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_FOREIGN = re.compile(r"\+\s?[0-9(]|\b00\s?[1-9]")


def find_contacts(text: str) -> Iterator[Finding]:
    """Find e-mail addresses, links, IBANs and foreign phone numbers; they may overlap."""
    if "@" in text or "(" in text or "[" in text or " " in text:
        yield from _emails(text)
    if "." in text or "//" in text:
        yield from _links(text)
    yield from _ibans(text)
    yield from _foreign_phones(text)


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL, 0.99)
    for match in _UNFINISHED.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL, 0.8)
    for match in _SPELT_AT.finditer(text):
        # "at" is a word: "sier at kommunen.no er nede" names no one.
        local = lookup_form(match[1])
        if not local.isalpha() or local in word_list("given") - word_list("ambiguous"):
            yield Finding(match.start(), match.end(), Kind.EMAIL, 0.8)


def _links(text: str) -> Iterator[Finding]:
    for match in _SCHEME.finditer(text):
        yield Finding(match.start(), _end_of_link(text, match), Kind.URL, 0.99)
    for match in _DOMAIN.finditer(text):
        if _is_domain(match):
            yield Finding(match.start(), _end_of_link(text, match), Kind.URL, 0.9)


def _is_domain(match: re.Match[str]) -> bool:
    top, name = match["top"].lower(), match[0].lower()
    if top in _TOPS:
        return name not in _PRODUCTS
    has_path = match["rest"][:1] == "/" and len(match["rest"]) > 1
    return top in _WORDLIKE_TOPS and (has_path or "-" in name or match[0].count(".") > 1)


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
        compact = match[0].replace(" ", "")
        if iban.is_valid(compact) or (compact.startswith("NO") and len(compact) == 15):  # noqa: PLR2004 (NO + 13)
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
