import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.compute import surveys
from service.compute.errors import RedactionUnknownError
from service.compute.surveys import HomeSurveys


@pytest.fixture(autouse=True)
def _look_each_time(monkeypatch):
    monkeypatch.setattr(surveys, "_LOOK_EVERY", -1.0)


def rewrite(home, old, new):
    path = home.root / "labels" / "barriere-2025" / "survey.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_questions_of_a_codeframe_are_known(home):
    of_home = HomeSurveys(home)

    assert of_home.questions("barriers") == {"Q24"}
    assert of_home.questions("other") == frozenset()


def test_a_survey_that_changes_is_read_again(home):
    of_home = HomeSurveys(home)
    of_home.questions("barriers")

    rewrite(home, "Q24", "Q2400")

    assert of_home.questions("barriers") == {"Q2400"}


def test_what_a_survey_wants_taken_out_is_taken_out_of_its_questions_and_where_none_is_named(home):
    of_home = HomeSurveys(home)
    assert of_home.redacted("barriers", "Q24") == frozenset()

    rewrite(home, "codeframe: barriers", "codeframe: barriers\nredact: [phone]")

    assert of_home.redacted("barriers", "Q24") == {"phone"}
    assert of_home.redacted("barriers", "") == {"phone"}
    assert of_home.redacted("barriers", "Q1") == frozenset()
    assert of_home.redacted("other", "Q24") == frozenset()


def test_a_survey_that_cannot_be_read_may_want_anything_taken_out(home):
    rewrite(home, "id: barriere-2025", "id: [")

    with pytest.raises(RedactionUnknownError, match=r"survey\.yaml"):
        HomeSurveys(home).redacted("barriers", "Q24")


def test_while_a_survey_is_read_anew_nobody_sees_half_of_it(home):
    of_home = HomeSurveys(home)
    seen, stop = set(), threading.Event()

    def ask():
        while not stop.is_set():
            seen.add(of_home.questions("barriers"))

    with ThreadPoolExecutor(4) as callers:
        asked = [callers.submit(ask) for _ in range(4)]
        for old, new in [("Q24", "Q25"), ("Q25", "Q24")] * 15:
            rewrite(home, f"id: {old}", f"id: {new}")
            time.sleep(0.01)
        stop.set()
        for one in asked:
            one.result(10)

    assert seen <= {frozenset({"Q24"}), frozenset({"Q25"}), frozenset()}
    assert of_home.questions("barriers") == {"Q24"}
