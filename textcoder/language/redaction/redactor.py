"""Finding all that is personal in answers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.redaction.findings import Entity, Finding, Kind, without_overlaps
from textcoder.language.redaction.patterns import find_patterns
from textcoder.language.redaction.persons import find_persons, may_hold_names
from textcoder.language.redaction.places import find_places
from textcoder.language.redaction.surroundings import hide, hide_placeholders
from textcoder.language.tokenizer import RepairingTokenizer
from textcoder.settings import RedactionSettings

_BATCH = 256
"""Answers the pipeline reads at a time."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_SEES_NAMES = frozenset({"doc.ents", "doc.tensor", "doc._.trf_data"})
"""What a component must give to be of use here: names, or what names are seen by."""


class Redactor:
    """Finds what is personal: by form, by lists and context, and by what a spaCy pipeline sees.

    Args:
        nlp: The pipeline; None: lists and context alone.
        settings: Which kinds are looked for.
    """

    def __init__(self, nlp: Language | None, settings: RedactionSettings) -> None:
        self._nlp = nlp
        self._kinds = frozenset(map(Kind, settings.kinds))
        self._not_needed = _without_use(nlp) if nlp else []

    def find(self, text: str) -> tuple[Finding, ...]:
        """Find what is personal in one answer, in order and not overlapping.

        Offsets count characters of the text as it is given. Placeholders of an earlier redaction are left alone.
        """
        return next(self.find_all([text]))

    def find_all(self, texts: Iterable[str]) -> Iterator[tuple[Finding, ...]]:
        """The same for many answers, in order and as they come."""
        remaining = iter(texts)
        while batch := list(islice(remaining, _BATCH)):
            hidden = [hide_placeholders(text) for text in batch]
            for text, entities in zip(hidden, self._entities(hidden), strict=True):
                yield self._find(text, entities)

    def _find(self, text: str, entities: Sequence[Entity]) -> tuple[Finding, ...]:
        found: list[Finding] = []
        # What is left reads differently once the first findings are gone: a name shows at the start of what is now
        # the whole name. Until nothing more shows, so that a redacted text has nothing left to redact.
        while new := self._once(text, entities):
            found += new
            text = hide(text, ((finding.start, finding.end) for finding in new))
            entities = _apart_from(entities, new, len(text))
        return tuple(sorted(found, key=lambda finding: finding.start))

    def _once(self, text: str, entities: Sequence[Entity]) -> list[Finding]:
        findings = find_patterns(text)
        if Kind.PERSON in self._kinds:
            findings += find_persons(text, entities)
        if Kind.PLACE in self._kinds:
            findings += find_places(text, entities)
        return [finding for finding in without_overlaps(text, findings) if finding.kind in self._kinds]

    def _entities(self, texts: Sequence[str]) -> Iterator[list[Entity]]:
        """What the pipeline sees in each text; it is asked only where there may be names."""
        if self._nlp is None or not (Kind.PERSON in self._kinds or Kind.PLACE in self._kinds):
            return iter([[] for _ in texts])
        worthwhile = [may_hold_names(text) for text in texts]
        docs = self._docs(text for text, is_worth in zip(texts, worthwhile, strict=True) if is_worth)
        return (_entities(next(docs)) if is_worth else [] for is_worth in worthwhile)

    def _docs(self, texts: Iterable[str]) -> Iterator[Doc]:
        assert self._nlp is not None
        tokenizer = self._nlp.tokenizer
        if isinstance(tokenizer, RepairingTokenizer):
            # Repair would move what is found.
            tokenizer = tokenizer.tokenizer
        # spaCy cannot read half a surrogate pair.
        docs = (tokenizer(_SURROGATES.sub("?", text)) for text in texts)
        return self._nlp.pipe(docs, batch_size=_BATCH, disable=self._not_needed)


def _without_use(nlp: Language) -> list[str]:
    """Components that do not help to see names."""
    return [name for name in nlp.pipe_names if _SEES_NAMES.isdisjoint(nlp.get_pipe_meta(name).assigns)]


def _entities(doc: Doc) -> list[Entity]:
    return [Entity(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]


def _apart_from(entities: Sequence[Entity], findings: Sequence[Finding], length: int) -> list[Entity]:
    """Those that no finding overlaps. The text is marked, since there may be very many of both."""
    found = bytearray(length)
    for finding in findings:
        found[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    return [entity for entity in entities if 1 not in found[entity.start : entity.end]]
