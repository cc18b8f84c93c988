import spacy
from hypothesis import given
from hypothesis import strategies as st

import textcoder.language.pipeline  # noqa: F401 (registers the components)
from textcoder.language.inflections import InflectionLemmatizer, Inflections, analysis
from textcoder.language.variety import Variety

NOUN = "Definite=Def|Number=Plur"
TABLE = Inflections(
    rules={
        analysis("nb", "NOUN", NOUN): {"ene": (3, ""), "erne": (4, "er")},
        analysis("nn", "NOUN", NOUN): {"ane": (3, ""), "arane": (3, "")},
        analysis("nb", "VERB"): {"er": (1, "")},
        analysis("nn", "NOUN"): {"ane": (3, "")},
    },
    exceptions={analysis("nb", "NOUN", NOUN): {"mennene": "mann"}},
)


def test_an_unknown_word_is_inflected_like_words_that_end_like_it():
    assert TABLE.lemma("rådgiverne", "nb", "NOUN", NOUN) == "rådgiver"
    assert TABLE.lemma("innbyggjarane", "nn", "NOUN", NOUN) == "innbyggjar"


def test_an_exception_counts_before_every_rule():
    assert TABLE.lemma("mennene", "nb", "NOUN", NOUN) == "mann"


def test_without_rules_for_the_features_those_of_the_part_of_speech_count():
    assert TABLE.lemma("mangler", "nb", "VERB", "Mood=Ind|Tense=Pres") == "mangle"


def test_a_word_that_no_rule_is_about_is_its_own_lemma():
    assert TABLE.lemma("innovasjon", "nn", "ADJ", "") == "innovasjon"


@given(st.text(), st.sampled_from(["nb", "nn"]), st.sampled_from(["NOUN", "VERB", "X"]))
def test_the_table_reads_back_as_it_was_written(form, standard, pos):
    again = Inflections.from_bytes(TABLE.to_bytes())

    assert again.lemma(form, standard, pos, NOUN) == TABLE.lemma(form, standard, pos, NOUN)


def test_capitals_before_a_hyphen_are_kept(tmp_path):
    nlp = spacy.blank("nb")
    component = nlp.add_pipe("textcoder_inflections")
    assert isinstance(component, InflectionLemmatizer)
    component.use(TABLE)
    nlp.to_disk(tmp_path)
    read = spacy.load(tmp_path)
    doc = read.make_doc("om Høyre-velgerne")
    doc[1].pos_, doc._.variety = "NOUN", Variety.NB
    doc[1].set_morph(NOUN)

    assert [token.lemma_ for token in read.get_pipe("textcoder_inflections")(doc)] == ["om", "Høyre-velger"]


def test_a_noun_that_begins_a_sentence_is_no_name_though_it_is_taken_for_one():
    nlp = spacy.blank("nb")
    component = InflectionLemmatizer(TABLE)
    doc = nlp.make_doc("Kommunane manglar Kommunane")
    doc._.variety = Variety.NN
    for token in doc:
        token.pos_ = "PROPN"

    assert [token.lemma_ for token in component(doc)][::2] == ["kommun", "Kommunane"]
