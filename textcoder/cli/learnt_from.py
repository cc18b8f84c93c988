"""What people have coded, out of the label store, as a model learns from it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textcoder.cli.options import Edge
from textcoder.cli.stores import open_label_store
from textcoder.errors import TooFewCodingsError
from textcoder.labelling.coded_by_people import coded_by_people, decisions

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.codings import CodedAnswer
    from textcoder.labelling.overview import Overview
    from textcoder.labelling.store.opening import Store
    from textcoder.learning.gathering import Stored


def codings_by_people(store: "Store", codeframe: "Codeframe") -> "list[CodedAnswer]":
    """The codings that people gave and that count, to all questions with this version of a codeframe.

    Codings of which nothing can be learnt, as those with a weight that is no number, are passed over.
    """
    return [coded for question in coded_by_people(store, codeframe) for coded in question.coded]


def stored_codings(
    edge: Edge, db: str | None, codeframe: "Codeframe", *, survey: str | None = None, question: str | None = None
) -> "list[Stored]":
    """The same as training takes it, question by question, with where each came from.

    Args:
        edge: Knows the home.
        db: As ``--db`` says.
        codeframe: In use.
        survey: Only of this survey; None: of all.
        question: Only of this question; None: of all.

    Raises:
        LabelStoreNotFoundError: There is no label store.
        NotStoredError: The survey or the question is not there.
        TooFewCodingsError: Nobody has coded anything with this version of the codeframe there.
    """
    with open_label_store(edge, db) as store:
        found = coded_by_people(store, codeframe, survey=survey, question=question)
        where = store.database.where
    if not found:
        of = f" of question {question!r}" if question else ""
        of += f" in survey {survey!r}" if survey else ""
        raise TooFewCodingsError(
            f"People have coded nothing{of} with version {codeframe.version} of codeframe {codeframe.id!r} in the "
            f"label store {where}. To learn from files alone, leave --store out."
        )
    # Imported here: reading codings files takes a moment to load, and a store that is not there is said at once.
    from textcoder.learning.gathering import Stored, StoreSource

    return [Stored(StoreSource(one.survey, one.question, one.last_coding), one.coded) for one in found]


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
