"""The answers of a sitting in the order they were seen, and what was decided on each."""

from dataclasses import dataclass, field, replace

from textcoder.codeframe import Codeframe
from textcoder.labelling.choosing import NOTHING, Choice, is_legal, put_before
from textcoder.labelling.store.records import StoredAnswer, StoredCoding
from textcoder.labelling.suggesting import Suggestion
from textcoder.labelling.supply import Task


@dataclass(frozen=True, slots=True)
class Draft:
    """What the coder has entered for an answer."""

    choice: Choice = NOTHING
    flag: bool = False
    comment: str = ""
    batch: frozenset[int] = frozenset()
    """Keys of nearly identical answers that get the same codes."""

    def with_choice(self, choice: Choice) -> "Draft":
        """The same with other codes."""
        return replace(self, choice=choice)


@dataclass(slots=True)
class Visit:
    """An answer that was in front of the coder in this sitting."""

    task: Task
    draft: Draft
    saved: Draft | None = None
    """As it was saved last and still stands; None: it is not coded."""
    held: bool = True
    """Whether the answer was handed to this sitting and not let go since."""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something that undo takes back."""

    visit: Visit
    codings: tuple[int, ...]
    """Keys of what was stored; none where it was only skipped."""
    answers: tuple[int, ...]
    """Keys of the answers that were coded."""
    before: Draft | None
    """What stood before."""


@dataclass(slots=True)
class Visits:
    """Where the coder is among the answers he has seen."""

    seen: list[Visit] = field(default_factory=list)
    at: int = 0
    steps: list[Step] = field(default_factory=list)
    """What can be undone, the latest last."""

    @property
    def current(self) -> Visit | None:
        """None at the end of the queue."""
        return self.seen[self.at] if self.at < len(self.seen) else None

    @property
    def decided(self) -> int:
        """How many have been coded, and that stands."""
        return sum(one.saved is not None for one in self.seen)

    @property
    def skipped(self) -> list[StoredAnswer]:
        """Answers that were skipped and not coded since."""
        return [one.task.answer for one in self.seen if one.skipped and one.saved is None]

    def add(self, visit: Visit) -> None:
        """Put an answer before the coder, in front of the one he has now."""
        self.seen.insert(self.at, visit)

    def go_to(self, visit: Visit) -> None:
        """Put an answer before the coder that he has seen."""
        self.at = next(place for place, one in enumerate(self.seen) if one is visit)

    def drop(self) -> None:
        """Take out the answer in front of the coder, and what could be undone of it."""
        gone = self.seen.pop(self.at)
        self.steps = [one for one in self.steps if one.visit is not gone]

    def of_answer(self, key: int) -> Visit | None:
        """Where an answer was seen."""
        return next((one for one in self.seen if one.task.answer.key == key), None)


def first_draft(task: Task, frame: Codeframe) -> Draft:
    """What an answer begins with: what still holds of its earlier codes, or else the suggestion."""
    if task.was is not None and task.was.keep and is_legal(task.was.keep, frame):
        return Draft(put_before(task.was.keep))
    return suggested(task.suggestion, frame)


def suggested(suggestion: Suggestion | None, frame: Codeframe) -> Draft:
    """The suggestion, where it is one that can be saved."""
    if suggestion is None or not is_legal(suggestion.code_ids, frame):
        return Draft()
    return Draft(put_before(suggestion.code_ids) if suggestion.code_ids else Choice(none_applies=True))


def draft_of(coding: StoredCoding) -> Draft:
    """What was saved, as it can be changed."""
    choice = put_before(coding.code_ids) if coding.code_ids else Choice(none_applies=True)
    return Draft(choice, coding.flag, coding.comment)
