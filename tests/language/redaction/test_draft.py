import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.redaction.draft import Draft
from textcoder.language.redaction.findings import Finding, Kind

TEXT = "Jeg heter Kari Nordmann, ring 912 34 567. Hilsen Kari"


def found(words: str, kind: Kind = Kind.PERSON, *, text: str = TEXT) -> Finding:
    start = text.index(words)
    return Finding(start, start + len(words), kind, 0.9)


def kept(draft: Draft) -> list[tuple[str, Kind]]:
    return [(draft.text[one.start : one.end], one.kind) for one in draft.kept]


@pytest.fixture
def draft() -> Draft:
    return Draft(TEXT, (found("Kari Nordmann"), found("912 34 567", Kind.PHONE)))


def test_all_that_was_found_is_kept_unless_somebody_says_otherwise(draft):
    assert kept(draft) == [("Kari Nordmann", Kind.PERSON), ("912 34 567", Kind.PHONE)]


def test_a_restored_finding_is_left_out_and_can_be_taken_back_by_its_number(draft):
    restored = draft.toggled([2])

    assert kept(restored) == [("Kari Nordmann", Kind.PERSON)]
    assert [(mark.numbers, mark.restored) for mark in restored.marks] == [((1,), False), ((2,), True)]
    assert kept(restored.toggled([2])) == kept(draft)


def test_added_words_are_found_wherever_they_stand_and_are_not_replaced_already(draft):
    added = draft.with_words("kari", Kind.PERSON)

    assert [mark.numbers for mark in added.marks] == [(1,), (2,), (3,)]
    assert kept(added)[2] == ("Kari", Kind.PERSON)
    assert added.kept[2].end == len(TEXT)


def test_words_within_other_words_are_added_only_where_they_stand_nowhere_by_themselves():
    draft = Draft("Karis bil og Kari", ())

    assert kept(draft.with_words("Kari", Kind.PERSON)) == [("Kari", Kind.PERSON)]
    assert kept(draft.with_words("bi", Kind.PERSON)) == [("bi", Kind.PERSON)]


def test_words_on_two_lines_are_added_as_they_are_read():
    assert kept(Draft("Hilsen Kari\nNordmann", ()).with_words("Kari Nordmann", Kind.PERSON)) == [
        ("Kari\nNordmann", Kind.PERSON)
    ]


@pytest.mark.parametrize("words", ["", "  ", "Ola", "Kari Nordmann"])
def test_words_that_are_not_there_or_are_replaced_already_change_nothing(draft, words):
    assert draft.with_words(words, Kind.PLACE) == draft


def test_adding_a_restored_finding_again_takes_it_back(draft):
    assert draft.toggled([1]).with_words("Kari Nordmann", Kind.PERSON) == draft


def test_a_longer_addition_swallows_what_it_covers_and_never_uncovers_anything(draft):
    longer = draft.with_words("Nordmann, ring 912", Kind.ADDRESS)

    assert kept(longer) == [("Kari Nordmann, ring 912 34 567", Kind.ADDRESS)]
    assert longer.marks[0].numbers == (1, 2, 3)


def test_a_decision_leads_back_to_the_draft_it_was_made_from(draft):
    changed = draft.toggled([2]).with_words("Hilsen", Kind.PLACE)

    again = draft.with_decision(changed.kept)

    assert again.kept == changed.kept
    assert again.restored == {2}


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 10), st.sampled_from(Kind)).map(
    lambda of: Finding(of[0], of[0] + of[1], of[2], 0.5)
)


@given(findings=st.lists(SPANS, max_size=6), restored=st.frozensets(st.integers(1, 6)))
def test_what_is_not_restored_is_covered_once_and_in_order(findings, restored):
    draft = Draft("x" * 40, tuple(findings)).toggled(number for number in restored if number <= len(findings))

    covered = [place for one in draft.kept for place in range(one.start, one.end)]
    expected = {
        place
        for number, one in enumerate(findings, start=1)
        if number not in restored
        for place in range(one.start, one.end)
    }

    assert covered == sorted(expected)
