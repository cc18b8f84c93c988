"""Digits in a text: runs of them, and windows of neighbouring groups that may be one number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.surroundings import before

_SPACE = "[ \t\u00a0\u2007\u2009\u202f]"
_DASHES = "-\u2010\u2011\u2012\u2013"
_GAP = rf"(?:{_SPACE}{{1,2}}|{_SPACE}{{0,2}}[.,:/()_\{_DASHES}]{{1,2}}{_SPACE}{{0,2}})"
_RUN = re.compile(rf"[0-9]+(?:{_GAP}[0-9]+)*")
_GLUE = f".,:/{_DASHES}"
_GROUP = re.compile("[0-9]+")
_UP_TO_DIGIT = re.compile(r"\A.*[0-9]", re.DOTALL)

LONGEST_WINDOW = 11
"""Groups of digits in a number at most."""
_PHONE_LENGTH = 8

OF_THINGS = re.compile(
    r"(?:\bkr\b|\bkroner|\bnok|\beur\w*|[€$£]|\borg\w*|\bsak\w*|\bprosjekt\w*|\bjournal\w*|\bjnr|\bfaktura\w*|\bordre\w*"
    r"|\bbestilling\w*|\bref\w*|\bvedtak\w*|\bdok\w*|\bgnr|\bbnr|\bart\w*|\bisbn|\bissn|\bserie\w*|\bskjema\w*|\bskjøn\w*"
    r"|\barkiv\w*|\bløpe\w*|\bvare\w*|\binventar\w*|\bversjon\w*|\bean|\bgln|\bkid|\bticket\w*|\binc\w*|\bkunde\w*"
    r"|\bavtale\w*|\bmål\w*|\banlegg\w*|\bansatt\w*|\btilsett\w*|\bmedlem\w*|\bsum\w*|\btotal\w*"
    r"|\banbud\w*|\bregnskap\w*|\brekneskap\w*|\bbudsjett\w*|\bpoeng\w*|\bscore\w*|\bdoffin\w*)"
    r"(?:[\s-]?(?:n(?:umm|ømm)er\w*|nr|id|numbers?|no))?\.?(?:\s(?:er|var|viser|på|med|om|til))?[\s:#(.-]*$"
)
"""Words before the number of something that is no person."""


@dataclass(frozen=True, slots=True)
class Window:
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
    alone: bool
    """No other groups stand beside."""
    lead: str
    """The words before, those since the number before this one, in lower case."""

    @property
    def digits(self) -> str:
        """All digits, without what stands between them."""
        return "".join(self.groups)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(map(len, self.groups))

    @property
    def counts(self) -> bool:
        """Whether each group is one more than the one before, or one less: 47 48 49 50."""
        steps = {int(later) - int(group) for group, later in pairwise(self.groups)}
        return steps in ({1}, {-1})

    def says(self, cue: re.Pattern[str]) -> bool:
        """Whether the words before say so, those since the number before this one."""
        return cue.search(self.lead) is not None

    def finding(self, kind: Kind, confidence: float, *, skip: int = 0) -> Finding:
        """The finding of this number, and so many signs before it."""
        return Finding(self.start - skip, self.end, kind, confidence)


def runs(text: str) -> Iterator[list[re.Match[str]]]:
    """The groups of each run of digits, with nothing but signs and spaces between them."""
    for run in _RUN.finditer(text):
        yield list(_GROUP.finditer(text, run.start(), run.end()))


def window_of(text: str, groups: list[re.Match[str]], first: int, last: int) -> Window:
    """The groups of a run from ``first`` to before ``last``."""
    inner = groups[first:last]
    start, end = inner[0].start(), inner[-1].end()
    beside = {len(groups[place][0]) for place in (first - 1, last) if 0 <= place < len(groups)}
    gaps = (text[one.end() : other.start()].strip() for one, other in pairwise(inner))
    # "481 22 934/922 33 445" is two numbers.
    glue = _GLUE.replace("/", "") if any(character.isspace() for character in text[start:end]) else _GLUE
    glue_before = start > 1 and text[start - 1] in glue and text[start - 2].isdigit()
    glue_after = end + 1 < len(text) and text[end] in glue and text[end + 1].isdigit()
    return Window(
        text=text,
        start=start,
        end=end,
        groups=tuple(group[0] for group in inner),
        gaps=frozenset("-" if gap and gap in _DASHES else gap for gap in gaps),
        glued=(glue_before or glue_after) and _PHONE_LENGTH not in beside,
        alone=not beside,
        lead=_UP_TO_DIGIT.sub("", before(text, start)),
        in_list=len(inner) > 1 and beside == {len(inner[0][0])} and len({len(group[0]) for group in inner}) == 1,
    )
