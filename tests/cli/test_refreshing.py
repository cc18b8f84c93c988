"""A sitting at answers of the shipped survey, whose model is refreshed: with processes of its own, as it is in use."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND
from tests.labelling.offices import QUESTION, SURVEY, open_office, sit_down
from textcoder.cli import refreshed
from textcoder.cli.refreshing import Refreshing
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.labelling.keys import assign_keys
from textcoder.labelling.overview import Overview
from textcoder.labelling.store.records import NewCoding, Purpose
from textcoder.labelling.terminal.app import LabellingApp
from textcoder.learning.rounds import History, history_file, keep_history, read_history

SHIPPED = Path(__file__).parents[2] / "labels" / "innovasjonsbarometer-2024"


@pytest.fixture(scope="module")
def frame():
    return read_codeframe(SHIPPED / "codeframe.yaml")


@pytest.fixture(scope="module")
def coded(frame):
    return read_codings(SHIPPED / "codings.jsonl", frame)[::40]


@pytest.fixture
def office(tmp_path, coded, frame):
    with open_office(tmp_path, [one.answer.text for one in coded], frame=frame) as store:
        yield store


@pytest.fixture
def bare_home(tmp_path):
    """A home without codings and models."""
    for folder in ("models", "labels"):
        (tmp_path / "bare" / folder).mkdir(parents=True)
    return Home(tmp_path / "bare")


def decide(store, coded, first: int, last: int) -> None:
    """Let a person decide on answers by their place."""
    by_text = {one.answer.text: one.code_ids for one in coded}
    for answer in store.answers.of(SURVEY, QUESTION)[first:last]:
        store.codings.add(NewCoding(answer.key, sorted(by_text[answer.text]), "human:kari"))


@pytest.fixture
def behind(office, bare_home):
    """What renews a sitting, and the sitting."""
    made = []

    def sit(**how):
        sitting = sit_down(office, begin=False)
        made.append(Refreshing(bare_home, sitting, **how))
        return made[-1], sitting

    yield sit
    for one in made:
        one.close()


def test_refreshing_learns_what_was_decided_and_says_so_and_rounds_are_kept(office, coded, behind, bare_home, frame):
    refreshing, _ = behind(chooses=True)
    decide(office, coded, 0, 60)
    first = refreshing.refresh()
    decide(office, coded, 60, 90)

    second = refreshing.refresh()

    left = Overview(office, SURVEY, QUESTION).progress.left
    assert first.said.startswith("Learned from 60 codings. ")
    assert "Learned from 90 codings (30 new). " in second.said
    assert f"Of the {left} answers left" in second.said
    assert "Too early to say" in second.said
    assert second.queue.name == "uncertain"
    assert len(list(second.queue)) == left
    unseen = [one.answer.text for one in coded[95:]]
    before, after = first.suggester(unseen), second.suggester(unseen)
    assert [one.code_confidence for one in before] != [one.code_confidence for one in after]
    assert {one.model_version for one in after if one.source.value == "model"} != {
        one.model_version for one in before if one.source.value == "model"
    }
    assert all("refreshed" in one.model_version for one in after)
    assert [one.codings for one in read_history(history_file(bare_home.trained, SURVEY, QUESTION, frame)).rounds] == [
        60,
        90,
    ]
    kept = [path.read_text(encoding="utf-8") for path in bare_home.root.rglob("*.json")]
    assert kept
    assert not any(one.answer.text in content for content in kept for one in coded)


def test_who_codes_is_told_that_choosing_was_given_up(behind, bare_home, frame):
    keep_history(history_file(bare_home.trained, SURVEY, QUESTION, frame), History(given_up=True))
    refreshing, _ = behind()

    renewal = refreshing.load_and_choose()

    assert refreshed.GIVEN_UP in renewal.said
    assert renewal.queue.name == "random"
    assert renewal.then is None


def test_the_screen_stays_usable_while_the_queue_and_the_model_are_made(office, coded, behind):
    refreshing, sitting = behind()
    decide(office, coded, 0, 60)
    sitting.overview.reload()
    sitting.begin()

    async def finished(app, pilot, said: str) -> None:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert said in str(app.query_one("#note").content)

    async def go():
        app = LabellingApp(
            sitting,
            assign_keys(sitting.frame),
            load=refreshing.load_and_choose,
            refresh=refreshing.refresh,
            end=refreshing.close,
        )
        async with app.run_test(size=(80, 24)) as pilot:
            while sitting.supply.queue.name != "uncertain":
                await pilot.press("f")
            await finished(app, pilot, refreshed.PREPARED)
            await pilot.press("r")
            decided = sitting.decisions
            await pilot.press("1", "enter")
            assert sitting.decisions == decided + 1
            await finished(app, pilot, "Learned from 6")
            await pilot.press("s")
            while sitting.task.blind:  # every fourth answer is the audit's
                await pilot.press("s")
            assert "refreshed" in sitting.task.suggestion.model_version
            await pilot.press("q")

    asyncio.run(go())


def test_the_refresh_key_works_in_plain_prompts(office, coded, bare_home):
    decide(office, coded, 0, 60)
    url = f"sqlite:///{office.database.engine.url.database}"

    done = subprocess.run(
        [COMMAND, "label", "--survey", SURVEY, "--question", QUESTION, "--coder", "kari", "--plain"],
        input="r\nq\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"TEXTCODER_DB": url, "TEXTCODER_HOME": str(bare_home.root)},
    )

    assert done.returncode == 0, done.stderr
    assert "Learned from 60 codings. " in done.stdout
    assert "sure: " in done.stdout


def test_an_answer_assigned_for_the_audit_comes_first_and_without_a_suggestion(office, coded, bare_home):
    decide(office, coded, 0, 60)
    audited = office.answers.of(SURVEY, QUESTION)[60].key
    office.assignments.assign([audited], ["human:kari"], Purpose.AUDIT)
    url = f"sqlite:///{office.database.engine.url.database}"

    # The first answer stays in front of the coder while the model learns; the second one gets its suggestion.
    done = subprocess.run(
        [COMMAND, "label", "--survey", SURVEY, "--question", QUESTION, "--coder", "kari", "--plain"],
        input="r\n1 e\na\nq\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"TEXTCODER_DB": url, "TEXTCODER_HOME": str(bare_home.root)},
    )

    assert done.returncode == 0, done.stderr
    by_kari = [one for one in office.codings.since(60) if one.coder == "human:kari"]
    assert by_kari[0].answer == audited
    assert (by_kari[0].chosen, by_kari[0].model_version) == ("audit", "")
    assert "refreshed" in by_kari[1].model_version
