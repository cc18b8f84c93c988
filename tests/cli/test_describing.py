import json
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def bare_home(tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "models").mkdir()
    return tmp_path


@pytest.fixture
def language(textcoder):
    def call(*more, home=REPOSITORY):
        return textcoder("language", *more, "--home", home)

    return call


def test_it_shows_what_becomes_of_an_answer(language):
    ended = language("Komptansen er for dårlig i kommunene. Spør Kari Nordmann om økonomistyringen")

    assert ended.code == 0, ended.err
    for shown in ("Bokmål", "→ kompetansen", "økonomi + styring", "NOUN", "PER", "Sentences:", "Spør [NAVN] om"):
        assert shown in ended.out


def test_it_gives_everything_to_machines(language):
    found = json.loads(language("Kommunane manglar folk", "--json").out)

    assert found["variety"] == "nn"
    assert [word["lemma"] for word in found["words"]] == ["kommune", "mangle", "folk"]
    assert [word["pos"] for word in found["words"]][::2] == ["NOUN", "NOUN"]
    assert found["probability"] > 0.8
    assert found["findings"] == []
    assert found["pipeline"].startswith("nb_nn_textcoder")


def test_places_are_redacted_on_request(language):
    text = "Vi i Bergen kommune har ikke tid"

    assert "[STED]" not in language(text).out
    assert "[STED]" in language(text, "--places").out


def test_without_the_trained_pipeline_it_shows_the_light_one_and_says_what_is_missing(language, bare_home):
    ended = language("Kommunene mangler folk", home=bare_home)

    assert ended.code == 0
    assert "models/pipeline is missing" in ended.err
    assert "pipeline light" in ended.out
    assert "kommune" in ended.out


def test_a_pipeline_that_is_not_installed_is_named(language):
    ended = language("tid", "--pipeline", "nb_core_news_xl")

    assert (ended.code, ended.out) == (3, "")
    assert "nb_core_news_xl" in ended.err


def test_an_empty_answer_is_wrong_usage(language):
    assert language("  ").code == 2
