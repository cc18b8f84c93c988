from datetime import UTC, datetime, timedelta

import pytest

from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office, sit_down, suggest_by_words
from textcoder.labelling.doubtful import Doubted, doubtful_queue
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import DOUBTFUL
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding

TEXTS = ("for lite tid", "for lite penger", "mangler mot", "for lite penger her")
NOW = datetime.now(UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
"""When the model was trained, next to codings that are made in the test."""


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, TEXTS) as store:
        yield store


def code(store, answer_id: str, *code_ids: str, coder: str = "kari", **how) -> None:
    key = store.answers.with_id(SURVEY, QUESTION, answer_id).key
    store.codings.add(NewCoding(key, code_ids, f"human:{coder}", **how))


def queue(store, *doubted: tuple[str, str], since: datetime = AFTER):
    overview = Overview(store, SURVEY, QUESTION)
    learnt = {overview.text_key(one.key) for one in overview.answers if one.text in TEXTS}
    given = [Doubted(answer_id, frozenset([code_id])) for answer_id, code_id in doubted]
    return doubtful_queue(store, overview, given, texts=learnt, since=since)


def ids(store, *doubted: tuple[str, str], since: datetime = AFTER) -> list[str]:
    return [store.answers.get(key).id for key in queue(store, *doubted, since=since)]


def test_they_come_in_the_order_of_doubt_each_once_and_coded_or_not(store):
    code(store, "001", "time")

    assert ids(store, ("003", "skill"), ("001", "time"), ("003", "money")) == ["003", "001"]


def test_what_is_not_in_the_store_or_has_another_text_than_was_learnt_from_does_not_come(store):
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "noe annet")])

    assert ids(store, ("001", "time"), ("002", "money"), ("999", "time")) == ["002"]


def test_an_answer_that_counts_with_other_codes_by_now_does_not_come(store):
    code(store, "001", "money")

    assert ids(store, ("001", "time")) == []


@pytest.mark.parametrize(
    "looked_at",
    [{"sitting": "s1"}, {"chosen": "sent"}, {"kind": Kind.ADJUDICATION}],
    ids=["sitting", "sent", "settled"],
)
def test_an_answer_that_was_given_the_same_codes_again_since_does_not_come(store, looked_at):
    code(store, "001", "time", **looked_at)

    assert ids(store, ("001", "time"), since=BEFORE) == []
    assert ids(store, ("001", "time"), since=AFTER) == ["001"]


def test_a_coding_that_was_merely_imported_since_changes_nothing(store):
    code(store, "001", "time")

    assert ids(store, ("001", "time"), since=BEFORE) == ["001"]


def test_an_identical_answer_coded_since_decides_for_one_that_has_no_coding_of_its_own(tmp_path):
    (tmp_path / "two").mkdir()
    with open_office(tmp_path / "two", ["for lite tid", "For lite tid!"]) as store:
        code(store, "001", "time", sitting="s1")

        assert ids(store, ("002", "time"), since=BEFORE) == []
        assert ids(store, ("002", "time"), since=AFTER) == ["002"]


def test_it_is_coded_afresh_though_by_the_same_coder_and_what_he_gives_now_counts(store):
    code(store, "002", "time")
    code(store, "003", "skill")

    sitting = sit_down(store, queue(store, ("002", "time"), ("003", "skill")), suggester=suggest_by_words, blind=True)

    assert sitting.task.answer.id == "002"
    assert sitting.draft.choice.is_empty
    assert (sitting.task.suggestion, sitting.task.was, sitting.task.alike) == (None, None, ())
    sitting.toggle("money")
    sitting.save()
    assert codes_of(store)["002"] == ("money",)
    (kept,) = [one for one in store.codings.by_coder(SURVEY, QUESTION) if one.answer_id == "002"]
    assert (kept.chosen, kept.model_version) == (DOUBTFUL, "")
    assert sitting.draft.choice.is_empty  # the next one comes afresh too


def test_once_coded_it_does_not_come_again_even_with_the_same_codes(store):
    code(store, "002", "money")
    sitting = sit_down(store, queue(store, ("002", "money")), blind=True)
    sitting.toggle("money")
    sitting.save()
    sitting.close()

    assert ids(store, ("002", "money"), since=BEFORE) == []
