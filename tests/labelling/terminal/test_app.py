import asyncio
import threading

import pytest

from tests.builders import build_code, build_codeframe
from tests.labelling.offices import codes_of, different_texts, open_office, sit_down, suggest_by_words
from textcoder.labelling.keys import assign_keys
from textcoder.labelling.queues import Listed, stale_queue
from textcoder.labelling.store.records import IncomingAnswer, NewCoding
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
            "not for shares or error",
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


def test_ticks_among_nearly_identical_answers_are_told_without_colour(tmp_path):
    with open_office(tmp_path, ["mangler kompetanse", "mangler kompetansse", "kompetanse mangler"]) as store:

        async def press(app, pilot):
            await pilot.press("n")
            await assert_shown(app, pilot, "[x] kompetanse mangler", "[x] mangler kompetansse")
            await pilot.press("j", "space")
            await assert_shown(app, pilot, "[x] kompetanse mangler", "[ ] mangler kompetansse")
            await pilot.press("e", "3", "enter")

        drive(sit_down(store), press)

        assert set(codes_of(store)) == {"001", "003"}


def test_what_is_marked_in_a_list_is_told_by_more_than_colour(store):
    async def press(app, pilot):
        await pilot.press("/")
        await assert_shown(app, pilot, "Search –")
        await pilot.press("down")
        await pilot.pause()
        segments = [one for strip in app.screen._compositor.render_strips() for one in strip if one.style]
        marked = "".join(one.text for one in segments if one.style.underline and one.style.bold)
        assert marked.split() == ["code", "2", "money"]

    drive(sit_down(store), press)


def test_an_answer_drawn_at_random_is_marked_and_help_says_why_it_comes(store):
    (first, second, *_) = (one.key for one in sit_down(store, []).overview.answers)

    async def press(app, pilot):
        await assert_shown(app, pilot, "random order; the sample is all of it coded so far")
        await pilot.press("1", "enter")
        await assert_shown(app, pilot, "for lite penger")
        assert "random order" not in shown(app)
        await pilot.press("?")
        await assert_shown(app, pilot, "Why this answer: typical of answers")

    drive(sit_down(store, Listed("uncertain", [first, second], reasons={first: "audit", second: "medoid"})), press)


def test_a_long_line_of_facts_is_seen_whole_in_80_by_24(store):
    key = store.answers.with_id("barometer", "Q24", "001").key
    store.codings.add(NewCoding(key, ["time", "money", "skill"], "human:ola"))
    store.answers.upsert("barometer", "Q24", [IncomingAnswer("001", "noe annet")])
    queue = stale_queue(store, sit_down(store, []).overview)

    async def press(app, pilot):
        await pilot.press("f", "c")
        await assert_shown(app, pilot, "Enter keeps it")
        await pilot.press(*"a_comment_of_some_length", "enter")
        await assert_shown(app, pilot, "noe annet", "coded time; money;", "skill when the text was another", "q quit")

    drive(sit_down(store, queue), press)


def test_no_colour_is_used_that_is_hard_to_see_on_white_or_black(store):
    async def look(app, pilot):
        await pilot.press("/")
        await assert_shown(app, pilot, "Search –")
        await pilot.press("escape")
        await pilot.pause()
        segments = [one for strip in app.screen._compositor.render_strips() for one in strip if one.style]
        colours = {one.style.color.name for one in segments if one.style.color}
        assert colours == {"default", "color(5)"}  # the terminal's own, and its magenta
        assert not any(one.style.dim for one in segments)
        # Bold magenta is shown as pink by many terminals.
        assert not any(one.style.bold and one.style.color and one.style.color.name == "color(5)" for one in segments)

    drive(sit_down(store, suggester=suggest_by_words), look)


@pytest.mark.parametrize(
    ("estimates", "said"), [(False, "not for shares or error · 0 this"), (True, " for shares and error · 0 this")]
)
def test_what_the_queue_is_good_for_is_seen_whole_beside_the_pace(store, estimates, said):
    sitting = sit_down(store, Listed("in order", [one.key for one in sit_down(store, []).overview.answers], estimates))
    for _ in range(3):
        sitting.pace.add(11.0)

    async def look(app, pilot):
        await assert_shown(app, pilot, said, "327 an hour · about 1 min left")

    drive(sitting, look)


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


def test_the_model_is_refreshed_by_itself_after_fifty_decisions(tmp_path):
    refreshed = []

    def refresh():
        refreshed.append(len(refreshed))
        return Renewal("Learned much.")

    async def press(app, pilot):
        for decision in range(60):
            await pilot.press("1", "enter")
            assert len(refreshed) <= (1 if decision >= 49 else 0)
        await assert_shown(app, pilot, "Learned much.")

    with open_office(tmp_path, different_texts(70)) as store:
        drive(sit_down(store), press, refresh=refresh)

    assert refreshed == [0]


def test_what_takes_longer_comes_after_what_is_quick(store):
    texts = {one.text: one.key for one in store.answers.of("barometer", "Q24")}
    queue = Listed("prepared", [texts["mangler mot"]])

    def load():
        return Renewal("Loaded.", then=lambda: Renewal("Prepared.", queue=queue))

    async def look(app, pilot):
        await assert_shown(app, pilot, "Prepared.")
        await assert_shown(app, pilot, "queue: prepared")
        await assert_shown(app, pilot, "for lite tid")
        await pilot.press("s")
        await assert_shown(app, pilot, "mangler mot")

    drive(sit_down(store), look, load=load)


def test_quitting_breaks_off_what_is_under_way(store):
    broken_off = threading.Event()

    def refresh():
        broken_off.wait(20)
        return Renewal("Too late.")

    async def press(app, pilot):
        await pilot.press("r", "q")

    drive(sit_down(store), press, refresh=refresh, end=broken_off.set)

    assert broken_off.is_set()
