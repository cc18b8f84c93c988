"""A coder's sitting: one answer after the other, each decision saved before the next answer comes.

It knows nothing of screens: the Textual screen and the plain prompts drive the same sitting. Its methods give back one
sentence for the coder, or an empty one.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from textcoder.codeframe import Codeframe
from textcoder.labelling import choosing
from textcoder.labelling.deciding import Recorder, says_the_same
from textcoder.labelling.overview import Overview
from textcoder.labelling.pace import Pace
from textcoder.labelling.queues import Queue
from textcoder.labelling.recovering import left_behind
from textcoder.labelling.store.errors import AnswerHeldError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import StoredAnswer, StoredCoding
from textcoder.labelling.suggesting import Suggester
from textcoder.labelling.supply import HOLD, Seat, Supply, Task
from textcoder.labelling.visits import Draft, Step, Visit, Visits, draft_of, first_draft

_HELD = "Somebody else has this answer now; your codes for it were not saved."


class Sitting:
    """Codes the answers of a queue.

    Args:
        store: The label store.
        overview: Of the question.
        seat: Who codes what.
        queue: The order.
        suggester: Makes suggestions; None: there are none, or they come later with :meth:`renewed`.
        blind: Answers that come without suggestion, as those that are coded twice; None for all.
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
        blind: Collection[int] | None = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store, self.overview, self.seat, self.blind = store, overview, seat, blind
        self.supply = Supply(store, overview, seat, queue, suggester=suggester, blind=blind)
        self.asked = store.surveys.question(seat.survey, seat.question)
        self.frame: Codeframe = store.codeframes.get(self.asked.codeframe, self.asked.codeframe_version)
        self.pace = Pace()
        self._recorder = Recorder(store, seat, self.frame, self.supply)
        self._visits = Visits()
        self._clock, self._since = clock, clock()
        self._unsettled: list[int] = []
        self._draft = Draft()

    @property
    def task(self) -> Task | None:
        """The answer in front of the coder; None when the queue has no more."""
        return self._visits.current.task if self._visits.current else None

    @property
    def draft(self) -> Draft:
        """What is entered for it."""
        return self._draft

    @property
    def was_saved(self) -> bool:
        """Whether the answer in front of the coder has been coded in this sitting, and that stands."""
        return bool(self._visits.current and self._visits.current.saved)

    @property
    def can_undo(self) -> int:
        """How many steps can be undone."""
        return len(self._visits.steps)

    @property
    def skipped(self) -> list[StoredAnswer]:
        """Answers that were skipped and not coded since."""
        return self._visits.skipped

    @property
    def decisions(self) -> int:
        """Decisions made in this sitting that stand."""
        return self._visits.decided

    def begin(self, over: Collection[str] = ()) -> str:
        """Show the first answer.

        Args:
            over: The coder's earlier sittings that ended without letting go, as when they were killed. What they
                decided can be undone and gone back to, and the answer they broke off at comes first.
        """
        found = left_behind(self.store, self.overview, self.seat, over)
        for codings in found.decisions:
            self._recover(codings)
        self._visits.at = len(self._visits.seen)
        open_one = next((task for key in found.undecided if (task := self.supply.get(key))), None)
        self._arrive(open_one) if open_one else self._go_on()
        return f"Going on where you were. Decisions that can still be undone: {self.can_undo}." if self.can_undo else ""

    def prepare(self) -> None:
        """Count what was decided and make the next answers ready. Slow; meant for a thread of its own."""
        unsettled, self._unsettled = self._unsettled, []
        self.overview.update(unsettled)
        self.supply.prepare()

    def renew(self) -> None:
        """Keep what this sitting holds from others for a while longer."""
        self.store.claims.renew(self.seat.sitting, seconds=HOLD)

    def renewed(self, *, suggester: Suggester | None = None, queue: Queue | None = None) -> None:
        """Go on with another model, or in another order, from the next answer on. Slow; meant for a thread of its own.

        The answer in front of the coder gets a suggestion too, but what he has chosen stays: he takes it with accept.
        """
        self.supply.replace(queue=queue, suggester=suggester)
        if (visit := self._visits.current) is not None and suggester is not None:
            visit.task = replace(visit.task, suggestion=self.supply.suggest(visit.task.answer))

    def look_again(self) -> None:
        """Where the queue had no more, see whether it has now."""
        if self._visits.current is None:
            self._go_on()

    def close(self) -> None:
        """Let go of all that is held. Everything decided is saved already."""
        self.store.claims.release(self.seat.sitting)

    def toggle(self, code_id: str) -> str:
        """Choose a code, or take it out."""
        return self._choose(choosing.toggle(self._draft.choice, code_id, self.frame))

    def none_applies(self) -> str:
        """Say that no code applies, or take it back."""
        return self._choose(choosing.toggle_none(self._draft.choice, self.frame))

    def clear(self) -> str:
        """Choose nothing."""
        self._draft = self._draft.with_choice(choosing.clear())
        return ""

    def flag(self) -> str:
        """Set the flag, or take it off. It is saved with the codes, and by skipping too."""
        self._draft = replace(self._draft, flag=not self._draft.flag)
        return "Flagged." if self._draft.flag else "The flag is off."

    def comment(self, text: str) -> str:
        """Comment on the answer. It is saved with the codes, and by skipping too."""
        self._draft = replace(self._draft, comment=text.strip())
        return "Commented." if text.strip() else "No comment."

    def batch(self, keys: Collection[int]) -> str:
        """Give some of the nearly identical answers the same codes, when they are saved."""
        offered = {one.key for one in self.task.alike} if self.task else set()
        self._draft = replace(self._draft, batch=frozenset(keys) & frozenset(offered))
        count = len(self._draft.batch)
        return f"{count} nearly identical answers get the same codes." if count else "Only this answer gets the codes."

    def save(self) -> str:
        """Save what is entered and show the next answer.

        Raises:
            StoreUnavailableError: The store cannot be written. Nothing is lost: the answer stays as it is entered.
        """
        visit = self._visits.current
        if visit is None:
            return "There is no answer left to save."
        if self._draft.choice.is_empty:
            accept = "a accepts the suggestion; " if visit.task.suggestion else ""
            none = "" if self.frame.min_codes else ", 0 if none applies"
            return f"Nothing is chosen: {accept}choose a code{none}, or s to skip."
        if visit.saved is not None and says_the_same(visit.saved, self._draft):
            self._go_on()
            return ""
        spent = self._clock() - self._since
        try:
            step, missed = self._recorder.decide(visit, self._draft, spent)
        except AnswerHeldError:
            visit.held = False
            self._go_on()
            return _HELD
        self.pace.add(spent)
        self._visits.steps.append(step)
        self._unsettled += step.answers
        self._draft = visit.draft
        self._go_on()
        return f"{missed} of the nearly identical ones are coded or held by others by now." if missed else ""

    def accept(self) -> str:
        """Save the suggestion and show the next answer."""
        draft = first_draft(self.task.suggestion if self.task else None, self.frame)
        if draft.choice.is_empty:
            return "There is no suggestion for this answer."
        self._draft = self._draft.with_choice(draft.choice)
        return self.save()

    def skip(self) -> str:
        """Show the next answer and leave this one uncoded; a flag or comment is kept. It comes again next time."""
        visit = self._visits.current
        if visit is None:
            return self._bring_back_skipped()
        if visit.saved is not None:
            self._go_on()
            return "It keeps the codes it has."
        self._visits.steps.append(self._recorder.skip(visit, self._draft, self._clock() - self._since))
        self._go_on()
        return "Skipped."

    def undo(self) -> str:
        """Take back the last decision of this sitting, and show its answer. Again: the one before it, and so on."""
        if not self._visits.steps:
            return "There is nothing to undo in this sitting."
        step = self._visits.steps[-1]
        self._leave()
        self._recorder.withdraw(step)
        self._unsettled += step.answers
        self._visits.steps.pop()
        self._visits.go_to(step.visit)
        self._show()
        left = self.can_undo
        return f"Undone. {left} more can be undone." if left else "Undone. That was the first of this sitting."

    def back(self) -> str:
        """Show the answer before, as it was decided; saving it changed is a new decision."""
        if self._visits.at == 0:
            return "This is the first answer of this sitting."
        self._leave()
        self._visits.at -= 1
        self._show()
        return "Saved so; change it, or Enter to go on." if self.was_saved else "Not coded yet."

    def open(self, key: int) -> str:
        """Show a certain answer, as one that was searched for; the one in front of the coder comes after it."""
        if (seen := self._visits.of_answer(key)) is not None:
            self._leave()
            self._visits.go_to(seen)
            self._show()
            return ""
        task = self.supply.get(key)
        if task is None:
            return "Somebody else has this answer just now."
        self._leave()
        self._arrive(task, with_own=True)
        return ""

    def _choose(self, chosen: choosing.Chosen) -> str:
        self._draft = self._draft.with_choice(chosen.choice)
        return chosen.note

    def _go_on(self) -> None:
        """Show the next answer: one gone back from, or a new one."""
        self._leave()
        if self._visits.at < len(self._visits.seen):
            self._visits.at += 1
        if self._visits.current is None:
            task = self.supply.next()
            if task is not None:
                self._arrive(task, with_own=self.supply.queue.again)
                return
        self._show()

    def _bring_back_skipped(self) -> str:
        skipped = self.skipped
        self.supply.hand_out_again(skipped)
        self._go_on()
        return "" if self.task else "No answer is left in this queue, and none was skipped."

    def _arrive(self, task: Task, *, with_own: bool = False) -> None:
        own = self._recorder.own(task.answer) if with_own else None
        self._visits.add(Visit(task, own or first_draft(task.suggestion, self.frame)))
        self._show()

    def _show(self) -> None:
        visit = self._visits.current
        self._draft = visit.draft if visit else Draft()
        self._since = self._clock()

    def _leave(self) -> None:
        """Keep what is entered, for when the coder comes back."""
        if self._visits.current is not None:
            self._visits.current.draft = self._draft

    def _recover(self, codings: Sequence[StoredCoding]) -> None:
        draft = draft_of(codings[0])
        answer = self.store.answers.get(codings[0].answer)
        visit = self._visits.of_answer(answer.key)
        before = visit.saved if visit else None
        if visit is None:
            visit = Visit(Task(answer, len(self.overview.identical(answer.key))), draft, held=False)
            self._visits.seen.append(visit)
        visit.draft = visit.saved = draft
        keys, answers = tuple(one.key for one in codings), tuple(one.answer for one in codings)
        self._visits.steps.append(Step(visit, keys, answers, before))
