"""What lies before a coder: an answer, what is entered for it, and the answers of this sitting before and after it."""

from collections.abc import Callable

from textcoder.codeframe import Codeframe
from textcoder.labelling.choosing import Choice
from textcoder.labelling.deciding import Recorder
from textcoder.labelling.queues import AFRESH
from textcoder.labelling.store.records import StoredAnswer, StoredCoding
from textcoder.labelling.supply import Supply, Task
from textcoder.labelling.visits import Draft, Step, Visit, Visits, draft_of, first_draft


class Desk:
    """Puts one answer after the other before a coder. It saves nothing.

    Args:
        supply: Where the answers come from.
        recorder: Knows what the coder gave an answer before.
        frame: The codeframe the coder sees.
        clock: Seconds, from whenever.
    """

    def __init__(self, supply: Supply, recorder: Recorder, frame: Codeframe, clock: Callable[[], float]) -> None:
        self.visits = Visits()
        self.draft = Draft()
        """What is entered."""
        self._supply, self._recorder, self._frame = supply, recorder, frame
        self._clock, self._since = clock, clock()

    @property
    def visit(self) -> Visit | None:
        """The answer in front of the coder; None when the queue has no more."""
        return self.visits.current

    @property
    def spent(self) -> float:
        """Seconds since the answer was put there."""
        return self._clock() - self._since

    def leave(self) -> None:
        """Keep what is entered, for when the coder comes back."""
        if self.visit is not None:
            self.visit.draft = self.draft

    def choose(self, choice: Choice) -> None:
        """Enter other codes."""
        self.draft = self.draft.with_choice(choice)

    def lay(self, task: Task, *, with_own: bool = False) -> None:
        """Put an answer before the coder that he has not seen; the one in front of him comes after it.

        Args:
            task: The answer.
            with_own: With what he gave it earlier, if he has.
        """
        self.leave()
        own = self._recorder.own(task.answer) if with_own else None
        self.visits.add(Visit(task, own or first_draft(task, self._frame)))
        self._show()

    def go_on(self) -> None:
        """Show the next answer: one gone back from, or a new one."""
        self.leave()
        if self.visits.at < len(self.visits.seen):
            self.visits.at += 1
        self._bring()

    def drop(self) -> None:
        """Take the answer away that was forgotten, so that it is never shown again, and show the next one."""
        self.visits.drop()
        self._bring()

    def go_back(self) -> None:
        """Show the answer before."""
        self.leave()
        self.visits.at -= 1
        self._show()

    def go_to(self, visit: Visit) -> None:
        """Show an answer that the coder has seen. What is entered for the one he has now is to be kept first."""
        self.visits.go_to(visit)
        self._show()

    def put_back(self, answer: StoredAnswer, identical: int, codings: tuple[StoredCoding, ...]) -> None:
        """Take up a decision of an earlier sitting, as if it had been made in this one."""
        draft = draft_of(codings[0])
        visit = self.visits.of_answer(answer.key)
        before = visit.saved if visit else None
        if visit is None:
            # It needs no suggestion, and may have been one that was to have none.
            task = Task(answer, identical, chosen=codings[0].chosen, blind=True)
            visit = Visit(task, draft, held=False)
            self.visits.seen.append(visit)
        visit.draft = visit.saved = draft
        keys, answers = tuple(one.key for one in codings), tuple(one.answer for one in codings)
        self.visits.steps.append(Step(visit, keys, answers, before))
        self.visits.at = len(self.visits.seen)

    def _bring(self) -> None:
        task = self._supply.next() if self.visits.current is None else None
        if task is None:
            self._show()
            return
        self.lay(task, with_own=self._supply.queue.again and task.chosen not in AFRESH)

    def _show(self) -> None:
        self.draft = self.visit.draft if self.visit else Draft()
        self._since = self._clock()
