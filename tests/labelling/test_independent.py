from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import build_codeframe
from textcoder.codings import Source
from textcoder.labelling.errors import UnlikeCodeframesError
from textcoder.labelling.independent import read_survey
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, Purpose, StoredQuestion


class Clock:
    now = datetime(2026, 11, 1, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/s.db", clock=Clock()) as store:
        store.surveys.put("s")
        for frame_id, questions in {"reasons": ("q1", "q2"), "others": ("q3",)}.items():
            store.codeframes.add(build_codeframe(id=frame_id))
            for question in questions:
                store.surveys.put_question(StoredQuestion("s", question, frame_id, 1))
                store.answers.upsert("s", question, [IncomingAnswer("1", "lite tid", {"variety": "nn"})])
        yield store


def code(store, codes: str, coder: str = "human:kari", question: str = "q1", **fields):
    key = store.answers.with_id("s", question, "1").key
    return store.codings.add(NewCoding(key, codes.split(), coder, **fields))


def read(store, question: str | None = "q1"):
    return read_survey(store, "s", question)


def test_the_last_standing_coding_of_each_person_and_model_is_read(store):
    code(store, "money")
    code(store, "time")
    gone = code(store, "skill")
    store.codings.withdraw(gone.key, "human:kari")
    code(store, "money", "model:v1", source=Source.MODEL)

    found = read(store)

    assert [(one.coder, one.code_ids) for one in found.coded] == [("kari", {"time"}), ("model:v1", {"money"})]
    assert (found.coded[0].answer.id, found.coded[0].answer.variety) == ("1", "nn")
    assert found.repeated == ()


def test_what_nobody_decided_for_himself_is_left_out(store):
    code(store, "money", "human:ola", source=Source.EXACT)
    code(store, "money", "rule", source=Source.RULE)
    code(store, "money", "model:v1", source=Source.MODEL, referred=True)
    code(store, "money", "human:marit", kind=Kind.ADJUDICATION)

    assert read(store).coded == ()


def test_codings_with_a_suggestion_in_sight_are_counted_where_they_are_compared(store):
    code(store, "time", model_version="v1")
    alone = read(store)
    code(store, "time", "human:ola")
    both = read(store)

    assert alone.compared_with_suggestion(alone.coded) == 0
    assert both.compared_with_suggestion(both.coded) == 1


def test_adjudicators_are_known_by_how_much_they_have_settled(store):
    code(store, "money", "human:marit", kind=Kind.ADJUDICATION)

    assert read(store).adjudicated == {"marit": 1}


def test_a_planted_repeat_gives_what_was_coded_before_and_since(store):
    key = code(store, "money").answer
    code(store, "time")
    store.assignments.assign([key], ["human:kari"], Purpose.CONSISTENCY)
    assert read(store).repeated == ()
    code(store, "skill")

    assert [(one.coder, one.code_ids) for one in read(store).repeated] == [("kari", {"time"}), ("kari", {"skill"})]


def test_a_first_coding_of_another_text_makes_no_repeat(store):
    key = code(store, "time").answer
    store.answers.upsert("s", "q1", [IncomingAnswer("1", "noe annet")])
    store.assignments.assign([key], ["human:kari"], Purpose.CONSISTENCY)
    code(store, "skill")

    assert read(store).repeated == ()


def test_questions_are_read_together_only_where_they_have_one_codeframe(store):
    with pytest.raises(UnlikeCodeframesError, match=r"q1 \(reasons version 1\).*q3 \(others version 1\).*--question"):
        read(store, None)

    for question in ("q1", "q2"):
        code(store, "time", question=question)
    store.surveys.put_question(StoredQuestion("s", "q3", "reasons", 1))

    assert [one.answer.question for one in read(store, None).coded] == ["q1", "q2"]
