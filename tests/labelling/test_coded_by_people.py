import pytest

from tests.labelling.offices import QUESTION, SURVEY, open_office
from textcoder.codings import Source
from textcoder.labelling.coded_by_people import coded_by_people
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion


@pytest.fixture
def office(tmp_path):
    """Two surveys; of the second's questions one is coded by a person, the other by a model alone."""
    with open_office(tmp_path, ["for lite tid", "for lite penger"]) as store:
        store.surveys.put("next")
        for question in ("Q24", "Q25"):
            store.surveys.put_question(StoredQuestion("next", question, "reasons", 1, {}))
            store.answers.upsert("next", question, [IncomingAnswer("001", "mangler folk")])
        by_hand, by_model = (store.answers.of("next", question)[0].key for question in ("Q24", "Q25"))
        for answer in store.answers.of(SURVEY, QUESTION):
            store.codings.add(NewCoding(answer.key, ["time"], "human:kari"))
        store.codings.add(NewCoding(by_hand, ["skill"], "human:ola"))
        store.codings.add(NewCoding(by_model, ["skill"], "model:v1", source=Source.MODEL, model_version="v1"))
        yield store


@pytest.fixture
def frame(office):
    return office.codeframes.get("reasons", 1)


def test_codings_come_by_question_with_the_latest_that_counts(office, frame):
    first, second = coded_by_people(office, frame)

    assert (first.survey, first.question, len(first.coded)) == (SURVEY, QUESTION, 2)
    assert (second.survey, second.question, [one.coder for one in second.coded]) == ("next", "Q24", ["ola"])
    assert second.last_coding > first.last_coding


def test_a_later_coding_is_the_latest_then(office, frame):
    key = office.answers.with_id(SURVEY, QUESTION, "001").key
    again = office.codings.add(NewCoding(key, ["money"], "human:kari"))

    assert coded_by_people(office, frame, survey=SURVEY)[0].last_coding == again.key


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"survey": "next"}, [("next", "Q24")]),
        ({"question": "Q24"}, [(SURVEY, "Q24"), ("next", "Q24")]),
        ({"survey": "next", "question": "Q25"}, []),
    ],
)
def test_one_survey_or_question_can_be_asked_for(office, frame, wanted, found):
    assert [(one.survey, one.question) for one in coded_by_people(office, frame, **wanted)] == found


@pytest.mark.parametrize("wanted", [{"survey": "none"}, {"question": "Q9"}, {"survey": SURVEY, "question": "Q25"}])
def test_a_survey_or_question_that_is_not_there_is_said_to_be_missing(office, frame, wanted):
    with pytest.raises(NotStoredError):
        coded_by_people(office, frame, **wanted)
