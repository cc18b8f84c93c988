"""Answers and decisions that others send, each judged by itself: what can be stored is, and the rest says why not."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from textcoder.codeframe import Codeframe
from textcoder.codings import check_code_set
from textcoder.errors import CodeSetError, UnknownCodeError
from textcoder.labelling.importing.bringing import SENT, Destination, stored_question
from textcoder.labelling.store.by_id import answers_by_id
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, StoredAnswer, StoredQuestion, Upserted
from textcoder.labelling.store.upserting import clean


@dataclass(frozen=True, slots=True)
class Arriving:
    """An answer that was sent."""

    id: str
    text: str
    background: dict[str, str | int | float | bool | None] | None = None
    """None: a known answer keeps what it has."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the answers have done to the store."""

    answers: Upserted
    blank: tuple[str, ...] = ()
    """Ids of those where nothing was written, and that have never been answers."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision that was sent."""

    answer_id: str
    code_ids: tuple[str, ...]
    """Ids or numbers of codes."""
    coder: str
    """``human:<name>``."""
    kind: Kind = Kind.CODING
    codeframe_version: int | None = None
    comment: str = ""
    flag: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a decision was not stored."""

    type: str
    """A word for programs: ``unknown_answer``, ``unknown_version``, ``unknown_code`` or ``illegal_codes``."""
    detail: str


def receive_answers(store: Store, to: Destination, arriving: Sequence[Arriving]) -> Received:
    """Bring answers in, all in one transaction, and their survey and question if the store does not have them yet.

    Args:
        store: The label store.
        to: The question.
        arriving: No two with one id.

    Raises:
        CodeframeVersionError: The store has this version of the codeframe with other content.
        StoreUnavailableError: The database broke off, or is kept busy by somebody else.
    """
    identity = functools.cache(store.answers.identity)
    for one in arriving:  # before the transaction, during which others wait
        identity(clean(one.text))
    with store.together(identity=identity) as whole:
        if stored_question(whole, to.survey, to.question) is None:
            _put_question(whole, to)
        known = answers_by_id(whole, to.survey, to.question, [one.id for one in arriving])
        blank = tuple(one.id for one in arriving if not one.text.strip() and one.id not in known)
        nowhere = frozenset(blank)
        incoming = [_incoming(one, known.get(one.id)) for one in arriving if one.id not in nowhere]
        return Received(whole.answers.upsert(to.survey, to.question, incoming), blank)


def _put_question(store: Store, to: Destination) -> None:
    store.surveys.put(to.survey, to.title or None)
    store.codeframes.add(to.codeframe)
    frame = to.codeframe
    store.surveys.put_question(StoredQuestion(to.survey, to.question, frame.id, frame.version, to.text))


def _incoming(one: Arriving, stored: StoredAnswer | None) -> IncomingAnswer:
    kept = stored.background if stored is not None else {}
    return IncomingAnswer(one.id, one.text, kept if one.background is None else one.background)


def receive_decisions(store: Store, survey: str, question: str, decisions: Sequence[Decision]) -> list[int | Refusal]:
    """Append the decisions of people that can be stored. Use it within :meth:`Store.together`.

    Returns:
        For each decision the key of its coding, or why it was not stored.

    Raises:
        NotStoredError: The question is not there.
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    judge = _Judge(store, store.surveys.question(survey, question))
    known = answers_by_id(store, survey, question, [one.answer_id for one in decisions])
    judged = [judge.coding(one, known.get(one.answer_id)) for one in decisions]
    saved = iter(store.codings.add_many([one for one in judged if isinstance(one, NewCoding)]))
    return [next(saved).key if isinstance(one, NewCoding) else one for one in judged]


@dataclass(slots=True)
class _Judge:
    """Says which decisions can be stored, and keeps the codeframes it has looked at."""

    store: Store
    question: StoredQuestion
    frames: dict[int, Codeframe | None] = field(default_factory=dict)

    def coding(self, one: Decision, answer: StoredAnswer | None) -> NewCoding | Refusal:
        """The coding that a decision becomes, or why it becomes none."""
        if answer is None:
            return Refusal("unknown_answer", "The question has no answer with this id. Send the answer first.")
        version = one.codeframe_version or self.question.codeframe_version
        frame = self._frame(version)
        if frame is None:
            return Refusal("unknown_version", f"There is no version {version} of codeframe {self.question.codeframe}.")
        try:
            codes = frozenset[str]() if one.kind is Kind.NOTE else check_code_set(one.code_ids, frame)
        except UnknownCodeError as err:
            return Refusal("unknown_code", _sentence(err))
        except CodeSetError as err:
            return Refusal("illegal_codes", _sentence(err))
        return NewCoding(
            answer=answer.key,
            code_ids=codes,
            coder=one.coder,
            kind=one.kind,
            codeframe_version=version,
            comment=one.comment,
            flag=one.flag,
            seconds=one.seconds,
            chosen=SENT,
        )

    def _frame(self, version: int) -> Codeframe | None:
        if version not in self.frames:
            try:
                self.frames[version] = self.store.codeframes.get(self.question.codeframe, version)
            except NotStoredError:
                self.frames[version] = None
        return self.frames[version]


def _sentence(err: CodeSetError) -> str:
    said = str(err)
    return f"{said[0].upper()}{said[1:]}."
