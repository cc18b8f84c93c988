"""What people have coded and counts, out of the label store, as a model learns from it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Source
from textcoder.errors import CodeSetError
from textcoder.files.codings_file import coded_answer
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import FinalCoding, StoredQuestion

_LEARNT_FROM = ("voice", "respondent", "variety", "weight", "constructed")
"""Background that training looks at, as in exported codings."""


@dataclass(frozen=True, slots=True)
class CodedQuestion:
    """What people have coded of one question."""

    survey: str
    question: str
    last_coding: int
    """Key of the latest coding that counts."""
    coded: tuple[CodedAnswer, ...]


def coded_by_people(
    store: Store, codeframe: Codeframe, *, survey: str | None = None, question: str | None = None
) -> list[CodedQuestion]:
    """The codings that people gave and that count, by question, of all questions with this version of a codeframe.

    Codings of which nothing can be learnt, as those with a weight that is no number, are passed over, and so are
    questions without any.

    Args:
        store: The label store.
        codeframe: In use.
        survey: Only questions of this survey; None: of all.
        question: Only questions of this id; None: all.

    Raises:
        NotStoredError: The survey is not there, or no question of that id.
    """
    surveys = store.surveys.all() if survey is None else [store.surveys.get(survey)]
    asked = [one for each in surveys for one in each.questions if question in (None, one.id)]
    if question is not None and not asked:
        of = f" of survey {survey!r}" if survey else ""
        raise NotStoredError(f"question {question!r}{of}", "Bring its answers in with: textcoder import.")
    same = [one for one in asked if (one.codeframe, one.codeframe_version) == (codeframe.id, codeframe.version)]
    return [found for one in same if (found := _of_question(store, one, codeframe)) is not None]


def decisions(store: Store, survey: str, question: str) -> list[FinalCoding]:
    """The codings of a question that people gave and that count, in the order in which they gave them."""
    found = store.codings.final(survey, question)
    return sorted((one for one in found if one.source is Source.HUMAN), key=lambda one: one.coding)


def _of_question(store: Store, question: StoredQuestion, codeframe: Codeframe) -> CodedQuestion | None:
    by_answer = {one.answer: one for one in decisions(store, question.survey, question.id)}
    coded = tuple(_coded(store, question, codeframe, by_answer)) if by_answer else ()
    if not coded:
        return None
    return CodedQuestion(question.survey, question.id, max(one.coding for one in by_answer.values()), coded)


def _coded(
    store: Store, question: StoredQuestion, codeframe: Codeframe, by_answer: dict[int, FinalCoding]
) -> Iterator[CodedAnswer]:
    for answer in store.answers.of(question.survey, question.id):
        if (coding := by_answer.get(answer.key)) is None:
            continue
        own = {"id": answer.id, "text": answer.text, "question": answer.question, "codes": list(coding.code_ids)}
        beside = {name: answer.background[name] for name in _LEARNT_FROM if name in answer.background}
        with suppress(CodeSetError, ValueError):
            yield coded_answer({**beside, **own, "coder": coding.coder.removeprefix("human:")}, codeframe)
