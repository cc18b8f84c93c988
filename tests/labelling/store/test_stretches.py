from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.labelling.store.stretches import Leg, Past, Record, way_between


def moment(minute):
    return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(minutes=minute)


def past(used=(), made=()):
    """Versions and migrations, each with the minute of it; a migration's key is its place."""
    records = [Record(Leg(start, end, key), moment(minute)) for key, (start, end, minute) in enumerate(made)]
    return Past([(version, moment(minute)) for version, minute in used], records)


def versions_and_keys(way):
    return [(leg.start, leg.end, leg.migration) for leg in way]


@pytest.mark.parametrize(
    ("made", "start", "end", "legs"),
    [
        ([], 1, 3, [(1, 3, None)]),
        ([(1, 2), (2, 3)], 1, 3, [(1, 2, 0), (2, 3, 1)]),
        ([(1, 2)], 1, 3, [(1, 2, 0), (2, 3, None)]),
        ([(2, 3)], 1, 3, [(1, 2, None), (2, 3, 0)]),
        ([(1, 4)], 1, 3, [(1, 3, None)]),
        ([(1, 2), (2, 3), (1, 3)], 1, 3, [(1, 2, 0), (2, 3, 1)]),
        ([(1, 3), (1, 2), (2, 3)], 1, 3, [(1, 3, 0)]),
        ([(1, 2), (1, 3)], 1, 3, [(1, 3, 1)]),
        ([(1, 2), (5, 6)], 2, 5, [(2, 5, None)]),
    ],
    ids=[
        "none was made",
        "all were made",
        "the last was not made",
        "the first was not made",
        "never beyond the end",
        "the way that was there first",
        "the way that was there first, by one leg",
        "none that does not reach the end where one does",
        "none on the way",
    ],
)
def test_without_a_way_of_its_own_a_question_goes_by_what_was_done_elsewhere(made, start, end, legs):
    been = past(made=[(*one, place) for place, one in enumerate(made)])

    assert versions_and_keys(way_between(been, start, end)) == legs


@pytest.mark.parametrize(
    ("used", "made", "start", "end", "legs"),
    [
        ([(1, 0), (3, 9)], [(1, 2, 1), (2, 3, 2), (1, 3, 9)], 1, 3, [(1, 3, 2)]),
        ([(1, 0), (2, 5), (3, 9)], [(1, 3, 1), (1, 2, 5), (2, 3, 9)], 1, 3, [(1, 2, 1), (2, 3, 2)]),
        ([(1, 0), (2, 5), (3, 9)], [(1, 3, 1), (2, 3, 9)], 1, 3, [(1, 2, None), (2, 3, 1)]),
        ([(1, 0), (3, 9)], [(1, 2, 1), (2, 3, 2)], 1, 3, [(1, 2, 0), (2, 3, 1)]),
        ([(1, 0), (3, 9)], [(1, 3, 10), (1, 2, 11), (2, 3, 12)], 1, 3, [(1, 3, None)]),
        ([(1, 0), (3, 5), (1, 6), (2, 7), (3, 8)], [(1, 3, 5), (1, 2, 7), (2, 3, 8)], 1, 3, [(1, 2, 1), (2, 3, 2)]),
        ([(1, 0), (3, 9), (4, 12)], [(1, 3, 9), (3, 4, 12), (2, 4, 11)], 2, 4, [(2, 4, 2)]),
        ([(1, 0), (3, 9)], [(1, 3, 9), (1, 2, 11)], 1, 2, [(1, 2, 1)]),
    ],
    ids=[
        "its own leg, though others went otherwise before",
        "its own legs, though others went straight before",
        "through a version that came without a migration",
        "by what others had done when it took the version without a migration",
        "whatever was done elsewhere after it took the version",
        "the way it went last",
        "from a version it never had",
        "to a version it never had",
    ],
)
def test_what_the_question_itself_went_through_goes_before_what_was_done_elsewhere(used, made, start, end, legs):
    assert versions_and_keys(way_between(past(used, made), start, end)) == legs


PAIRS = st.tuples(st.integers(1, 5), st.integers(1, 5)).filter(lambda pair: pair[0] < pair[1])


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=4, unique=True).map(sorted),
    st.lists(PAIRS, max_size=6, unique=True),
    st.lists(PAIRS, max_size=6, unique=True),
)
def test_nothing_done_elsewhere_afterwards_changes_the_way_of_a_question(used, before, after):
    taken = [(version, 10 + place) for place, version in enumerate(used)]
    made = [(*pair, 5) for pair in before]
    then, later = past(taken, made), past(taken, [*made, *((*pair, 99) for pair in after if pair not in before)])

    for place, start in enumerate(used):
        for end in used[place + 1 :]:
            way = way_between(later, start, end)
            assert way == way_between(then, start, end)
            assert [way[0].start, *(leg.end for leg in way)][:: len(way)] == [start, end]
            assert all(one.end == other.start for one, other in pairwise(way))
            assert {start, *(leg.end for leg in way)} >= set(used[place : used.index(end) + 1])
