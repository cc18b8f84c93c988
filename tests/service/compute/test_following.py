"""What people have decided counts while the database is away: whatever was in it a moment before."""

import pytest

from service.compute.following import Follower
from service.compute.human import Ask, HumanDecisions
from service.compute.recalled import News, Recalled
from service.store_link import StoreLink
from tests.labelling.postgres_server import start_postgres
from tests.service.compute.conftest import decide, wait_until
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.texts import TextDecision
from textcoder.language.identity import fingerprint


def known(human: HumanDecisions, text: str) -> list[tuple[str, ...]]:
    (found,) = human.on([Ask("barriers", "Q24", [fingerprint(text)])])
    return [one.code_ids for one in found.decisions.values()]


def recalled(human: HumanDecisions, text: str) -> list[tuple[str, ...]]:
    return [one.code_ids for one in human._recalled.of("barriers", "Q24", [fingerprint(text)]).values()]


@pytest.fixture
def human(store_link):
    human = HumanDecisions(store_link, look_every_s=0.05)
    yield human
    human.stop()


def test_what_was_decided_before_the_start_counts_when_postgresql_is_stopped(home):
    server = start_postgres()
    url = server.url(server.create())
    with open_store(url) as store:
        decide(store, home, "rart svar", "economy")
    link = StoreLink(url, look_every_s=0.1)
    link.start()
    human = HumanDecisions(link, look_every_s=0.05)
    human.start()
    with link.use() as store:
        wait_until(lambda: recalled(human, "rart svar") != [])
        decide(store, home, "senere svar", "capacity")
    wait_until(lambda: recalled(human, "senere svar") != [])
    server.stop()
    wait_until(lambda: not link.is_there)

    found, nothing = human.on([Ask("barriers", "Q24", [fingerprint(text)]) for text in ("rart svar", "aldri sett")])

    assert known(human, "rart svar") == [("economy",)]
    assert known(human, "senere svar") == [("capacity",)]
    assert (found.store_away, found.questions, nothing.decisions) == (True, {"Q24"}, {})
    human.stop()
    link.stop()


def test_what_this_process_has_acknowledged_is_known_without_another_look(human, store_link, home):
    with store_link.use() as store, store.together() as whole:
        news = human.read_news(whole, [decide(whole, home, "rart svar", "economy")])
    human.take_in(news)
    store_link.stop()

    assert known(human, "rart svar") == [("economy",)]


def test_a_decision_that_is_taken_back_counts_no_more(human, store_link, home):
    human.start()
    with store_link.use() as store:
        first = decide(store, home, "rart svar", "economy")
        second = decide(store, home, "rart svar", "capacity")
        wait_until(lambda: recalled(human, "rart svar") == [("capacity",)])
        store.codings.withdraw(second, "human:kari")
        wait_until(lambda: recalled(human, "rart svar") == [("economy",)])
        store.codings.withdraw(first, "human:kari")
        wait_until(lambda: recalled(human, "rart svar") == [])

        assert known(human, "rart svar") == []


def test_another_question_makes_it_read_anew(human, store_link, home):
    human.start()
    with store_link.use() as store:
        decide(store, home, "rart svar", "economy")
        wait_until(lambda: recalled(human, "rart svar") != [])
        decide(store, home, "rart svar", "capacity", question="Q25")
        wait_until(lambda: human._recalled.questions.get("barriers") == {"Q24", "Q25"})

    assert recalled(human, "rart svar") == [("economy",)]


def test_after_many_changes_all_is_read_anew(store_link, home, monkeypatch):
    memory = Recalled()
    follower = Follower(store_link, memory)
    monkeypatch.setattr("service.compute.following._MOST_CHANGED", 1)
    with store_link.use() as store:
        decide(store, home, "en", "economy")
        follower.look()
        for text in ("to", "tre", "fire"):
            decide(store, home, text, "economy")
    follower.look()

    assert len(memory.of("barriers", "Q24", [fingerprint(text) for text in ("en", "to", "tre", "fire")])) == 4


PLACE = ("barriers", "Q24", "k")


def decision(code: str, coding: int) -> TextDecision:
    return TextDecision("k", (code,), coding, "human:kari", False)


def now(memory: Recalled) -> list[tuple[str, ...]]:
    return [one.code_ids for one in memory.of("barriers", "Q24", ["k"]).values()]


def test_what_was_read_before_an_acknowledgement_does_not_undo_it():
    memory = Recalled()
    read_at = memory.tick()
    memory.acknowledge(News(memory.tick(), [PLACE], {PLACE: decision("new", 2)}))
    memory.keep([PLACE], {PLACE: decision("old", 1)}, as_of=read_at)
    memory.keep_all({PLACE: decision("old", 1)}, as_of=read_at)

    assert now(memory) == [("new",)]
    memory.keep([PLACE], {}, as_of=memory.tick())
    assert now(memory) == []


def test_of_two_requests_the_later_one_counts_whichever_is_heard_of_first():
    memory = Recalled()
    first, second = memory.tick(), memory.tick()
    memory.acknowledge(News(second, [PLACE], {PLACE: decision("second", 2)}))
    memory.acknowledge(News(first, [PLACE], {PLACE: decision("first", 1)}))

    assert now(memory) == [("second",)]


def test_of_too_many_the_earliest_are_forgotten():
    memory = Recalled(most=2)
    places = [("barriers", "Q24", key) for key in "abc"]
    memory.keep_all({place: decision("x", 1) for place in places}, as_of=memory.tick())

    assert set(memory.of("barriers", "Q24", ["a", "b", "c"])) == {"b", "c"}
