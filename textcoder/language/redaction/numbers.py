"""Fødselsnummer, account and phone numbers, told apart by how their digits are grouped and by the words before them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.surroundings import after, before

_SPACE = "[ \t\u00a0\u2007\u2009\u202f]"
_DASHES = "-\u2010\u2011\u2012\u2013"
_GAP = rf"(?:{_SPACE}{{1,2}}|{_SPACE}{{0,2}}[.,:/()_\{_DASHES}]{{1,2}}{_SPACE}{{0,2}})"
_RUN = re.compile(rf"[0-9]+(?:{_GAP}[0-9]+)*")
_GLUE = f".,:/{_DASHES}"
_GROUP = re.compile("[0-9]+")
_UP_TO_DIGIT = re.compile(r"\A.*[0-9]", re.DOTALL)

_OF_PERSON = re.compile(
    r"f(?:ø|oe|o)dsels?[\s-]?(?:num|nr)|person(?:num|nr|[\s-]nr|[\s-]nummer)|\bf\.?\s?nr|\bp\.?\s?nr|\bpers\.?\s?n(?:r|umm)"
    r"|\bd[\s-]?n(?:r|umm)|\bssn|\bfem siste|\bsiste fem"
)
_OF_ACCOUNT = re.compile(r"kont(?:o|or)(?:\b|e?n|\s|-)|\bkto|\bkontonr|bank|\bk\.nr|\biban|betal|overfør|inn på|vipps")
_THEN_ACCOUNT = re.compile(r"[^;.0-9]{0,15}\bkont(?:o|or)n?")
_OF_PHONE = re.compile(
    r"(?:\btlf\w*|\btel\w*|\bfon|\w+fon(?:en|ar|er)?\b|\bsentralbord\w*"
    r"|\bmob\w*|\bmobil\w*|phone\w*|\bring\w*|\bsms\w*|whats ?app|nå meg|nås|reach me|call me"
    r"|n(?:umm|ømm)er\w* (?:mitt|hans|hennes|hennar|er)|mitt n(?:umm|ømm)er|nr (?:mitt|hans|hennes)\b"
    r"|vipps\w*|svarer|\btreffes)[^0-9]*$"
)
_OF_THINGS = re.compile(
    r"(?:\bkr\b|\bkroner|\bnok|\beur\w*|[€$£]|\borg\w*|\bsak\w*|\bprosjekt\w*|\bjournal\w*|\bjnr|\bfaktura\w*|\bordre\w*"
    r"|\bbestilling\w*|\bref\w*|\bvedtak\w*|\bdok\w*|\bgnr|\bbnr|\bart\w*|\bisbn|\bissn|\bserie\w*|\bskjema\w*|\bskjøn\w*"
    r"|\barkiv\w*|\bløpe\w*|\bvare\w*|\binventar\w*|\bversjon\w*|\bean|\bgln|\bkid|\bticket\w*|\binc\w*|\bkunde\w*"
    r"|\bavtale\w*|\bmål\w*|\banlegg\w*|\bansatt\w*|\btilsett\w*|\bmedlem\w*|\bsum\w*|\btotal\w*"
    r"|\banbud\w*|\bregnskap\w*|\brekneskap\w*|\bbudsjett\w*|\bpoeng\w*|\bscore\w*|\bdoffin\w*)"
    r"(?:[\s-]?(?:n(?:umm|ømm)er\w*|nr|id|numbers?|no))?\.?(?:\s(?:er|var|viser|på|med|om|til))?[\s:#(.-]*$"
)
_OF_CHAPTERS = re.compile(r"(?:\bkap\w*|\bpunkt\w*|\bpkt|\bdel|\bip\w*|\bversjon\w*|\bsone\w*|§+)[\s.:-]*$")
_AMOUNT = re.compile(
    r"\s?(?:kr\b|kroner|nok\b|,-|,[0-9]|%|prosent|mill|mrd|€|euro|innb|tonn|stk|stemme|poeng|timer|timar|person|ansatt|tilsett|årsverk)"
)

_BIRTH_SHAPES = frozenset({(6, 5), (2, 2, 2, 5), (6, 3, 2), (2, 2, 2, 3, 2), (2, 2, 4, 5), (8, 5), (3, 3, 5), (11,)})
_PHONE_SHAPES = frozenset({(3, 2, 3), (2, 2, 2, 2), (3, 3, 2), (4, 4), (8,)})
_MOBILE_SHAPES = frozenset({(3, 5), (2, 6), (5, 3)})
"""Taken for phones only where the first digit is a mobile's."""
_COUNTRY_SHAPES = frozenset({(3, 2, 3), (3, 5), (8,)})
_LAST_DAY_OR_HOUR = 31
_BARE_COUNTRY_CODE = "47"
_ORGANISATION_SHAPES = frozenset({(9,), (3, 3, 3)})
_LENGTHS = {"id": 11, "phone": 8, "personal part": 5}
_POSSIBLE_LENGTHS = frozenset({5, *range(8, 14)})
_LONGEST_WINDOW = 11
_MONTHS, _DAYS = 12, 31


@dataclass(frozen=True, slots=True)
class _Window:
    """Neighbouring groups of digits that may be one number."""

    text: str
    start: int
    end: int
    groups: tuple[str, ...]
    gaps: frozenset[str]
    """What stands between them, without spaces."""
    glued: bool
    """More digits follow or precede with no space between, as in 2022/08814."""
    in_list: bool
    """A group as long as ours stands beside, as in 20 30 40 50 60."""

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))

    def says(self, cue: re.Pattern[str]) -> bool:
        """Whether the words before say so, those since the number before this one."""
        return cue.search(_UP_TO_DIGIT.sub("", before(self.text, self.start))) is not None

    def finding(self, kind: Kind, confidence: float, *, skip: int = 0) -> Finding:
        return Finding(self.start - skip, self.end, kind, confidence)


def find_numbers(text: str) -> Iterator[Finding]:
    """Find the personal numbers in a text, in order and not overlapping."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= _LENGTHS["personal part"]:
            yield from _in_run(text, list(_GROUP.finditer(text, run.start(), run.end())))


def _in_run(text: str, groups: list[re.Match[str]]) -> Iterator[Finding]:
    first = 0
    while first < len(groups):
        for last in range(min(len(groups), first + _LONGEST_WINDOW), first, -1):
            window = _window(text, groups, first, last)
            if window.shape in _ORGANISATION_SHAPES and not window.says(_OF_PHONE):
                first = last - 1  # public, and no part of it is a phone number
                break
            if finding := _read(window):
                yield finding
                first = last - 1
                break
        first += 1


def _window(text: str, groups: list[re.Match[str]], first: int, last: int) -> _Window:
    inner = groups[first:last]
    start, end = inner[0].start(), inner[-1].end()
    beside = {len(groups[place][0]) for place in (first - 1, last) if 0 <= place < len(groups)}
    gaps = (text[one.end() : other.start()].strip() for one, other in pairwise(inner))
    # "481 22 934/922 33 445" is two numbers.
    glue = _GLUE.replace("/", "") if any(character.isspace() for character in text[start:end]) else _GLUE
    glue_before = start > 1 and text[start - 1] in glue and text[start - 2].isdigit()
    glue_after = end + 1 < len(text) and text[end] in glue and text[end + 1].isdigit()
    return _Window(
        text=text,
        start=start,
        end=end,
        groups=tuple(group[0] for group in inner),
        gaps=frozenset("-" if gap and gap in _DASHES else gap for gap in gaps),
        glued=(glue_before or glue_after) and _LENGTHS["phone"] not in beside,
        in_list=len(inner) > 1 and beside == {len(inner[0][0])} and len({len(group[0]) for group in inner}) == 1,
    )


def _read(window: _Window) -> Finding | None:
    if len(window.digits) not in _POSSIBLE_LENGTHS:
        return None
    return _national_id(window) or _account(window) or _phone(window)


def _national_id(window: _Window) -> Finding | None:
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


def _names_account(window: _Window) -> bool:
    return window.says(_OF_ACCOUNT) or _THEN_ACCOUNT.match(after(window.text, window.end)) is not None


def _account(window: _Window) -> Finding | None:
    digits = window.digits
    is_named = _names_account(window)
    if len(digits) != _LENGTHS["id"] or window.glued or not window.gaps <= {"", ".", "-", "/" if is_named else ""}:
        return None
    from stdnum.no import kontonr

    is_valid = kontonr.is_valid(digits)
    if window.shape == (4, 2, 5):
        return window.finding(Kind.ACCOUNT, 0.99 if is_valid or is_named else 0.9)
    if is_named or (is_valid and window.shape == (_LENGTHS["id"],) and not window.says(_OF_THINGS)):
        return window.finding(Kind.ACCOUNT, 0.95 if is_named else 0.6)
    return None


def _phone(window: _Window) -> Finding | None:
    if prefix := _country_code(window):
        groups = "".join(window.groups)[prefix:]
        if len(groups) == _LENGTHS["phone"] and groups[0] not in "01":
            # "(+47) 912 34 567", and not the bracket of "(+47 912 34 567)".
            signs = "+(" if ")" in window.gaps else "+"
            skip = len(window.text[: window.start]) - len(window.text[: window.start].rstrip(signs))
            return window.finding(Kind.PHONE, 0.99, skip=skip)
        return None
    if window.says(_OF_THINGS) or window.glued:
        return None
    return _named_phone(window) if window.says(_OF_PHONE) else _unnamed_phone(window)


def _unnamed_phone(window: _Window) -> Finding | None:
    if _has_bare_country_code(window):
        return window.finding(Kind.PHONE, 0.8)
    if len(window.digits) != _LENGTHS["phone"] or window.digits[0] in "01" or not _stands_as_phone(window):
        return None
    return window.finding(Kind.PHONE, 0.9 if window.digits[0] in "49" else 0.7)


def _country_code(window: _Window) -> int:
    """How many digits +47 or 0047 takes; 0: there is none."""
    if window.digits.startswith("0047"):
        return 4
    marked = window.text[max(0, window.start - 1) : window.start] in {"+", "("}
    return 2 if marked and window.digits.startswith("47") and len(window.digits) > _LENGTHS["phone"] else 0


def _has_bare_country_code(window: _Window) -> bool:
    """47 912 34 567, 4791234567: the plus sign left out before a mobile number."""
    first, *others = window.shape
    is_mobile = window.digits.startswith(_BARE_COUNTRY_CODE) and window.digits[2:3] in {"4", "9"}
    is_shaped = first == _LENGTHS["phone"] + 2 if not others else (first == 2 and tuple(others) in _COUNTRY_SHAPES)  # noqa: PLR2004
    return is_mobile and is_shaped and window.gaps <= {"", "-"} and not _AMOUNT.match(after(window.text, window.end))


def _named_phone(window: _Window) -> Finding | None:
    """Where the words before say phone, any grouping will do, and Swedish and Danish habits too."""
    if _has_bare_country_code(window):
        return window.finding(Kind.PHONE, 0.95)
    is_ours = len(window.digits) == _LENGTHS["phone"] and window.digits[0] not in "01"
    is_nordic = window.digits[0] == "0" != window.digits[1:2] and 9 <= len(window.digits) <= 11  # noqa: PLR2004 (070-123 45 67)
    if (is_ours or is_nordic) and window.gaps <= {"", ".", "-", "/"} and not _is_date(window):
        return window.finding(Kind.PHONE, 0.95)
    return None


def _stands_as_phone(window: _Window) -> bool:
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


def _is_dotted_landline(window: _Window) -> bool:
    """38.29.17.46; 22.10.20.24 may be chapters, dates or times."""
    is_paired = window.shape == (2, 2, 2, 2)
    return (
        is_paired and any(int(group) > _LAST_DAY_OR_HOUR for group in window.groups) and not window.says(_OF_CHAPTERS)
    )


def _is_date(window: _Window) -> bool:
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
