"""How much of what is personal is found, and how much else.

    python benchmarks/redaction/measure.py [--answers FILE] [--pipeline NAME] [--show-misses]

A mark counts as found when findings of any kind cover every letter and digit of it, and findings of its own group at
least half of them: what is replaced under a wrong heading is replaced all the same. Groups are names, numbers,
addresses on the net, and places with street addresses. A finding counts as right when it overlaps a mark of its
group. Places are looked for only to measure them; the clean answers touched are counted without.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.name_pipeline import load_name_pipeline
from textcoder.language.redaction.redactor import Redactor
from textcoder.settings import RedactionSettings

ANSWERS = Path(__file__).with_name("unseen.jsonl")
MODELS = Path(__file__).parents[2] / "models"
GROUPS = {
    Kind.PERSON: "name",
    Kind.NATIONAL_ID: "number",
    Kind.PHONE: "number",
    Kind.ACCOUNT: "number",
    Kind.EMAIL: "net",
    Kind.URL: "net",
    Kind.ADDRESS: "place",
    Kind.PLACE: "place",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is personal, as a person says."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with what was found in it."""

    answer_id: str
    voice: str
    text: str
    marks: tuple[Mark, ...]
    findings: tuple[Finding, ...]

    def is_found(self, mark: Mark) -> bool:
        """Whether a mark is covered: whole by anything, half by its own group."""
        letters = [place for place in range(mark.start, mark.end) if self.text[place].isalnum()]
        rightly = [one for one in self.findings if GROUPS[one.kind] == GROUPS[mark.kind]]
        return _covered(letters, self.findings) == len(letters) and 2 * _covered(letters, rightly) >= len(letters)

    def is_right(self, finding: Finding) -> bool:
        """Whether a finding overlaps a mark of its group."""
        group = GROUPS[finding.kind]
        return any(m.start < finding.end and finding.start < m.end and GROUPS[m.kind] == group for m in self.marks)

    @property
    def is_clean(self) -> bool:
        """Without anything personal in it."""
        return not self.marks

    @property
    def is_touched(self) -> bool:
        """Changed, where places are left in."""
        return any(finding.kind is not Kind.PLACE for finding in self.findings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=Path, default=ANSWERS, help="answers with marks, one JSON object a line")
    parser.add_argument("--pipeline", help="spaCy pipeline that sees names; light: none; default: models/pipeline")
    parser.add_argument("--show-misses", action="store_true", help="show what was missed and what was found wrongly")
    arguments = parser.parse_args()
    judged = read(arguments.answers, redactor(arguments.pipeline))
    show(judged)
    if arguments.show_misses:
        show_misses(judged)


def redactor(pipeline: str | None) -> Redactor:
    nlp = load_name_pipeline(pipeline, MODELS / "pipeline")
    print(f"names by lists and context{' alone' if nlp is None else ' and ' + nlp.meta['name']}\n")
    return Redactor(nlp, RedactionSettings(kinds=frozenset(kind.value for kind in Kind)))


def read(path: Path, finder: Redactor) -> list[Judged]:
    """Read answers and search them."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Judged(
            row["id"],
            row["voice"],
            row["text"],
            tuple(Mark(mark["start"], mark["end"], Kind(mark["kind"])) for mark in row["marks"]),
            findings,
        )
        for row, findings in zip(rows, finder.find_all(row["text"] for row in rows), strict=True)
    ]


def show(judged: Sequence[Judged]) -> None:
    """Print the tables."""
    marked = Counter(mark.kind for one in judged for mark in one.marks)
    hit = Counter(mark.kind for one in judged for mark in one.marks if one.is_found(mark))
    found = Counter(finding.kind for one in judged for finding in one.findings)
    right = Counter(finding.kind for one in judged for finding in one.findings if one.is_right(finding))
    print(f"{'':14}{'marks':>7}{'recall':>9}{'findings':>10}{'precision':>11}")
    for kind in Kind:
        shares = f"{_share(hit[kind], marked[kind]):>9}{found[kind]:10}{_share(right[kind], found[kind]):>11}"
        print(f"{kind.value:14}{marked[kind]:7}{shares}")
    patterns = [kind for kind in Kind if kind not in {Kind.PERSON, Kind.PLACE}]
    totals = [sum(counts[kind] for kind in patterns) for counts in (marked, hit, found, right)]
    shares = f"{_share(totals[1], totals[0]):>9}{totals[2]:10}{_share(totals[3], totals[2]):>11}"
    print(f"{'all patterns':14}{totals[0]:7}{shares}")
    print(f"\n{'':20}{'names':>12}{'patterns':>12}{'clean answers touched':>24}")
    for voice in (*sorted({one.voice for one in judged}), "all"):
        _show_voice(voice, [one for one in judged if voice in {one.voice, "all"}])


def _show_voice(voice: str, judged: Sequence[Judged]) -> None:
    names = _recall(judged, lambda kind: kind is Kind.PERSON)
    patterns = _recall(judged, lambda kind: kind not in {Kind.PERSON, Kind.PLACE})
    clean = [one for one in judged if one.is_clean]
    touched = sum(one.is_touched for one in clean)
    print(f"{voice:20}{names:>12}{patterns:>12}{f'{touched} of {len(clean)}':>15}{_share(touched, len(clean)):>9}")


def _recall(judged: Iterable[Judged], counts: Callable[[Kind], bool]) -> str:
    found = [one.is_found(mark) for one in judged for mark in one.marks if counts(mark.kind)]
    return _share(sum(found), len(found))


def show_misses(judged: Iterable[Judged]) -> None:
    """Print each mark that was missed and each finding that is none."""
    for one in judged:
        for mark in one.marks:
            if not one.is_found(mark):
                print(f"\nmissed {mark.kind.value}: {one.text[mark.start : mark.end]!r} in {one.answer_id}: {one.text}")
        for finding in one.findings:
            if not one.is_right(finding):
                said = one.text[finding.start : finding.end]
                print(f"\nwrongly {finding.kind.value} ({finding.confidence}): {said!r} in {one.answer_id}: {one.text}")


def _covered(places: Iterable[int], findings: Sequence[Finding]) -> int:
    return sum(any(finding.start <= place < finding.end for finding in findings) for place in places)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


if __name__ == "__main__":
    main()
