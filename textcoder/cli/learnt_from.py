"""What people have coded, out of the label store, as a model learns from it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textcoder.codings import CodedAnswer, Source
from textcoder.errors import CodeSetError
from textcoder.files.codings_file import coded_answer

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.labelling.overview import Overview
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


@dataclass(frozen=True, slots=True)
class Decision:
    """What people have decided on a text."""

    text_key: str
    code_ids: frozenset[str]
    """What counts now."""
    reason: str
    """Why the answer came that was the first with the text to be coded; empty where that is not known."""


def decisions_on_texts(store: "Store", overview: "Overview") -> list[Decision]:
    """What people have decided on each text of a question, in the order in which they first did.

    A decision that was changed keeps its place and its reason: what was chosen was chosen before that.
    """
    final = decisions(store, overview.survey, overview.question)
    codes = {overview.text_key(one.answer): frozenset(one.code_ids) for one in final}
    first = {one.text_key: one.chosen for one in store.codings.first_by_people(overview.survey, overview.question)}
    in_order = [*(key for key in first if key in codes), *(key for key in codes if key not in first)]
    return [Decision(key, codes[key], first.get(key, "")) for key in in_order]


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
