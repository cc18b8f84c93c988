import pytest

from textcoder.labelling.alike import Alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("mangler kompetanse", "mangler kompetansse", True),
        ("mangler kompetanse", "manglar kompetanse", True),
        ("mangler kompetanse", "kompetanse mangler!", True),
        ("det er penger", "det er ikke penger", False),
        ("for lite tid", "for mye mas", False),
        ("tid", "tie", False),
        ("budsjettet for 2023", "budsjettet for 2024", False),
    ],
)
def test_what_is_nearly_identical(one, other, alike):
    found = Alike([(1, one), (2, other)])

    assert list(found.to(1)) == ([2] if alike else [])
    assert list(found.to(2)) == ([1] if alike else [])


def test_the_most_alike_come_first():
    found = Alike([(1, "mangler kompetanse her"), (2, "mangler kompetansse her"), (3, "kompetanse mangler her")])

    assert list(found.to(1)) == [3, 2]


def test_an_answer_that_is_not_there_has_none():
    assert list(Alike([]).to(7)) == []
