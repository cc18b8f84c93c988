from dataclasses import replace

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding, finals
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.store.records import StoredQuestion

FIRST = build_codeframe()
FUNDS = build_codeframe("time", "funds", "skill", version=2)
HERE, BESIDE = [(SURVEY, QUESTION)], [(SURVEY, "Q25")]
RENAMED = (Step("rename", ("money",), ("funds",)),)
MERGED = (Step("merge", ("money", "time"), ("time",)),)


def fill(store):
    """Two questions with the first version, and a coded answer to one of them."""
    store.surveys.put_question(StoredQuestion(SURVEY, "Q25", FIRST.id, 1))
    keys = bring_in(store, a1="penger")
    store.codings.add(coding(keys["a1"], "money"))


def migrate(store, old, new, steps, asked):
    store.migrations.make(plan_changes(old, new, steps), asked, made_by="eva")


def code_ids(store, **options):
    return [one.code_ids for one in finals(store, **options).values()]


def test_a_question_keeps_its_codes_when_another_goes_only_a_part_of_the_way(store):
    fill(store)
    migrate(store, FIRST, replace(FUNDS, version=3), RENAMED, HERE)
    assert code_ids(store) == [("funds",)]

    migrate(store, FIRST, replace(FIRST, version=2), (), BESIDE)

    assert code_ids(store) == [("funds",)]
    assert code_ids(store, codeframe_version=1) == [("money",)]
    assert store.codings.stale(SURVEY, QUESTION) == []


def test_a_question_keeps_its_codes_when_another_goes_straight(store):
    fill(store)
    third = replace(FUNDS, version=3)
    migrate(store, FIRST, FUNDS, RENAMED, HERE)
    migrate(store, FUNDS, third, (), HERE)

    migrate(store, FIRST, third, MERGED, BESIDE)

    assert code_ids(store) == [("funds",)]
    (seen,) = store.codings.under(store.codings.since(), third)
    assert seen.code_ids == ("funds",)


def test_a_question_goes_its_own_way_though_another_has_gone_otherwise_before(store):
    fill(store)
    third = replace(FUNDS, version=3)
    migrate(store, FIRST, FUNDS, RENAMED, BESIDE)
    migrate(store, FUNDS, third, (), BESIDE)

    migrate(store, FIRST, third, MERGED, HERE)

    assert code_ids(store) == [("time",)]


def test_codings_at_hand_of_two_questions_go_each_the_way_of_its_own(store):
    fill(store)
    third = replace(FUNDS, version=3)
    migrate(store, FIRST, FUNDS, RENAMED, HERE)
    migrate(store, FUNDS, third, (), HERE)
    migrate(store, FIRST, third, MERGED, BESIDE)
    (one,) = store.codings.since()

    seen = store.codings.under([one, replace(one, question="Q25", key=2)], third)

    assert [coding.code_ids for coding in seen] == [("funds",), ("time",)]


def test_a_version_taken_without_a_migration_stays_as_it_was_then(timed, clock):
    keys = bring_in(timed, a1="penger", a2="tid")
    timed.codings.add_many([coding(keys["a1"], "money"), coding(keys["a2"], "time")])
    timed.surveys.put_question(StoredQuestion(SURVEY, "Q25", FIRST.id, 1))
    timed.codeframes.add(FUNDS)
    timed.surveys.put_question(StoredQuestion(SURVEY, QUESTION, FIRST.id, 2))
    before = timed.codings.final(SURVEY, QUESTION)
    then = clock.forward(60)

    migrate(timed, FIRST, FUNDS, RENAMED, BESIDE)

    assert timed.codings.final(SURVEY, QUESTION) == timed.codings.final(SURVEY, QUESTION, as_of=then) == before
