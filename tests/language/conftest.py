import pytest

from textcoder.language.pipeline import build_pipeline
from textcoder.settings import LanguageSettings


@pytest.fixture(scope="session")
def nlp():
    return build_pipeline(LanguageSettings())
