import pytest

from tests.labelling.offices import QUESTION, SURVEY, different_texts, open_office
from textcoder.codings import Source
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import (
    Listed,
    Planted,
    disagreement_queue,
    frequent_queue,
    random_queue,
    search_queue,
    stale_queue,
    with_assignments,
)
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, Purpose


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["mot", "tid", "Tid", "penger", "tid!", "penger"]) as store:
        yield store


def ids(store, queue) -> list[str]:
    return [one.id for one in store.answers.many(list(queue))]


def key_of(store, answer_id: str) -> int:
    return store.answers.with_id(SURVEY, QUESTION, answer_id).key


def test_the_most_frequent_answers_come_first_one_of_each(store):
    assert ids(store, frequent_queue(Overview(store, SURVEY, QUESTION))) == ["002", "004", "001"]


def test_answers_that_a_model_has_coded_come_after_those_nobody_has(store):
    for answer_id in ("002", "003", "005"):
        store.codings.add(NewCoding(key_of(store, answer_id), ["time"], "model:v1", Source.MODEL))

    assert ids(store, frequent_queue(Overview(store, SURVEY, QUESTION))) == ["004", "001", "002"]


def test_the_random_order_is_the_same_for_everybody_and_the_only_one_to_estimate_from(tmp_path):
    with open_office(tmp_path, different_texts(50)) as store:
        first, second = (random_queue(Overview(store, SURVEY, QUESTION)) for _ in range(2))

        assert list(first) == list(second) != sorted(first)
        assert first.estimates
        assert not frequent_queue(Overview(store, SURVEY, QUESTION)).estimates


def test_stale_answers_are_those_whose_text_has_changed(store):
    store.codings.add(NewCoding(key_of(store, "001"), ["time"], "human:kari"))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "noe annet")])

    assert ids(store, stale_queue(store, Overview(store, SURVEY, QUESTION))) == ["001"]


def test_disagreements_are_left_out_once_one_has_looked_at_them(store):
    key = key_of(store, "001")
    for coder, code in (("human:kari", "time"), ("human:ola", "money")):
        store.codings.add(NewCoding(key, [code], coder))

    overview = Overview(store, SURVEY, QUESTION)
    assert ids(store, disagreement_queue(store, overview, "human:kari")) == ["001"]
    assert ids(store, disagreement_queue(store, overview, "human:ola")) == []


def test_repeats_come_here_and_there():
    queue = Planted(Listed("in order", range(25)), first=[100], repeats=[201, 202, 203])

    assert list(queue) == [100, *range(10), 201, *range(10, 20), 202, *range(20, 25), 203]


def test_what_was_assigned_comes_until_it_is_done(store):
    key = key_of(store, "004")
    store.assignments.assign([key], ["human:kari"], Purpose.DOUBLE)
    overview = Overview(store, SURVEY, QUESTION)
    assert with_assignments(Listed("none", []), store, overview, "human:kari").first == [key]

    store.codings.add(NewCoding(key, ["money"], "human:kari"))

    assert with_assignments(Listed("none", []), store, overview, "human:kari").first == []


def test_an_answer_comes_for_its_own_reason_or_else_for_that_of_the_queue():
    queue = Listed("shown so", [1, 2], reasons={1: "audit"}, why="uncertain")

    assert [queue.reason(key) for key in queue] == ["audit", "uncertain"]


def test_the_words_of_a_search_are_no_reason_for_what_was_not_found_either():
    queue = search_queue("Kari Nordmann", [1])

    assert (queue.reason(1), queue.reason(2)) == ("search", "")


def test_each_queue_says_why_in_a_word_of_its_own(store):
    store.codings.add(NewCoding(key_of(store, "001"), ["time"], "human:kari"))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "noe annet")])
    overview = Overview(store, SURVEY, QUESTION)
    queues = (frequent_queue(overview), random_queue(overview), stale_queue(store, overview))

    assert [queue.reason(next(iter(queue))) for queue in queues] == ["frequent", "random", "stale"]
    assert disagreement_queue(store, overview, "human:kari").reason(1) == "disagreement"


def test_what_was_assigned_says_what_for_and_the_rest_what_the_queue_says():
    queue = Planted(Listed("shown so", [1, 5], reasons={5: "rare"}, why="frequent"), first=[2], repeats=[3], audits=[4])

    reasons = {key: queue.reason(key) for key in queue}

    assert reasons == {2: "double", 4: "audit", 1: "frequent", 5: "rare", 3: "repeat"}


def test_what_was_drawn_for_the_audit_comes_to_the_one_it_was_assigned_to_in_random_order(store):
    keys = [key_of(store, answer_id) for answer_id in ("001", "004", "002")]
    store.assignments.assign(keys, ["human:kari"], Purpose.AUDIT)
    overview = Overview(store, SURVEY, QUESTION)

    queue = with_assignments(Listed("none", []), store, overview, "human:kari")

    assert list(queue) == [key for key in random_queue(overview) if key in keys]
    assert list(with_assignments(Listed("none", []), store, overview, "human:ola")) == []


def test_a_stale_answer_comes_with_what_it_was_coded(store):
    key = key_of(store, "001")
    for coder, code in (("human:kari", "time"), ("human:ola", "money")):
        store.codings.add(NewCoding(key, [code], coder))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "noe annet")])

    queue = stale_queue(store, Overview(store, SURVEY, QUESTION))

    assert [one.coding.code_ids for one in queue.outdated(key)] == [("time",), ("money",)]
    assert queue.reason(key) == "stale"
    assert queue.outdated(key_of(store, "002")) == ()
