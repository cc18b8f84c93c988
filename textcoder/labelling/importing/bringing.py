"""Bringing answers and codings into a label store: all of a file in one transaction, or nothing."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final, TypeVar

from textcoder.codeframe import Codeframe, Texts
from textcoder.codings import Source
from textcoder.labelling.importing.rows import Incoming, IncomingCoding
from textcoder.labelling.importing.whose import MODEL, RULE
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import (
    IncomingAnswer,
    Kind,
    NewCoding,
    StoredAnswer,
    StoredCoding,
    StoredQuestion,
    Upserted,
)
from textcoder.labelling.store.upserting import clean

SENT: Final = "service"
"""Why an answer came before a coder whose decision was sent in: nobody here knows more."""
_AT_A_TIME = 5000
_PAGE = 10_000
_T = TypeVar("_T")
_Content = tuple[str, frozenset[str], bool]
"""A text, its codes, and whether they were only a proposal."""
_Said = dict[tuple[int, str, Kind], _Content]
"""For an answer, a coder and a kind: what was last brought in."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The question that answers are brought in for, and its survey."""

    survey: str
    question: str
    codeframe: Codeframe
    """The version that codings are checked by, and the question's own if it is new to the store."""
    title: Texts
    text: Texts


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import has done to the store."""

    answers: Upserted
    blank: int
    """Rows where nothing was written, and that have never been answers."""
    codings_added: int
    codings_known: int
    """Codings that said what the file said of the answer last time."""


def stored_question(store: Store, survey: str, question: str) -> StoredQuestion | None:
    """A question of the store; None if it is not there yet."""
    try:
        return store.surveys.question(survey, question)
    except NotStoredError:
        return None


def coder_id(name: str) -> str:
    """A coder as codings name them: ``human:<name>``, or ``model:<version>`` as it is."""
    return name if name.startswith(("human:", MODEL)) else f"human:{name}"


def bring_in(
    store: Store,
    to: Destination,
    incoming: Incoming,
    *,
    adjudicators: Iterable[str] = (),
    keeps_background: bool = False,
    keep: bool = True,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> BroughtIn:
    """Store a survey's question if it is new, its answers, and codings of them. All or nothing, by Ctrl+C too.

    Stored answers that are not among them stay. A coding that is no other than the one last brought in for the same
    text by the same coder is left alone, so that a file can be brought in again, and decisions taken meanwhile stand.

    Args:
        store: Where to.
        to: The question.
        incoming: What was read.
        adjudicators: Coders whose codings settle disagreements.
        keeps_background: Known answers keep the background they have.
        keep: False to change nothing, and only say what would have come of it.
        progress: Called with what is done, how much of it, and of how much.

    Raises:
        CodeframeVersionError: The store has this version of the codeframe with other content.
        StoreUnavailableError: The database broke off, or is kept busy by somebody else.
    """
    identity = functools.cache(store.answers.identity)
    for one in incoming.answers:  # before the transaction, during which others wait
        identity(clean(one.text))
    said = _Memory(to, bool(incoming.codings))
    said.read_on(store)
    with store.together(identity=identity, keep=keep) as whole:
        _put_question(whole, to)
        known = {one.id: one for one in whole.answers.of(to.survey, to.question)}
        blank = [one for one in incoming.blank if one.id in known]
        arriving = [*incoming.answers, *blank]
        if keeps_background:
            arriving = [_with_stored_background(one, known) for one in arriving]
        upserted = _upsert(whole, to, arriving, progress)
        said.read_on(whole)
        forgotten = frozenset(upserted.forgotten)
        codings = [one for one in incoming.codings if one.answer_id not in forgotten]
        new = _new_codings(whole, to, codings, frozenset(adjudicators), said) if codings else []
        for done, part in _parts(new):
            whole.codings.add_many(part)
            progress("storing codings", done, len(new))
    return BroughtIn(upserted, len(incoming.blank) - len(blank), len(new), len(codings) - len(new))


def _put_question(store: Store, to: Destination) -> None:
    if stored_question(store, to.survey, to.question) is not None:
        return
    store.surveys.put(to.survey, to.title)
    store.codeframes.add(to.codeframe)
    frame = to.codeframe
    store.surveys.put_question(StoredQuestion(to.survey, to.question, frame.id, frame.version, to.text))


def _with_stored_background(one: IncomingAnswer, known: dict[str, StoredAnswer]) -> IncomingAnswer:
    stored = known.get(one.id)
    return one if stored is None else IncomingAnswer(one.id, one.text, stored.background)


def _upsert(
    store: Store, to: Destination, arriving: Sequence[IncomingAnswer], progress: Callable[[str, int, int], None]
) -> Upserted:
    total = Upserted()
    for done, part in _parts(arriving):
        more = store.answers.upsert(to.survey, to.question, part)
        # All its fields are numbers or lists of ids.
        total = Upserted(**{one.name: getattr(total, one.name) + getattr(more, one.name) for one in fields(Upserted)})
        progress("storing answers", done, len(arriving))
    return total


def _parts(items: Sequence[_T]) -> Iterator[tuple[int, Sequence[_T]]]:
    """Some thousands at a time, and how many there have been with them."""
    for start in range(0, len(items), _AT_A_TIME):
        part = items[start : start + _AT_A_TIME]
        yield start + len(part), part


class _Memory:
    """What earlier imports have said of the answers to a question."""

    def __init__(self, to: Destination, wanted: bool) -> None:
        self._place = (to.survey, to.question)
        self._wanted = wanted
        self._last = 0
        self._said: _Said = {}

    def read_on(self, store: Store) -> None:
        """Read what has been stored since."""
        while self._wanted and (page := store.codings.since(self._last, limit=_PAGE)):
            self._last = page[-1].key
            for one in page:
                # Decisions taken at the screen have a sitting. Like those that were sent, they are newer than any file
                # that has been brought in.
                from_a_file = not one.sitting and one.chosen != SENT
                if (one.survey, one.question) == self._place and from_a_file:
                    self._said[one.answer, one.coder, one.kind] = _content(one)

    def is_known(self, coding: NewCoding, answer: StoredAnswer) -> bool:
        """Whether it says what was said last time."""
        said = (answer.text_key, frozenset(coding.code_ids), coding.referred)
        return self._said.get((coding.answer, coding.coder, coding.kind)) == said


def _content(coding: StoredCoding) -> _Content:
    return coding.text_key, frozenset(coding.code_ids), coding.referred


def _new_codings(
    store: Store, to: Destination, codings: Sequence[IncomingCoding], adjudicators: frozenset[str], said: _Memory
) -> list[NewCoding]:
    by_id = {one.id: one for one in store.answers.of(to.survey, to.question)}
    new = []
    for one in codings:
        answer = by_id[one.answer_id]
        coder = RULE if one.whose.source is Source.RULE else coder_id(one.whose.coder)
        machine = coder.startswith(MODEL)
        coding = NewCoding(
            answer=answer.key,
            code_ids=one.code_ids,
            coder=coder,
            source=one.whose.source or (Source.MODEL if machine else Source.HUMAN),
            kind=Kind.ADJUDICATION if one.whose.coder in adjudicators else Kind.CODING,
            referred=one.whose.referred,
            model_version=coder.removeprefix(MODEL) if machine else "",
            codeframe_version=to.codeframe.version,
        )
        if not said.is_known(coding, answer):
            new.append(coding)
    return new
