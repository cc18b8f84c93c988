import dataclasses
import datetime as dt
import hashlib
import json

import pytest

from textcoder.errors import (
    ArtifactError,
    CannotWriteError,
    EncoderError,
    ModelNotFoundError,
    PipelineMismatchError,
    WrongCodeframeError,
)
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.reader import AnswerReader
from textcoder.language.processing import ProcessedAnswer
from textcoder.language.variety import Variety
from textcoder.learning import artifact
from textcoder.learning.artifact import load_model, read_judged, read_manifest, write_artifact
from textcoder.learning.calibration import Calibration
from textcoder.learning.explaining import CodedNeighbours
from textcoder.learning.heads import Learners, LinearHeads, Regression, WeighedHeads
from textcoder.learning.model import CalibrationAnswers, CodingModel
from textcoder.learning.neighbourhood import Neighbourhood
from textcoder.learning.registry import Registry
from textcoder.learning.training import train

NOW = dt.datetime(2024, 11, 5, 12, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def trained(coded, frame, reader, small_settings):
    return train(coded, frame, reader, small_settings)


@pytest.fixture
def registry(tmp_path, trained, reader, frame):
    registry = Registry(tmp_path / "trained")
    folder = write_artifact(trained, reader, registry.folder(frame.id), now=NOW)
    registry.promote(frame.id, folder.name)
    return registry


@pytest.fixture
def folder(registry):
    return registry.entries()[0].folder


def change_manifest(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_model_comes_back_as_it_was_written(registry, frame, trained):
    autocoder = registry.load(registry.find(frame.id), frame)

    (coding,) = autocoder.code(["for lite tid her"])

    assert coding.code_ids == {"time"}
    assert autocoder.version == registry.current(frame.id)
    assert read_judged(registry.entries()[0].folder) == list(trained.judged)


DENYING, LEFT = "Stramt budsjett er ikke problemet, det er travle dager", "det er travle dager"


def test_a_model_passes_over_what_answers_deny(registry, frame):
    denying, left = registry.load(registry.find(frame.id), frame).code([DENYING, LEFT])

    assert denying.code_confidence == left.code_confidence


def test_a_model_from_before_denials_were_passed_over_reads_whole_answers(registry, folder, frame):
    settings = dict(read_manifest(folder).content["settings"])
    settings["features"] = {name: value for name, value in settings["features"].items() if name != "without_denied"}
    change_manifest(folder, settings=settings)

    denying, left = registry.load(registry.find(frame.id), frame).code([DENYING, LEFT])

    assert denying.code_confidence["money"] > left.code_confidence["money"]


def test_the_manifest_says_what_the_model_rests_on(folder, frame):
    content = read_manifest(folder).content

    assert content["trained_at"] == "2024-11-05T12:30:00+00:00"
    assert content["snapshot"]["codings"] == 80
    assert content["snapshot"]["voices"] == 8
    assert content["codeframe"]["hash"] == frame.hash
    assert set(content["thresholds"]) == set(frame.code_ids)
    assert content["pipeline"]["name"] == "light"
    assert content["versions"]["scikit-learn"]
    assert content["encoder"] is None


def test_training_the_same_again_that_day_gives_the_same_version(registry, trained, reader, frame):
    again = write_artifact(trained, reader, registry.folder(frame.id), now=NOW + dt.timedelta(hours=3))

    assert [entry.folder for entry in registry.entries()] == [again]
    assert json.loads((again / "manifest.json").read_text())["trained_at"].startswith("2024-11-05T12:30")


@pytest.mark.parametrize("damage", [lambda b: b[:-100], lambda b: b + b"x", lambda b: b.replace(b[20:21], b"?", 1)])
def test_a_changed_or_cut_off_model_is_refused_before_it_is_unpickled(folder, monkeypatch, damage):
    path = folder / "model.joblib"
    path.write_bytes(damage(path.read_bytes()))
    monkeypatch.setattr(artifact.joblib, "load", lambda _: pytest.fail("unpickled"))

    with pytest.raises(ArtifactError, match="changed or cut off"):
        load_model(folder, read_manifest(folder))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1}', '{"format": 2}'])
def test_a_damaged_manifest_is_refused_with_what_to_do(folder, content):
    (folder / "manifest.json").write_text(content)

    with pytest.raises(ArtifactError, match="train again"):
        read_manifest(folder)


def test_a_format_from_the_future_is_refused(folder):
    change_manifest(folder, format=artifact.FORMAT + 1)

    with pytest.raises(ArtifactError, match="its format is 4 and this textcoder reads 3"):
        read_manifest(folder)


def test_a_format_from_before_is_refused_with_what_to_do(folder):
    change_manifest(folder, format=2)

    with pytest.raises(ArtifactError, match=r"its format is 2 and this textcoder reads 3.*train again"):
        read_manifest(folder)


def test_a_model_of_other_libraries_is_refused_before_it_is_unpickled_with_what_to_install(folder, monkeypatch):
    theirs = read_manifest(folder).content["versions"]
    change_manifest(folder, versions={**theirs, "scikit-learn": "0.24.2", "scipy": "1.5.0"})
    monkeypatch.setattr(artifact.joblib, "load", lambda _: pytest.fail("unpickled"))

    with pytest.raises(
        ArtifactError, match=r"trained with scikit-learn 0\.24 and here is \d\S+, scipy 1\.5 and"
    ) as refused:
        load_model(folder, read_manifest(folder))

    assert 'python -m pip install "scikit-learn==0.24.*" "scipy==1.5.*". To train again:' in str(refused.value)
    assert str(refused.value).endswith("textcoder train --codeframe reasons --profile fast")


def test_a_model_whose_classes_have_changed_since_is_refused_with_what_to_do(folder):
    gone = b"ctextcoder.learning.model\nAClassOfLastYear\n."  # a pickle that names a class we no longer have
    (folder / "model.joblib").write_bytes(gone)
    hashes = read_manifest(folder).content["sha256"] | {"model.joblib": hashlib.sha256(gone).hexdigest()}
    change_manifest(folder, sha256=hashes)

    with pytest.raises(ArtifactError, match=r"another version of textcoder wrote it\. To train again"):
        load_model(folder, read_manifest(folder))


def test_the_format_number_stands_for_what_is_pickled():
    # A field more or less in a pickled class passes unpickling unseen. When this fails, raise FORMAT with it.
    classes = (
        CodingModel,
        LinearHeads,
        WeighedHeads,
        Regression,
        Learners,
        Calibration,
        Neighbourhood,
        CalibrationAnswers,
        CodedNeighbours,
    )
    pickled = {cls.__name__: [field.name for field in dataclasses.fields(cls)] for cls in classes}
    learnt = sorted(vars(LexicalVectorizer().fit([ProcessedAnswer(("tid",), ("tid",), Variety.NB)] * 2)))
    known = hashlib.sha256(repr((pickled, learnt)).encode()).hexdigest()[:12]

    assert (artifact.FORMAT, known) == (3, "783f03f0937b")


def test_a_model_of_another_codeframe_is_refused(registry, frame):
    fewer = dataclasses.replace(frame, codes=frame.codes[:2])

    with pytest.raises(WrongCodeframeError, match="time, money, skill, dont_know"):
        registry.load(registry.find(frame.id), fewer)


def test_a_codeframe_whose_labels_alone_were_mended_still_takes_its_model(registry, frame):
    relabelled = dataclasses.replace(frame.codes[0], label={"nb": "Tid og hender"})
    mended = dataclasses.replace(frame, codes=(relabelled, *frame.codes[1:]))

    assert registry.load(registry.find(frame.id), mended).codeframe is mended


def test_a_model_refuses_to_run_on_another_language_pipeline(registry, folder, frame):
    pipeline = read_manifest(folder).content["pipeline"]
    change_manifest(folder, pipeline={**pipeline, "name": "nb_core_news_sm", "hash": "0" * 64})

    with pytest.raises(PipelineMismatchError, match="nb_core_news_sm"):
        registry.load(registry.find(frame.id), frame)


def test_a_model_is_found_by_codeframe_by_version_and_by_both(registry, frame):
    (entry,) = registry.entries()

    assert registry.find(frame.id) == registry.find(entry.version) == registry.find(entry.name) == entry


def test_a_model_that_is_not_there_is_named_with_those_that_are(registry):
    with pytest.raises(ModelNotFoundError, match="There is: reasons/2024"):
        registry.find("nothing")


def test_without_a_current_version_the_codeframe_alone_names_no_model(registry, frame):
    (registry.folder(frame.id) / "current").unlink()

    with pytest.raises(ModelNotFoundError):
        registry.find(frame.id)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(trained, reader, frame):
    from pathlib import Path

    with pytest.raises(CannotWriteError, match="/proc"):
        write_artifact(trained, reader, Path("/proc/textcoder"), now=NOW)


def test_the_card_says_what_it_rests_on_and_what_it_promises(folder):
    card = (folder / "card.md").read_text()

    assert "80 codings by 8 voices" in card
    assert "| time |" in card


@pytest.fixture(scope="module")
def with_encoder(coded, frame, reader, small_settings, encoder):
    both = AnswerReader(reader.nlp, EmbeddingCache(encoder))
    return both, train(coded, frame, both, dataclasses.replace(small_settings, profile="accurate"))


@pytest.fixture
def registry_with_encoder(tmp_path, with_encoder, frame):
    reader, trained = with_encoder
    registry = Registry(tmp_path / "trained")
    folder = write_artifact(trained, reader, registry.folder(frame.id), now=NOW)
    registry.promote(frame.id, folder.name)
    return registry


def test_the_current_versions_are_told_by_codeframe(registry_with_encoder, frame):
    (entry,) = registry_with_encoder.entries()

    assert registry_with_encoder.currents() == {frame.id: entry.version}
    assert Registry(registry_with_encoder.root / "nowhere").currents() == {}


def test_a_model_with_an_encoder_says_which_and_comes_back_to_the_same_codings(
    registry_with_encoder, with_encoder, frame, encoder
):
    reader, trained = with_encoder
    (entry,) = registry_with_encoder.entries()
    texts = ["altfor lite tid nå", "pengene strekker ikke til", "kurs og opplæring mangler"]

    codings = registry_with_encoder.load(entry, frame).code(texts)

    assert read_manifest(entry.folder).content["encoder"] == {
        "name": encoder.facts.name,
        "hash": encoder.facts.hash,
        "tuned_for": [],
        "from_hub": False,
    }
    assert trained.model.heads.learners.semantic.shape == (384, 4)
    here = trained.model.code_sets(reader.read(texts, clauses=True), frame)
    assert [coding.code_confidence for coding in codings] == [pytest.approx(one.code_confidence) for one in here]


def test_a_model_refuses_to_run_on_another_encoder(registry_with_encoder, frame):
    (entry,) = registry_with_encoder.entries()
    record = read_manifest(entry.folder).content["encoder"]
    change_manifest(entry.folder, encoder={**record, "hash": "0" * 64})

    with pytest.raises(EncoderError, match="another one than the model was trained with"):
        registry_with_encoder.load(entry, frame)


@pytest.mark.parametrize("record", [{}, {"name": 1}, [], {"name": "x", "hash": "y", "tuned_for": []}], ids=str)
def test_a_damaged_record_of_the_encoder_is_refused(folder, record):
    change_manifest(folder, encoder=record)

    with pytest.raises(ArtifactError, match="its manifest lacks a sound encoder"):
        read_manifest(folder)
