import pytest

from tests.builders import build_code, build_codeframe
from tests.labelling.offices import codes_of, open_office, sit_down, suggest_by_words
from tests.labelling.terminal.test_app import assert_shown, drive, lines_of, shown
from textcoder.codings import Source
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.queues import Listed, stale_queue, with_assignments
from textcoder.labelling.store.records import NewCoding, Purpose
from textcoder.labelling.suggesting import Suggestion
from textcoder.labelling.terminal.renewing import Renewal


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite tid", "for lite penger", "mangler mot", "For lite tid."]) as store:
        yield store


def test_a_suggestion_too_long_for_the_line_ends_in_dots(tmp_path):
    words = tuple(f"ord{n}" for n in range(30))

    def suggest(texts):
        return [Suggestion(("time",), confidence=0.66, words={"time": words}) for _ in texts]

    with open_office(tmp_path, [" ".join(words)]) as store:

        async def look(app, pilot):
            await assert_shown(app, pilot, "Suggested, 66% sure: time (ord0, ord1")
            (line,) = (one for one in lines_of(app) if "Suggested," in one)
            assert line.rstrip().endswith("…")

        drive(sit_down(store, suggester=suggest), look)


def test_help_says_what_the_percentages_are(store):
    async def press(app, pilot):
        await pilot.press("?")
        for _ in range(4):
            await pilot.press("j")
        await assert_shown(app, pilot, "beside a code: how probable", "sure: how probable")

    drive(sit_down(store), press, size=(100, 50))


def test_what_the_model_remembers_is_not_said_to_be_an_identical_answer(store):
    def suggest(texts):
        return [Suggestion(("time",), Source.EXACT) for _ in texts]

    async def look(app, pilot):
        await assert_shown(app, pilot, "As an answer the model learned from: time")

    drive(sit_down(store, suggester=suggest), look)


def test_what_is_coded_for_oneself_says_why_nothing_is_suggested(store):
    double, audit, repeat, *_ = (one.key for one in store.answers.of("barometer", "Q24"))
    store.codings.add(NewCoding(repeat, ["money"], "human:kari"))
    for key, purpose in ((double, Purpose.DOUBLE), (audit, Purpose.AUDIT), (repeat, Purpose.CONSISTENCY)):
        store.assignments.assign([key], ["human:kari"], purpose)
    overview = sit_down(store, []).overview
    queue = with_assignments(Listed("in order", []), store, overview, "human:kari")

    async def press(app, pilot):
        await assert_shown(app, pilot, "assigned: double coding", "Without a suggestion, as you code it for yourself.")
        await pilot.press("1", "enter")
        await assert_shown(app, pilot, "assigned: audit", "Without a suggestion, as you code it for yourself.")
        await pilot.press("1", "enter")
        # A repeat looks as if it came for the first time.
        await assert_shown(app, pilot, "queue: in order", "No suggestion.")

    drive(sit_down(store, queue, suggester=suggest_by_words), press)


def test_an_audited_answer_of_the_queue_comes_without_suggestion(store):
    first, second, *_ = (one.key for one in sit_down(store, []).overview.answers)

    async def press(app, pilot):
        await assert_shown(app, pilot, "queue: uncertain", "Without a suggestion, as you code it for yourself.")
        assert "[ ] 1   time" in shown(app)
        await pilot.press("1", "enter")
        await assert_shown(app, pilot, "[x] 2   money")

    queue = Listed("uncertain", [first, second], reasons={first: "audit", second: "medoid"})
    drive(sit_down(store, queue, suggester=suggest_by_words), press)


def test_an_answer_that_came_before_there_was_a_model_has_its_suggestion_when_one_goes_back(store):
    sitting = sit_down(store)

    async def press(app, pilot):
        await pilot.press("3", "enter", "r")
        await assert_shown(app, pilot, "Loaded.", "money (penger)")
        await pilot.press("b")
        await assert_shown(app, pilot, "saved", "time (tid)", "[x] 3   skill")
        await pilot.press("u")
        await assert_shown(app, pilot, "time (tid)")

    drive(sitting, press, refresh=lambda: Renewal("Loaded.", suggest_by_words))


def test_an_answer_of_a_broken_off_sitting_has_its_suggestion_when_it_is_undone(store):
    broken = sit_down(store)
    broken.toggle("skill")
    broken.save()

    async def press(app, pilot):
        await pilot.press("u")
        await assert_shown(app, pilot, "Undone.", "time (tid)", "[x] 3   skill")
        await pilot.press("enter")

    drive(sit_down(store, over=[broken.seat.sitting], suggester=suggest_by_words), press)

    assert codes_of(store)["001"] == ("skill",)


def test_why_there_are_no_suggestions_is_said_once(store):
    async def press(app, pilot):
        await assert_shown(app, pilot, "Without suggestions.")
        await pilot.press("1", "enter")
        await assert_shown(app, pilot, "for lite penger")
        assert "Without suggestions." not in shown(app)

    drive(sit_down(store), press, load=lambda: Renewal("Without suggestions.", once=True))


def test_a_split_code_is_told_by_the_labels_it_had_and_has(tmp_path):
    skill = build_code("skill", 3, label={"nb": "Kompetanse"})
    old = build_codeframe(build_code("time", 1), skill)
    new = build_codeframe(build_code("time", 1), build_code("staff", 4, label={"nb": "Folk"}), skill, version=2)
    with open_office(tmp_path, frame=old) as store:
        key = store.answers.with_id("barometer", "Q24", "001").key
        store.codings.add(NewCoding(key, ["skill"], "human:ola"))
        plan = plan_changes(old, new, [Step("split", ("skill",), ("skill", "staff"))])
        store.migrations.make(plan, [("barometer", "Q24")], made_by="eva")
        queue = stale_queue(store, sit_down(store, []).overview)

        async def look(app, pilot):
            await assert_shown(app, pilot, "was: Kompetanse. Kompetanse was split: choose Folk or", "Kompetanse")

        drive(sit_down(store, queue), look)
