import json
from dataclasses import FrozenInstanceError, asdict, fields

import pytest

from textcoder.settings import FeatureSettings, LanguageSettings, LearningSettings, Settings


@pytest.mark.parametrize("part", [Settings(), LanguageSettings(), FeatureSettings(), LearningSettings()])
def test_no_setting_can_be_changed_after_it_was_read(part):
    for field in fields(part):
        with pytest.raises(FrozenInstanceError):
            setattr(part, field.name, None)


def test_settings_survive_the_manifest():
    settings = Settings(language=LanguageSettings("nb_core_news_sm"), learning=LearningSettings(seed=7))

    kept = json.loads(json.dumps(asdict(settings)))

    assert LanguageSettings(**kept["language"]) == settings.language
    assert LearningSettings(**kept["learning"]) == settings.learning


def test_equal_settings_are_equal_and_a_changed_seed_shows():
    assert Settings() == Settings()
    assert Settings() != Settings(learning=LearningSettings(seed=2))


def test_no_word_of_a_single_answer_enters_the_vocabulary_by_default():
    assert FeatureSettings().min_writers >= 2
