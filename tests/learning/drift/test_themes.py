"""Themes among the shipped constructed answers with the code ``other``, with thirty about one new thing among them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from textcoder.features.embeddings import EmbeddingCache
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.learning.drift.themes import find_themes, unsettled
from textcoder.learning.drift.words import words_of

PLANTED = (
    "Kunstig intelligens kommer for fort på oss",
    "Vi vet ikke hvordan vi skal bruke KI",
    "ChatGPT blir brukt uten regler",
    "KI-verktøyene er ikke godkjent hos oss",
    "Usikkerhet om kunstig intelligens og personvern",
    "Redsel for KI",
    "Kunstig intelligens, alle snakker om det og ingen vet",
    "Vi får ikke lov til å ta i bruk KI",
    "Hva KI gjør med jobbene",
    "Copilot og kunstig intelligens må avklares først",
    "Kunstig intelligens krever retningslinjer vi ikke har",
    "KI og ChatGPT, reglene er uklare",
    "Ingen strategi for kunstig intelligens",
    "KI er forbudt på våre maskiner",
    "Store forventninger til kunstig intelligens, lite skjer",
    "Leverandørene selger KI til alt",
    "Mye støy om KI",
    "Kunstig intelligens står på vent",
    "Bruken av ChatGPT er en gråsone",
    "Vi tør ikke slippe KI inn i fagsystemene",
    "Kunstig intelligens uten styring",
    "Uklart ansvar når KI tar feil",
    "KI er det ingen som har tenkt på her",
    "Ansatte bruker ChatGPT i skjul",
    "KI-forordningen fra EU",
    "Kunstig intelligens er moden, vi er det ikke",
    "Etikken rundt KI stopper oss",
    "Vi venter på nasjonale føringer for kunstig intelligens",
    "Ingen eier KI-spørsmålet",
    "Ola Nordmann sier nei til KI",
)
CODES = ("time", "other", "dont_know")


@pytest.fixture(scope="module")
def encode(encoder):
    embeddings = EmbeddingCache(encoder)
    return lambda texts: embeddings.encode(list(texts)).vectors


@pytest.fixture(scope="module")
def wave(build_wave):
    """Every third answer to a question, by 52 voices, with the code other where people gave it."""
    home = Home(Path(__file__).resolve().parents[3])
    coded = read_codings(home.codings_path("innovation-barriers"), home.codeframe("innovation-barriers"))
    ours = [one for one in coded if one.answer.question == "Q24"][::3]
    voices = np.unique([one.answer.writer for one in ours], return_inverse=True)[1]
    is_other = ["other" in one.code_ids for one in ours]
    texts = tuple(one.answer.text for one in ours)
    return build_wave([[not other, other, 0] for other in is_other], voices=voices, texts=texts)


@pytest.fixture
def then(wave):
    return wave.part(wave.voices >= 10)


@pytest.fixture
def now(build_wave, wave):
    """A small wave of such answers by ten other voices, and thirty people who speak of one new thing."""
    usual = wave.part(wave.voices < 10)
    number = len(PLANTED)
    return build_wave(
        np.vstack([usual.codes, [[0, 1, 0]] * number]),
        voices=[*usual.voices, *range(100, 100 + number)],
        texts=usual.texts + PLANTED,
    )


def themes(then, now, encode, reader):
    words = words_of(now.texts, now.voices, reader.nlp)
    return find_themes(None if then is None else unsettled(then, 1), unsettled(now, 1), words, CODES, encode)


def test_thirty_answers_about_one_new_thing_are_the_first_theme_with_its_words(then, now, encode, reader):
    first = themes(then, now, encode, reader)[0]

    assert (first.number, first.code_id, first.code_share) == (1, "other", 1.0)
    assert first.answers >= 20
    assert {"ki", "kunstig", "intelligens"} <= set(first.words)
    assert first.share.is_sure
    assert first.share.before < 0.01
    of_planted = set(now.ids[-len(PLANTED) :])
    assert set(first.typical) < of_planted
    assert len(first.typical) == 3


def test_what_only_one_of_them_wrote_is_none_of_its_words(then, now, encode, reader):
    found = themes(then, now, encode, reader)

    assert not {"ola", "nordmann"} & {word for theme in found for word in theme.words}


def test_where_the_answers_of_then_are_not_kept_themes_are_found_all_the_same(now, encode, reader):
    first = next(theme for theme in themes(None, now, encode, reader) if "ki" in theme.words)

    assert (first.share.before, first.share.is_sure) == (None, False)


def test_in_two_halves_of_one_wave_no_theme_has_come_up(wave, encode, reader):
    sure = 0
    for seed in range(12):
        first = np.isin(wave.voices, np.random.default_rng(seed).permutation(52)[:26])
        found = themes(wave.part(first), wave.part(~first), encode, reader)
        sure += any(theme.share.is_sure for theme in found)

    assert sure == 0


def test_settled_answers_and_those_that_say_nothing_are_not_looked_at(build_wave):
    wave = build_wave(
        [[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 0], [0, 0, 1]],
        referred=[0, 0, 0, 1, 1],
        texts=("a", "b", "c", "d", "e"),
    )

    assert unsettled(wave, 1, [2]).rows.tolist() == [1, 2, 3]
    assert unsettled(wave, None).rows.tolist() == [2, 3, 4]


def test_a_wave_in_which_all_is_settled_has_no_themes(build_wave, encode, reader):
    wave = build_wave([[1, 0, 0]] * 9, texts=("tid",) * 9)

    assert themes(replace(wave), wave, encode, reader) == ()
