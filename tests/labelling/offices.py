"""A label store with a survey to code, and sittings at it."""

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

from tests.builders import build_codeframe
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import Listed, Queue
from textcoder.labelling.session import Sitting
from textcoder.labelling.store.opening import Store, open_store
from textcoder.labelling.store.records import IncomingAnswer, StoredQuestion
from textcoder.labelling.suggesting import Suggestion
from textcoder.labelling.supply import Seat

SURVEY, QUESTION = "barometer", "Q24"
THINGS = ("tid", "penger", "folk", "kurs", "mot")


def different_texts(number: int) -> list[str]:
    """Answers no two of which are nearly identical."""
    words = ("lite", "mye", "ingen", "noe", "mindre", "stadig", "alltid", "sjelden", "knapt", "helst")
    return [f"{THINGS[n % 5]} {words[n // 5 % 10]} {chr(97 + n // 50 % 26) * 4} {n * 7919}" for n in range(number)]


def open_office(folder: Path, texts: Sequence[str] = ("for lite tid", "for lite penger"), *, frame=None) -> Store:
    """A store in a file of this folder, with these answers to one question, whose ids are 001, 002 and so on."""
    frame = frame or build_codeframe()
    store = open_store(f"sqlite:///{folder}/store.db")
    store.codeframes.add(frame)
    store.surveys.put(SURVEY, {"nb": "Barometeret"})
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version, {"nb": "Hva hindrer dere?"}))
    background = [{"region": "Nord" if n % 2 else "Sør", "size": n} for n in range(len(texts))]
    store.answers.upsert(
        SURVEY,
        QUESTION,
        [IncomingAnswer(f"{n:03}", text, background[n - 1]) for n, text in enumerate(texts, start=1)],
    )
    return store


_numbers = count(1)


def sit_down(
    store: Store,
    queue: Queue | Iterable[int] | None = None,
    *,
    coder: str = "kari",
    over: Iterable[str] = (),
    begin: bool = True,
    **how,
) -> Sitting:
    """A coder's sitting; without a queue the answers come in the order they came in."""
    overview = Overview(store, SURVEY, QUESTION)
    if queue is None:
        queue = [one.key for one in overview.answers]
    if isinstance(queue, Iterable) and not hasattr(queue, "name"):
        queue = Listed("in order", list(queue))
    seat = Seat(SURVEY, QUESTION, f"human:{coder}", how.pop("sitting", f"sitting-{next(_numbers)}"))
    sitting = Sitting(store, overview, seat, queue, **how)
    if begin:
        sitting.begin(tuple(over))
    return sitting


def suggest_by_words(texts: Sequence[str]) -> list[Suggestion | None]:
    """Suggests ``time`` where there is the word tid, ``money`` where there is penger, and else nothing."""
    known = {"tid": "time", "penger": "money"}
    suggestions: list[Suggestion | None] = []
    for text in texts:
        words = {code: (word,) for word, code in known.items() if word in text.split()}
        sure = Suggestion(tuple(words), confidence=0.87, words=words, model_version="v1") if words else None
        suggestions.append(sure)
    return suggestions


def codes_of(store: Store) -> dict[str, tuple[str, ...]]:
    """What counts now, by the id of the answer."""
    return {one.answer_id: one.code_ids for one in store.codings.final(SURVEY, QUESTION)}
