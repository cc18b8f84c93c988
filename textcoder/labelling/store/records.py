"""What goes into the label store and what comes out of it. Times are UTC; codes are in codeframe order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from textcoder.answers import Answer
from textcoder.codeframe import Texts
from textcoder.codings import Source

Cell = str | int | float | bool | None
Background = Mapping[str, Cell]
"""The other columns of an answer's row: what the coder may look at besides the text."""


# --- surveys and codeframes ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question, and the codeframe its answers are coded with now."""

    survey: str
    id: str
    codeframe: str
    codeframe_version: int
    """Decides which codings count, and in which codes."""
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredSurvey:
    """A survey with its questions, in the order they were stored."""

    id: str
    title: Texts
    questions: tuple[StoredQuestion, ...]


@dataclass(frozen=True, slots=True)
class CodeframeVersion:
    """One version of a codeframe in the store; versions never change."""

    id: str
    version: int
    hash: str
    """As :attr:`textcoder.codeframe.Codeframe.hash`."""
    added_at: datetime


# --- answers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IncomingAnswer:
    """An answer on its way in."""

    id: str
    text: str
    background: Background = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as the store has it."""

    key: int
    """What the store calls it; never used again for another."""
    survey: str
    question: str
    id: str
    text: str
    text_version: int
    """1 for the text it came with, one more for each text that replaced it."""
    text_key: str
    """Equal for answers that are identical, as :func:`textcoder.language.identity.fingerprint` has it."""
    background: Background
    imported_at: datetime
    """When it first came in."""

    @property
    def answer(self) -> Answer:
        """The answer as all of textcoder speaks of it."""
        return Answer(self.id, self.text, self.question)


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A text that has been replaced."""

    text_version: int
    text: str
    text_key: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Upserted:
    """What bringing answers in has changed. Every incoming answer is in one of the first four, or forgotten."""

    added: tuple[str, ...] = ()
    """Ids of answers that are new."""
    changed: tuple[str, ...] = ()
    """Ids of answers whose text is no longer identical to what it was; their codings are stale."""
    updated: tuple[str, ...] = ()
    """Ids of answers with another spelling of an identical text or other background; their codings count as before."""
    unchanged: int = 0
    restored: tuple[str, ...] = ()
    """Those of the changed whose text is back to one they had before; codings of that text count again."""
    forgotten: tuple[str, ...] = ()
    """Ids of answers that were left out, since whoever gave them has been forgotten."""
    stale_codings: int = 0
    """Codings that counted and no longer do."""
    revived_codings: int = 0
    """Codings that were stale and count again."""


# --- codings ---------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a coding is for."""

    CODING = "coding"
    ADJUDICATION = "adjudication"
    """Settles a disagreement; goes before every other coding of the answer."""
    NOTE = "note"
    """A flag or a comment without a decision: it has no codes and never counts."""


@dataclass(frozen=True, slots=True)
class NewCoding:
    """A decision on its way in."""

    answer: int
    """Key of the answer."""
    code_ids: Collection[str]
    """Ids or numbers of codes. Empty: no code applies."""
    coder: str
    """As in :class:`textcoder.codings.Coding`: ``human:<name>``, ``model:<version>`` …"""
    source: Source = Source.HUMAN
    kind: Kind = Kind.CODING
    referred: bool = False
    """A model's codes that a human must look at: kept as a suggestion, never final."""
    confidence: float | None = None
    """Calibrated probability that the whole set is right, 0 to 1; None for people."""
    model_version: str = ""
    """The model that coded, or whose suggestion the coder saw; empty where there was none."""
    codeframe_version: int | None = None
    """The version the coder saw; None for the question's present one."""
    text_version: int | None = None
    """The text the coder saw; None for the present one. Under a text that has been replaced the coding is stale
    from the start."""
    comment: str = ""
    flag: bool = False
    seconds: float | None = None
    """Time spent, where somebody took it."""
    sitting: str = ""
    """The coder's sitting. Where it is given, the answer must not have been handed to anybody else since."""
    chosen: str = ""
    """Why the answer came before the coder: ``audit``, ``random``, ``uncertain`` … Empty: it is not known."""


@dataclass(frozen=True, slots=True)
class StoredCoding:
    """A decision as the store has it. It never changes; undoing adds when it was withdrawn."""

    key: int
    """A coding with a higher key is later; keys become visible in their order."""
    answer: int
    answer_id: str
    survey: str
    question: str
    text_version: int
    text_key: str
    """Of the text that was coded."""
    code_ids: tuple[str, ...]
    coder: str
    source: Source
    kind: Kind
    referred: bool
    confidence: float | None
    model_version: str
    codeframe: str
    codeframe_version: int
    comment: str
    flag: bool
    seconds: float | None
    sitting: str
    coded_at: datetime
    withdrawn_at: datetime | None = None
    """None: it stands."""
    chosen: str = ""
    """Why the answer came before the coder; empty where that is not known."""


class StaleBecause(StrEnum):
    """Why a coding no longer counts."""

    TEXT = "text"
    """The answer has another text now."""
    CODEFRAME = "codeframe"
    """The codeframe in use has no place for its codes, or is another one."""


@dataclass(frozen=True, slots=True)
class StaleCoding:
    """A human's coding that no longer counts, and that nobody has replaced yet."""

    coding: StoredCoding
    """As it was given, with the codes of its own version of the codeframe."""
    because: StaleBecause
    because_words: str = ""
    """The same for people, with the codes."""
    keep: tuple[str, ...] = ()
    """Codes in use that its codes have become, as far as they are left: a proposal, which may break a rule."""
    choose_from: tuple[str, ...] = ()
    """Codes in use that one of its codes was split into, in the order of the codeframe."""


@dataclass(frozen=True, slots=True)
class FinalCoding:
    """The coding that counts for an answer: adjudicated > human > exact > rule > model; the later one within these."""

    answer: int
    answer_id: str
    coding: int
    """Key of the coding. Where ``source`` is ``exact`` it may be that of an identical answer."""
    code_ids: tuple[str, ...]
    """Of the version that is looked at."""
    coder: str
    source: Source
    adjudicated: bool
    confidence: float | None
    model_version: str
    codeframe_version: int
    """The one it was given under."""
    coded_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the coding of a question has come, in answers."""

    answers: int
    by_source: Mapping[Source, int]
    """Every source is there. Adjudicated answers count under ``human``."""

    @property
    def left(self) -> int:
        """Answers without a coding that counts."""
        return self.answers - sum(self.by_source.values())


# --- who codes what --------------------------------------------------------------------------------


class Purpose(StrEnum):
    """Why an answer was assigned to somebody."""

    DOUBLE = "double"
    """Several coders are to code it, each for himself; nobody else is handed it."""
    CONSISTENCY = "consistency"
    """A repeat, to see whether the coder does as he did before."""
    AUDIT = "audit"
    """Drawn at random, to estimate from."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An answer that somebody is to code."""

    answer: int
    coder: str
    purpose: Purpose
    assigned_at: datetime
    done: bool
    """Whether the coder has a coding that counts, or that did before the codeframe changed; for a repeat, one made
    after it was assigned."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer in somebody's hands; all answers identical to it are his too."""

    answer: int
    coder: str
    sitting: str
    expires_at: datetime
    is_assigned: bool = False
    """When it is handed out: whether this answer, or one identical to it, was assigned to the coder."""
