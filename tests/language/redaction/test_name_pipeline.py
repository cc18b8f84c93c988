import pytest
import spacy

from textcoder.errors import LanguagePipelineNotFoundError, RefusedError
from textcoder.language.redaction.name_pipeline import load_name_pipeline


def test_light_and_a_missing_shipped_one_are_no_pipeline(tmp_path):
    assert load_name_pipeline("light", None) is None
    assert load_name_pipeline(None, tmp_path / "pipeline") is None


def test_one_that_is_not_installed_is_said():
    with pytest.raises(LanguagePipelineNotFoundError, match="'nb_core_news_xx' is not installed"):
        load_name_pipeline("nb_core_news_xx", None)


def test_one_that_sees_no_names_is_refused(tmp_path):
    spacy.blank("nb").to_disk(tmp_path)

    with pytest.raises(RefusedError, match="sees no names"):
        load_name_pipeline(str(tmp_path), None)


def test_a_folder_with_one_that_sees_names_is_loaded(tmp_path):
    nlp = spacy.blank("nb")
    nlp.add_pipe("ner").add_label("PER")
    nlp.initialize()
    nlp.to_disk(tmp_path)

    assert load_name_pipeline(str(tmp_path), None).pipe_names == ["ner"]
