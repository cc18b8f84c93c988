import pytest

from tests.builders import build_codeframe
from textcoder.codings import Source
from textcoder.labelling.changes.errors import NotCodedWithError
from textcoder.labelling.changes.moving import count_consequences
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.questions_to_move import questions_to_move, questions_with, version_in_use
from textcoder.labelling.store.errors import MigrationRefusedError, NotStoredError
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, StoredQuestion

OLD = build_codeframe()
NEW = build_codeframe("time", "funds", "skill", "staff", version=2)
PLAN = plan_changes(OLD, NEW, [Step("rename", ("money",), ("funds",)), Step("split", ("skill",), ("skill", "staff"))])


@pytest.fixture
def store(tmp_path):
    """A survey with two questions, coded by two people and a model; and a third one, with other codes."""
    with open_store(f"sqlite:///{tmp_path / 'labels.db'}", identity=str) as store:
        store.surveys.put("s")
        store.codeframes.add(OLD)
        store.codeframes.add(build_codeframe(id="hours"))
        for question, codeframe in (("q1", "reasons"), ("q2", "reasons"), ("q3", "hours")):
            store.surveys.put_question(StoredQuestion("s", question, codeframe, 1))
            store.answers.upsert("s", question, [IncomingAnswer(name, name) for name in "abcdef"])
        code(store, "q1", "a", "money")
        code(store, "q1", "b", "skill")
        code(store, "q1", "b", "time", coder="human:ola")
        code(store, "q1", "c", "time", coder="human:ola")
        code(store, "q1", "c", "skill")
        code(store, "q1", "d", "skill", coder="model:1", source=Source.MODEL)
        code(store, "q1", "e", "time")
        code(store, "q1", "e", "skill", kind=Kind.ADJUDICATION, coder="human:eva")
        code(store, "q1", "f", "skill")
        code(store, "q1", "f", "dont_know")
        code(store, "q2", "a", "skill")
        yield store


def code(store, question, answer, *codes, coder="human:kari", **fields):
    store.codings.add(NewCoding(store.answers.with_id("s", question, answer).key, codes, coder, **fields))


def stale_answers(store, *questions):
    return {(question, one.coding.answer_id) for question in questions for one in store.codings.stale("s", question)}


def test_every_coding_that_counts_is_told_of_once(store):
    overall = count_consequences(questions_to_move(store, PLAN, "s", "q1").fates, PLAN).overall

    assert (overall.codings, overall.stay, overall.move, overall.stale, overall.recode) == (9, 3, 1, 1, 4)


def test_the_answers_to_code_anew_are_those_that_the_stale_queue_has_afterwards(store):
    one, all_of_them = (questions_to_move(store, PLAN, "s", question) for question in ("q1", None))

    store.migrations.make(PLAN, all_of_them.asked, made_by="eva")

    assert stale_answers(store, "q1") == {("q1", "c"), ("q1", "e"), ("q1", "f")}
    assert one.answers_to_code_anew == 3
    assert all_of_them.answers_to_code_anew == len(stale_answers(store, "q1", "q2")) == 4


def test_without_a_question_all_that_are_coded_with_the_old_version_are_meant(store):
    store.migrations.make(PLAN, [("s", "q1")], made_by="eva")

    assert questions_to_move(store, PLAN, "s").asked == [("s", "q2")]


def test_what_is_not_coded_with_the_old_version_is_refused(store):
    with pytest.raises(NotCodedWithError, match=r"'q3'.*There is: q3 \(hours version 1\)"):
        questions_to_move(store, PLAN, "s", "q3")
    with pytest.raises(NotCodedWithError, match="version 2"):
        questions_to_move(store, plan_changes(NEW, build_codeframe(version=3)), "s")
    with pytest.raises(NotStoredError):
        questions_to_move(store, PLAN, "t")


def test_what_could_not_be_made_is_refused_before_anything_is_counted(store):
    with pytest.raises(MigrationRefusedError):
        questions_to_move(store, plan_changes(build_codeframe("time"), NEW), "s")


def test_the_version_in_use_is_one_or_a_question_must_be_named(store):
    assert version_in_use("s", questions_with(store, "s", None, "reasons")) == 1
    store.migrations.make(PLAN, [("s", "q1")], made_by="eva")

    with pytest.raises(NotCodedWithError, match="one version of reasons"):
        version_in_use("s", questions_with(store, "s", None, "reasons"))
    assert version_in_use("s", questions_with(store, "s", "q1", "reasons")) == 2
