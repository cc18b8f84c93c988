"""Redaction at the door: what is personal is gone before anything else reads an answer."""

import threading
from collections.abc import Iterator, Sequence

from service.compute.records import Record
from service.compute.surveys import HomeSurveys
from textcoder.files.home import Home
from textcoder.language.redaction.name_pipeline import load_name_pipeline
from textcoder.language.redaction.redactor import Redactor
from textcoder.language.redaction.replacing import replace
from textcoder.settings import RedactionSettings

_PIECE = 32
_PIECE_CHARACTERS = 2_000
"""Answers, and characters in them, redacted between two chances for somebody else; one long answer is a piece too."""


class Redaction:
    """Takes out of answers what the settings or their survey want taken out.

    Args:
        home: Holds the pipeline that sees names.
        surveys: Say what is to be taken out.
        always: Kinds taken out of every answer.
    """

    def __init__(self, home: Home, surveys: HomeSurveys, always: frozenset[str]) -> None:
        self._home = home
        self._surveys = surveys
        self._always = always
        self._redactors: dict[frozenset[str], Redactor] = {}
        # A pipeline has one user at a time.
        self._lock = threading.Lock()

    def kinds(self, codeframe: str, question: str) -> frozenset[str]:
        """What is taken out of answers to a question.

        Raises:
            RedactionUnknownError: A survey cannot be read, so that nobody knows what it wants taken out.
        """
        return self._always | self._surveys.redacted(codeframe, question)

    def texts_of(self, records: Sequence[Record], codeframe: str) -> list[str]:
        """The texts of records, without what is personal; empty for records with a problem.

        Raises:
            RedactionUnknownError: A survey cannot be read, so that nobody knows what it wants taken out.
        """
        texts = [record.text for record in records]
        for question in dict.fromkeys(record.question for record in records if record.problem is None):
            kinds = self.kinds(codeframe, question)
            if kinds:
                rows = [row for row, record in enumerate(records) if record.question == question]
                clean = self.redacted([texts[row] for row in rows], kinds)
                for row, text in zip(rows, clean, strict=True):
                    texts[row] = text
        return texts

    def redacted(self, texts: Sequence[str], kinds: frozenset[str]) -> list[str]:
        """The texts without these kinds of personal data; each is taken for a respondent of its own."""
        if not kinds:
            return list(texts)
        clean: list[str] = []
        for piece in _pieces(texts):
            with self._lock:
                found = list(self._redactor(kinds).find_all(piece))
            clean += [replace([text], [findings])[0] for text, findings in zip(piece, found, strict=True)]
        return clean

    def _redactor(self, kinds: frozenset[str]) -> Redactor:
        if kinds not in self._redactors:
            nlp = load_name_pipeline(None, self._home.models / "pipeline")
            self._redactors[kinds] = Redactor(nlp, RedactionSettings(kinds))
        return self._redactors[kinds]


def _pieces(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, as many at a time as take no long time together."""
    piece: list[str] = []
    characters = 0
    for text in texts:
        if piece and (len(piece) == _PIECE or characters + len(text) > _PIECE_CHARACTERS):
            yield piece
            piece, characters = [], 0
        piece.append(text)
        characters += len(text)
    if piece:
        yield piece
