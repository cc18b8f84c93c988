"""The trained pipeline that comes with textcoder reads both written standards."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language

from textcoder.language.pipeline import build_pipeline, pipeline_facts, shipped_pipeline
from textcoder.language.processing import preprocess
from textcoder.settings import LanguageSettings

FOLDER = Path(__file__).parents[1] / "models" / "pipeline"


@pytest.fixture(scope="module")
def trained() -> Language:
    nlp = shipped_pipeline(FOLDER)
    assert nlp is not None
    return nlp


def lemmas(nlp: Language, text: str) -> list[str]:
    return [token.lemma_ for token in nlp(text) if token.is_alpha]


def test_bokmaal_words_get_their_lemmas(trained):
    read = lemmas(trained, "Kommunene mangler dyktige prosjektledere, og budsjettene ble kuttet.")

    assert read == ["kommune", "mangle", "dyktig", "prosjektleder", "og", "budsjett", "bli", "kutte"]


def test_nynorsk_words_get_their_lemmas(trained):
    read = lemmas(trained, "Kommunane manglar dyktige prosjektleiarar, og dei har ikkje tid.")

    assert read == ["kommune", "mangle", "dyktig", "prosjektleiar", "og", "dei", "ha", "ikkje", "tid"]


@pytest.mark.parametrize(
    ("text", "pos"),
    [
        ("Vi har ikke tid.", ["PRON", "VERB", "PART", "NOUN", "PUNCT"]),
        ("Leiinga er redd for endring.", ["NOUN", "AUX", "ADJ", "ADP", "NOUN", "PUNCT"]),
    ],
)
def test_words_get_their_part_of_speech(trained, text, pos):
    assert [token.pos_ for token in trained(text)] == pos


def test_sentences_are_told_apart(trained):
    doc = trained("Vi har ikke tid. Økonomien er heller ikke god.")

    assert [sentence.text for sentence in doc.sents] == ["Vi har ikke tid.", "Økonomien er heller ikke god."]


@pytest.mark.parametrize("text", ["Spør Kari Nordmann i Bergen.", "Eg snakka med Olav Tveit i går."])
def test_persons_are_seen(trained, text):
    assert "PER" in {entity.label_ for entity in trained(text).ents}


def test_it_is_small_enough_to_ship():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 20_000_000


def test_it_says_nothing_of_where_it_was_trained():
    config = (FOLDER / "config.cfg").read_text(encoding="utf-8")

    assert "/" not in "".join(line for line in config.splitlines() if line.startswith(("train", "dev", "vectors")))


def test_without_the_folder_there_is_none(tmp_path):
    assert shipped_pipeline(tmp_path / "pipeline") is None


def test_it_can_be_named_as_the_pipeline_that_answers_are_read_by():
    nlp = build_pipeline(LanguageSettings(str(FOLDER)))

    assert next(iter(preprocess(["Økonomien er dårlig i kommunene"], nlp))).lemmas[-1] == "kommune"
    assert pipeline_facts(nlp).name == "nb_nn_textcoder"


def test_spacy_loads_it_by_itself_wherever_textcoder_is_installed(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "pipeline")
    code = "import spacy, sys; print(spacy.load(sys.argv[1])('Kommunane sparar pengar')[0].lemma_)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "pipeline")], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "kommune"
