"""A small world to learn in: three codes and a don't-know, eighty answers by eight voices, a model of them."""

import random

import pytest

from textcoder.answers import Answer
from textcoder.codeframe import Code, Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.reader import AnswerReader
from textcoder.language.pipeline import build_pipeline
from textcoder.learning.fitting import fit_model
from textcoder.learning.training_set import prepare
from textcoder.settings import FeatureSettings, LanguageSettings, LearningSettings, Settings

ABOUT = {
    "time": ("for lite tid", "travle dager", "tidspress", "ingen tid til overs", "tiden strekker ikke til"),
    "money": ("for lite penger", "stramt budsjett", "dårlig økonomi", "pengene mangler", "budsjettkutt hvert år"),
    "skill": ("mangler kompetanse", "for lite kunnskap", "kompetansen er for lav", "ingen kurs", "lite opplæring"),
}


@pytest.fixture(scope="session")
def reader() -> AnswerReader:
    """Reads words alone, which is quick; what needs the sentence encoder asks for it."""
    return AnswerReader(build_pipeline(LanguageSettings()))


@pytest.fixture(scope="session")
def frame() -> Codeframe:
    codes = [Code(code_id, number, {"nb": code_id}) for number, code_id in enumerate(ABOUT, start=1)]
    codes.append(Code("dont_know", 9, {"nb": "Vet ikke"}, exclusive=True, role="dont_know"))
    return Codeframe("reasons", 1, tuple(codes), min_codes=1)


@pytest.fixture(scope="session")
def coded() -> list[CodedAnswer]:
    rng = random.Random(3)
    answers = []
    for number in range(80):
        code_ids = rng.sample(list(ABOUT), rng.choice((1, 1, 2)))
        text = " og ".join(rng.choice(ABOUT[code_id]) for code_id in code_ids) + f", sier {rng.choice('abcdefgh')}"
        answer = Answer(f"a{number:02}", text, question="Q1", voice=f"voice{number % 8}", variety="nb")
        answers.append(CodedAnswer(answer, frozenset(code_ids), coder="human:kari"))
    return answers


@pytest.fixture(scope="session")
def small_settings() -> Settings:
    return Settings(
        profile="fast",
        features=FeatureSettings(char_ngrams=(2, 4)),
        learning=LearningSettings(folds=4, max_error=0.2),
    )


@pytest.fixture(scope="session")
def model(coded, frame, reader, small_settings):
    return fit_model(prepare(coded, frame, reader, small_settings), small_settings)
