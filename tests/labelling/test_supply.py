"""Answers as they are handed out, while others assign, forget, and refresh the model."""

import dataclasses
import threading

import pytest

from tests.labelling.offices import (
    QUESTION,
    SURVEY,
    different_texts,
    open_office,
    sit_down,
    suggest_by_words,
)
from textcoder.labelling import supply
from textcoder.labelling.queues import Listed, with_assignments
from textcoder.labelling.store.forgetting import forget
from textcoder.labelling.store.records import NewCoding, Purpose

KARI = "human:kari"


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, different_texts(12)) as store:
        yield store


def keys_of(store) -> list[int]:
    return [one.key for one in store.answers.of(SURVEY, QUESTION)]


def with_tid(store) -> list[int]:
    """Answers that get a suggestion."""
    return [one.key for one in store.answers.of(SURVEY, QUESTION) if "tid" in one.text.split()]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_an_answer_assigned_during_the_sitting_comes_without_suggestion(store, purpose):
    first, *others = with_tid(store)
    if purpose is Purpose.CONSISTENCY:
        store.codings.add(NewCoding(others[0], ["time"], KARI))
    sitting = sit_down(store, [first], suggester=suggest_by_words)
    assert sitting.task.suggestion is not None
    store.assignments.assign(others[:1], [KARI, "human:ola"], purpose)

    queue = with_assignments(Listed("uncertain", others), store, sitting.overview, KARI)
    sitting.renewed(suggester=suggest_by_words, queue=queue)
    sitting.skip()
    assert (sitting.task.answer.key, sitting.task.suggestion) == (others[0], None)
    sitting.renewed(suggester=suggest_by_words)
    assert sitting.task.suggestion is None
    sitting.skip()
    assert sitting.task.answer.key == others[1]
    assert sitting.task.suggestion is not None


def test_an_answer_assigned_during_the_sitting_is_blind_in_the_ordinary_queue_too(store):
    first, second, _ = with_tid(store)
    sitting = sit_down(store, [first, second], suggester=suggest_by_words)
    store.assignments.assign([second], [KARI], Purpose.DOUBLE)

    sitting.skip()

    assert (sitting.task.answer.key, sitting.task.suggestion) == (second, None)


def test_an_answer_identical_to_an_assigned_one_is_blind_since_the_decision_counts_for_both(tmp_path):
    with open_office(tmp_path, ["mot", "for lite tid", "For lite tid"]) as store:
        first, second, third = keys_of(store)
        sitting = sit_down(store, [first, second], suggester=suggest_by_words)
        store.assignments.assign([third], [KARI], Purpose.DOUBLE)

        sitting.skip()

        assert (sitting.task.answer.key, sitting.task.suggestion) == (second, None)


def test_what_others_were_assigned_makes_nobody_blind(store):
    second = with_tid(store)[1]
    store.assignments.assign([second], ["human:ola"], Purpose.AUDIT)

    sitting = sit_down(store, [second], suggester=suggest_by_words)

    assert sitting.task.suggestion is not None


def test_an_assigned_answer_that_was_searched_for_is_blind(store):
    first, second, _ = with_tid(store)
    sitting = sit_down(store, [first], suggester=suggest_by_words)
    store.assignments.assign([second], [KARI], Purpose.AUDIT)

    sitting.open(second)

    assert (sitting.task.answer.key, sitting.task.suggestion) == (second, None)


def test_a_forgotten_answer_is_not_offered_as_a_nearly_identical_one(tmp_path):
    texts = ["penger", "for lite kapasitet til utvikling", "for lite kapasitett til utvikling"]
    with open_office(tmp_path, texts) as store:
        _, second, _ = keys_of(store)
        before = sit_down(store, [second])
        assert [one.id for one in before.task.alike] == ["003"]
        before.close()

        sitting = sit_down(store, [second], begin=False)
        forget(store, SURVEY, "003")
        sitting.begin()

        assert sitting.task.alike == ()


def test_no_answer_is_handed_out_twice_while_suggestions_are_renewed(store, monkeypatch):
    sitting = sit_down(store)
    sitting.prepare()
    handed = []
    coder = threading.Thread(target=lambda: handed.append(sitting.supply.next()))

    def save_meanwhile(*args, **changes):
        """What the coder does in the middle of the renewal, if it lets him; else when it is done."""
        if coder.ident is None:
            coder.start()
            coder.join(0.3)
        return dataclasses.replace(*args, **changes)

    monkeypatch.setattr(supply, "replace", save_meanwhile)
    sitting.supply.replace(suggester=suggest_by_words)
    coder.join()
    while (task := sitting.supply.next()) is not None:
        handed.append(task)

    assert [one.answer.key for one in handed] == keys_of(store)[1:]


def test_no_answer_is_lost_or_handed_out_twice_while_all_is_renewed_over_and_over(tmp_path):
    with open_office(tmp_path, different_texts(100)) as store:
        supplied, done, handed = sit_down(store, begin=False).supply, threading.Event(), []

        def behind() -> None:
            while not done.is_set():
                supplied.replace(suggester=suggest_by_words)
                supplied.prepare()

        worker = threading.Thread(target=behind)
        worker.start()
        while (task := supplied.next()) is not None:
            handed.append(task.answer.key)
        done.set()
        worker.join()

        assert handed == keys_of(store)
