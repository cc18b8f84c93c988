"""What comes back: frozen values, read from the service's replies. What a newer service adds is passed over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar, overload

Id: TypeAlias = str | int | float | None
"""The id of a record, as it was sent; None: it had none that could be given back."""
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A code of an answer."""

    code: str
    number: int
    label: str
    confidence: float | None = None
    """Calibrated probability, 0 to 1; None where no model was asked."""
    source: str | None = None
    """``exact``, ``rule`` or ``model``."""
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one record was not done."""

    type: str
    """For programs."""
    detail: str
    """One sentence for people. It never repeats the text."""


@dataclass(frozen=True, slots=True)
class NearAnswer:
    """An answer that people have coded, and how near it is."""

    id: str
    question: str
    codes: Sequence[str]
    similarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the model gave the codes it gave."""

    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By code, the words of the answer that carried it."""
    nearest: Sequence[NearAnswer] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one answer."""

    id: Id
    status: str
    """``coded``, ``referred``, ``empty`` or ``error``."""
    codes: Sequence[GivenCode] = ()
    """What counts. Empty with ``coded``: no code applies."""
    suggestions: Sequence[GivenCode] = ()
    """What the model would give a referred answer."""
    error: Failure | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Classified(Sequence[Result]):
    """The results, one for each record, in their order, and what they were made with."""

    results: Sequence[Result]
    codeframe: str
    codeframe_version: int | None
    """None: there was no record to be coded."""
    model_version: str | None
    warnings: Sequence[str] = ()
    """What whoever sent this should know, each said once."""

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Result]: ...
    def __getitem__(self, place: int | slice) -> Result | Sequence[Result]:
        return self.results[place]

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one answer or decision that was to be stored."""

    id: Id
    status: str
    """Answers: ``added``, ``changed``, ``updated``, ``unchanged``, ``blank``, ``forgotten``; decisions: ``saved``;
    both: ``error``."""
    key: int | None = None
    """Of a decision that was saved."""
    error: Failure | None = None

    @property
    def is_stored(self) -> bool:
        """Whether it needs no further care."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class StoredCode:
    """A code of a stored coding."""

    code: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class StoredCoding:
    """A coding as the label store has it."""

    key: int
    """A coding with a higher key is later: what to ask on from next time."""
    survey: str
    question: str
    id: str
    codes: Sequence[StoredCode]
    coder: str
    """``human:<name>`` or ``model:<version>``."""
    source: str
    kind: Literal["coding", "adjudication", "note"]
    referred: bool
    flag: bool
    codeframe: str
    codeframe_version: int
    model_version: str | None
    coded_at: datetime
    withdrawn_at: datetime | None


def read_result(content: Mapping[str, Any]) -> Result:
    """A result from its JSON."""
    said = content.get("explanation")
    return _read(
        Result,
        content,
        codes=tuple(_read(GivenCode, one) for one in content["codes"]),
        suggestions=tuple(_read(GivenCode, one) for one in content["suggestions"]),
        error=_failure(content),
        explanation=said and Explanation(said["words"], tuple(_read(NearAnswer, one) for one in said["nearest"])),
    )


def read_stored(content: Mapping[str, Any]) -> Stored:
    """What became of an answer or decision, from its JSON."""
    return _read(Stored, content, error=_failure(content))


def read_coding(content: Mapping[str, Any]) -> StoredCoding:
    """A stored coding from its JSON."""
    return _read(
        StoredCoding,
        content,
        codes=tuple(_read(StoredCode, one) for one in content["codes"]),
        coded_at=datetime.fromisoformat(content["coded_at"]),
        withdrawn_at=content["withdrawn_at"] and datetime.fromisoformat(content["withdrawn_at"]),
    )


def _failure(content: Mapping[str, Any]) -> Failure | None:
    return _read(Failure, content["error"]) if content.get("error") else None


def _read(kind: type[_Kind], content: Mapping[str, Any], **read: Any) -> _Kind:
    known = {one.name: content[one.name] for one in fields(kind) if one.name in content}  # type: ignore[arg-type]
    return kind(**known | read)
