import pytest

from tests.builders import build_codeframe
from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office, sit_down
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step

OLD = build_codeframe()
NEW = build_codeframe("time", "funds", "skill", "staff", "dont_know!", version=2)
PLAN = plan_changes(OLD, NEW, [Step("rename", ("money",), ("funds",)), Step("split", ("skill",), ("skill", "staff"))])


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite penger", "for få folk", "mangler mot"], frame=OLD) as store:
        yield store


def code(sitting, *codes):
    for one in codes:
        sitting.toggle(one)
    return sitting.save()


def migrate(store):
    store.migrations.make(PLAN, [(SURVEY, QUESTION)], made_by="eva")


def test_what_was_decided_before_a_migration_comes_back_in_the_codes_it_has_become(store):
    code(sit_down(store, sitting="first"), "money")
    migrate(store)

    sitting = sit_down(store, over=["first"])
    sitting.back()

    assert (sitting.task.answer.id, sitting.draft.choice.code_ids) == ("001", {"funds"})
    sitting.toggle("staff")
    sitting.save()
    assert codes_of(store)["001"] == ("funds", "staff")


def test_what_a_person_must_choose_anew_does_not_come_back(store):
    first = sit_down(store, sitting="first")
    code(first, "money")
    code(first, "skill")
    migrate(store)

    sitting = sit_down(store, over=["first"])

    assert sitting.can_undo == 1
    assert sitting.undo()
    assert codes_of(store) == {}
    assert "skill" not in sitting.draft.choice.code_ids


def test_a_sitting_that_is_open_goes_on_in_the_version_it_began_with_and_its_decisions_are_moved(store):
    sitting = sit_down(store)
    code(sitting, "time")
    migrate(store)

    code(sitting, "money")

    saved = store.codings.since()
    assert [(one.code_ids, one.codeframe_version) for one in saved] == [(("time",), 1), (("money",), 1)]
    assert codes_of(store) == {"001": ("time",), "002": ("funds",)}


def test_what_a_coder_gave_an_answer_is_shown_to_him_in_the_codes_it_has_become(store):
    earlier = sit_down(store)
    code(earlier, "money")
    code(earlier, "skill")
    earlier.close()
    migrate(store)
    sitting = sit_down(store, [3])

    for name, codes in (("001", {"funds"}), ("002", frozenset())):
        assert sitting.open(store.answers.with_id(SURVEY, QUESTION, name).key) == ""
        assert sitting.draft.choice.code_ids == codes
