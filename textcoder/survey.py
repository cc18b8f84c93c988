"""Surveys: the questionnaire as the analyst needs it, to know what was asked of whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from textcoder.codeframe import Texts
from textcoder.errors import SurveyError

QuestionType = Literal["single", "multi", "grid", "open"]
QUESTION_TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
PersonalData = Literal["person", "national_id", "phone", "email", "account", "address", "url", "place"]
PERSONAL_DATA: tuple[PersonalData, ...] = get_args(PersonalData)
REDACTED: frozenset[str] = frozenset(PERSONAL_DATA) - {"place"}
"""What is taken out where nothing else is said. Places stay: a municipality says who somebody is only together with
other things."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked: those whose answer to an earlier question is one of these numbers."""

    question: str
    any_of: tuple[str, ...]
    """Numbers of alternatives, as text."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of an export that can tell: the question's own, or one 0/1 column per alternative."""
        return (self.question, *(f"{self.question}_{number}" for number in self.any_of))

    def of(self, row: Mapping[str, object]) -> bool:
        """Whether a respondent with these columns was asked.

        Multiple-choice questions are held as one 0/1 column per alternative, ``<question>_<number>``.
        """
        if self == EVERYONE:
            return True
        if self.question in row:
            return _number(row[self.question]) in self.any_of
        return any(_number(row.get(f"{self.question}_{number}")) == "1" for number in self.any_of)


EVERYONE = Asked("", ())
"""A question that was put to all."""


def _number(cell: object) -> str:
    # SPSS and spreadsheets hold every number as a float.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


@dataclass(frozen=True, slots=True)
class Alternative:
    """One closed alternative of a question."""

    number: int
    label: Texts
    exclusive: bool = False
    open_field: str | None = None
    """Id of the open field beside it ("other, please write"), which is a question of its own to the coder."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the questionnaire."""

    id: str
    type: QuestionType
    text: Texts
    alternatives: tuple[Alternative, ...] = ()
    items: tuple[Alternative, ...] = ()
    """Rows of a grid; ``alternatives`` are then its columns."""
    asked: Asked | None = None
    """None: asked of all."""
    max_answers: int | None = None


@dataclass(frozen=True, slots=True)
class OpenField:
    """A place where people write: an open question, or the field beside "other"."""

    id: str
    question: Question
    asked: Asked | None
    """Those who saw the field at all."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey and its questions. Making one checks it.

    Raises:
        SurveyError: It does not hold together; every problem is listed.
    """

    id: str
    title: Texts
    codeframe: str
    """Id of the codeframe its open fields are coded with."""
    questions: tuple[Question, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    """What the columns of an export are: ``{"id": "respid", "weight": "vekt", …}``."""
    redact: frozenset[str] = frozenset()
    """Personal data taken out of answers as they come in; none: answers stay as they were written."""

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise SurveyError(repr(self.id), problems)

    @property
    def open_fields(self) -> tuple[OpenField, ...]:
        """All places where people write, in questionnaire order."""
        fields = []
        for question in self.questions:
            if question.type == "open":
                fields.append(OpenField(question.id, question, question.asked))
            fields += [
                OpenField(alternative.open_field, question, Asked(question.id, (str(alternative.number),)))
                for alternative in question.alternatives
                if alternative.open_field
            ]
        return tuple(fields)


def _problems(survey: Survey) -> list[str]:
    problems = [] if survey.questions else ["it has no questions"]
    ids = [question.id for question in survey.questions]
    ids += [open_field.id for open_field in survey.open_fields if open_field.question.type != "open"]
    problems += [f"the id {name!r} is used {count} times" for name, count in Counter(ids).items() if count > 1]
    problems += [
        f"redact has {name!r}, which is none of {', '.join(PERSONAL_DATA)}"
        for name in sorted(survey.redact.difference(PERSONAL_DATA))
    ]
    seen: dict[str, Question] = {}
    for question in survey.questions:
        problems += _question_problems(question, seen)
        seen[question.id] = question
    return problems


def _question_problems(question: Question, seen: Mapping[str, Question]) -> list[str]:
    problems = []
    if question.type not in QUESTION_TYPES:
        problems.append(f"{question.id} has the unknown type {question.type!r}")
    if question.type != "open" and not question.alternatives:
        problems.append(f"{question.id} is closed and has no alternatives")
    numbers = Counter(alternative.number for alternative in question.alternatives)
    problems += [
        f"{question.id} has the number {number} {count} times" for number, count in numbers.items() if count > 1
    ]
    if question.asked:
        source = seen.get(question.asked.question)
        if source is None:
            problems.append(f"{question.id} is asked by {question.asked.question!r}, which does not come before it")
        else:
            if not question.asked.any_of:
                problems.append(f"{question.id} is asked by no alternative of {source.id}, so by nobody")
            known = {str(alternative.number) for alternative in source.alternatives}
            strange = [number for number in question.asked.any_of if number not in known]
            problems += [
                f"{question.id} is asked by alternative {number} of {source.id}, which has none" for number in strange
            ]
    return problems
