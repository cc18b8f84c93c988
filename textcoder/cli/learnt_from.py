"""What people have coded, out of the label store, as a model learns from it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from textcoder.codings import CodedAnswer, Source
from textcoder.errors import CodeSetError
from textcoder.files.codings_file import coded_answer

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.labelling.store.opening import Store
    from textcoder.labelling.store.records import FinalCoding, StoredQuestion

_LEARNT_FROM = ("voice", "respondent", "variety", "weight", "constructed")
"""Background that training looks at, as in exported codings."""


def codings_by_people(store: "Store", codeframe: "Codeframe") -> list[CodedAnswer]:
    """The codings that people gave and that count, to all questions with this version of a codeframe.

    Codings of which nothing can be learnt, as those with a weight that is no number, are passed over.
    """
    questions = (one for survey in store.surveys.all() for one in survey.questions)
    same = [one for one in questions if (one.codeframe, one.codeframe_version) == (codeframe.id, codeframe.version)]
    return [coded for question in same for coded in _of_question(store, question, codeframe)]


def decisions(store: "Store", survey: str, question: str) -> list["FinalCoding"]:
    """The codings of a question that people gave and that count, in the order in which they gave them."""
    found = store.codings.final(survey, question)
    return sorted((one for one in found if one.source is Source.HUMAN), key=lambda one: one.coding)


def _of_question(store: "Store", question: "StoredQuestion", codeframe: "Codeframe") -> Iterator[CodedAnswer]:
    by_answer = {one.answer: one for one in decisions(store, question.survey, question.id)}
    if not by_answer:
        return
    for answer in store.answers.of(question.survey, question.id):
        if (coding := by_answer.get(answer.key)) is None:
            continue
        own = {"id": answer.id, "text": answer.text, "question": answer.question, "codes": list(coding.code_ids)}
        beside = {name: answer.background[name] for name in _LEARNT_FROM if name in answer.background}
        with suppress(CodeSetError, ValueError):
            yield coded_answer({**beside, **own, "coder": coding.coder.removeprefix("human:")}, codeframe)
