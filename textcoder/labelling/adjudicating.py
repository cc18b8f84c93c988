"""Settling what coders disagree on: one answer after the other, each decision saved before the next one comes.

Like a sitting it knows nothing of screens, and its methods give back one sentence for the adjudicator.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from textcoder.codeframe import Codeframe
from textcoder.codings import check_code_set
from textcoder.labelling.choosing import named
from textcoder.labelling.contested import contested_adjudications, is_contested
from textcoder.labelling.disagreements import Disagreement, Settlement, list_disagreements, settlements
from textcoder.labelling.independent import answers_of, by_people
from textcoder.labelling.pace import AWAY
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind, NewCoding, StoredAnswer, StoredCoding


@dataclass(frozen=True, slots=True)
class Dispute:
    """An answer to settle."""

    answer: StoredAnswer
    disagreement: Disagreement
    settlements: tuple[Settlement, ...]
    """Those of A, B and so on; the last one is the union."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What an answer was settled as."""

    id: str
    codes: tuple[str, ...]
    """Ids, in the order of the codeframe."""


@dataclass(frozen=True, slots=True)
class _Step:
    at: int
    coding: StoredCoding | None
    """None: skipped."""


class Adjudication:
    """The disagreements of a question, the most in dispute first. Those that are settled already do not come.

    They do where somebody has coded the answer otherwise since, because a model doubted it.

    Args:
        store: The label store.
        survey: Id of the survey.
        question: Id of the question.
        coder: Who adjudicates: ``human:<name>``.
        clock: Seconds, from whenever.

    Raises:
        NotStoredError: The question is not there.
    """

    def __init__(
        self, store: Store, survey: str, question: str, coder: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.asked = store.surveys.question(survey, question)
        self.frame: Codeframe = store.codeframes.get(self.asked.codeframe, self.asked.codeframe_version)
        self._store, self._coder, self._name = store, coder, coder.removeprefix("human:")
        self._disputes = self._open_ones()
        self._at = 0
        self._steps: list[_Step] = []
        self._clock, self._since = clock, clock()

    @property
    def current(self) -> Dispute | None:
        """What is in front of the adjudicator; None when there is no more."""
        return self._disputes[self._at] if self._at < len(self._disputes) else None

    @property
    def left(self) -> int:
        """How many are still to come, this one among them."""
        return len(self._disputes) - self._at

    @property
    def settled(self) -> int:
        """How many were settled, and stand."""
        return sum(step.coding is not None for step in self._steps)

    @property
    def decisions(self) -> list[Settled]:
        """What was settled, and stands, in the order it was."""
        made = (step.coding for step in self._steps if step.coding is not None)
        return [Settled(coding.answer_id, coding.code_ids) for coding in made]

    @property
    def is_own(self) -> bool:
        """Whether the adjudicator is one of those who disagree on the answer in front of him."""
        return self.current is not None and self._name in self.current.disagreement.codings

    @property
    def skipped(self) -> int:
        """How many were skipped; they come again next time."""
        return len(self._steps) - self.settled

    def take(self, place: int) -> str:
        """Settle it as one of its settlements says: 0 for A's codes and so on, -1 for the union.

        Raises:
            CodeSetError, StoreUnavailableError: As for :meth:`settle`.
        """
        dispute = self.current
        return self.settle(dispute.settlements[place].code_ids) if dispute else _NOTHING_LEFT

    def settle(self, codes: Collection[str]) -> str:
        """Save codes for the answer, say which, and go on to the next.

        Args:
            codes: Ids or numbers; empty: no code applies.

        Raises:
            CodeSetError: No answer can have these codes together. Nothing was saved.
            StoreUnavailableError: The store cannot be written. Nothing was saved.
        """
        dispute = self.current
        if dispute is None:
            return _NOTHING_LEFT
        code_ids = check_code_set(codes, self.frame)
        answer, spent = dispute.answer, self._clock() - self._since
        # Two may adjudicate at once, and the second must not overrule the first without seeing it.
        if self._is_settled(answer.key):
            self._at += 1
            self._arrive()
            return "Somebody else has settled this one meanwhile; nothing was saved."
        stored = self._store.codings.add(
            NewCoding(
                answer.key,
                code_ids,
                self._coder,
                kind=Kind.ADJUDICATION,
                codeframe_version=self.frame.version,
                text_version=answer.text_version,
                seconds=round(spent, 2) if spent < AWAY else None,
            )
        )
        self._go_on(stored)
        saved = named(stored.code_ids, self.frame) or "none applies"
        return f"Saved for {answer.id}: {saved}. z takes it back."

    def skip(self) -> str:
        """Leave it open and go on to the next."""
        if self.current is None:
            return _NOTHING_LEFT
        self._go_on(None)
        return "Skipped; it comes again next time."

    def undo(self) -> str:
        """Take back the last decision or skip, and show it again. Again: the one before it, and so on."""
        if not self._steps:
            return "There is nothing to undo."
        step = self._steps[-1]
        if step.coding is not None:
            self._store.codings.withdraw(step.coding.key, self._coder)
        self._steps.pop()
        self._at = step.at
        self._since = self._clock()
        return "Undone."

    def _go_on(self, coding: StoredCoding | None) -> None:
        self._steps.append(_Step(self._at, coding))
        self._at += 1
        self._arrive()

    def _arrive(self) -> None:
        """Pass by what others have settled meanwhile."""
        while self.current and self._is_settled(self.current.answer.key):
            self._at += 1
        self._since = self._clock()

    def _open_ones(self) -> list[Dispute]:
        answers = answers_of(self._store, self.asked)
        final = self._store.codings.final(self.asked.survey, self.asked.id)
        contested = contested_adjudications(self._store, self.asked, final, answers)
        done = {one.answer_id for one in final if one.adjudicated} - {one.answer.id for one in contested}
        by_id = {one.id: one for one in answers.values()}
        coded = [one for one in by_people(self._store, self.asked, answers) if one.answer.id not in done]
        coded += contested
        return [Dispute(by_id[one.answer.id], one, settlements(one, self.frame)) for one in list_disagreements(coded)]

    def _is_settled(self, key: int) -> bool:
        final = self._store.codings.final(self.asked.survey, self.asked.id, answers=[key])
        return any(one.adjudicated for one in final) and not is_contested(self._store, self.asked, final)


_NOTHING_LEFT = "There is nothing left to settle."
