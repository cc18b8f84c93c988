from tests.labelling.offices import open_office, sit_down
from tests.labelling.terminal.test_app import assert_shown, drive
from textcoder.labelling.queues import Listed
from textcoder.labelling.terminal.renewing import Renewal


def test_what_was_searched_for_is_followed_by_what_would_have_come(tmp_path):
    with open_office(tmp_path, ["for lite tid", "mangler mot", "lite mot", "mot alt", "helt annet"]) as store:

        async def press(app, pilot):
            await pilot.press("/")
            await pilot.press(*"mot")
            await assert_shown(app, pilot, "code all of these 3")
            await pilot.press("enter", "1", "enter")
            await assert_shown(app, pilot, "queue: search: mot")
            await pilot.press("3", "enter", "3", "enter", "3", "enter")
            await assert_shown(app, pilot, "That was the last of 3 found; back to in order.", "queue: in order")
            await assert_shown(app, pilot, "helt annet")

        drive(sit_down(store), press)


def test_a_queue_that_is_made_during_a_search_waits_for_its_end(tmp_path):
    with open_office(tmp_path, ["for lite tid", "mangler mot", "lite mot", "helt annet"]) as store:
        last = store.answers.with_id("barometer", "Q24", "004").key

        async def press(app, pilot):
            await pilot.press("/")
            await pilot.press(*"mot", "enter", "r")
            await assert_shown(app, pilot, "Made anew.", "queue: search: mot")
            await pilot.press("1", "enter", "1", "enter", "1", "enter")
            await assert_shown(app, pilot, "back to made anew.", "helt annet")

        drive(sit_down(store), press, refresh=lambda: Renewal("Made anew.", queue=Listed("made anew", [last])))
