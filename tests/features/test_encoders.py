import importlib.util
import shutil

import numpy as np
import pytest

from tests.builders import build_codeframe
from tests.tiny_encoder import write_tiny_encoder, write_tiny_tuned
from textcoder.errors import EncoderError, EncoderPackageError
from textcoder.features import encoders
from textcoder.features.encoder import LAYERS, WORDS, stated_hash
from textcoder.features.encoders import encoder_record, plain_folder, reader_of_model, reader_to_train, tuned_for
from textcoder.settings import FeatureSettings, LanguageSettings, Settings

FRAME = build_codeframe()
CODES = FRAME.code_ids


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """The models that come with textcoder: here a tiny encoder and nothing tuned."""
    ours = tmp_path / "ours"
    write_tiny_encoder(ours / "encoder")
    monkeypatch.setattr(encoders, "_OURS", ours)
    return ours


@pytest.fixture
def models(tmp_path, ours):
    """A home's folder of models, without any."""
    (tmp_path / "home" / "models").mkdir(parents=True)
    return tmp_path / "home" / "models"


def tune(models, base, *, codes=CODES, **how):
    return write_tiny_tuned(models / "tuned" / FRAME.id, base, codes, **how)


def using(encoder: str = "shipped") -> Settings:
    return Settings(features=FeatureSettings(encoder=encoder))


def facts_of(reader):
    return reader.embeddings.encoder.facts


def test_a_home_without_an_encoder_uses_the_one_that_comes_with_textcoder(models, ours):
    assert plain_folder(models) == ours / "encoder"


def test_a_home_with_an_encoder_uses_its_own(models):
    own = write_tiny_encoder(models / "encoder", seed=7)

    assert plain_folder(models) == own
    assert facts_of(reader_to_train(models, FRAME, using())).name == "tiny 7"


def test_an_empty_folder_is_no_encoder(models, ours):
    (models / "encoder").mkdir()

    assert plain_folder(models) == ours / "encoder"


def test_the_profile_fast_reads_without_an_encoder_even_where_there_is_none(models, ours):
    shutil.rmtree(ours)

    reader = reader_to_train(models, FRAME, Settings(profile="fast"))

    assert reader.embeddings is None
    assert reader.read(["for lite tid"]).semantic.shape == (1, 0)
    assert encoder_record(reader) is None


def test_where_there_is_no_encoder_the_other_profile_is_named(models, ours):
    shutil.rmtree(ours)

    with pytest.raises(EncoderError, match=r"there is no encoder.*--profile fast"):
        reader_to_train(models, FRAME, using())


def test_an_encoder_tuned_for_the_codeframe_is_used_unless_the_plain_one_is_asked_for(models, ours):
    tuned = tune(models, ours / "encoder")

    assert tuned_for(models, FRAME) == tuned
    assert facts_of(reader_to_train(models, FRAME, using())).codes == CODES
    assert facts_of(reader_to_train(models, FRAME, using("plain"))).codes == ()


@pytest.mark.parametrize("tuned", [True, False])
def test_answers_are_compared_by_the_plain_encoder_whatever_codes_them(models, ours, tuned):
    if tuned:
        tune(models, ours / "encoder")
    reader = reader_to_train(models, FRAME, using())
    plain = reader_to_train(models, FRAME, using("plain"))

    texts = ["for lite tid", "lite pengar"]
    np.testing.assert_array_equal(reader.comparing.encode(texts).vectors, plain.embeddings.encode(texts).vectors)
    assert (reader.comparing is reader.embeddings) is not tuned
    assert reader.learning().comparing.encoder.facts == plain.embeddings.encoder.facts


DENYING, LEFT = "Pengene er ikke problemet, det er tiden", "det er tiden"


@pytest.mark.parametrize(
    ("settings", "passed_over"),
    [
        (Settings(profile="fast"), True),
        (using("plain"), True),
        (using(), False),
        (Settings(features=FeatureSettings(encoder="plain", without_denied=False)), False),
    ],
)
def test_what_answers_deny_is_passed_over_unless_the_encoder_is_tuned_or_the_settings_say_no(
    models, ours, settings, passed_over
):
    tune(models, ours / "encoder")

    read = reader_to_train(models, FRAME, settings).read([DENYING, LEFT])

    assert (read.processed[0].forms == read.processed[1].forms) is passed_over


@pytest.mark.parametrize("passed_over", [True, False])
def test_a_model_reads_denials_as_it_was_trained_to(models, ours, passed_over):
    record = encoder_record(reader_to_train(models, FRAME, using("plain")))

    for encoder in (None, record):
        reader = reader_of_model(models, LanguageSettings(), encoder, without_denied=passed_over)
        denying, left = reader.read([DENYING, LEFT]).processed
        assert (denying.forms == left.forms) is passed_over


def test_a_model_that_reads_with_a_tuned_encoder_compares_by_the_plain_one(models, ours):
    tune(models, ours / "encoder")
    trained = reader_to_train(models, FRAME, using())

    reader = reader_of_model(models, LanguageSettings(), encoder_record(trained))

    assert facts_of(reader).codes == CODES
    assert reader.comparing.encoder.facts.codes == ()


def test_the_vectors_compared_by_are_kept_for_the_next_run_too(models, ours):
    tune(models, ours / "encoder")
    reader = reader_to_train(models, FRAME, using())
    reader.embeddings.encode(["for lite tid"])
    reader.comparing.encode(["for lite tid"])

    reader.save()

    assert len(list((models / "trained" / ".cache").glob("*.npz"))) == 2


def test_an_encoder_tuned_for_other_codes_is_not_used(models, ours):
    tune(models, ours / "encoder", codes=("time", "money"))

    assert tuned_for(models, FRAME) is None
    assert facts_of(reader_to_train(models, FRAME, using())).codes == ()


def test_an_encoder_tuned_for_the_same_codes_in_another_order_is_not_used(models, ours):
    tune(models, ours / "encoder", codes=CODES[::-1])

    assert tuned_for(models, FRAME) is None


def test_an_encoder_tuned_for_another_codeframe_is_not_used(models, ours):
    tune(models, ours / "encoder")

    assert tuned_for(models, build_codeframe(id="others")) is None


def test_the_homes_own_tuned_encoder_comes_before_the_one_that_comes_with_textcoder(models, ours):
    shipped = tune(ours, ours / "encoder", seed=1, made="2026-12-01")
    assert tuned_for(models, FRAME) == shipped

    own = tune(models, ours / "encoder", seed=2, made="2026-11-01")

    assert tuned_for(models, FRAME) == own


def test_of_the_homes_own_the_newest_is_used(models, ours):
    tune(models, ours / "encoder", seed=1, made="2026-11-01")
    newest = tune(models, ours / "encoder", seed=2, made="2026-12-01")

    assert tuned_for(models, FRAME) == newest


def test_answers_to_learn_from_get_the_scores_of_encoders_that_had_not_read_them(models, ours):
    tune(models, ours / "encoder", read=("for lite tid",))
    reader = reader_to_train(models, FRAME, using())

    learnt = reader.learning().read(["mye penger", "for lite tid"]).semantic

    assert learnt[1].tolist() == [9] * len(CODES)
    np.testing.assert_array_equal(learnt[0], reader.read(["mye penger"]).semantic[0])
    assert reader.read(["for lite tid"]).semantic[0].tolist() != [9] * len(CODES)


def test_what_the_encoder_made_is_kept_in_the_home_for_the_next_run(models):
    reader = reader_to_train(models, FRAME, using())
    reader.read(["for lite tid"])

    reader.save()

    (kept,) = (models / "trained" / ".cache").iterdir()
    assert kept.name == f"embeddings-{facts_of(reader).hash[:16]}.npz"


@pytest.fixture(params=["plain", "tuned"])
def trained_with(request, models, ours):
    """A reader to train with, and the record a manifest keeps of it."""
    if request.param == "tuned":
        tune(models, ours / "encoder")
    reader = reader_to_train(models, FRAME, using())
    return reader, encoder_record(reader)


def test_a_record_leads_back_to_the_same_encoder(models, trained_with):
    reader, record = trained_with

    again = reader_of_model(models, LanguageSettings(), record)

    assert facts_of(again) == facts_of(reader)
    assert record == {
        "name": facts_of(reader).name, "hash": facts_of(reader).hash,
        "tuned_for": list(facts_of(reader).codes), "from_hub": False,
    }  # fmt: skip


def test_no_record_leads_to_words_alone(models):
    assert reader_of_model(models, LanguageSettings(), None).embeddings is None


def test_a_model_keeps_its_tuned_encoder_when_a_newer_one_is_there(models, ours):
    old = tune(models, ours / "encoder", seed=1, made="2026-11-01")
    record = encoder_record(reader_to_train(models, FRAME, using()))
    tune(models, ours / "encoder", seed=2, made="2026-12-01")

    again = reader_of_model(models, LanguageSettings(), record)

    assert facts_of(again).hash == stated_hash(old, ours / "encoder") == record["hash"]


def test_a_model_is_not_run_on_another_plain_encoder_than_its_own(models):
    record = encoder_record(reader_to_train(models, FRAME, using()))
    write_tiny_encoder(models / "encoder", seed=7)

    with pytest.raises(EncoderError, match="another one than the model was trained with"):
        reader_of_model(models, LanguageSettings(), record)


def test_a_model_whose_tuned_encoder_is_gone_says_so(models, ours):
    tuned = tune(models, ours / "encoder")
    record = encoder_record(reader_to_train(models, FRAME, using()))
    shutil.rmtree(tuned)
    tune(models, ours / "encoder", seed=2)

    with pytest.raises(EncoderError, match="tuned for the model is not there"):
        reader_of_model(models, LanguageSettings(), record)


@pytest.mark.parametrize("name", [LAYERS, WORDS])
def test_a_changed_encoder_is_refused(models, ours, name):
    record = encoder_record(reader_to_train(models, FRAME, using()))
    (ours / "encoder" / name).write_bytes(b"something else")

    with pytest.raises(EncoderError, match=f"{name} has been changed"):
        reader_of_model(models, LanguageSettings(), record)


def test_an_encoder_from_a_hub_without_the_package_says_what_to_install(models, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    record = {"name": "NbAiLab/nb-sbert-base", "hash": "0" * 64, "tuned_for": [], "from_hub": True}

    for ask in (
        lambda: reader_to_train(models, FRAME, using("NbAiLab/nb-sbert-base")),
        lambda: reader_of_model(models, LanguageSettings(), record),
    ):
        with pytest.raises(EncoderPackageError, match=r"'NbAiLab/nb-sbert-base' needs .*sentence-transformers\]"):
            ask()
