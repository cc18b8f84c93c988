"""A coder's sitting: one answer after the other, each decision saved before the next answer comes.

It knows nothing of screens: the Textual screen and the plain prompts drive the same sitting. Its methods give back one
sentence for the coder, or an empty one.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import replace

from textcoder.codeframe import Codeframe
from textcoder.labelling import choosing
from textcoder.labelling.deciding import Recorder, says_the_same
from textcoder.labelling.desk import Desk
from textcoder.labelling.overview import Overview
from textcoder.labelling.pace import Pace
from textcoder.labelling.queues import SEARCH, Queue
from textcoder.labelling.recovering import left_behind
from textcoder.labelling.store.errors import AnswerHeldError, NotStoredError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import StoredAnswer
from textcoder.labelling.suggesting import Suggester
from textcoder.labelling.supply import HOLD, Seat, Supply, Task
from textcoder.labelling.visits import Draft, Visit, suggested

_HELD = "Somebody else has this answer now; your codes for it were not saved."
_FORGOTTEN = "This answer has been taken out of the store; your codes for it were not saved."


class Sitting:
    """Codes the answers of a queue.

    Args:
        store: The label store.
        overview: Of the question.
        seat: Who codes what.
        queue: The order.
        suggester: Makes suggestions; None: there are none, or they come later with :meth:`renewed`.
        blind: Whether all answers come without suggestion, as those do that were assigned to the coder.
        clock: Seconds, from whenever.
    """

    def __init__(
        self,
        store: Store,
        overview: Overview,
        seat: Seat,
        queue: Queue,
        *,
        suggester: Suggester | None = None,
        blind: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store, self.overview, self.seat, self.blind = store, overview, seat, blind
        self.supply = Supply(store, overview, seat, queue, suggester=suggester, blind=blind)
        self.asked = store.surveys.question(seat.survey, seat.question)
        self.frame: Codeframe = store.codeframes.get(self.asked.codeframe, self.asked.codeframe_version)
        self.pace = Pace()
        self._recorder = Recorder(store, seat, self.frame, self.supply)
        self._desk = Desk(self.supply, self._recorder, self.frame, clock)
        self._unsettled: list[int] = []

    @property
    def task(self) -> Task | None:
        """The answer in front of the coder; None when the queue has no more."""
        return self._desk.visit.task if self._desk.visit else None

    @property
    def draft(self) -> Draft:
        """What is entered for it."""
        return self._desk.draft

    @property
    def was_saved(self) -> bool:
        """Whether the answer in front of the coder has been coded in this sitting, and that stands."""
        return bool(self._desk.visit and self._desk.visit.saved)

    @property
    def can_undo(self) -> int:
        """How many steps can be undone."""
        return len(self._desk.visits.steps)

    @property
    def skipped(self) -> list[StoredAnswer]:
        """Answers that were skipped and not coded since."""
        return self._desk.visits.skipped

    @property
    def decisions(self) -> int:
        """Decisions made in this sitting that stand."""
        return self._desk.visits.decided

    def begin(self, over: Collection[str] = ()) -> str:
        """Show the first answer.

        Args:
            over: The coder's earlier sittings that ended without letting go, as when they were killed. What they
                decided can be undone and gone back to, and the answer they broke off at comes first.
        """
        found = left_behind(self.store, self.overview, self.seat, over)
        for codings in found.decisions:
            answer = self.store.answers.get(codings[0].answer)
            self._desk.put_back(answer, len(self.overview.identical(answer.key)), codings)
        open_one = next((task for key in found.undecided if (task := self.supply.get(key))), None)
        self._desk.lay(open_one) if open_one else self._desk.go_on()
        return f"Going on where you were. Decisions that can still be undone: {self.can_undo}." if self.can_undo else ""

    def prepare(self) -> None:
        """Count what was decided and make the next answers ready. Slow; meant for a thread of its own."""
        unsettled, self._unsettled = self._unsettled, []
        self.overview.update(unsettled)
        self._complete()
        self.supply.prepare()

    def renew(self) -> None:
        """Keep what this sitting holds from others for a while longer."""
        self.store.claims.renew(self.seat.sitting, seconds=HOLD)

    def renewed(self, *, suggester: Suggester | None = None, queue: Queue | None = None) -> None:
        """Go on with another model, or in another order, from the next answer on. Slow; meant for a thread of its own.

        The answer in front of the coder gets a suggestion too, but what he has chosen stays: he takes it with accept.
        """
        self.supply.replace(queue=queue, suggester=suggester)
        if (visit := self._desk.visit) is not None and suggester is not None:
            visit.task = replace(visit.task, suggestion=self.supply.suggest(visit.task))

    def look_again(self) -> None:
        """Where the queue had no more, see whether it has now."""
        if self._desk.visit is None:
            self._desk.go_on()

    def close(self) -> None:
        """Let go of all that is held. Everything decided is saved already."""
        self.store.claims.release(self.seat.sitting)

    def toggle(self, code_id: str) -> str:
        """Choose a code, or take it out."""
        return self._choose(choosing.toggle(self._desk.draft.choice, code_id, self.frame))

    def none_applies(self) -> str:
        """Say that no code applies, or take it back."""
        return self._choose(choosing.toggle_none(self._desk.draft.choice, self.frame))

    def clear(self) -> str:
        """Choose nothing."""
        self._desk.choose(choosing.clear())
        return ""

    def flag(self) -> str:
        """Set the flag, or take it off. It is saved with the codes, and by skipping too."""
        self._desk.draft = replace(self._desk.draft, flag=not self._desk.draft.flag)
        return "Flagged." if self._desk.draft.flag else "The flag is off."

    def comment(self, text: str) -> str:
        """Comment on the answer. It is saved with the codes, and by skipping too."""
        self._desk.draft = replace(self._desk.draft, comment=text.strip())
        return "Commented." if text.strip() else "No comment."

    def batch(self, keys: Collection[int]) -> str:
        """Give some of the nearly identical answers the same codes, when they are saved."""
        offered = {one.key for one in self.task.alike} if self.task else set()
        self._desk.draft = replace(self._desk.draft, batch=frozenset(keys) & frozenset(offered))
        count = len(self._desk.draft.batch)
        return f"{count} nearly identical answers get the same codes." if count else "Only this answer gets the codes."

    def save(self) -> str:
        """Save what is entered and show the next answer.

        Raises:
            StoreUnavailableError: The store cannot be written. Nothing is lost: the answer stays as it is entered.
        """
        visit = self._desk.visit
        if visit is None:
            return "There is no answer left to save."
        if self._desk.draft.choice.is_empty:
            accept = "a accepts the suggestion; " if visit.task.suggestion else ""
            none = "" if self.frame.min_codes else ", 0 if none applies"
            return f"Nothing is chosen: {accept}choose a code{none}, or s to skip."
        if visit.saved is not None and says_the_same(visit.saved, self._desk.draft):
            self._desk.go_on()
            return ""
        spent = self._desk.spent
        try:
            step, missed = self._recorder.decide(visit, self._desk.draft, spent)
        except (AnswerHeldError, NotStoredError) as err:
            return self._go_on_without(visit, err)
        self.pace.add(spent)
        self._desk.visits.steps.append(step)
        self._unsettled += step.answers
        self._desk.draft = visit.draft
        self._desk.go_on()
        return f"{missed} of the nearly identical ones are coded or held by others by now." if missed else ""

    def accept(self) -> str:
        """Save the suggestion and show the next answer."""
        draft = suggested(self.task.suggestion if self.task else None, self.frame)
        if draft.choice.is_empty:
            return "There is no suggestion for this answer."
        self._desk.choose(draft.choice)
        return self.save()

    def skip(self) -> str:
        """Show the next answer and leave this one uncoded; a flag or comment is kept. It comes again next time."""
        visit = self._desk.visit
        if visit is None:
            return self._bring_back_skipped()
        if visit.saved is not None:
            self._desk.go_on()
            return "It keeps the codes it has."
        try:
            step = self._recorder.skip(visit, self._desk.draft, self._desk.spent)
        except (AnswerHeldError, NotStoredError) as err:
            return self._go_on_without(visit, err)
        self._desk.visits.steps.append(step)
        self._desk.go_on()
        return "Skipped."

    def undo(self) -> str:
        """Take back the last decision of this sitting, and show its answer. Again: the one before it, and so on."""
        if not self._desk.visits.steps:
            return "There is nothing to undo in this sitting."
        step = self._desk.visits.steps[-1]
        self._desk.leave()
        self._recorder.withdraw(step)
        self._unsettled += step.answers
        self._desk.visits.steps.pop()
        self._desk.go_to(step.visit)
        left = self.can_undo
        return f"Undone. {left} more can be undone." if left else "Undone. That was the first of this sitting."

    def back(self) -> str:
        """Show the answer before, as it was decided; saving it changed is a new decision."""
        if self._desk.visits.at == 0:
            return "This is the first answer of this sitting."
        self._desk.go_back()
        return "Saved so; change it, or Enter to go on." if self.was_saved else "Not coded yet."

    def open(self, key: int) -> str:
        """Show a certain answer, as one that was searched for; the one in front of the coder comes after it."""
        if (seen := self._desk.visits.of_answer(key)) is not None:
            self._desk.leave()
            self._desk.go_to(seen)
            return ""
        task = self.supply.get(key, SEARCH)
        if task is None:
            return "Somebody else has this answer just now."
        self._desk.lay(task, with_own=True)
        return ""

    def _complete(self) -> None:
        """Give an answer that was gone back to what it came without: it may have come before there was a model."""
        visit = self._desk.visit
        if visit is None or visit.task.suggestion is not None:
            return
        if visit.task.blind and visit.saved is None and not visit.held and not visit.skipped:
            # Of an earlier sitting, and undone: whether it was to come without, the store knows.
            task = self.supply.get(visit.task.answer.key)
            visit.task, visit.held = (replace(task, chosen=visit.task.chosen), True) if task else (visit.task, False)
        elif not visit.task.blind:
            visit.task = replace(visit.task, suggestion=self.supply.suggest(visit.task))

    def _choose(self, chosen: choosing.Chosen) -> str:
        self._desk.choose(chosen.choice)
        return chosen.note

    def _go_on_without(self, visit: Visit, why: AnswerHeldError | NotStoredError) -> str:
        """Show the next answer, where this one was handed to somebody else or forgotten meanwhile."""
        if isinstance(why, AnswerHeldError):
            visit.held = False
            self._desk.go_on()
            return _HELD
        if not self._recorder.is_forgotten(visit.task.answer):
            raise why
        self._desk.drop()
        return _FORGOTTEN

    def _bring_back_skipped(self) -> str:
        skipped = self.skipped
        self.supply.hand_out_again(skipped)
        self._desk.go_on()
        return "" if self.task else "No answer is left in this queue, and none was skipped."
