from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.redaction.findings import Entity, Kind
from textcoder.language.redaction.places import find_places


def places(text, *entities):
    """What was found, as written; an entity is given as (words, label)."""
    seen = [Entity(text.index(words), text.index(words) + len(words), label) for words, label in entities]
    return [text[found.start : found.end] for found in find_places(text, seen)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi i Lillestrøm har mye på gang", ["Lillestrøm"]),
        ("Ålesunds satsing er god", ["Ålesunds"]),
        ("Jeg bor i Møre og Romsdal, ikke i Vestland", ["Møre og Romsdal", "Vestland"]),
        ("Nordre Follo og Aurskog-Høland", ["Nordre Follo", "Aurskog-Høland"]),
        ("vi i Sør Varanger", ["Sør Varanger"]),
        ("Kárášjohka og Guovdageaidnu", ["Kárášjohka", "Guovdageaidnu"]),
        ("Oslo-området får alt", ["Oslo"]),
        ("I OSLO ER DET BEDRE", ["OSLO"]),
        ("bra i Mo i Rana. Rana er stort", ["Mo i Rana"]),
    ],
)
def test_a_listed_place_is_found_as_a_whole_word(text, found):
    assert places(text) == found


def test_a_finding_says_where_and_what():
    (found,) = find_places("Vi i Tromsø kommune", [])

    assert (found.start, found.end, found.kind) == (5, 11, Kind.PLACE)
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize("text", ["Oslofolk", "Bergensk humor", "Voksne", "Hamarhesten", ""])
def test_a_place_within_another_word_is_none(text):
    assert places(text) == []


def test_a_mark_that_stands_apart_from_its_letter_changes_nothing():
    assert places("i A\u030alesund") == ["A\u030alesund"]


@pytest.mark.parametrize(
    "text",
    [
        "det tar tid, og hver time teller",
        "Time etter time går med",
        "Strand og skog er fine steder",
        "sand i maskineriet",
        "Sola skinner",
        "det er ål i elva",
        "Sel er ikke fisk",
        "spør Lund på lønn",
        "ALT TAR TID I LANGE MØTER, TIME PÅ TIME",
        "Alle Må Få Være Med På Time Og Plan",
    ],
)
def test_an_ordinary_word_is_no_place(text):
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Time kommune er god", "Time"),
        ("time kommune er god", "time"),
        ("vi jobber i Strand", "Strand"),
        ("flyttet frå Moss", "Moss"),
        ("bygda Os er liten", "Os"),
        ("RE KOMMUNE FINNES IKKE", "RE"),
    ],
)
def test_an_ambiguous_name_is_a_place_where_the_words_around_it_say_so(text, found):
    assert places(text) == [found]


def test_what_is_joined_to_a_place_is_a_place():
    assert places("Sunnfjord og Kinn har folk nok") == ["Sunnfjord", "Kinn"]


@pytest.mark.parametrize("label", ["GPE_LOC", "GPE_ORG", "LOC"])
def test_an_ambiguous_name_is_a_place_where_the_pipeline_sees_one(label):
    assert places("Strand er best") == []
    assert places("Strand er best", ("Strand", label)) == ["Strand"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jobber i sarpsborg", ["sarpsborg"]),
        ("drammen kommune sier nei", ["drammen"]),
        ("alt i nordre follo", ["nordre follo"]),
        ("tromsø er best", ["tromsø"]),
        ("Det er kaldt, tromsø", []),
        ("mye moss i hagen", []),
    ],
)
def test_lower_case_counts_in_context_or_where_all_is_written_so(text, found):
    assert places(text) == found


def test_a_place_that_only_the_pipeline_knows_is_found_without_kommune():
    text = "Vi i Storvik kommune er små"

    assert places(text, ("Storvik kommune", "GPE_ORG")) == ["Storvik"]
    assert places(text, ("Storvik kommune", "ORG")) == []


@pytest.mark.parametrize("word", ["Norge", "Noregs", "Kommunen", "Rektor", "Kommune", "penger"])
def test_what_the_pipeline_takes_for_a_place_may_be_too_large_or_no_place(word):
    assert places(f"{word} må ta ansvar", (word, "GPE_LOC")) == []


def test_a_surname_is_no_place():
    assert places("Kari Grimstad sier nei", ("Kari Grimstad", "PER")) == []
    assert places("Grimstad sier nei", ("Grimstad", "PER")) == ["Grimstad"]


@pytest.mark.parametrize("text", ["karasjok.kommune.no", "se www.oslo.no", "post@bergen.kommune.no"])
def test_the_place_in_a_link_is_left_to_the_link(text):
    assert places(text) == []


@given(st.text(alphabet="OsloBergnÅMi -.\n", max_size=60))
def test_findings_are_in_order_within_the_text_and_apart(text):
    found = find_places(text, [Entity(0, len(text), "GPE_LOC")] if text else [])

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_system_is_no_place_though_the_pipeline_takes_it_for_one():
    text = "søke i Altinn"

    assert find_places(text, [Entity(7, 13, "GPE_LOC")]) == []


@pytest.mark.parametrize(
    "text",
    ["erfaring fra Beredskap", "Hansen i Byggesak", "standard i Skole", "for Barn, Unge og Familie", "i Barnehagen"],
)
def test_a_department_is_no_place_though_the_pipeline_takes_it_for_one(text):
    name = "Unge" if "Unge" in text else text.split()[-1]

    assert places(text, (name, "GPE_LOC")) == []


def test_a_place_that_only_the_pipeline_knows_asks_for_a_word_before_it():
    assert places("Vi bor i Storvik nå", ("Storvik", "GPE_LOC")) == ["Storvik"]
    assert places("fra Tindefjord", ("Tindefjord", "GPE_LOC")) == ["Tindefjord"]
    assert places("Men Storvik nei", ("Storvik", "GPE_LOC")) == []
