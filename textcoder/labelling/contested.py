"""Adjudications that somebody who coded the answer afresh does not agree with, and that so are to be settled anew.

An adjudication goes before every coding, and one that is wrong would stay for good. So what comes out otherwise in the
queue ``doubtful`` opens it again: it stands beside the new coding, as the codes of one more coder.
"""

from collections.abc import Iterable, Mapping

from textcoder.codings import CodedAnswer
from textcoder.labelling.independent import answer_to_compare
from textcoder.labelling.queues import DOUBTFUL
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import FinalCoding, StoredAnswer, StoredQuestion


def contested_adjudications(
    store: Store, asked: StoredQuestion, final: Iterable[FinalCoding], answers: Mapping[int, StoredAnswer]
) -> list[CodedAnswer]:
    """The adjudications that are contested, each as a coding by its adjudicator.

    Args:
        store: The label store.
        asked: The question.
        final: What counts now.
        answers: Those to the question, by key.
    """
    contested = _contested(store, asked, final)
    return [
        CodedAnswer(answer_to_compare(answers[one.answer]), frozenset(one.code_ids), _adjudicator(one.coder))
        for one in contested
        if one.answer in answers
    ]


def is_contested(store: Store, asked: StoredQuestion, final: Iterable[FinalCoding]) -> bool:
    """Whether any of these is."""
    return bool(_contested(store, asked, final))


def _contested(store: Store, asked: StoredQuestion, final: Iterable[FinalCoding]) -> list[FinalCoding]:
    settled = {one.answer: one for one in final if one.adjudicated}
    found: dict[int, FinalCoding] = {}
    for one in store.codings.by_coder(asked.survey, asked.id) if settled else []:
        was = settled.get(one.answer)
        if was and one.chosen == DOUBTFUL and one.key > was.coding and set(one.code_ids) != set(was.code_ids):
            found[one.answer] = was
    return list(found.values())


def _adjudicator(coder: str) -> str:
    # He may have coded the answer himself too, and two codings by one coder would not be told apart.
    return f"{coder.removeprefix('human:')} (settled)"
