"""Saving what a coder decided, skipped or took back."""

from dataclasses import replace

from textcoder.codeframe import Codeframe
from textcoder.labelling.choosing import is_legal
from textcoder.labelling.pace import AWAY
from textcoder.labelling.queues import ALIKE
from textcoder.labelling.store.forgotten import is_mark
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind, NewCoding, StoredAnswer
from textcoder.labelling.supply import Seat, Supply
from textcoder.labelling.visits import Draft, Step, Visit, draft_of


class Recorder:
    """Writes a sitting's decisions into the store.

    Args:
        store: The label store.
        seat: Who codes what.
        frame: The codeframe the coder sees.
        supply: Where the answers come from.
    """

    def __init__(self, store: Store, seat: Seat, frame: Codeframe, supply: Supply) -> None:
        self._store, self._seat, self._frame, self._supply = store, seat, frame, supply

    def decide(self, visit: Visit, draft: Draft, seconds: float) -> tuple[Step, int]:
        """Save codes for an answer, and for the nearly identical ones that were chosen with it.

        Returns:
            What undo takes back, and how many of the nearly identical ones were not to be had.

        Raises:
            AnswerHeldError: The answer was handed to somebody else meanwhile. Nothing was saved.
            NotStoredError: It is no longer there. Nothing was saved.
        """
        if not visit.held:
            again = visit.saved is not None or self._supply.queue.again
            visit.held = self._supply.hold(visit.task.answer.key, coded_too=again)
        coded_too = visit.saved is not None
        batch = frozenset(key for key in draft.batch if self._supply.hold(key, coded_too=coded_too))
        entered = replace(draft, batch=batch)
        answers = [visit.task.answer, *(one for one in visit.task.alike if one.key in batch)]
        stored = self._store.codings.add_many([self._coding(one, visit, entered, seconds) for one in answers])
        step = Step(visit, tuple(one.key for one in stored), tuple(one.answer for one in stored), visit.saved)
        visit.draft = visit.saved = entered
        return step, len(draft.batch - batch)

    def skip(self, visit: Visit, draft: Draft, seconds: float) -> Step:
        """Let an answer go, and save what was noted on it.

        Raises:
            AnswerHeldError, NotStoredError: As for :meth:`decide`, where something was noted.
        """
        noted: tuple[int, ...] = ()
        if draft.flag or draft.comment:
            note = self._coding(visit.task.answer, visit, draft, seconds)
            noted = (self._store.codings.add(replace(note, code_ids=(), kind=Kind.NOTE)).key,)
        self._store.claims.release(self._seat.sitting, visit.task.answer.key)
        visit.draft, visit.held, visit.skipped = draft, False, True
        return Step(visit, noted, (), None)

    def withdraw(self, step: Step) -> None:
        """Take back what was saved; what stood before stands again."""
        for key in step.codings:
            self._store.codings.withdraw(key, self._seat.coder)
        step.visit.saved, step.visit.skipped = step.before, False
        step.visit.draft = step.before or step.visit.draft

    def is_forgotten(self, answer: StoredAnswer) -> bool:
        """Whether whoever gave the answer has been forgotten since it was handed out."""
        return is_mark(self._store.answers.get(answer.key).text_key)

    def own(self, answer: StoredAnswer) -> Draft | None:
        """What the coder gave the answer last, where he can give it again."""
        for coding in reversed(self._store.codings.under(self._store.codings.history(answer.key), self._frame)):
            mine = coding.coder == self._seat.coder and coding.kind is Kind.CODING and coding.withdrawn_at is None
            if mine and is_legal(coding.code_ids, self._frame):
                return draft_of(coding)
        return None

    def _coding(self, answer: StoredAnswer, visit: Visit, draft: Draft, seconds: float) -> NewCoding:
        suggestion = visit.task.suggestion
        # What is coded along was not drawn, even where the answer beside it was.
        chosen = visit.task.chosen if answer is visit.task.answer else ALIKE
        return NewCoding(
            answer.key,
            draft.choice.code_ids,
            self._seat.coder,
            model_version=suggestion.model_version if suggestion else "",
            codeframe_version=self._frame.version,
            text_version=answer.text_version,
            comment=draft.comment,
            flag=draft.flag,
            seconds=round(seconds, 2) if seconds < AWAY else None,
            sitting=self._seat.sitting,
            chosen=chosen,
        )


def says_the_same(saved: Draft, entered: Draft) -> bool:
    """Whether saving would change nothing."""
    same = (saved.choice.code_ids, saved.flag, saved.comment) == (
        entered.choice.code_ids,
        entered.flag,
        entered.comment,
    )
    return same and entered.batch <= saved.batch
