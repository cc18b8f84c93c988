from datetime import UTC, datetime

import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
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


@pytest.fixture
def split(timed, clock):
    """Lets the question go on with a codeframe that has made two codes of ``skill``."""

    def go_on():
        clock.forward(1)
        new = build_codeframe("time", "money", "pupils", "staff", "dont_know!", "no_answer!", version=2)
        plan = plan_changes(build_codeframe(), new, [Step("split", ("skill",), ("pupils", "staff"))])
        timed.migrations.make(plan, [(SURVEY, QUESTION)], made_by="eva", why="")

    return go_on


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("codes", ["skill", "time"])
def test_what_was_done_stays_done_when_the_codeframe_changes(timed, clock, split, purpose, codes):
    keys = bring_in(timed, a1="folk", a2="flere folk")
    timed.assignments.assign(keys.values(), [KARI], purpose)
    clock.forward(1)
    timed.codings.add(coding(keys["a1"], codes))

    split()

    assert [done for *_, done in told(timed)] == [True, False]


def test_what_had_been_coded_before_it_was_assigned_stays_done_too(timed, clock, split):
    clock.time = datetime(2126, 11, 20, tzinfo=UTC)  # after the question was put, which is by the database's own clock
    keys = bring_in(timed, a1="folk")
    timed.codings.add(coding(keys["a1"], "skill"))
    clock.forward(1)
    timed.assignments.assign(keys.values(), [KARI], Purpose.DOUBLE)

    split()

    assert [done for *_, done in told(timed)] == [True]


def test_what_no_longer_counted_when_it_was_assigned_is_to_be_coded(timed, clock, split):
    keys = bring_in(timed, a1="folk")
    timed.codings.add(coding(keys["a1"], "skill"))
    split()
    clock.forward(1)
    timed.assignments.assign(keys.values(), [KARI], Purpose.DOUBLE)

    assert [done for *_, done in told(timed)] == [False]


def test_another_text_is_to_be_coded(timed, clock):
    keys = bring_in(timed, a1="folk")
    timed.assignments.assign(keys.values(), [KARI], Purpose.DOUBLE)
    timed.codings.add(coding(keys["a1"], "skill"))

    bring_in(timed, a1="noe helt annet")

    assert [done for *_, done in told(timed)] == [False]


def test_an_answer_that_is_not_there_cannot_be_assigned(store):
    keys = bring_in(store, a1="tid")

    with pytest.raises(NotStoredError, match="answer 99"):
        store.assignments.assign([keys["a1"], 99], [KARI], Purpose.AUDIT)

    assert told(store) == []
