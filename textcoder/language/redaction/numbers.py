"""Fødselsnummer and account numbers, and which digits are which: by how they are grouped and by the words before."""

import re
from collections.abc import Iterator

from textcoder.language.redaction.digits import LONGEST_WINDOW, OF_THINGS, Window, runs, window_of
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.phones import OF_PHONE, find_phone
from textcoder.language.redaction.surroundings import after

_OF_PERSON = re.compile(
    r"f(?:ø|oe|o)dsels?[\s-]?(?:num|nr)|person(?:num|nr|[\s-]nr|[\s-]nummer)|\bf\.?\s?nr|\bp\.?\s?nr|\bpers\.?\s?n(?:r|umm)"
    r"|\bd[\s-]?n(?:r|umm)|\bssn|\bfem siste|\bsiste fem"
)
_OF_ACCOUNT = re.compile(r"kont(?:o|or)(?:\b|e?n|\s|-)|\bkto|\bkontonr|bank|\bk\.nr|\biban|betal|overfør|inn på|vipps")
_THEN_ACCOUNT = re.compile(r"[^;.0-9]{0,15}\bkont(?:o|or)n?")

_BIRTH_SHAPES = frozenset({(6, 5), (2, 2, 2, 5), (6, 3, 2), (2, 2, 2, 3, 2), (2, 2, 4, 5), (8, 5), (3, 3, 5), (11,)})
_ORGANISATION_SHAPES = frozenset({(9,), (3, 3, 3)})
_LENGTHS = {"id": 11, "personal part": 5}
_POSSIBLE_LENGTHS = frozenset({3, 4, 5, *range(8, 14)})
_MONTHS, _DAYS = 12, 31


def find_numbers(text: str) -> Iterator[Finding]:
    """Find the personal numbers in a text, in order and not overlapping."""
    for groups in runs(text):
        if groups[-1].end() - groups[0].start() >= min(_POSSIBLE_LENGTHS):
            yield from _in_run(text, groups)


def _in_run(text: str, groups: list[re.Match[str]]) -> Iterator[Finding]:
    first, written = 0, [group[0] for group in groups]
    while first < len(groups):
        for last in range(min(len(groups), first + LONGEST_WINDOW), first, -1):
            if sum(map(len, written[first:last])) not in _POSSIBLE_LENGTHS:
                continue  # most windows of a long list: seen before anything else is looked up
            window = window_of(text, groups, first, last)
            if window.shape in _ORGANISATION_SHAPES and not window.says(OF_PHONE):
                first = last - 1  # public, and no part of it is a phone number
                break
            if finding := _read(window):
                yield finding
                first = last - 1
                break
        first += 1


def _read(window: Window) -> Finding | None:
    return _national_id(window) or _account(window) or find_phone(window)


def _national_id(window: Window) -> Finding | None:
    digits, is_named = window.digits, window.says(_OF_PERSON)
    if window.shape == (_LENGTHS["personal part"],) and is_named:
        return window.finding(Kind.NATIONAL_ID, 0.8)
    if len(digits) == _LENGTHS["id"] + 2 and window.shape in _BIRTH_SHAPES:
        digits = digits[:4] + digits[6:]  # the year in full
    if len(digits) != _LENGTHS["id"] or window.glued:
        return None
    plausible = _is_birth_date(digits) and window.shape in _BIRTH_SHAPES
    if not is_named and (not plausible or _names_account(window)):
        return None
    # Imported here: most answers hold no such number.
    from stdnum.no import fodselsnummer

    # The control digits follow another rule from 2032, and people mistype: they never speak against a number.
    return window.finding(Kind.NATIONAL_ID, 0.99 if is_named or fodselsnummer.is_valid(digits) else 0.9)


def _is_birth_date(digits: str) -> bool:
    """Whether the digits begin with a date; D-numbers add 40 to the day, synthetic numbers 40 or 80 to the month."""
    day, month = int(digits[:2]), int(digits[2:4])
    return 1 <= (day - 40 if day > 40 else day) <= _DAYS and 1 <= month % 40 <= _MONTHS  # noqa: PLR2004 (as above)


def _names_account(window: Window) -> bool:
    return window.says(_OF_ACCOUNT) or _THEN_ACCOUNT.match(after(window.text, window.end)) is not None


def _account(window: Window) -> Finding | None:
    digits = window.digits
    is_named = _names_account(window)
    if len(digits) != _LENGTHS["id"] or window.glued or not window.gaps <= {"", ".", "-", "/" if is_named else ""}:
        return None
    from stdnum.no import kontonr

    is_valid = kontonr.is_valid(digits)
    if window.shape == (4, 2, 5):
        return window.finding(Kind.ACCOUNT, 0.99 if is_valid or is_named else 0.9)
    if is_named or (is_valid and window.shape == (_LENGTHS["id"],) and not window.says(OF_THINGS)):
        return window.finding(Kind.ACCOUNT, 0.95 if is_named else 0.6)
    return None
