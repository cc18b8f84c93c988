"""What the surveys of a home say of questions: which there are, and what must be taken out of their answers."""

import threading
import time
from pathlib import Path

from service.compute.errors import RedactionUnknownError
from service.compute.models import stamp
from textcoder.errors import TextcoderError
from textcoder.files.home import Home
from textcoder.files.survey_file import read_survey
from textcoder.survey import Survey

_LOOK_EVERY = 1.0
"""Seconds between two looks at the files."""
Files = tuple[tuple[Path, int, int], ...]


class HomeSurveys:
    """The survey descriptions of a home, read again when they change.

    Args:
        home: Where they are.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._looked_at = 0.0
        self._files: Files | None = None
        self._surveys: tuple[Survey, ...] = ()
        self._problem: str | None = None
        self._questions: dict[str, frozenset[str]] = {}

    def questions(self, codeframe: str) -> frozenset[str]:
        """Ids of the open questions of surveys with a codeframe."""
        with self._lock:
            mine = self._with(codeframe)
            if codeframe not in self._questions:
                self._questions[codeframe] = frozenset(field.id for survey in mine for field in survey.open_fields)
            return self._questions[codeframe]

    def redacted(self, codeframe: str, question: str) -> frozenset[str]:
        """Kinds of personal data that surveys have taken out of the answers to a question.

        Where no question is named, it may be any of the codeframe's.

        Raises:
            RedactionUnknownError: A survey cannot be read, so that nobody knows what it wants taken out.
        """
        with self._lock:
            mine, problem = self._with(codeframe), self._problem
        if problem is not None:
            raise RedactionUnknownError(problem)
        asking = (survey for survey in mine if not question or any(one.id == question for one in survey.open_fields))
        return frozenset().union(*(survey.redact for survey in asking))

    def _with(self, codeframe: str) -> list[Survey]:
        """The surveys with a codeframe, as they are now. Whoever asks holds the lock until all he needs is read."""
        if time.monotonic() - self._looked_at > _LOOK_EVERY:
            self._look()
            self._looked_at = time.monotonic()
        return [survey for survey in self._surveys if survey.codeframe == codeframe]

    def _look(self) -> None:
        files = tuple(map(stamp, sorted(self._home.root.glob("labels/*/survey.yaml"))))
        if files == self._files:
            return
        try:
            self._surveys = tuple(read_survey(path) for path, _, _ in files)
            self._problem, self._questions = None, {}
        except TextcoderError as err:
            self._problem = str(err)
        self._files = files
