"""What a person makes of the findings in one answer: some restored, others added, all of it reversible."""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

from textcoder.language.redaction.findings import Finding, Kind


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of an answer with the numbers of the findings that lie in it."""

    numbers: tuple[int, ...]
    finding: Finding
    """From the first to the last character of them all."""
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer under review."""

    text: str
    findings: tuple[Finding, ...]
    """What was found and what a person has added, in that order: a finding keeps its number, counted from 1."""
    restored: frozenset[int] = frozenset()
    """Numbers of the findings that are false alarms."""

    def with_decision(self, decided: Iterable[Finding]) -> "Draft":
        """The draft that led to an earlier decision: what it lacks was restored, what it adds was added."""
        spans = {_span(finding): finding for finding in decided}
        offered = {_span(finding) for finding in self.findings}
        restored = (number for number, finding in self._numbered() if _span(finding) not in spans)
        added = tuple(finding for span, finding in spans.items() if span not in offered)
        return Draft(self.text, self.findings + added, frozenset(restored))

    def toggled(self, numbers: Iterable[int]) -> "Draft":
        """Restore these findings, or take back that they were restored."""
        return dataclasses.replace(self, restored=self.restored ^ frozenset(numbers))

    def with_words(self, words: str, kind: Kind) -> "Draft":
        """Add every place where these words stand and are not replaced already; the same draft if there is none."""
        hidden = [mark.finding for mark in self.marks if not mark.restored]
        missed = [
            Finding(start, end, kind, 1.0)
            for start, end in self.places_of(words)
            if not any(one.start <= start and end <= one.end for one in hidden)
        ]
        known = {_span(finding): number for number, finding in self._numbered()}
        again = {known[_span(finding)] for finding in missed if _span(finding) in known}
        added = tuple(finding for finding in missed if _span(finding) not in known)
        return Draft(self.text, self.findings + added, self.restored - again)

    def places_of(self, words: str) -> list[tuple[int, int]]:
        """Where words stand in the text, capitals aside: as words of their own, or if nowhere so, within others."""
        # A line break in the answer is a space to whoever reads it on a screen.
        pattern = r"\s+".join(map(re.escape, words.split()))
        if not pattern:
            return []
        whole = list(re.finditer(rf"(?<!\w){pattern}(?!\w)", self.text, re.IGNORECASE))
        return [match.span() for match in whole or re.finditer(pattern, self.text, re.IGNORECASE)]

    @property
    def marks(self) -> list[Mark]:
        """The stretches to be replaced and those restored, in order of the text and not overlapping.

        Findings that overlap are one stretch of the kind that was named last: what one of them covers is never shown
        because of another.
        """
        marks = self._merged(number for number, _ in self._numbered() if number not in self.restored)
        for number in sorted(self.restored):
            finding = self.findings[number - 1]
            if not any(_overlap(mark.finding, finding) for mark in marks):
                marks.append(Mark((number,), finding, restored=True))
        return sorted(marks, key=lambda mark: mark.finding.start)

    @property
    def kept(self) -> tuple[Finding, ...]:
        """What shall be replaced, in order and not overlapping."""
        return tuple(mark.finding for mark in self.marks if not mark.restored)

    def _numbered(self) -> Iterable[tuple[int, Finding]]:
        return enumerate(self.findings, start=1)

    def _merged(self, numbers: Iterable[int]) -> list[Mark]:
        merged: list[Mark] = []
        for number in sorted(numbers, key=lambda number: self.findings[number - 1].start):
            finding = self.findings[number - 1]
            if merged and _overlap(merged[-1].finding, finding):
                earlier = merged.pop()
                together = (*earlier.numbers, number)
                named_last = self.findings[max(together) - 1]
                end = max(earlier.finding.end, finding.end)
                finding = Finding(earlier.finding.start, end, named_last.kind, named_last.confidence)
                merged.append(Mark(tuple(sorted(together)), finding))
            else:
                merged.append(Mark((number,), finding))
        return merged


def _span(finding: Finding) -> tuple[int, int, Kind]:
    return finding.start, finding.end, finding.kind


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end
