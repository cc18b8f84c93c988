import pytest

from textcoder.labelling.store.ways import Leg, legs_between


@pytest.mark.parametrize(
    ("made", "start", "end", "legs"),
    [
        ([], 1, 3, [(1, 3)]),
        ([(1, 2), (2, 3)], 1, 3, [(1, 2, 0), (2, 3, 1)]),
        ([(1, 2)], 1, 3, [(1, 2, 0), (2, 3)]),
        ([(2, 3)], 1, 3, [(1, 2), (2, 3, 0)]),
        ([(1, 4)], 1, 3, [(1, 3)]),
        ([(1, 2), (2, 3), (1, 3)], 1, 3, [(1, 3, 2)]),
        ([(1, 3), (1, 2)], 1, 3, [(1, 2, 1), (2, 3)]),
        ([(1, 2), (5, 6)], 2, 5, [(2, 5)]),
    ],
    ids=[
        "none was made",
        "all were made",
        "the last was not made",
        "the first was not made",
        "never beyond the end",
        "the one made last",
        "the one made last, though it leads less far",
        "none on the way",
    ],
)
def test_the_way_goes_by_the_migrations_that_were_made(made, start, end, legs):
    in_order = [Leg(*one, key) for key, one in enumerate(made)]

    assert list(legs_between(in_order, start, end)) == [Leg(*leg) for leg in legs]
