"""Putting placeholders in the stead of what was found, the same for the same thing in all texts of a respondent."""

import re
from collections import Counter
from collections.abc import Sequence

from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.words import lookup_form, word_list

_NAME_PART = re.compile(r"[^\W\d_]+")
_NOT_DIGIT = re.compile(r"[^0-9]")
_SPELT_AT = re.compile(
    r"\s*(?:[(\[{<]\s*(?:at|a|alfa|krøllalfa|alfakrøll|@)\s*[)\]}>]|\b(?:\w*krøll\w*|snabel-?a)\b)\s*"
)
_SPELT_DOT = re.compile(r"\s*\b(?:punktum|punkt|dot)\b\s*")
_WEB = re.compile(r"\A(?:https?://)?(?:www\.)?|[/.]+\Z")
_STREET = re.compile(r"\A(.*?[0-9]+(?:\s?[a-z]\b)?).*\Z", re.DOTALL)
_NORWEGIAN = re.compile(r"\A(?:00)?47(?=[0-9]{8}\Z)")


def replace(texts: Sequence[str], findings: Sequence[Sequence[Finding]]) -> list[str]:
    """Put placeholders in the stead of findings.

    The first person is ``[NAVN]``, the next ``[NAVN-2]``, and so on, counted over all the texts; a person who is
    named again gets the placeholder of the first time, by the given name alone too. Likewise for the other kinds.

    Args:
        texts: All texts of one respondent.
        findings: Of each text, in order and not overlapping. Length as ``texts``.

    Returns:
        The texts; what lies outside the findings is as it was.
    """
    mentions = [
        (finding.kind, text[finding.start : finding.end])
        for text, found in zip(texts, findings, strict=True)
        for finding in found
    ]
    placeholders = _placeholders(mentions)
    return [
        _replaced(text, found, [placeholders[finding.kind, text[finding.start : finding.end]] for finding in found])
        for text, found in zip(texts, findings, strict=True)
    ]


def _replaced(text: str, found: Sequence[Finding], placeholders: Sequence[str]) -> str:
    pieces, end = [], 0
    for finding, placeholder in zip(found, placeholders, strict=True):
        pieces += [text[end : finding.start], placeholder]
        end = finding.end
    return "".join([*pieces, text[end:]])


def _placeholders(mentions: Sequence[tuple[Kind, str]]) -> dict[tuple[Kind, str], str]:
    """The placeholder of each mention, numbered within its kind as things first occur."""
    persons = _persons([written for kind, written in mentions if kind is Kind.PERSON])
    keys = {
        (kind, written): str(persons[written]) if kind is Kind.PERSON else _key(kind, written)
        for kind, written in mentions
    }
    numbers: dict[tuple[Kind, str], int] = {}
    count: Counter[Kind] = Counter()
    placeholders = {}
    for kind, written in mentions:
        key = kind, keys[kind, written]
        if key not in numbers:
            count[kind] += 1
            numbers[key] = count[kind]
        number = numbers[key]
        placeholders[kind, written] = f"[{kind.placeholder}]" if number == 1 else f"[{kind.placeholder}-{number}]"
    return placeholders


def _key(kind: Kind, written: str) -> str:
    """What two ways of writing the same thing have in common."""
    form = lookup_form(written)
    if kind in {Kind.PHONE, Kind.ACCOUNT, Kind.NATIONAL_ID}:
        return _NORWEGIAN.sub("", _NOT_DIGIT.sub("", form)) or form
    if kind is Kind.EMAIL:
        return "".join(_SPELT_DOT.sub(".", _SPELT_AT.sub("@", form)).split())
    if kind is Kind.URL:
        return _WEB.sub("", form)
    if kind is Kind.ADDRESS:
        return "".join(filter(str.isalnum, _STREET.sub(r"\1", form)))
    return " ".join(form.split())


def _persons(names: Sequence[str]) -> dict[str, int]:
    """A number for each way of writing a name; two that may be one person's have the same."""
    known: list[tuple[str, ...]] = []
    numbers = {}
    # The fullest name first: "Kari" and "Nordmann" are then seen to be parts of "Kari Nordmann", wherever they stand.
    for name in sorted(dict.fromkeys(names), key=lambda name: -len(_parts(name))):
        parts = _parts(name)
        number = next((place for place, others in enumerate(known) if _is_same(parts, others)), len(known))
        if number == len(known):
            known.append(parts)
        numbers[name] = number
    return numbers


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, the last one without its genitive s."""
    parts = _NAME_PART.findall(lookup_form(name))
    if len(parts) > 1 and parts[-1] == "s":
        del parts[-1]
    if parts and not _is_listed(parts[-1]):
        parts[-1] = parts[-1].removesuffix("s") or parts[-1]
    return tuple(parts)


def _is_listed(part: str) -> bool:
    return part in word_list("given") or part in word_list("family")


def _is_same(parts: tuple[str, ...], fuller: tuple[str, ...]) -> bool:
    """Whether every part is one of the fuller name's, or its first letter."""
    return all(any(part == other or part == other[:1] or other == part[:1] for other in fuller) for part in parts)
