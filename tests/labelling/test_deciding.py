"""A sitting whose answers are taken away meanwhile: forgotten, or in somebody else's hands."""

import pytest

from tests.labelling.offices import SURVEY, codes_of, open_office, sit_down
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.forgetting import forget
from textcoder.labelling.store.schema import answers, claims

FORGOTTEN = "This answer has been taken out of the store; your codes for it were not saved."


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite tid", "for lite penger", "mangler mot"]) as store:
        yield store


@pytest.mark.parametrize("flagged", [False, True])
@pytest.mark.parametrize("act", ["save", "skip"])
def test_an_answer_that_was_forgotten_meanwhile_is_gone_on_from(store, act, flagged):
    sitting = sit_down(store)
    forget(store, SURVEY, "001")
    sitting.toggle("money")
    if flagged:
        sitting.flag()

    said = getattr(sitting, act)()

    assert said == (FORGOTTEN if act == "save" or flagged else "Skipped.")
    assert sitting.task.answer.id == "002"
    assert sitting.draft.choice.is_empty
    assert not sitting.draft.flag
    sitting.toggle("time")
    assert sitting.save() == ""
    assert codes_of(store) == {"002": ("time",)}


def test_a_decision_on_an_answer_forgotten_since_is_no_longer_shown_or_undone(store):
    sitting = sit_down(store)
    for _ in range(2):
        sitting.toggle("time")
        sitting.save()
    forget(store, SURVEY, "001")
    sitting.back()
    sitting.back()
    sitting.toggle("money")

    assert sitting.save() == FORGOTTEN
    assert (sitting.task.answer.id, sitting.can_undo) == ("002", 1)
    assert sitting.draft.choice.code_ids == {"time"}
    assert sitting.back() == "This is the first answer of this sitting."
    assert codes_of(store) == {"002": ("time",)}


def test_a_store_that_has_lost_an_answer_otherwise_is_still_an_error(store):
    sitting = sit_down(store)
    with store.database.write() as connection:
        connection.execute(claims.delete())
        connection.execute(answers.delete().where(answers.c.id == "001"))
    sitting.toggle("money")

    with pytest.raises(NotStoredError):
        sitting.save()


def test_a_note_on_an_answer_that_somebody_else_has_by_now_does_not_hold_up(store):
    sitting = sit_down(store, sitting="slow")
    store.claims.release("slow")
    sit_down(store, [sitting.task.answer.key], coder="ola")
    sitting.flag()

    assert "Somebody else has this answer now" in sitting.skip()
    assert sitting.task.answer.id == "002"
