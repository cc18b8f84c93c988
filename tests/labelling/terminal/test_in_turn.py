import asyncio

import pytest
from textual.events import Key

from tests.labelling.offices import codes_of, open_office, sit_down
from tests.labelling.terminal.test_app import assert_shown, drive, shown, until

_NAMES = {"/": "slash", " ": "space", "?": "question_mark"}
_SIGNS = {"enter": "\r", "down": None, "escape": None, "backspace": "\x08"}


def type_at_once(app, *keys: str) -> None:
    """Let keys arrive together, as in one packet of a slow line."""
    for key in keys:
        app.post_message(Key(_NAMES.get(key, key), _SIGNS.get(key, key)))


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite tid", "for lite penger", "mangler mot", "lite mot", "mot alt"]) as store:
        yield store


def test_what_is_typed_together_with_the_key_of_the_search_is_searched_for(store):
    async def press(app, pilot):
        type_at_once(app, *"/mangl")
        await assert_shown(app, pilot, "003 mangler mot")
        assert app.screen.box.value == "mangl"

    drive(sit_down(store), press)


def test_a_comment_typed_at_once_is_kept_whole_and_the_answer_saved(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        type_at_once(app, *"ctest av kommentar", "enter", "1", "enter")
        await until(lambda: sitting.decisions == 1, pilot)
        assert len(app.screen_stack) == 1

    drive(sitting, press)

    (coding,) = store.codings.since()
    assert (coding.comment, coding.code_ids) == ("test av kommentar", ("time",))


def test_enter_takes_what_is_marked_among_what_is_typed_by_then(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        # All, then the answers with the word: 003, 004, 005.
        type_at_once(app, *"/mot", "down", "down", "enter")
        await until(lambda: sitting.task.answer.id == "004", pilot)
        await assert_shown(app, pilot, "lite mot")

    drive(sitting, press)


def test_keys_after_the_end_of_a_search_are_for_the_answer_it_brought(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        type_at_once(app, *"/mangk", "backspace", "l", "enter", "3", "enter")
        await until(lambda: sitting.decisions == 1, pilot)

    drive(sitting, press)

    assert codes_of(store) == {"003": ("skill",)}


def test_keys_that_come_one_by_one_while_a_screen_opens_are_not_lost(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        for key in "c" + "abcdefghij":
            type_at_once(app, key)
            await asyncio.sleep(0)
        await until(lambda: getattr(app.screen, "box", None) and app.screen.box.value == "abcdefghij", pilot)
        await pilot.press("enter")

    drive(sitting, press)

    assert sitting.draft.comment == "abcdefghij"


def test_what_is_typed_behind_what_was_there_does_not_replace_it(store):
    async def press(app, pilot):
        type_at_once(app, *"cask", "enter", *"c her", "enter")
        await assert_shown(app, pilot, "comment: ask her")

    drive(sit_down(store), press)


def test_a_help_that_is_closed_at_once_takes_no_key_of_the_answer(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        type_at_once(app, "?", "q", "1", "enter")
        await until(lambda: sitting.decisions == 1, pilot)
        assert "Codes and keys" not in shown(app)

    drive(sitting, press)


def test_nearly_identical_answers_ticked_at_once(tmp_path):
    with open_office(tmp_path, ["mangler kompetanse", "mangler kompetansse", "kompetanse mangler"]) as store:
        sitting = sit_down(store)

        async def press(app, pilot):
            await assert_shown(app, pilot, "2 nearly identical (n)")
            type_at_once(app, "n", "j", "space", "e", "3", "enter")
            await until(lambda: sitting.decisions == 1, pilot)

        drive(sitting, press)

        assert set(codes_of(store)) == {"001", "003"}
