import datetime as dt
import json

import pytest
from jinja2 import meta

from textcoder.learning.artifact import write_artifact
from textcoder.learning.card import CARDS, _environment, card_facts, write_cards
from textcoder.learning.promise import Promise
from textcoder.learning.training import train

PROMISE = Promise(0.125, 0.8, 0.5, 0.1, 80)
NOW = dt.datetime(2024, 11, 5, 12, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, coded, frame, reader, small_settings):
    trained = train(coded, frame, reader, small_settings)
    return write_artifact(trained, reader, tmp_path_factory.mktemp("trained") / frame.id, now=NOW)


@pytest.fixture
def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def cards_of(manifest, promise=PROMISE):
    cards = write_cards(manifest, promise)
    return cards["card.md"], cards["card.nb.md"]


def test_a_model_folder_holds_a_card_in_each_language(folder, manifest):
    english, norwegian = ((folder / name).read_text(encoding="utf-8") for name in ("card.md", "card.nb.md"))

    assert english.startswith(f"# Model {manifest['version']} for reasons\n")
    assert norwegian.startswith(f"# Modell {manifest['version']} for reasons\n")
    assert "80 codings by 8 voices" in english
    assert "80 kodinger av svar fra 8 stemmer" in norwegian


@pytest.mark.parametrize("name", CARDS.values())
def test_no_card_leaves_out_a_fact(name, manifest):
    environment = _environment("en")
    source, _, _ = environment.loader.get_source(environment, f"{name}.j2")

    said = meta.find_undeclared_variables(environment.parse(source))

    assert said == set(card_facts(manifest, PROMISE))


def test_both_cards_give_the_same_figures_each_in_the_manner_of_its_language(manifest):
    manifest["scores"] |= {
        "macro_f1": 0.8123,
        "exact": 0.7456,
        "coded_without_a_human": 0.5049,
        "wrong_among_them": 0.0712,
    }

    english, norwegian = cards_of(manifest)

    for figure in ("0.812", "0.746", "50.5 %", "7.1 %", "12.5 %"):
        assert figure in english
        assert figure.replace(".", ",") in norwegian


@pytest.mark.parametrize(
    ("promise", "english", "norwegian"),
    [
        (PROMISE, "It promises an error of at most 12.5 %", "Den lover at høyst 12,5 %"),
        (Promise(0.125, None, 0.0, None, 80), "cannot be promised for any answer", "kan den ikke love for noe svar"),
    ],
)
def test_both_cards_say_whether_the_promise_can_be_kept(manifest, promise, english, norwegian):
    cards = cards_of(manifest, promise)

    assert english in cards[0]
    assert norwegian in cards[1]


def test_both_cards_say_what_was_constructed_and_only_then(manifest):
    nothing_made_up = cards_of(manifest)
    manifest["snapshot"]["constructed"] = 40
    english, norwegian = cards_of(manifest)

    assert "40 of the codings are of constructed answers" in english
    assert "40 av kodingene er av konstruerte svar" in norwegian
    assert not any("onstru" in card for card in nothing_made_up)


def test_both_cards_say_where_the_codings_come_from(manifest):
    manifest["snapshot"]["sources"] = [
        {"kind": "file", "name": "codings.jsonl", "sha256": "0" * 64},
        {"kind": "store", "survey": "barometer", "question": "Q24", "last_coding": 7},
        {"kind": "store", "survey": None, "question": None, "last_coding": 7},
    ]

    english, norwegian = cards_of(manifest)

    assert "\n  - the file `codings.jsonl`\n" in english
    assert "\n  - the label store, survey `barometer`, question `Q24`\n  - the label store\n\nOn voices" in english
    assert "\n  - filen `codings.jsonl`\n" in norwegian
    assert "\n  - kodelageret, undersøkelsen `barometer`, spørsmålet `Q24`\n  - kodelageret\n\nFor stem" in norwegian


def test_both_cards_name_the_codes_that_are_only_suggested(manifest):
    manifest["suggest_only"] = ["skill"]

    assert all("only suggested: skill." in card or "bare foreslått: skill." in card for card in cards_of(manifest))


def test_what_was_not_said_and_what_cannot_be_measured_is_said_in_the_card_s_own_language(manifest):
    manifest["snapshot"]["varieties"] = {"not said": 80}
    manifest["scores"]["f1"]["time"] = None

    english, norwegian = cards_of(manifest)

    assert "by variety: not said 80." in english
    assert "etter målform: ikke oppgitt 80." in norwegian
    assert all(f"| time | {manifest['snapshot']['codes']['time']} | – |" in card for card in (english, norwegian))
