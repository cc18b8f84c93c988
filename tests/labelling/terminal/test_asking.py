import pytest

from tests.labelling.offices import codes_of, open_office, sit_down
from tests.labelling.terminal.test_app import assert_shown, drive, shown


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite tid", "for lite penger", "mangler mot", "For lite tid."]) as store:
        yield store


def test_a_search_counts_only_what_is_not_coded_as_to_be_coded(store):
    async def press(app, pilot):
        await pilot.press("1", "enter", "/")
        await pilot.press(*"mangler")
        await assert_shown(app, pilot, "003 mangler mot")
        assert "code all of these" not in shown(app)  # of one
        await pilot.press(*["backspace"] * 7, *"lite")
        await assert_shown(app, pilot, "001 (human) for lite tid", "002 for lite penger")
        assert "code all of these" not in shown(app)

    drive(sit_down(store), press)


def test_a_search_that_finds_nothing_says_so(store):
    async def press(app, pilot):
        await pilot.press("/")
        await pilot.press(*"zzzz")
        await assert_shown(app, pilot, "Nothing was found with 'zzzz'.")
        await pilot.press("down", "enter")
        await assert_shown(app, pilot, "for lite tid", "Nothing was found with 'zzzz'.")

    drive(sit_down(store), press)


def test_an_answer_is_found_by_its_id(store):
    async def press(app, pilot):
        await pilot.press("/")
        await pilot.press(*"003")
        await assert_shown(app, pilot, "003 mangler mot")
        await pilot.press("enter", "3", "enter")

    drive(sit_down(store), press)

    assert codes_of(store) == {"003": ("skill",)}


def test_a_code_that_is_chosen_is_not_taken_out_by_finding_it(store):
    async def press(app, pilot):
        await pilot.press("2", "/")
        await pilot.press(*"mon", "enter")
        await assert_shown(app, pilot, "[x] 2   money", "money is chosen already")

    drive(sit_down(store), press)
