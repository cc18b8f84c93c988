import time

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st

from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.redactor import Redactor
from textcoder.language.redaction.replacing import replace
from textcoder.language.tokenizer import RepairingTokenizer
from textcoder.settings import RedactionSettings

EVERYTHING = RedactionSettings(kinds=frozenset(kind.value for kind in Kind))
REDACTOR = Redactor(None, EVERYTHING)
PIECES = """
    jeg heter sjefen min rektor hilsen spør Kari Nordmann kari ola Ola Hansens K. Liv liv og på i Oslo Bergen Berg Stein
    av van mai 14057812345 140578 12345 912 34 567 91 23 45 67 tlf konto 1503.22.12346 1503 22 +47 0047 Storgata gate 5
    12 B 0155 kari@x.no (at) krøllalfa x.no www.x.no https:// [NAVN] [NAVN-2] [TELEFON] [ [NAVN ] - , . : ; / ( ) ' NAVN
    han sier ADRESSE Thon Gruppen AS e\u0301 § % kr
"""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\ud83d", "\ue000"])
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", ""])), max_size=14).map(
    lambda pieces: "".join(word + gap for word, gap in pieces)
)


def found(text: str, redactor: Redactor = REDACTOR) -> list[tuple[str, str]]:
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in redactor.find(text)]


def redacted(text: str) -> str:
    return replace([text], [REDACTOR.find(text)])[0]


def naming(label: str, *names: str) -> spacy.Language:
    """A pipeline that sees these names, on a tokenizer that repairs."""
    nlp = spacy.blank("nb")
    nlp.tokenizer = RepairingTokenizer(nlp.tokenizer)
    nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": name} for name in names])
    return nlp


@given(st.text(max_size=40) | TEXTS)
def test_findings_are_in_order_within_the_text_and_do_not_overlap(text):
    findings = REDACTOR.find(text)

    places = [place for finding in findings for place in (finding.start, finding.end)]
    assert places == sorted(places)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in findings)
    assert all(0 < finding.confidence <= 1 for finding in findings)


@given(st.text(max_size=40) | TEXTS)
@example("912 34 567 91 23 45 67 1503 22 12346")
@example("hilsen Kari Nordmann Ola Hansen Stein")
def test_a_redacted_text_has_nothing_left_to_redact(text):
    assert redacted(redacted(text)) == redacted(text)


def test_placeholders_are_never_found():
    text = " ".join(f"jeg heter [{kind.placeholder}] [{kind.placeholder}-2]" for kind in Kind)

    assert found(text) == []


def test_a_name_in_an_e_mail_address_is_not_a_person_beside_it():
    assert found("Ring Kari Nordmann (kari.nordmann@x.no, 912 34 567)") == [
        ("person", "Kari Nordmann"), ("email", "kari.nordmann@x.no"), ("phone", "912 34 567")
    ]  # fmt: skip


def test_an_address_holds_its_place():
    assert found("i Storgata 5, 0155 Oslo") == [("address", "Storgata 5, 0155 Oslo")]


def test_only_the_kinds_asked_for_are_found():
    text = "Kari i Oslo, kari@x.no"

    assert found(text, Redactor(None, RedactionSettings())) == [("person", "Kari"), ("email", "kari@x.no")]
    assert found(text, Redactor(None, RedactionSettings(kinds=frozenset({"place"})))) == [("place", "Oslo")]
    assert found(text, Redactor(None, RedactionSettings(kinds=frozenset()))) == []


def test_a_name_inside_what_is_not_asked_for_is_not_found_as_a_name():
    assert found("kari.nordmann@x.no", Redactor(None, RedactionSettings(kinds=frozenset({"person"})))) == []


def test_an_unknown_kind_is_no_setting():
    with pytest.raises(ValueError, match="shoesize"):
        Redactor(None, RedactionSettings(kinds=frozenset({"shoesize"})))


def test_the_pipeline_tells_of_names_that_no_list_has():
    text = "Mange sier det. Xqwzoia Brtulak er lei av det"

    assert found(text) == []
    assert found(text, Redactor(naming("PER", "Xqwzoia Brtulak"), EVERYTHING)) == [("person", "Xqwzoia Brtulak")]
    assert found(text, Redactor(naming("ORG", "Xqwzoia Brtulak"), EVERYTHING)) == []


def test_offsets_count_the_text_as_it_was_given_though_the_pipeline_repairs():
    text = "Det &amp;  er \u00ad Ã¥  viktig at Xqwzoia Brtulak er med &lt;3"

    assert found(text, Redactor(naming("PER", "Xqwzoia Brtulak"), EVERYTHING)) == [("person", "Xqwzoia Brtulak")]


def test_many_answers_are_searched_in_order():
    texts = ["Kari sa det", "ingenting", "", "ring 912 34 567", *["Ola vet"] * 600]
    redactor = Redactor(naming("PER", "Ola"), EVERYTHING)

    assert list(redactor.find_all(texts)) == [redactor.find(text) for text in texts]
    assert len(list(redactor.find_all(iter(texts)))) == len(texts)


def test_half_a_surrogate_pair_stops_nobody():
    assert found("Kari \ud83d sier", Redactor(naming("PER", "Kari"), EVERYTHING)) == [("person", "Kari")]


@pytest.mark.parametrize("repeated", ["1 ", "Kari\n", "Kari og ", "+47 ", "kari@example.no ", ".,;:!?-/()", "12/"])
def test_a_long_text_of_one_thing_takes_no_long_time(repeated):
    redactor = Redactor(None, RedactionSettings())
    began = time.process_time()

    redactor.find((repeated * 10_000)[:10_000])

    assert time.process_time() - began < 5
