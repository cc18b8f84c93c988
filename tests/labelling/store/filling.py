"""What tests put into a label store."""

from datetime import UTC, datetime, timedelta

from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import FinalCoding, IncomingAnswer, NewCoding

SURVEY, QUESTION = "barometer", "Q24"


def bring_in(store: Store, **texts: str) -> dict[str, int]:
    """Bring answers in and give their keys by id: ``bring_in(store, a1="tid")``."""
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer(name, text) for name, text in texts.items()])
    return {one.id: one.key for one in store.answers.of(SURVEY, QUESTION)}


def coding(answer: int, *code_ids: str, coder: str = "human:kari", **fields) -> NewCoding:
    """A coding on its way in."""
    return NewCoding(answer, code_ids, coder, **fields)


def finals(store: Store, **options) -> dict[str, FinalCoding]:
    """The codings that count, by id of the answer."""
    return {one.answer_id: one for one in store.codings.final(SURVEY, QUESTION, **options)}


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> datetime:
        """Let time pass; gives the time it was before."""
        before = self.time
        self.time += timedelta(seconds=seconds)
        return before
