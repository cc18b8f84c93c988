import json
from pathlib import Path

import pytest

from tests.many_voices import write_codings, write_home


@pytest.fixture
def many(tmp_path) -> Path:
    """A home with codings by eighteen voices, and nothing trained."""
    return write_home(tmp_path / "many").root


def freeze(textcoder, home, *more):
    return textcoder("models", "freeze", "--codeframe", "barriers", "--home", home, *more)


def test_what_is_frozen_is_shown_and_no_model_learns_from_it(textcoder, many):
    ended = freeze(textcoder, many, "--share", "0.4")
    trained = textcoder("train", "--codeframe", "barriers", "--profile", "fast", "--home", many, "--json")

    assert ended.code == 0
    assert ": 104 codings of 234 by 8 voices" in ended.out
    assert "Too rare in it to be judged by themselves (20 are needed): dont_know" in ended.err
    said = json.loads(trained.out)
    assert (said["codings"], said["left_out_for_test"]) == (130, 104)


def test_machines_get_what_is_said_beside_it(textcoder, many):
    ended = freeze(textcoder, many, "--seed", 7, "--json")

    folder = many / "models" / "trained" / "barriers"
    assert json.loads(ended.out) == json.loads((folder / "test-set.json").read_text(encoding="utf-8"))
    assert json.loads(ended.out)["seed"] == 7


def test_a_small_one_is_frozen_with_a_warning(textcoder, home):
    ended = freeze(textcoder, home)

    assert ended.code == 0
    assert "too few for the gate to judge by" in ended.err


def test_it_is_drawn_again_only_where_somebody_says_why(textcoder, many):
    freeze(textcoder, many)

    again, for_no_reason = freeze(textcoder, many), freeze(textcoder, many, "--anew", "--why", " ")
    anew = freeze(textcoder, many, "--anew", "--why", "ny kodebok", "--seed", 2)

    assert (again.code, for_no_reason.code, anew.code) == (4, 2, 0)
    assert "--anew --why TEXT" in again.err
    latest, first = json.loads(textcoder("models", "history", "--home", many, "--json").out)
    assert (latest["action"], latest["why"], latest["from"]) == ("freeze", "ny kodebok", first["to"])


def test_codings_may_lie_elsewhere(textcoder, many, tmp_path):
    write_codings(tmp_path / "mine.csv")
    (many / "labels" / "barriere-2025" / "codings.csv").unlink()

    assert freeze(textcoder, many).code == 2
    assert freeze(textcoder, many, "--codings", tmp_path / "mine.csv").code == 0


def test_nothing_is_frozen_that_would_leave_too_little_to_learn_from(textcoder, many):
    ended = freeze(textcoder, many, "--share", "0.95")

    assert (ended.code, ended.out) == (2, "")
    assert not (many / "models" / "trained" / "barriers" / "test-set.jsonl").exists()


def test_what_of_the_label_store_is_said_only_with_the_store(textcoder, many):
    assert freeze(textcoder, many, "--survey", "x").code == 2


def test_a_label_store_that_is_not_there_is_said(textcoder, many):
    ended = freeze(textcoder, many, "--store")

    assert ended.code == 3
    assert not (many / "labels" / "store.sqlite").exists()
