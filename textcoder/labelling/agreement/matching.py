"""Whose codings are of one answer: matching by question and id, and telling people from models."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from textcoder.codings import CodedAnswer
from textcoder.errors import RepeatedCodingError, UnlikeAnswersError
from textcoder.labelling.agreement.coefficients import CodeSets

A_PAIR = 2
NOT_SAID = "not said"
_MODEL = "model:"


@dataclass(frozen=True, slots=True)
class AnswerName:
    """What coders find an answer by."""

    question: str
    """Empty where there is only one question."""
    id: str

    @property
    def order(self) -> tuple[str, int, str]:
        """Sorts by question and then as people count: 2 before 10."""
        return self.question, len(self.id), self.id


@dataclass(frozen=True, slots=True)
class Unit:
    """An answer with what several coders gave it, or one coder at several times."""

    answer: AnswerName
    variety: str
    sets: CodeSets


Matched = Mapping[AnswerName, Mapping[str, CodedAnswer]]
"""The codings of each answer, by coder."""


def is_model(coder: str) -> bool:
    """Whether the coder is ``model:<version>``. A model never counts as one of the people."""
    return coder.startswith(_MODEL)


def name_of(coded: CodedAnswer) -> AnswerName:
    """The question and id of the answer."""
    return AnswerName(coded.answer.question, coded.answer.id)


def match(coded: Iterable[CodedAnswer]) -> Matched:
    """Bring codings of one answer together, in the order of answers' names.

    Raises:
        RepeatedCodingError: A coder coded an answer twice.
        UnlikeAnswersError: Codings of the same question and id have different texts or varieties.
    """
    found: dict[AnswerName, dict[str, CodedAnswer]] = defaultdict(dict)
    for one in coded:
        by_coder = found[name_of(one)]
        if by_coder.setdefault(one.coder, one) is not one:
            raise RepeatedCodingError(one.coder, one.answer.id, one.answer.question)
    check_alike({name: by_coder.values() for name, by_coder in found.items()})
    return {name: found[name] for name in sorted(found, key=lambda name: name.order)}


def check_alike(codings: Mapping[AnswerName, Collection[CodedAnswer]]) -> None:
    """See that codings under one name are of one answer.

    Raises:
        UnlikeAnswersError: Some have different texts or varieties; blanks do not count.
    """
    unlike = [name.id for name, coded in codings.items() if not _of_one_answer(coded)]
    if unlike:
        raise UnlikeAnswersError(unlike)


def units_of(matched: Matched, coders: Collection[str]) -> list[Unit]:
    """Answers that two or more of these coders coded, each with their sets in the order the coders are given in."""
    found = []
    for name, by_coder in matched.items():
        sets = tuple(by_coder[coder].code_ids for coder in coders if coder in by_coder)
        if len(sets) >= A_PAIR:
            found.append(Unit(name, variety_of(by_coder.values()), sets))
    return found


def variety_of(coded: Iterable[CodedAnswer]) -> str:
    """The variety where one of the codings says it, else ``not said``."""
    return next((one.answer.variety for one in coded if one.answer.variety), NOT_SAID)


def _of_one_answer(coded: Collection[CodedAnswer]) -> bool:
    # Blanks do not count, nor what a spreadsheet does to spaces.
    texts = {" ".join(one.answer.text.split()) for one in coded} - {""}
    return len(texts) <= 1 and len({one.answer.variety for one in coded} - {""}) <= 1
