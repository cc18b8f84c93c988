from pathlib import Path
from unicodedata import normalize

import pytest

import textcoder.language.redaction

WORDS = Path(textcoder.language.redaction.__file__).parent / "words"
LISTS = ["places", "ambiguous_places", "titles", "places_streets"]

SOME_OF_EACH_COUNTY = {
    "Østfold": ["Halden", "Indre Østfold", "Våler"],
    "Akershus": ["Bærum", "Aurskog-Høland", "Nordre Follo", "Jevnaker"],
    "Oslo": ["Oslo"],
    "Innlandet": ["Nord-Odal", "Øystre Slidre", "Sel"],
    "Buskerud": ["Nore og Uvdal", "Ål", "Drammen"],
    "Vestfold": ["Færder", "Holmestrand", "Larvik"],
    "Telemark": ["Midt-Telemark", "Tinn", "Fyresdal"],
    "Agder": ["Evje og Hornnes", "Vegårshei", "Kristiansand"],
    "Rogaland": ["Hå", "Utsira", "Sandnes"],
    "Vestland": ["Bjørnafjorden", "Kinn", "Sunnfjord"],
    "Møre og Romsdal": ["Hustadvika", "Haram", "Ålesund"],
    "Trøndelag": ["Trondheim", "Indre Fosen", "Nærøysund"],
    "Nordland": ["Bodø", "Vestvågøy", "Hattfjelldal"],
    "Troms": ["Tromsø", "Kvænangen", "Senja"],
    "Finnmark": ["Sør-Varanger", "Alta", "Loppa"],
}
BY_TWO_NAMES = {
    "Karasjok": "Kárášjohka",
    "Kautokeino": "Guovdageaidnu",
    "Tana": "Deatnu",
    "Nesseby": "Unjárga",
    "Kåfjord": "Gáivuotna",
    "Nordreisa": "Raisi",
    "Porsanger": "Porsáŋgu",
    "Storfjord": "Omasvuono",
    "Hamarøy": "Hábmer",
    "Snåsa": "Snåase",
    "Røyrvik": "Raarvihke",
    "Trondheim": "Tråante",
    "Harstad": "Hárstták",
}


def lines(name):
    comment, *words = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert comment.startswith("# ")
    return words


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_sorted_without_doubles_or_blanks(name):
    words = lines(name)

    assert words == sorted(set(words))
    assert all(word and word == word.strip() == normalize("NFC", word) for word in words)


@pytest.mark.parametrize("name", LISTS[1:])
def test_words_that_are_no_names_are_listed_in_lower_case(name):
    assert all(word == word.lower() for word in lines(name))


@pytest.mark.parametrize("county", SOME_OF_EACH_COUNTY)
def test_a_county_and_its_municipalities_are_listed(county):
    assert {county, *SOME_OF_EACH_COUNTY[county]} <= set(lines("places"))


@pytest.mark.parametrize("norwegian", BY_TWO_NAMES)
def test_a_municipality_is_listed_by_all_its_official_names(norwegian):
    assert {norwegian, BY_TWO_NAMES[norwegian]} <= set(lines("places"))


def test_names_that_are_no_longer_official_are_listed_while_people_use_them():
    assert {"Viken", "Sogn og Fjordane", "Troms og Finnmark", "Hordaland"} <= set(lines("places"))
    assert {"Odda", "Skedsmo", "Nøtterøy", "Nedre Eiker", "Lenvik", "Leksvik"} <= set(lines("places"))


def test_towns_that_are_no_municipality_are_listed():
    assert {"Jessheim", "Sandvika", "Grünerløkka", "Førde", "Mo i Rana", "Longyearbyen"} <= set(lines("places"))


def test_an_ambiguous_place_is_a_place():
    assert set(lines("ambiguous_places")) <= {place.lower() for place in lines("places")}


def test_ordinary_words_and_common_surnames_are_ambiguous():
    assert {"strand", "time", "os", "hole", "våge", "lund", "berg", "sel", "hvaler"} <= set(lines("ambiguous_places"))


def test_titles_stand_in_both_standards_and_both_forms():
    titles = set(lines("titles"))

    assert {"rådmann", "rådmannen", "ordfører", "ordføreren", "ordførar", "ordføraren", "kom.dir"} <= titles
    assert {"helsesykepleier", "helsesjukepleiar", "einingsleiaren", "enhetslederen", "kollega"} <= titles


def test_every_usual_way_of_ending_a_street_name_is_listed():
    assert {"veien", "vegen", "gata", "gaten", "gate", "plass", "allé", "svingen", "torget"} <= set(
        lines("places_streets")
    )
