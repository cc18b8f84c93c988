import pytest

from service.jobs.codings_to_learn import stored_codings
from service.settings import IN_HOME
from tests.service.jobs.homes import put_coding
from textcoder.files.home import Home
from textcoder.labelling.store.opening import open_store
from textcoder.learning.gathering import gather


@pytest.fixture
def together(home):
    """What training learns from, by the text of the answer."""

    def gathered() -> dict[str, tuple[str, frozenset[str]]]:
        frame = Home(home).codeframe("barriers")
        with open_store(f"sqlite:///{home / IN_HOME}") as store:
            stored = stored_codings(store, frame)
        coded = gather(Home(home), "barriers", frame, (), stored).coded
        return {one.answer.text: (one.answer.id, one.code_ids) for one in coded}

    return gathered


def test_codings_of_the_store_and_those_beside_the_codeframe_come_together(home, together):
    without = together()

    put_coding(home, "lang reisevei", "capacity")

    assert together() == without | {"lang reisevei": ("earlier/77", {"capacity"})}


def test_an_answer_that_is_in_both_counts_once_as_the_store_has_it(home, together):
    put_coding(home, "for lite tid", "economy", answer_id="000")

    assert together()["for lite tid"] == ("000", {"economy"})


def test_respondents_of_two_surveys_with_the_same_number_are_two_persons(home, together):
    put_coding(home, "lang reisevei", "capacity", answer_id="000")

    assert together()["lang reisevei"] == ("earlier/000", {"capacity"})


def test_a_store_without_a_coding_adds_nothing(home):
    with open_store(f"sqlite:///{home / IN_HOME}") as store:
        assert stored_codings(store, Home(home).codeframe("barriers")) == []
