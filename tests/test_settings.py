import json
from dataclasses import FrozenInstanceError, asdict, fields

import pytest

from textcoder.settings import FeatureSettings, LanguageSettings, LearningSettings, Settings, TuningSettings


@pytest.mark.parametrize(
    "part", [Settings(), LanguageSettings(), FeatureSettings(), LearningSettings(), TuningSettings()]
)
def test_no_setting_can_be_changed_after_it_was_read(part):
    for field in fields(part):
        with pytest.raises(FrozenInstanceError):
            setattr(part, field.name, None)


def test_settings_survive_the_manifest():
    settings = Settings("fast", language=LanguageSettings("nb_core_news_sm"), learning=LearningSettings(seed=7))

    kept = json.loads(json.dumps(asdict(settings)))

    assert kept["profile"] == settings.profile
    assert LanguageSettings(**kept["language"]) == settings.language
    assert LearningSettings(**kept["learning"]) == settings.learning


def test_equal_settings_are_equal_and_a_changed_seed_shows():
    assert Settings() == Settings()
    assert Settings() != Settings(learning=LearningSettings(seed=2))


def test_by_default_both_views_are_used_and_a_tuned_encoder_where_there_is_one():
    assert Settings().profile == "accurate"
    assert Settings().features.encoder == "shipped"


def test_another_profile_or_encoder_is_another_setting():
    assert len({Settings(), Settings("fast"), Settings(features=FeatureSettings(encoder="plain"))}) == 3


def test_no_word_of_a_single_answer_enters_the_vocabulary_by_default():
    assert FeatureSettings().min_writers >= 2
