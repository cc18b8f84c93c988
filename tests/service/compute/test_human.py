import threading
import time
from contextlib import contextmanager

import pytest

from service.compute.human import Ask, HumanDecisions
from tests.service.compute.conftest import decide, wait_until
from textcoder.language.identity import fingerprint


@pytest.fixture
def human(store_link):
    human = HumanDecisions(store_link)
    human.start()
    yield human
    human.stop()


def ask(text: str, question: str = "Q24") -> Ask:
    return Ask("barriers", question, [fingerprint(text)])


def codes(known) -> list[tuple[str, ...]]:
    return [one.code_ids for one in known.decisions.values()]


def test_what_a_person_has_just_decided_is_known(human, store_link, home):
    with store_link.use() as store:
        assert codes(human.on([ask("rart svar")])[0]) == []
        decide(store, home, "Rart svar!", "economy")

    (known,) = human.on([ask("rart svar")])

    assert codes(known) == [("economy",)]
    assert known.questions == {"Q24"}
    assert not known.store_away


def test_several_things_can_be_asked_at_once(human, store_link, home):
    with store_link.use() as store:
        decide(store, home, "rart svar", "economy")

    first, second = human.on([ask("rart svar"), ask("rart svar", "Q1")])

    assert (codes(first), codes(second)) == ([("economy",)], [])


def test_a_withdrawn_decision_is_forgotten(human, store_link, home):
    with store_link.use() as store:
        key = decide(store, home, "rart svar", "economy")
        human.on([ask("rart svar")])
        store.codings.withdraw(key, "human:kari")

    assert codes(human.on([ask("rart svar")])[0]) == []


def test_while_the_store_is_away_what_was_known_still_counts(human, store_link, home):
    with store_link.use() as store:
        decide(store, home, "rart svar", "economy")
    human.on([ask("rart svar")])
    store_link.stop()

    known, nothing = human.on([ask("rart svar"), ask("aldri sett")])

    assert (codes(known), known.questions, known.store_away) == ([("economy",)], {"Q24"}, True)
    assert (codes(nothing), nothing.store_away) == ([], True)


class HangingLink:
    """A database that takes a request and never answers, as one does that is held up."""

    is_there = True
    is_local = False

    def __init__(self) -> None:
        self.go_on = threading.Event()

    @contextmanager
    def use(self):
        self.go_on.wait(10)
        raise OSError
        yield


def test_a_store_that_hangs_holds_a_request_up_for_a_moment_and_the_next_one_not_at_all():
    link = HangingLink()
    human = HumanDecisions(link)
    human.start()
    begun = time.monotonic()
    (first,) = human.on([ask("tid")])
    between = time.monotonic()
    (second,) = human.on([ask("tid")])
    ended = time.monotonic()
    link.go_on.set()
    wait_until(lambda: not human._is_stuck())
    human.stop()

    assert first.store_away
    assert second.store_away
    assert between - begun < 2
    assert ended - between < 0.2
