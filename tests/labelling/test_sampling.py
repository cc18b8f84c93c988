import pytest

from tests.labelling.offices import QUESTION, SURVEY, different_texts, open_office, sit_down
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import Listed, random_queue
from textcoder.labelling.sampling import random_order, random_sample
from textcoder.labelling.store.records import NewCoding

KARI = "human:kari"


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, different_texts(200)) as store:
        yield store


def look(store) -> Overview:
    return Overview(store, SURVEY, QUESTION)


def code(store, keys) -> None:
    store.codings.add_many([NewCoding(key, ["time"], KARI, chosen="uncertain") for key in keys])


def test_nothing_is_a_sample_before_anything_is_coded(store):
    assert random_sample(look(store)) == []


def test_the_sample_is_the_random_order_up_to_the_first_answer_nobody_has_decided_on(store):
    order = random_order(look(store), [one.key for one in look(store).answers])
    assert order == list(random_queue(look(store))) != sorted(order)
    code(store, [*order[:3], *order[4:9]])
    assert random_sample(look(store)) == order[:3]

    code(store, order[3:4])

    assert random_sample(look(store)) == order[:9]


def test_an_identical_answer_that_was_coded_does_for_its_like(tmp_path):
    with open_office(tmp_path, ["for lite tid", "For lite tid", "mangler mot"]) as store:
        order = list(random_queue(look(store)))
        code(store, [order[0]])

        sample = random_sample(look(store))

        alike = {one.key for one in look(store).answers[:2]}
        assert sample == (order[:2] if set(order[:2]) == alike else order[:1])


def test_what_choosing_has_coded_before_is_in_the_sample_so_that_shares_come_out_right(store):
    """One answer in five is about people; 35 of these 40 were chosen, and then answers came in the random order."""
    answers = store.answers.of(SURVEY, QUESTION)
    people = {one.key for one in answers if one.text.startswith("folk")}
    sitting = sit_down(store, Listed("uncertain", sorted(people)[:35]))
    for queue in (None, random_queue(sitting.overview)):
        if queue is not None:
            sitting.renewed(queue=queue)
            sitting.look_again()
        for _ in range(100):
            if sitting.task is None:
                break
            sitting.clear()
            sitting.toggle("skill" if sitting.task.answer.key in people else "time")
            sitting.save()

    sample = random_sample(look(store))
    marked = [one for one in store.codings.since() if one.chosen == "random"]

    assert len(marked) == 100 < len(sample)
    assert sum("skill" in one.code_ids for one in marked) / len(marked) < 0.1
    assert abs(len(people.intersection(sample)) / len(sample) - len(people) / len(answers)) < 0.06
