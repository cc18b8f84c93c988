import pytest

from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.records import Purpose

KARI, OLA = "human:kari", "human:ola"


def told(store, **options) -> list[tuple[str, str, Purpose, bool]]:
    """Assignments by id of the answer and name of the coder."""
    ids = {one.key: one.id for one in store.answers.of(SURVEY, QUESTION)}
    found = store.assignments.of(SURVEY, QUESTION, **options)
    return [(ids[one.answer], one.coder, one.purpose, one.done) for one in found]


def test_answers_are_assigned_to_each_of_the_coders_once(store):
    keys = bring_in(store, a1="tid", a2="penger")

    assert store.assignments.assign([keys["a2"], keys["a1"]], [OLA, KARI], Purpose.DOUBLE) == 4
    assert store.assignments.assign(keys.values(), [KARI], Purpose.DOUBLE) == 0
    assert store.assignments.assign([keys["a1"]], [KARI], Purpose.AUDIT) == 1

    double = [(name, coder, Purpose.DOUBLE, False) for name in ("a1", "a2") for coder in (KARI, OLA)]
    assert told(store, purpose=Purpose.DOUBLE) == double
    assert told(store, coder=KARI) == [("a1", KARI, Purpose.AUDIT, False), double[0], double[2]]


def test_an_assignment_is_done_by_its_own_coder(store):
    keys = bring_in(store, a1="tid")
    store.assignments.assign(keys.values(), [KARI, OLA], Purpose.DOUBLE)

    saved = store.codings.add(coding(keys["a1"], "time"))
    assert [done for *_, done in told(store)] == [True, False]

    store.codings.withdraw(saved.key, KARI)
    assert [done for *_, done in told(store)] == [False, False]


def test_an_identical_answer_does_an_assignment_but_not_a_repeat(timed, clock):
    keys = bring_in(timed, a1="tid", a2="tid")
    timed.codings.add_many([coding(key, "time") for key in keys.values()])
    clock.forward(1)
    for purpose in Purpose:
        timed.assignments.assign([keys["a1"]], [KARI], purpose)

    def done():
        return {purpose: is_done for _, _, purpose, is_done in told(timed)}

    timed.codings.add(coding(keys["a2"], "time"))
    assert done() == {Purpose.DOUBLE: True, Purpose.AUDIT: True, Purpose.CONSISTENCY: False}
    timed.codings.add(coding(keys["a1"], "time"))
    assert all(done().values())


def test_an_answer_that_is_not_there_cannot_be_assigned(store):
    keys = bring_in(store, a1="tid")

    with pytest.raises(NotStoredError, match="answer 99"):
        store.assignments.assign([keys["a1"], 99], [KARI], Purpose.AUDIT)

    assert told(store) == []
