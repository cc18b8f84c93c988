import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from textcoder.features.lexical import LexicalVectorizer
from textcoder.language.processing import ProcessedAnswer
from textcoder.language.variety import Variety

WORDS = st.lists(st.text("abcdeæøå", min_size=1, max_size=7), max_size=8)


def processed(*forms: str, lemmas: tuple[str, ...] | None = None) -> ProcessedAnswer:
    return ProcessedAnswer(forms, lemmas or forms, Variety.UNSURE)


@given(st.lists(WORDS, min_size=2, max_size=8).filter(any))
def test_the_character_block_equals_scikit_learns_tfidf_over_characters_within_words(answers):
    texts = [" ".join(words) for words in answers]
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True).fit_transform(texts)

    ours = LexicalVectorizer(min_writers=1).fit_transform([processed(*words) for words in answers])

    np.testing.assert_allclose(ours[:, -theirs.shape[1] :].toarray(), theirs.toarray(), atol=1e-12)


@given(st.lists(WORDS.filter(bool), min_size=2, max_size=8))
def test_the_word_block_equals_scikit_learns_tfidf_over_lemmas(answers):
    texts = [" ".join(words) for words in answers]
    whole = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, tokenizer=str.split, token_pattern=None)
    theirs = whole.fit_transform(texts)

    vectorizer = LexicalVectorizer(min_writers=1, word_weight=2.0)
    ours = vectorizer.fit_transform(
        [processed(*(word.upper() for word in words), lemmas=tuple(words)) for words in answers]
    )

    columns = [vectorizer.runs_[name] for name in whole.get_feature_names_out()]
    np.testing.assert_allclose(ours[:, columns].toarray(), 2 * theirs.toarray(), atol=1e-12)


def test_ngrams_of_a_single_answer_are_forgotten_since_they_could_give_a_person_away():
    answers = [processed("lite", "tid"), processed("mye", "tid"), processed("kari", "nordmann")]

    vectorizer = LexicalVectorizer(min_writers=2).fit(answers)

    assert "tid" in vectorizer.runs_
    assert "kari" not in vectorizer.runs_
    assert not any("nord" in ngram for ngram in vectorizer.chars_)


def test_an_answer_gets_the_same_row_in_training_and_afterwards():
    answers = [processed("lite", "tid"), processed("mye", "tid"), processed("lite", "penger")]
    vectorizer = LexicalVectorizer()

    trained = vectorizer.fit_transform(answers)

    np.testing.assert_allclose(vectorizer.transform(answers[::-1]).toarray(), trained.toarray()[::-1])


@pytest.mark.parametrize("answer", [processed(), processed("ukjent"), processed("xyz", "qwq")])
def test_an_answer_of_which_nothing_is_known_becomes_a_row_of_small_numbers_not_an_error(answer):
    vectorizer = LexicalVectorizer().fit([processed("lite", "tid"), processed("mye", "tid")])

    row = vectorizer.transform([answer]).toarray()

    assert np.isfinite(row).all()


def test_no_answers_become_no_rows():
    vectorizer = LexicalVectorizer().fit([processed("lite", "tid"), processed("mye", "tid")])

    assert vectorizer.transform([]).shape[0] == 0


def test_the_vectorizer_can_be_cloned_as_scikit_learn_asks():
    vectorizer = LexicalVectorizer(char_ngrams=(3, 4), word_weight=0.5)

    assert clone(vectorizer).get_params() == vectorizer.get_params()
