"""Norwegian phone numbers: by how the digits are grouped, by a mobile's first digit, and by the words before."""

import re
from dataclasses import replace

from textcoder.language.redaction.digits import OF_THINGS, Window
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.surroundings import after

OF_PHONE = re.compile(
    r"(?:\btlf\w*|\btel\w*|\bfon\b|\w+fon(?:en|ar|er)?\b|\bsentralbord\w*"
    r"|\bmob\b|\bmobil(?:en|ar|er|n(?:umm|ømm)er\w*|nr|tlf\w*|telefon\w*)?\b|phone\w*|\bring(?:e|er|t|te|es|ast)?\b|\bsms\w*"
    r"|whats ?app|\bnå meg|\bnås\b|reach me|call me"
    r"|n(?:umm|ømm)er\w* (?:mitt|hans|hennes|hennar|er)|mitt n(?:umm|ømm)er|nr (?:mitt|hans|hennes)\b"
    r"|vipps\w*|svarer|\btreffes)[^0-9]*$"
)
_OF_CHAPTERS = re.compile(r"(?:\bkap\w*|\bpunkt\w*|\bpkt|\bdel|\bip\w*|\bversjon\w*|\bsone\w*|§+)[\s.:-]*$")
_AMOUNT = re.compile(
    r"\s?(?:kr\b|kroner|nok\b|,-|,[0-9]|%|prosent|mill|mrd|€|euro|innb|tonn|stk|stemme|poeng|timer|timar|person|ansatt|tilsett|årsverk)"
)

_PHONE_SHAPES = frozenset({(3, 2, 3), (2, 2, 2, 2), (3, 3, 2), (4, 4), (8,)})
_MOBILE_SHAPES = frozenset({(3, 5), (2, 6), (5, 3)})
"""Taken for phones only where the first digit is a mobile's."""
_COUNTRY_SHAPES = frozenset({(3, 2, 3), (3, 5), (2, 2, 2, 2), (8,)})
_LAST_DAY_OR_HOUR = 31
_BARE_COUNTRY_CODE = "47"
_LENGTH = 8
_EXTENSION = re.compile(r",?\s(?:linje|ext\.?|intern(?:nr\.?)?|lokal|int\.)\s?[0-9]{2,5}\b", re.IGNORECASE)
_OF_EXTENSION = re.compile(r"\bintern(?:nr|nummer\w*|tlf|telefon)\.?(?:\s(?:er|mitt))?[\s:]*$")
_EXTENSION_LENGTHS = range(3, 6)
_SCATTERED = 4
"""Groups from which a number may be grouped in any way: 95 88 1 22 4."""
_MONTHS, _DAYS = 12, 31


def find_phone(window: Window) -> Finding | None:
    """The phone number that a window of digits is, with its extension; None where it is none."""
    found = _found(window)
    extension = _EXTENSION.match(window.text, window.end) if found else None
    return replace(found, end=extension.end()) if found and extension else found


def _found(window: Window) -> Finding | None:
    if prefix := _country_code(window):
        groups = "".join(window.groups)[prefix:]
        if len(groups) == _LENGTH and groups[0] not in "01":
            # "(+47) 912 34 567", and not the bracket of "(+47 912 34 567)".
            signs = "+(" if ")" in window.gaps else "+"
            skip = len(window.text[: window.start]) - len(window.text[: window.start].rstrip(signs))
            return window.finding(Kind.PHONE, 0.99, skip=skip)
        return None
    if window.says(_OF_EXTENSION) and len(window.digits) in _EXTENSION_LENGTHS:
        return window.finding(Kind.PHONE, 0.8)
    if window.says(OF_THINGS) or window.glued:
        return None
    if window.says(OF_PHONE):
        return _named_phone(window)
    return window.finding(Kind.PHONE, 0.7) if _is_scattered(window) else _unnamed_phone(window)


def _unnamed_phone(window: Window) -> Finding | None:
    if _has_bare_country_code(window):
        return window.finding(Kind.PHONE, 0.8)
    if len(window.digits) != _LENGTH or window.digits[0] in "01" or not _stands_as_phone(window):
        return None
    return window.finding(Kind.PHONE, 0.9 if window.digits[0] in "49" else 0.7)


def _country_code(window: Window) -> int:
    """How many digits +47 or 0047 takes; 0: there is none."""
    if window.digits.startswith("0047"):
        return 4
    marked = window.text[max(0, window.start - 1) : window.start] in {"+", "("}
    return 2 if marked and window.digits.startswith("47") and len(window.digits) > _LENGTH else 0


def _has_bare_country_code(window: Window) -> bool:
    """47 912 34 567, 4791234567: the plus sign left out before a mobile number."""
    first, *others = window.shape
    is_mobile = window.digits.startswith(_BARE_COUNTRY_CODE) and window.digits[2:3] in {"4", "9"}
    is_shaped = first == _LENGTH + 2 if not others else (first == 2 and tuple(others) in _COUNTRY_SHAPES)  # noqa: PLR2004
    if window.counts:
        return False  # "uke 47 48 49 50 51"
    return is_mobile and is_shaped and window.gaps <= {"", "-"} and not _AMOUNT.match(after(window.text, window.end))


def _named_phone(window: Window) -> Finding | None:
    """Where the words before say phone, any grouping will do, and Swedish and Danish habits too."""
    if _has_bare_country_code(window):
        return window.finding(Kind.PHONE, 0.95)
    is_ours = len(window.digits) == _LENGTH and window.digits[0] not in "01"
    is_nordic = window.digits[0] == "0" != window.digits[1:2] and 9 <= len(window.digits) <= 11  # noqa: PLR2004 (070-123 45 67)
    if (is_ours or is_nordic) and window.gaps <= {"", ".", "-", "/"} and not _is_date(window):
        if _AMOUNT.match(after(window.text, window.end)):
            return None
        return window.finding(Kind.PHONE, 0.95)
    return None


def _stands_as_phone(window: Window) -> bool:
    shape, is_mobile = window.shape, window.digits[0] in "49"
    if shape not in _PHONE_SHAPES and not (is_mobile and shape in _MOBILE_SHAPES):
        return False
    if window.in_list or len(window.gaps) > 1 or not window.gaps <= {"", ".", "-"}:
        return False
    # 2019 2022, 8000-9000: years and ranges.
    if not is_mobile and (shape == (4, 4) or (window.gaps & {".", "-"} and not _is_dotted_landline(window))):
        return False
    if all(group.endswith("0") for group in window.groups) and len(window.groups) == 4:  # noqa: PLR2004 (20 30 40 50)
        return False
    if _is_date(window) or _AMOUNT.match(after(window.text, window.end)):
        return False
    return not window.text[: window.start][-1:].isalpha()


def _is_scattered(window: Window) -> bool:
    """A mobile number, alone, in groups that nobody else would make: 95 88 1 22 4, 48 0 48 112."""
    if len(window.groups[0]) == 1:
        return False  # marks on a scale, an order of priorities
    uneven = window.shape not in _PHONE_SHAPES and len(window.groups) >= _SCATTERED and len(window.digits) == _LENGTH
    is_mobile = window.digits[0] in "49" and window.alone and window.gaps == {""}
    return uneven and is_mobile and not window.counts and not _AMOUNT.match(after(window.text, window.end))


def _is_dotted_landline(window: Window) -> bool:
    """38.29.17.46; 22.10.20.24 may be chapters, dates or times."""
    is_paired = window.shape == (2, 2, 2, 2)
    return (
        is_paired and any(int(group) > _LAST_DAY_OR_HOUR for group in window.groups) and not window.says(_OF_CHAPTERS)
    )


def _is_date(window: Window) -> bool:
    """20240115, 24122023, 24.12.2023; 2019-2022 is two years."""
    digits = window.digits
    if window.shape not in {(8,), (2, 2, 4), (4, 2, 2), (4, 4)}:
        return False
    two_years = {digits[:2], digits[4:6]} <= {"19", "20"}
    if window.shape == (4, 4):
        return two_years
    days_first = digits[4:6] in {"19", "20"} and 1 <= int(digits[:2]) <= _DAYS and 1 <= int(digits[2:4]) <= _MONTHS
    year_first = digits[:2] in {"19", "20"} and 1 <= int(digits[4:6]) <= _MONTHS and 1 <= int(digits[6:]) <= _DAYS
    return days_first or year_first or two_years
