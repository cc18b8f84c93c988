import pytest

from tests.builders import build_codeframe
from tests.labelling.store.conftest import migrated, postgres, url  # noqa: F401 (fixtures)
from textcoder.labelling.importing.bringing import SENT, Destination
from textcoder.labelling.receiving import Arriving, Decision, receive_answers, receive_decisions
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import Kind

TO = Destination("barometer", "Q24", build_codeframe(), {"nb": "Barometeret"}, {"nb": "Hva hemmer?"})


@pytest.fixture
def store(url):  # noqa: F811
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def filled(store):
    receive_answers(store, TO, [Arriving("a1", "tid"), Arriving("a2", "penger", {"n": 1})])
    return store


def decide(store, *decisions):
    with store.together() as whole:
        return receive_decisions(whole, "barometer", "Q24", decisions)


def test_survey_and_question_are_made_with_the_first_answers(filled):
    (survey,) = filled.surveys.all()

    assert (survey.id, survey.title) == ("barometer", {"nb": "Barometeret"})
    assert [(one.id, one.codeframe_version, one.text) for one in survey.questions] == [
        ("Q24", 1, {"nb": "Hva hemmer?"})
    ]


def test_known_answers_are_brought_up_to_date_and_keep_the_background_that_is_not_sent(filled):
    done = receive_answers(filled, TO, [Arriving("a1", "folk"), Arriving("a2", "Penger"), Arriving("a3", "tid", {})])

    assert (done.answers.changed, done.answers.updated, done.answers.added) == (("a1",), ("a2",), ("a3",))
    assert filled.answers.with_id("barometer", "Q24", "a2").background == {"n": 1}


def test_blank_answers_are_none_unless_they_were_some_before(filled):
    done = receive_answers(filled, TO, [Arriving("a1", " "), Arriving("a9", "")])

    assert (done.answers.changed, done.blank) == (("a1",), ("a9",))
    assert [one.id for one in filled.answers.of("barometer", "Q24")] == ["a1", "a2"]


def test_decisions_are_saved_in_their_order_and_the_rest_say_why_not(filled):
    outcomes = decide(
        filled,
        Decision("a1", ("time",), "human:kari", comment="sikker", flag=True, seconds=2.5),
        Decision("a9", ("time",), "human:kari"),
        Decision("a2", ("2",), "human:ola", kind=Kind.ADJUDICATION),
        Decision("a2", ("dont_know", "time"), "human:ola"),
        Decision("a2", ("unheard-of",), "human:ola"),
        Decision("a2", (), "human:ola", codeframe_version=9),
    )

    first, second = filled.codings.since()
    assert [one if isinstance(one, int) else one.type for one in outcomes] == [
        first.key, "unknown_answer", second.key, "illegal_codes", "unknown_code", "unknown_version",
    ]  # fmt: skip
    assert (first.comment, first.flag, first.seconds, first.chosen) == ("sikker", True, 2.5, SENT)
    assert (second.code_ids, second.kind) == (("money",), Kind.ADJUDICATION)


def test_a_note_has_no_codes_and_decides_nothing(filled):
    decide(filled, Decision("a1", (), "human:kari", kind=Kind.NOTE, flag=True))

    assert filled.codings.final("barometer", "Q24") == []


def test_codes_that_look_like_no_code_are_not_repeated(filled):
    (refusal,) = decide(filled, Decision("a1", ("HEMMELIG svar",), "human:kari"))

    assert "HEMMELIG" not in refusal.detail


def test_without_the_question_nothing_is_saved(store):
    with pytest.raises(NotStoredError):
        decide(store, Decision("a1", ("time",), "human:kari"))
