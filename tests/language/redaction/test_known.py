import pytest

from textcoder.language.redaction.findings import Entity
from textcoder.language.redaction.persons import find_persons


def found(text: str, *seen: str) -> list[str]:
    entities = [Entity(text.index(name), text.index(name) + len(name), "PER") for name in seen]
    return [text[finding.start : finding.end] for finding in find_persons(text, entities)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Emil i Lønneberget hadde trivdes her", "Emil"),
        ("Holberg hadde ledd av oss", "Holberg"),
        ("Solan og Ludvig driver verkstedet", "Solan"),
        ("Vi leste Sigrid Undset på kurset", "Sigrid Undset"),
        ("Herzbergs teori stemmer", "Herzbergs"),
        ("Ikkje noko for ein Edison-type", "Edison-type"),
        ("Da Erna var statsminister kom pengene", "Erna"),
        ("Systemet er fra kong Olavs tid", "Olavs"),
        ("Kari og Ola Nordmann vil ha svar", "Kari"),
    ],
)
def test_figures_are_no_persons_though_the_pipeline_says_so(text, seen):
    assert found(text, seen) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Taylor på innkjøp svarer aldri", "Taylor"),
        ("Sjefen min Bjørnson lytter", "Bjørnson"),
        ("Undset sier nei til alt", "Undset"),
        ("enhetsleder Jonas Lie vil ikke", "Jonas Lie"),
        ("Leon er den beste vi har", "Leon"),
    ],
)
def test_who_bears_the_name_of_a_figure_and_works_here_is_a_person(text, name):
    assert name in found(text)


def test_two_of_a_tale_are_persons_where_they_have_a_desk():
    assert found("Per og Pål tok feil vei, som i eventyret", "Per", "Pål") == []
    assert found("Per og Pål på lønn hjelper alle", "Per", "Pål") != []


@pytest.mark.parametrize("text", ["Grant Thornton og Wikborg Rein har fakturert", "Simonsen Vogt Wiig holdt kurs"])
def test_firms_are_no_persons(text):
    assert found(text, *text.split(" og ")[0].split(" h")[:1]) == []


@pytest.mark.parametrize("text", ["Etter Dagmar fikk vi ny beredskapsplan", "Uværet kom. Tor feide over bygda"])
def test_storms_are_no_persons(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("Ring Dagmar før uværet kommer", "Dagmar"), ("Hilde sa fra før stormen kom", "Hilde")],
)
def test_somebody_who_is_called_as_a_storm_is_a_person(text, name):
    assert found(text) == [name]


def test_one_word_that_the_pipeline_takes_for_a_person_is_none_in_a_list_of_products():
    assert found("Vi bruker Kikora, Qworxa og Visma", "Qworxa") == []
    assert found("Vi snakket med Qworxa i går", "Qworxa") == ["Qworxa"]
