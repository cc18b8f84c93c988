import json
import shutil
import sys

import pytest
import spacy
from spacy.language import Language
from spacy.lookups import Lookups

from textcoder.errors import LanguagePipelineNotFoundError
from textcoder.language.pipeline import build_pipeline, pipeline_facts
from textcoder.language.processing import preprocess
from textcoder.settings import LanguageSettings

LEMMAS = {"kommunene": "BYGDA", "leder": "leder"}


@Language.component("test_shouter", assigns=["token.lemma"])
def shout(doc):
    for token in doc:
        token.lemma_ = token.text.upper() + "!"
    return doc


def build(name: str = "light") -> Language:
    return build_pipeline(LanguageSettings(str(name)))


def lemmas(nlp: Language, text: str) -> list[str]:
    return [token.lemma_ for token in nlp(text)]


def looking_up(lemmas: dict[str, str], *, name: str = "bygd", version: str = "1.2.3") -> Language:
    """A pipeline as others make them: blank Bokmål with a lemmatizer that has a table of its own."""
    nlp = spacy.blank("nb")
    tables = Lookups()
    tables.add_table("lemma_lookup", lemmas)
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"}).initialize(list, lookups=tables)
    nlp.meta.update(name=name, version=version)
    return nlp


def saved(nlp: Language, folder):
    nlp.to_disk(folder)
    return folder


def installed(nlp: Language, site) -> str:
    """Lay a pipeline out as pip does, its dist-info beside it."""
    name, version = f"nb_{nlp.meta['name']}", nlp.meta["version"]
    package = site / name
    package.mkdir()
    nlp.to_disk(package / f"{name}-{version}")
    shutil.copy(package / f"{name}-{version}" / "meta.json", package / "meta.json")
    loader = "from spacy.util import load_model_from_init_py\n\n\ndef load(**how):\n"
    (package / "__init__.py").write_text(loader + "    return load_model_from_init_py(__file__, **how)\n")
    about = site / f"{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return name


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on the path, where packages can be installed for one test."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["nb_core_news_huge", "no/such/folder", "", ".", "Light"])
def test_a_pipeline_that_is_not_there_says_how_to_get_it(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LanguagePipelineNotFoundError) as caught:
        build(name)

    assert f"python -m spacy download {name}" in str(caught.value)
    assert "'light'" in str(caught.value)
    assert caught.value.name == name


def test_a_folder_that_holds_no_pipeline_is_not_taken_for_one(tmp_path):
    (tmp_path / "meta.json").write_text("{}")

    with pytest.raises(LanguagePipelineNotFoundError):
        build(tmp_path)


def test_the_lemmas_of_a_pipeline_in_a_folder_are_used_instead_of_ours(tmp_path):
    theirs = build(saved(looking_up(LEMMAS), tmp_path / "p"))

    assert lemmas(theirs, "Kommunene kommunane leder") == ["Kommunene", "kommunane", "leder"]
    assert lemmas(theirs, "kommunene") == ["BYGDA"]
    assert lemmas(build(), "kommunene") == ["kommune"]


def test_the_lemmas_of_an_installed_pipeline_are_used(site):
    theirs = build(installed(looking_up(LEMMAS), site))

    assert lemmas(theirs, "kommunene") == ["BYGDA"]
    assert str(pipeline_facts(theirs)).startswith("nb_bygd 1.2.3 (")


def test_a_component_of_ones_own_is_used(tmp_path):
    nlp = spacy.blank("nb")
    nlp.add_pipe("test_shouter")

    (answer,) = preprocess(["få folk"], build(saved(nlp, tmp_path / "p")))

    assert answer.lemmas == ("få!", "folk!")


def test_repair_and_variety_work_around_any_pipeline(tmp_path):
    theirs = build(saved(looking_up(LEMMAS), tmp_path / "p"))

    (answer,) = preprocess(["Ã¸konomien i kommunane\u200b"], theirs)

    assert answer.forms == ("økonomien", "i", "kommunane")
    assert answer.variety == "nn"


def test_what_lemmas_do_not_need_is_left_out(tmp_path):
    nlp = looking_up(LEMMAS)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("ner")

    assert build(saved(nlp, tmp_path / "p")).pipe_names == ["textcoder_variety", "lemmatizer", "sentencizer"]


def test_pipelines_stand_side_by_side_in_one_process(tmp_path):
    light, theirs, again = build(), build(saved(looking_up(LEMMAS), tmp_path / "p")), build()

    assert [next(preprocess(["kommunene"], nlp)).lemmas for nlp in (light, theirs, again, light)] == [
        ("kommune",), ("bygda",), ("kommune",), ("kommune",),
    ]  # fmt: skip


def test_the_facts_of_a_pipeline_are_the_same_at_every_build(tmp_path):
    folder = saved(looking_up(LEMMAS), tmp_path / "p")

    assert pipeline_facts(build()) == pipeline_facts(build())
    assert pipeline_facts(build(folder)) == pipeline_facts(build(folder))


def test_reading_answers_does_not_change_the_facts():
    nlp = build()
    before = pipeline_facts(nlp)

    list(preprocess(["Snurrepipperi i kommunane", "GDPR"] * 10, nlp))

    assert pipeline_facts(nlp) == before


def test_a_moved_folder_holds_the_same_pipeline(tmp_path):
    folder = saved(looking_up(LEMMAS), tmp_path / "p")
    moved = shutil.copytree(folder, tmp_path / "q" / "r")

    assert pipeline_facts(build(moved)).hash == pipeline_facts(build(folder)).hash


@pytest.mark.parametrize(
    "other",
    [
        looking_up(LEMMAS, version="1.2.4"),
        looking_up(LEMMAS, name="by"),
        looking_up({**LEMMAS, "snurrepipperi": "snurr"}),  # a word that no probe holds
    ],
    ids=["version", "name", "table"],
)
def test_pipelines_that_read_otherwise_have_other_facts(tmp_path, other):
    facts = pipeline_facts(build(saved(looking_up(LEMMAS), tmp_path / "p")))

    assert pipeline_facts(build(saved(other, tmp_path / "q"))).hash != facts.hash
    assert facts.hash != pipeline_facts(build()).hash


def test_the_facts_name_the_pipeline_its_version_and_its_parts():
    facts = pipeline_facts(build())

    assert (facts.name, facts.components) == ("light", ("textcoder_variety", "textcoder_lemmas"))
    assert str(facts) == f"light {facts.version} ({facts.hash[:8]})"


def test_the_light_pipeline_can_be_saved_and_loaded(tmp_path):
    folder = saved(build(), tmp_path / "p")
    text = "Ã¸konomien i kommunane"

    loaded = spacy.load(folder)
    filled = build().from_disk(folder)

    assert json.loads((folder / "meta.json").read_text())["name"] == "light"
    assert lemmas(loaded, text) == lemmas(filled, text) == lemmas(build(), text) == ["økonomi", "i", "kommune"]


def test_a_pipeline_that_has_read_can_be_filled_from_disk(tmp_path):
    nlp = build()
    before = lemmas(nlp, "kommunane og leiarane")

    nlp.from_disk(saved(build(), tmp_path / "p"))

    assert lemmas(nlp, "kommunane og leiarane") == before


def test_a_saved_light_pipeline_with_something_added_is_a_pipeline_of_its_own(tmp_path):
    nlp = build()
    nlp.add_pipe("sentencizer")

    ours = build(saved(nlp, tmp_path / "p"))

    assert sorted(ours.pipe_names) == ["sentencizer", "textcoder_lemmas", "textcoder_variety"]
    assert lemmas(ours, "kommunane") == ["kommune"]
    assert ours("Kommunane treng pengar")._.variety == "nn"
    assert pipeline_facts(ours).hash != pipeline_facts(build()).hash
