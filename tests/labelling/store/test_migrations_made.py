import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tests.builders import build_codeframe
from tests.labelling.changes.versions import plans_in_a_row
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding, finals
from textcoder.codings import check_code_set
from textcoder.errors import CodeSetError
from textcoder.labelling.changes.errors import MigrationRecordError
from textcoder.labelling.changes.moving import Moved, move
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.store.errors import CodeframeVersionError, MigrationRefusedError, NotStoredError
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, Purpose, StaleBecause, StoredQuestion
from textcoder.labelling.store.schema import codeframe_migrations

OLD = build_codeframe()
NEW = build_codeframe("time", "funds", "skill", "staff", "dont_know!", "no_answer!", version=2)
STEPS = (Step("rename", ("money",), ("funds",)), Step("split", ("skill",), ("skill", "staff")))
PLAN = plan_changes(OLD, NEW, STEPS)
HERE = [(SURVEY, QUESTION)]


def migrate(store, plan=PLAN, asked=HERE):
    return store.migrations.make(plan, asked, made_by="eva", why="for bred")


def code_ids(store, **options):
    return {name: one.code_ids for name, one in finals(store, **options).items()}


@pytest.fixture
def coded(store):
    """Four answers: one whose code gets another id, one that is split, one of both, one that stays."""
    keys = bring_in(store, a1="penger", a2="folk", a3="folk og penger", a4="tid")
    given = {"a1": ["money"], "a2": ["skill"], "a3": ["skill", "money"], "a4": ["time"]}
    store.codings.add_many([coding(keys[name], *codes) for name, codes in given.items()])
    return keys


def test_codings_count_as_what_their_codes_have_become_and_stay_as_they_are(store, coded):
    before = store.codings.since()

    made = migrate(store)

    assert code_ids(store) == {"a1": ("funds",), "a4": ("time",)}
    assert store.codings.since() == before
    assert (made.codeframe, made.from_version, made.to_version) == ("reasons", 1, 2)
    assert (made.made_by, made.why, made.record) == ("eva", "for bred", PLAN.record)
    assert store.surveys.question(SURVEY, QUESTION).codeframe_version == 2


def test_all_that_reads_codings_reads_the_same(store, coded):
    bring_in(store, a9="Penger!")
    migrate(store)

    assert code_ids(store)["a9"] == ("funds",)
    assert [(one.answer_id, one.code_ids) for one in store.codings.by_coder(SURVEY, QUESTION)] == [
        ("a1", ("funds",)), ("a4", ("time",)),
    ]  # fmt: skip
    assert store.codings.progress(SURVEY, QUESTION).left == 2
    assert store.claims.take([coded["a1"], coded["a2"]], "human:ola", "s1").answer == coded["a2"]
    store.assignments.assign(coded.values(), ["human:kari"], Purpose.DOUBLE)
    assert [one.done for one in store.assignments.of(SURVEY, QUESTION)] == [True, False, False, True]


def test_what_a_person_must_choose_is_stale_and_says_what_from(store, coded):
    migrate(store)

    found = {one.coding.answer_id: one for one in store.codings.stale(SURVEY, QUESTION)}

    assert set(found) == {"a2", "a3"}
    assert found["a3"].because is StaleBecause.CODEFRAME
    assert found["a3"].because_words == "skill was split"
    assert (found["a3"].keep, found["a3"].choose_from) == (("funds",), ("skill", "staff"))
    assert found["a3"].coding.code_ids == ("money", "skill")


def test_an_answer_coded_anew_is_stale_no_more(store, coded):
    migrate(store)
    store.codings.add(coding(coded["a2"], "staff"))

    assert [one.coding.answer_id for one in store.codings.stale(SURVEY, QUESTION)] == ["a3"]
    assert code_ids(store)["a2"] == ("staff",)


def test_a_decision_saved_under_the_old_version_after_the_migration_is_kept_and_moved(store, coded):
    migrate(store)

    saved = store.codings.add(coding(coded["a4"], "money", codeframe_version=1))

    assert saved.codeframe_version == 1
    assert code_ids(store)["a4"] == ("funds",)


def test_under_the_old_version_new_codings_count_where_they_have_one_origin(store, coded):
    migrate(store)
    store.codings.add(coding(coded["a2"], "staff"))

    assert code_ids(store, codeframe_version=1) == {
        "a1": ("money",), "a2": ("skill",), "a3": ("money", "skill"), "a4": ("time",),
    }  # fmt: skip


def test_a_rule_that_has_become_tighter_is_held_to(store, coded):
    tighter = build_codeframe(version=2, max_codes=1)
    migrate(store, plan_changes(OLD, tighter))

    (stale,) = store.codings.stale(SURVEY, QUESTION)
    assert (stale.coding.answer_id, stale.keep) == ("a3", ("money", "skill"))
    assert "at most 1" in stale.because_words


def test_a_note_is_never_stale(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], kind=Kind.NOTE, comment="?"))
    migrate(store, plan_changes(OLD, build_codeframe(version=2, min_codes=1)))

    assert store.codings.stale(SURVEY, QUESTION) == []
    assert finals(store) == {}


def test_a_version_that_came_without_a_migration_is_a_stop_on_the_way(store, coded):
    second = build_codeframe(*(code.id for code in OLD.codes[:3]), "mood", version=2)
    store.codeframes.add(second)
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 2))
    third = build_codeframe("means", "skill", "mood", version=3)

    migrate(store, plan_changes(second, third, [Step("merge", ("time", "money"), ("means",))]))

    assert code_ids(store) == {"a1": ("means",), "a2": ("skill",), "a3": ("means", "skill"), "a4": ("means",)}


def test_a_stored_version_that_is_nobodys_yet_changes_nothing(store, coded):
    before = store.codings.final(SURVEY, QUESTION)
    store.codeframes.add(NEW)

    assert store.codings.final(SURVEY, QUESTION) == before


def test_the_store_knows_which_version_was_in_use_when(timed, clock):
    first = clock.time
    clock.forward(60)
    migrate(timed)
    second = clock.forward(60)
    timed.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 1))
    timed.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 1, {"nb": "Hva nå?"}))

    def used(moment):
        return timed.surveys.question(SURVEY, QUESTION, as_of=moment).codeframe_version

    # The question was stored by the database's own clock, which is ahead of this one.
    assert [used(moment) for moment in (first, second - timedelta(seconds=1), second, clock.time)] == [1, 1, 2, 1]


def test_a_migration_is_looked_at_only_from_when_it_was_made(timed, clock):
    keys = bring_in(timed, a1="penger", a2="folk")
    timed.codings.add_many([coding(keys["a1"], "money"), coding(keys["a2"], "skill")])
    before = timed.codings.final(SURVEY, QUESTION)
    then = clock.forward(60)
    migrate(timed)
    clock.forward(60)
    timed.codings.add(coding(keys["a2"], "staff"))

    assert timed.codings.final(SURVEY, QUESTION, as_of=then) == before
    assert code_ids(timed, as_of=then, codeframe_version=2) == {"a2": ("skill",)}  # no one had said what money becomes


def test_the_same_migration_can_be_made_for_further_questions(store, coded):
    store.surveys.put_question(StoredQuestion(SURVEY, "Q25", "reasons", 1))
    first = migrate(store)

    assert migrate(store, asked=[(SURVEY, "Q25")]) == first
    assert store.surveys.question(SURVEY, "Q25").codeframe_version == 2
    assert store.migrations.all() == store.migrations.all("reasons") == [first]
    assert store.migrations.get("reasons", 1, 2) == first
    assert store.migrations.all("hours") == []


def test_a_migration_nobody_made_is_not_there(store):
    with pytest.raises(NotStoredError, match="from version 1 to 2"):
        store.migrations.get("reasons", 1, 2)


def _another_old():
    return plan_changes(build_codeframe("time", "money"), NEW)


def _not_higher():
    return plan_changes(OLD, OLD)


def _from_nowhere():
    return plan_changes(NEW, build_codeframe(version=3))


@pytest.mark.parametrize(
    ("plan", "asked", "error", "said"),
    [
        (_another_old(), HERE, MigrationRefusedError, "version 1 is another one in the label store"),
        (_not_higher(), HERE, MigrationRefusedError, "a higher number than 1"),
        (_from_nowhere(), HERE, MigrationRefusedError, "has no version 2"),
        (PLAN, [(SURVEY, "Q99")], NotStoredError, "Q99"),
    ],
)
def test_what_does_not_fit_the_store_is_refused_and_nothing_is_changed(store, coded, plan, asked, error, said):
    for refuse in (lambda: migrate(store, plan, asked), lambda: store.migrations.check(plan, asked)):
        with pytest.raises(error, match=said):
            refuse()

    assert store.migrations.all() == []
    assert store.surveys.question(SURVEY, QUESTION).codeframe_version == 1
    assert len(store.codeframes.versions()) == 1


def test_a_question_that_is_coded_with_another_version_is_refused(store, coded):
    migrate(store)

    with pytest.raises(MigrationRefusedError, match="is coded with 'reasons' version 2"):
        migrate(store)


def test_a_new_version_that_is_stored_with_other_content_is_refused(store, coded):
    store.codeframes.add(build_codeframe("time", version=2))

    with pytest.raises(CodeframeVersionError):
        migrate(store)
    assert store.migrations.all() == []


def test_a_second_account_of_what_became_of_codes_is_refused(store, coded):
    store.surveys.put_question(StoredQuestion(SURVEY, "Q25", "reasons", 1))
    migrate(store)

    with pytest.raises(MigrationRefusedError, match="codes became other ones then"):
        migrate(store, plan_changes(OLD, NEW), [(SURVEY, "Q25")])
    assert store.surveys.question(SURVEY, "Q25").codeframe_version == 1


def test_a_record_that_somebody_has_changed_is_not_gone_by(store, url, coded):
    migrate(store)
    with store.database.write() as connection:
        record = PLAN.record | {"successors": PLAN.record["successors"] | {"money": ["time"]}}
        connection.execute(update(codeframe_migrations).values(record=record))

    with open_store(url) as other, pytest.raises(MigrationRecordError, match="has been changed"):
        finals(other)


# --- any codeframes, any steps ---------------------------------------------------------------------

NAMES = (f"frame-{number}" for number in itertools.count())


@pytest.fixture(scope="module")
def any_store(tmp_path_factory):
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('any') / 'labels.db'}", identity=str) as store:
        store.surveys.put("s")
        yield store


def is_allowed(codes, frame):
    try:
        check_code_set(codes, frame)
    except CodeSetError:
        return False
    return True


@st.composite
def ways_and_sets(draw):
    """Two plans in a row, and sets of codes that the first and the second version allow."""
    plans = draw(plans_in_a_row())
    sets = []
    for plan in plans:
        some = st.frozensets(st.sampled_from(plan.old.code_ids), max_size=4)
        sets.append([one for one in draw(st.lists(some, min_size=1, max_size=4)) if is_allowed(one, plan.old)])
    return plans, sets


def moved(codes, *plans):
    """What becomes of codes; None where they do not count in the end."""
    for plan in plans:
        outcome = move(codes, plan)
        if not isinstance(outcome, Moved):
            return None
        codes = outcome.code_ids
    return codes


def add_codings(store, question, sets, letter):
    names = [f"{letter}{place}" for place in range(len(sets))]
    store.answers.upsert("s", question, [IncomingAnswer(name, name) for name in names])
    keys = {one.id: one.key for one in store.answers.of("s", question)}
    store.codings.add_many(
        [NewCoding(keys[name], codes, "human:kari") for name, codes in zip(names, sets, strict=True)]
    )
    return dict(zip(names, sets, strict=True))


def of_one_name(plans, name):
    """The same plans, between codeframes of a name that no other example has."""
    return [replace(plan, old=replace(plan.old, id=name), new=replace(plan.new, id=name)) for plan in plans]


@settings(deadline=None, max_examples=40)
@given(ways_and_sets(), st.booleans())
def test_after_migrations_codings_are_what_each_in_a_row_makes_of_them(any_store, drawn, first_is_told):
    (first, second), (sets, later_sets) = drawn
    name = next(NAMES)
    if not first_is_told:  # the second version comes with an import, and nobody says what became of codes
        first = plan_changes(first.old, first.new)
    first, second = of_one_name((first, second), name)
    any_store.codeframes.add(first.old)
    any_store.surveys.put_question(StoredQuestion("s", name, name, 1))
    given = add_codings(any_store, name, sets, "a")
    if first_is_told:
        migrate(any_store, first, [("s", name)])
    else:
        any_store.codeframes.add(first.new)
        any_store.surveys.put_question(StoredQuestion("s", name, name, 2))
    assert found_in(any_store, name) == those_left({one: moved(codes, first) for one, codes in given.items()})

    later = add_codings(any_store, name, later_sets, "b")
    migrate(any_store, second, [("s", name)])

    fates = {one: moved(codes, first, second) for one, codes in given.items()}
    fates |= {one: moved(codes, second) for one, codes in later.items()}
    assert found_in(any_store, name) == those_left(fates)
    stale = {one.coding.answer_id for one in any_store.codings.stale("s", name)}
    assert stale == {one for one, codes in fates.items() if codes is None}


def found_in(store, question):
    return {one.answer_id: frozenset(one.code_ids) for one in store.codings.final("s", question)}


def those_left(fates):
    return {one: codes for one, codes in fates.items() if codes is not None}
