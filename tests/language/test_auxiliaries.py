import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

import textcoder.language.pipeline  # noqa: F401 (registers the components)
from textcoder.language.auxiliaries import Auxiliaries, AuxiliaryTagger, Word, features

VOCAB = spacy.blank("nb").vocab
TABLE = Auxiliaries(
    verbs={"har": "ha", "er": "være"}, weights={"verb T in the clause": 300, "være: 1 A": 250}, bias=-100
)


def tagged(text: str, pos: str, *, morphs: dict[str, str] | None = None, starts: list[bool] | None = None) -> Doc:
    words = text.split()
    given = [(morphs or {}).get(word, "") for word in words]
    return Doc(VOCAB, words=words, pos=pos.split(), morphs=given, sent_starts=starts)


def decided(doc: Doc) -> list[str]:
    return [token.pos_ for token in AuxiliaryTagger(TABLE)(doc)]


def test_a_verb_with_a_noun_only_is_a_full_verb():
    assert decided(tagged("Vi har tid", "PRON AUX NOUN")) == ["PRON", "VERB", "NOUN"]


@pytest.mark.parametrize("text", ["Vi har sett", "Vi HAR sett"])
def test_a_verb_with_a_participle_is_an_auxiliary(text):
    assert decided(tagged(text, "PRON VERB VERB", morphs={"sett": "VerbForm=Part"}))[1] == "AUX"


def test_the_participle_may_stand_far_behind():
    doc = tagged(
        "Vi har ikkje dei siste åra sett noko",
        "PRON VERB PART DET ADJ NOUN VERB PRON",
        morphs={"sett": "VerbForm=Part"},
    )

    assert decided(doc)[1] == "AUX"


def test_the_next_sentence_has_no_say():
    doc = tagged(
        "Vi har tid Sett her",
        "PRON AUX NOUN VERB ADV",
        morphs={"Sett": "VerbForm=Part"},
        starts=[True, False, False, True, False],
    )

    assert decided(doc)[1] == "VERB"


def test_what_speaks_for_one_verb_need_not_speak_for_another():
    assert decided(tagged("er god", "VERB ADJ"))[0] == "AUX"
    assert decided(tagged("har god", "AUX ADJ"))[0] == "VERB"


def test_a_listed_form_that_is_taken_for_something_else_is_left_alone():
    assert decided(tagged("har tid", "NOUN NOUN")) == ["NOUN", "NOUN"]


def test_a_long_word_that_is_not_listed_is_no_auxiliary_but_a_short_one_may_be_dialect():
    assert decided(tagged("vi analyserer", "PRON AUX")) == ["PRON", "VERB"]
    assert decided(tagged("vi ska", "PRON AUX")) == ["PRON", "AUX"]


@given(st.lists(st.sampled_from(["sett", "mangler", "kommunene", "ikke", "god"])), st.data())
def test_words_that_are_not_listed_never_become_auxiliaries(words, data):
    pos = [data.draw(st.sampled_from(["VERB", "NOUN", "ADJ", "PART"])) for _ in words]

    assert decided(Doc(VOCAB, words=words, pos=pos)) == pos


def test_an_empty_text_stays_empty():
    assert decided(Doc(VOCAB)) == []


def test_without_a_table_nothing_changes():
    doc = AuxiliaryTagger()(tagged("vi analyserer", "PRON AUX"))

    assert [token.pos_ for token in doc] == ["PRON", "AUX"]


def test_an_expletive_is_seen_on_either_side():
    for sentence in (["det", "er", "grunn"], ["er", "det", "grunn"]):
        words = [Word(form, {"det": "PRON", "er": "VERB"}.get(form, "NOUN"), "") for form in sentence]

        assert "være: det grunn" in set(features(words, sentence.index("er"), "være"))


def test_the_component_reads_back_as_it_was_written(tmp_path):
    nlp = spacy.blank("nb")
    component = nlp.add_pipe("textcoder_auxiliaries")
    assert isinstance(component, AuxiliaryTagger)
    component.table = TABLE
    nlp.to_disk(tmp_path)
    read = spacy.load(tmp_path).get_pipe("textcoder_auxiliaries")

    assert isinstance(read, AuxiliaryTagger)
    assert read.table == TABLE
