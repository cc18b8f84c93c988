import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textcoder.language import wordwise
from textcoder.language.pipeline import build_pipeline
from textcoder.language.processing import preprocess, processed
from textcoder.language.tokenizer import RepairingTokenizer
from textcoder.language.wordwise import reader_of, reads_wordwise
from textcoder.settings import LanguageSettings

NLP = build_pipeline(LanguageSettings())
SURVEY = Path(__file__).resolve().parents[2] / "labels" / "innovasjonsbarometer-2024"
PIECES = [
    "f.eks.",
    "økonomi/tid",
    "m.m.",
    "(ikkje",
    "tid)",
    "50 %",
    "kr.",
    "e-post",
    ":-)",
    "’n",
    "bl.a",
    "Ã¸konomi",
    "...",
]


def by_document(texts: list[str]) -> list:
    return [processed(doc) for doc in NLP.pipe(texts)]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=6).map(" ".join))
@example("ca. 5. des. f.eks. o.l.")
@example("a.m. 10 p. m. 10p.m.")
def test_reading_word_by_word_is_reading_the_document(text):
    assert list(preprocess([text], NLP)) == by_document([text])


def test_all_shipped_answers_are_read_alike_both_ways():
    texts = [json.loads(line)["text"] for line in (SURVEY / "codings.jsonl").read_text(encoding="utf-8").splitlines()]

    assert list(preprocess(texts, NLP)) == by_document(texts)


def test_only_a_pipeline_of_our_own_two_components_is_read_word_by_word():
    other = build_pipeline(LanguageSettings())
    other.add_pipe("sentencizer")

    assert reads_wordwise(NLP)
    assert not reads_wordwise(other)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "?!"])
def test_nothing_to_read_is_nothing_both_ways(text):
    assert list(preprocess([text], NLP)) == by_document([text])


def test_a_reader_is_kept_for_the_next_answer_until_the_pipeline_reads_otherwise():
    nlp = build_pipeline(LanguageSettings())
    first = reader_of(nlp)

    assert reader_of(nlp) is first
    nlp.tokenizer = RepairingTokenizer(nlp.tokenizer)
    assert reader_of(nlp) is not first


def test_words_that_are_remembered_do_not_become_ever_more(monkeypatch):
    monkeypatch.setattr(wordwise, "_MOST_CHUNKS", 3)
    nlp = build_pipeline(LanguageSettings())
    first = reader_of(nlp)

    first("for lite tid")

    assert reader_of(nlp) is not first
