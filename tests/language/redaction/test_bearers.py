import pytest

from textcoder.language.redaction.findings import Entity
from textcoder.language.redaction.persons import find_persons


def found(text: str, *seen: str) -> list[str]:
    entities = [Entity(text.index(name), text.index(name) + len(name), "PER") for name in seen]
    return [text[finding.start : finding.end] for finding in find_persons(text, entities)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ferja «Ingrid» har fått nett", "Ingrid"),
        ("Strøbilen Gunnar og snøfresen Solveig vises på kart", "Gunnar"),
        ("Vi døpte den nye heisen Ragnhild", "Ragnhild"),
        ("Øvelse «Torunn 23» gikk bra", "Torunn"),
        ("Grupperommene Nordby, Moen og Hauge er alltid opptatt", "Nordby"),
        ("Elise og Emma heter de nye bussene", "Elise"),
        ("Anne Nordby-salen er kald", "Anne Nordby-salen"),
        ("Elevene ved Karen Nordby vgs kom med ideen", "Karen Nordby"),
        ("Konsulentene i Nordby og Moen kostet mye", "Nordby"),
        ("Strand & Nordby har tegnet skolen", "Nordby"),
        ("Barnehagane Solstrand og Furulia samarbeider", "Furulia"),
        ("Ledelsen på Fagerli gir oss tid", "Fagerli"),
    ],
)
def test_things_and_houses_that_bear_names_are_no_persons(text, seen):
    assert found(text, seen) == []


def test_what_was_called_the_name_of_a_thing_once_is_none_later():
    assert found("Roboten Ingrid er populær. Alle vil se Ingrid") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Konsulentene fra Deloitte, Marit og Knut, var gode", "Marit"),
        ("Roboten til Kari er bra", "Kari"),
        ('Det var "Lars Nilsen" som sa det', "Lars Nilsen"),
        ("Sjåføren på bussen, Kari, kom med ideen", "Kari"),
        ("Karis skole er best", "Karis"),
        ("Hansen & Olsen på teknisk krangler", "Hansen"),
        ("Hansen & Olsen på teknisk krangler", "Olsen"),
    ],
)
def test_a_person_beside_a_thing_is_a_person(text, name):
    assert name in found(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Rune stein står det i planen", "Rune stein"),
        ("Odd nok virker det", "Odd"),
        ("Lykke til med det", "Lykke"),
        ("Vi hadde en god sjef. Hans forslag ble glemt", "Hans"),
        ("Det blir Sol og sommerstengt", "Sol"),
    ],
)
def test_plays_on_words_are_no_persons(text, seen):
    assert found(text, seen) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bilen Kari bruker er gammel", "Kari"),
        ("Bussen Ola Hansen kjører er full", "Ola Hansen"),
        ("Maskinen Marit bestilte kom aldri", "Marit"),
        ("Chatboten Ida Johansen laget er god", "Ida Johansen"),
        ("Prisvinneren Knut Andersen inspirerte oss", "Knut Andersen"),
        ("Spør maleren Jon Berg på teknisk", "Jon Berg"),
        ("Forfatteren Marit Holm holdt foredrag", "Marit Holm"),
    ],
)
def test_who_uses_a_thing_or_has_a_trade_is_a_person(text, name):
    assert found(text, name) == [name]


def test_who_uses_a_thing_is_named_elsewhere_too():
    assert found("Kari er flink og hjelper alle. Bilen Kari bruker er gammel.", "Kari") == ["Kari", "Kari"]
