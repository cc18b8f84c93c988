import asyncio
import threading

import pytest

from tests.builders import build_code, build_codeframe
from tests.labelling.offices import codes_of, different_texts, open_office, sit_down, suggest_by_words
from textcoder.labelling.keys import assign_keys
from textcoder.labelling.terminal.app import LabellingApp
from textcoder.labelling.terminal.renewing import Renewal


def drive(sitting, steps, *, size=(80, 24), **how):
    """Run the screen in 80 by 24 and take some steps with it."""

    async def go():
        app = LabellingApp(sitting, assign_keys(sitting.frame), **how)
        async with app.run_test(size=size) as pilot:
            await steps(app, pilot)

    asyncio.run(go())


def lines_of(app) -> list[str]:
    """What stands on the screen."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def shown(app) -> str:
    return "\n".join(lines_of(app))


async def assert_shown(app, pilot, *said: str) -> None:
    """Wait until all this stands on the screen."""
    for _ in range(200):
        if all(one in shown(app) for one in said):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"{said} is not on the screen:\n{shown(app)}")


async def until(condition, pilot) -> None:
    for _ in range(200):
        if condition():
            return
        await pilot.pause(0.02)
    raise AssertionError


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite tid", "for lite penger", "mangler mot", "For lite tid."]) as store:
        yield store


def test_everything_is_on_a_screen_of_80_by_24(store):
    async def look(app, pilot):
        await pilot.pause()
        screen = shown(app)
        assert len(lines_of(app)) == 24
        for said in (
            "barometer · Q24",
            "kari · queue: in order",
            "Hva hindrer dere?",
            "for lite tid",
            "×2 identical",
            "[x] 1   time",
            "87% sure: time (tid)",
            "0 of 4 done (hand 0 exact 0 rule 0 model 0) · 4 left",
            "not for estimating shares",
            "Enter/e save",
            "q quit",
        ):
            assert said in screen, screen

    drive(sit_down(store, suggester=suggest_by_words), look)


def test_every_key_is_on_the_screen(store):
    sitting = sit_down(store)
    keys = assign_keys(sitting.frame)

    async def look(app, pilot):
        await pilot.pause()
        for act in set(keys.acts.values()):
            assert keys.of_act(act) in shown(app)
        for code_id in sitting.frame.code_ids:
            assert f"{' '.join(keys.of_code(code_id)):<3} {code_id}" in shown(app)

    drive(sitting, look)


def test_a_hundred_answers_by_keyboard_alone_undo_across_ten_quit_and_go_on(tmp_path):
    with open_office(tmp_path, different_texts(120)) as store:
        keys_of = {"tid": "1", "penger": "2", "folk": "3"}

        async def code(app, pilot):
            sitting = app._sitting
            for number in range(1, 101):
                await pilot.press(keys_of.get(sitting.task.answer.text.split()[0], "4"), "enter")
                await until(lambda number=number: sitting.decisions == number, pilot)
            assert len(codes_of(store)) == 100
            await pilot.press(*["u"] * 10)
            await until(lambda: sitting.decisions == 90, pilot)
            assert len(codes_of(store)) == 90
            assert sitting.task.answer.id == "091"
            await pilot.press(*["enter"] * 10)
            await until(lambda: sitting.decisions == 100, pilot)
            assert len(codes_of(store)) == 100
            await pilot.press("q")

        sitting = sit_down(store)
        drive(sitting, code)
        sitting.close()
        coded = codes_of(store)
        assert coded["001"] == ("time",)
        assert coded["002"] == ("money",)
        assert coded["100"] == ("dont_know",)

        async def go_on(app, pilot):
            assert app._sitting.task.answer.id == "101"
            await pilot.press("1", "enter")

        drive(sit_down(store), go_on)
        assert len(codes_of(store)) == 101


def test_an_exclusive_code_says_what_it_has_cleared(store):
    async def press(app, pilot):
        await pilot.press("1", "4")
        await assert_shown(app, pilot, "dont_know stands alone: time cleared.")
        await assert_shown(app, pilot, "[x] 4   dont_know (alone)")
        await assert_shown(app, pilot, "[ ] 1   time")

    drive(sit_down(store), press)


def test_the_words_that_carried_the_suggestion_stand_out(store):
    async def look(app, pilot):
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        underlined = [one.text for strip in strips for one in strip if one.style and one.style.underline]
        assert "tid" in underlined
        assert not any("lite" in text for text in underlined)

    drive(sit_down(store, suggester=suggest_by_words), look)


def test_a_comment_is_typed_and_saved(store):
    async def press(app, pilot):
        await pilot.press("c")
        await assert_shown(app, pilot, "Enter keeps it")
        await pilot.press(*"ask", "enter")
        await assert_shown(app, pilot, "comment: ask")
        await pilot.press("f", "1", "enter")

    drive(sit_down(store), press)

    (coding,) = store.codings.since()
    assert (coding.comment, coding.flag) == ("ask", True)


def test_a_code_is_found_by_typing_its_name(store):
    async def press(app, pilot):
        await pilot.press("/")
        await assert_shown(app, pilot, "Search –")
        await pilot.press(*"mon", "enter")
        await assert_shown(app, pilot, "[x] 2   money")

    drive(sit_down(store), press)


def test_an_answer_is_found_by_typing_a_word_of_it(store):
    async def press(app, pilot):
        await pilot.press("/")
        await assert_shown(app, pilot, "Search –")
        await pilot.press(*"mot", "down")
        await assert_shown(app, pilot, "003 mangler mot")
        await pilot.press("enter")
        await assert_shown(app, pilot, "mangler mot")
        await pilot.press("3", "enter")

    drive(sit_down(store), press)

    assert codes_of(store) == {"003": ("skill",)}


def test_all_that_a_search_finds_can_be_coded_one_after_the_other(store):
    async def press(app, pilot):
        await pilot.press("/")
        await assert_shown(app, pilot, "Search –")
        await pilot.press(*"lite")
        await assert_shown(app, pilot, "code all of these 3")
        await pilot.press("enter")
        await assert_shown(app, pilot, "queue: search: lite")

    drive(sit_down(store), press)


def test_help_shows_the_guideline_and_closes_again(tmp_path):
    code = build_code("time", 1, definition={"nb": "Alt om tid."}, include=("travelt",), exclude=("tidsskrift",))
    with open_office(tmp_path, frame=build_codeframe(code, build_code("money", 2))) as store:

        async def press(app, pilot):
            await pilot.press("?")
            await assert_shown(app, pilot, "Alt om tid.", "travelt", "tidsskrift")
            await pilot.press("q")
            await assert_shown(app, pilot, "for lite tid")

        drive(sit_down(store), press)


def test_the_other_columns_are_shown_on_demand(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        await pilot.press("d")
        await assert_shown(app, pilot, "region: Sør")
        await pilot.press("q")

    drive(sitting, press)


def test_nearly_identical_answers_are_ticked_and_coded_together(tmp_path):
    with open_office(tmp_path, ["mangler kompetanse", "mangler kompetansse", "kompetanse mangler"]) as store:

        async def press(app, pilot):
            await assert_shown(app, pilot, "2 nearly identical (n)")
            await pilot.press("n")
            await assert_shown(app, pilot, "mangler kompetansse")
            await pilot.press("enter")
            await assert_shown(app, pilot, "2 nearly identical answers get the same codes.")
            await pilot.press("3", "enter")

        drive(sit_down(store), press)

        assert set(codes_of(store)) == {"001", "002", "003"}


def test_the_model_is_refreshed_while_one_codes(store):
    may_end = threading.Event()

    def refresh():
        may_end.wait(10)
        return Renewal("Learned from 2 more; unsure of 1.", suggest_by_words)

    async def press(app, pilot):
        await pilot.press("r", "1", "enter")
        await assert_shown(app, pilot, "for lite penger")
        await pilot.press("r")
        await assert_shown(app, pilot, "being refreshed already")
        may_end.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        await assert_shown(app, pilot, "Learned from 2 more; unsure of 1.")
        await assert_shown(app, pilot, "money (penger)")

    drive(sit_down(store), press, refresh=refresh)


def test_the_end_of_the_queue_says_what_can_be_done(store):
    async def press(app, pilot):
        await pilot.press("s", "1", "enter", "1", "enter")
        await assert_shown(app, pilot, "no more answers")
        await assert_shown(app, pilot, "s shows the 1 skipped again.")
        await pilot.press("s")
        await assert_shown(app, pilot, "for lite tid")

    drive(sit_down(store), press)


def test_control_characters_in_an_answer_never_reach_the_terminal(tmp_path):
    with open_office(tmp_path, ["for \x1b[31mlite\x07 tid"]) as store:

        async def look(app, pilot):
            await pilot.pause()
            await assert_shown(app, pilot, "for ·[31mlite· tid")

        drive(sit_down(store), look)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (132, 43)])
def test_the_answer_and_all_codes_are_seen_in_any_size(store, size):
    async def look(app, pilot):
        await pilot.pause()
        await assert_shown(app, pilot, "for lite tid")
        assert all(code_id in shown(app) for code_id in app._sitting.frame.code_ids)

    drive(sit_down(store), look, size=size)
