"""A small home with one model that has learnt answers to one question, and waves beside it."""

import datetime as dt
import json
import random
import shutil
from dataclasses import replace

import pytest

from tests.learning.conftest import ABOUT
from textcoder.answers import Answer
from textcoder.codings import CodedAnswer
from textcoder.files.home import Home
from textcoder.learning.drift.verdict import verdict_on
from textcoder.learning.drift.watching import Wish, watch
from textcoder.learning.forgetting import ForgottenAnswer, forget_beside_models
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
FRAME = """\
id: reasons
version: 1
min_codes: 1
codes:
  - {id: time, number: 1, label: {nb: time}}
  - {id: money, number: 2, label: {nb: money}}
  - {id: skill, number: 3, label: {nb: skill}}
  - {id: dont_know, number: 9, label: {nb: Vet ikke}, exclusive: true}
"""


def make_home(root, codings, settings) -> Home:
    """With a model of these codings."""
    folder = root / "labels" / "survey"
    folder.mkdir(parents=True)
    (root / "models").mkdir()
    (folder / "codeframe.yaml").write_text(FRAME, "utf-8")
    rows = [
        {
            "id": one.answer.id,
            "question": "Q1",
            "text": one.answer.text,
            "codes": sorted(one.code_ids),
            "voice": one.answer.voice,
        }
        for one in codings
    ]
    (folder / "codings.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    train_and_publish(Home(root), "reasons", (), settings, now=NOW)
    return Home(root)


@pytest.fixture(scope="module")
def home(tmp_path_factory, coded, small_settings) -> Home:
    return make_home(tmp_path_factory.mktemp("home"), coded, small_settings)


def half_of_a_wave(which: int) -> list[CodedAnswer]:
    """So that a model that has learnt from one is at a loss with the other: people coded a fifth of it at random."""
    rng = random.Random(which)
    codings = []
    for number in range(240):
        name = rng.choice(list(ABOUT))
        answer = Answer(f"{which}-{number}", f"{rng.choice(ABOUT[name])}, sier {number} {which}", "Q1")
        codings.append(CodedAnswer(answer, frozenset([name if number % 5 else rng.choice(list(ABOUT))])))
    return codings


@pytest.fixture(scope="module")
def home_of_a_half(tmp_path_factory, small_settings) -> Home:
    return make_home(tmp_path_factory.mktemp("half"), half_of_a_wave(1), small_settings)


def wish(home, question="Q1", **fields) -> Wish:
    answers = [Answer(f"r{number}", f"for lite tid i dag {number % 7}", question) for number in range(30)]
    return Wish(home.codeframe("reasons"), question, **({"now": answers, "redact": list} | fields))


def test_a_new_wave_is_set_beside_the_answers_to_the_same_question(home):
    found = watch(home, wish(home))

    assert (found.then, found.people_then, found.now, found.people_now) == (80, 8, 30, 30)
    assert found.of_question
    assert found.codes[0].share.after > 0.9
    assert found.codes[0].share.is_sure
    assert any(sentence.startswith("The share of time rose by") for sentence in verdict_on(found, 0.02))


def test_a_question_that_nothing_was_learnt_of_is_set_beside_all_answers_and_that_is_known(home):
    found = watch(home, wish(home, "Q7"))

    assert not found.of_question
    assert found.then == 80


def test_the_answers_that_were_learnt_from_have_not_changed_since(home, coded):
    found = watch(home, wish(home, now=[one.answer for one in coded]))

    moved = [*(one.share for one in found.codes), found.referred, found.confidence.mean, found.unseen]
    assert [one.value for one in moved] == pytest.approx([0] * len(moved))
    assert found.learnt_now == 80


def test_answers_that_were_not_learnt_from_are_none_of_the_models_own_whatever_their_ids(home, coded):
    others = [replace(one.answer, text="for lite penger hos oss") for one in coded]

    assert watch(home, wish(home, now=others)).learnt_now == 0


@pytest.mark.parametrize("kept", [True, False], ids=["answers kept", "a model from before they were kept"])
def test_two_halves_of_one_wave_say_the_same_though_the_model_has_learnt_from_one(home_of_a_half, tmp_path, kept):
    there = Home(shutil.copytree(home_of_a_half.root, tmp_path / "home"))
    if not kept:
        shutil.rmtree(there.trained / "reasons" / "snapshots")
    halves = [[one.answer for one in half_of_a_wave(which)] for which in (1, 2)]

    found = watch(there, wish(there, before=halves[0], now=halves[1]))

    assert (found.split.learnt, found.learnt_now) == (240, 0)
    assert found.split.shares[-1].before > 0.5  # it recalls none of them
    assert not any(part.is_sure for one in found.split.shares for part in (one.change, one.people, one.coder))
    assert not found.referred.is_sure


def test_words_that_redaction_takes_out_now_are_taken_out_of_then_too(home):
    assert watch(home, wish(home)).unseen.before is not None
    assert watch(home, wish(home, redact=lambda texts: ["[NAVN]" for _ in texts])).unseen.before is None


def test_words_are_shown_of_what_redaction_has_left(home):
    found = watch(home, wish(home, redact=lambda texts: ["[NAVN]" for _ in texts]))

    assert found.new_words == ()
    assert all(theme.words == () for theme in found.themes)


def test_answers_that_have_been_forgotten_are_no_part_of_then(home, coded, tmp_path):
    copy = Home(shutil.copytree(home.root, tmp_path / "home"))
    answer = coded[0].answer
    forget_beside_models(copy.trained, [ForgottenAnswer("", "Q1", answer.id, frozenset([answer.text]))], now=NOW)

    assert watch(copy, wish(copy)).then < watch(home, wish(home)).then


def test_how_far_it_has_come_is_told(home):
    told = []
    watch(home, wish(home), progress=lambda *step: told.append(step[0]))

    assert told[0] == "loading the model"
    assert "coding the answers" in told


def test_an_earlier_wave_is_coded_by_the_model_that_is_named(home):
    entry = Registry(home.trained).find("reasons")
    earlier = [Answer(f"b{number}", "stramt budsjett her", "Q1") for number in range(30)]

    found = watch(home, wish(home, before=earlier, model_before=entry.version)).split

    assert (found.model_before, found.model_after, found.before, found.after) == (entry.name, entry.name, 30, 30)
    assert found.shares[0].people.value > 0.9
