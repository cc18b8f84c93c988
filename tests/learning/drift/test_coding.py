"""A model beside a wave of which it has learnt some: real models of the small world of tests/learning/conftest.py."""

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

from textcoder.answers import Answer
from textcoder.files.home import Home
from textcoder.learning.artifact import read_judged
from textcoder.learning.drift.coding import WaveCoder
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish

FRAME = """\
id: reasons
version: 1
codes:
  - {id: time, number: 1, label: {nb: time}}
  - {id: money, number: 2, label: {nb: money}}
  - {id: skill, number: 3, label: {nb: skill}}
"""


@pytest.fixture(scope="module")
def learnt(coded):
    """As answers of a label store are named beside those of another survey; one question is not named."""
    named = [replace(one, answer=replace(one.answer, id=f"wave1/{one.answer.id}")) for one in coded]
    return [*named[:70], *(replace(one, answer=replace(one.answer, question="")) for one in named[70:])]


@pytest.fixture(scope="module")
def home(tmp_path_factory, learnt, small_settings) -> Home:
    root = tmp_path_factory.mktemp("home")
    folder = root / "labels" / "survey"
    folder.mkdir(parents=True)
    (root / "models").mkdir()
    (folder / "codeframe.yaml").write_text(FRAME, "utf-8")
    rows = [
        {field: getattr(one.answer, field) for field in ("id", "question", "text", "voice")}
        | {"codes": sorted(one.code_ids)}
        for one in learnt
    ]
    (folder / "codings.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    train_and_publish(Home(root), "reasons", (), small_settings, now=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    return Home(root)


@pytest.fixture(scope="module")
def entry(home):
    return Registry(home.trained).find("reasons")


@pytest.fixture(scope="module")
def coder(home, entry):
    return WaveCoder(entry, Registry(home.trained).load(entry, home.codeframe("reasons")))


def test_what_was_learnt_from_is_coded_as_when_the_model_was_measured_under_its_own_id_or_its_surveys(
    coder, entry, learnt
):
    measured = {(one.question, one.id): one for one in read_judged(entry.folder)}
    for own in (lambda name: name, lambda name: name.removeprefix("wave1/")):
        wave = coder.code([replace(one.answer, id=own(one.answer.id)) for one in learnt], "Q1")

        assert wave.learnt.all()
        theirs = [measured[one.answer.question, one.answer.id] for one in learnt]
        assert np.array_equal(
            wave.confidence, [np.nan if one.confidence is None else one.confidence for one in theirs], equal_nan=True
        )
        assert wave.recalled.tolist() == [one.source == "exact" for one in theirs]
        assert wave.codes.tolist() == [[code in one.model for code in ("time", "money", "skill")] for one in theirs]


def test_an_identical_answer_by_somebody_else_is_recalled_as_ever(coder, learnt):
    wave = coder.code([Answer("somebody", learnt[0].answer.text, "Q1")], "Q1")

    assert (wave.learnt.tolist(), wave.recalled.tolist()) == ([False], [True])


def test_another_answer_under_an_id_that_was_learnt_from_is_a_new_one(coder, learnt):
    one, other = learnt[0].answer, next(one.answer for one in learnt if one.answer.text != learnt[0].answer.text)

    # The words of another answer that was learnt from too: the id alone would take it for the first.
    assert not coder.code([replace(one, text=other.text)], "Q1").learnt.any()


def test_an_answer_to_another_question_is_a_new_one(coder, learnt):
    assert not coder.code([replace(learnt[0].answer, question="Q2")], "Q2").learnt.any()


def test_what_was_learnt_from_is_referred_as_the_promise_of_this_model_has_it(home, entry, coder, learnt):
    promise = Registry(home.trained).load(entry, home.codeframe("reasons")).promise
    measured = {(one.question, one.id): one.status for one in read_judged(entry.folder)}
    wave = coder.code([one.answer for one in learnt], "Q1")

    asked = wave.confidence[~np.isnan(wave.confidence)]
    assert wave.referred[~np.isnan(wave.confidence)].tolist() == [not promise.keeps(one) for one in asked]
    assert coder.learnt_from("Q1")[0].referred.sum() == wave.referred.sum()
    by_folds = [measured[one.answer.question, one.answer.id] == "referred" for one in learnt]
    assert wave.referred.tolist() != by_folds  # each model it was measured by had a cut of its own
